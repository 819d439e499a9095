"""The four networks of the starter, as plain diffusers and transformers classes."""

from pathlib import Path

import torch
from diffusers import AutoencoderKL, LatentConsistencyModelPipeline, LCMScheduler, UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor, AttnProcessor2_0
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from .scene import IMAGE_SIZE
from .tokenizer import MAX_TOKENS, build_tokenizer
from .vocabulary import known_words

LATENT_SIZE = 32
LATENT_CHANNELS = 4
TEXT_WIDTH = 128
GUIDANCE_EMBEDDING_WIDTH = 256


def build_vae() -> AutoencoderKL:
    """128 px to 32 x 32 x 4 latents. Narrow at full resolution, because the decoder runs on WebAssembly."""
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 3,
        up_block_types=("UpDecoderBlock2D",) * 3,
        block_out_channels=(16, 32, 48),
        layers_per_block=1,
        latent_channels=LATENT_CHANNELS,
        norm_num_groups=8,
        mid_block_add_attention=False,
        sample_size=IMAGE_SIZE,
        scaling_factor=1.0,
    )


def build_text_encoder(tokenizer: CLIPTokenizer) -> CLIPTextModel:
    """Three transformer layers: word order decides which colour belongs to which object, and which of them is left."""
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=TEXT_WIDTH,
            intermediate_size=4 * TEXT_WIDTH,
            projection_dim=TEXT_WIDTH,
            num_hidden_layers=3,
            num_attention_heads=4,
            max_position_embeddings=MAX_TOKENS,
            hidden_act="quick_gelu",
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def build_unet() -> UNet2DConditionModel:
    """LCM_Dreamshaper's structure in small: convolutions at 32 x 32, cross-attention at 16 x 16 and 8 x 8."""
    return UNet2DConditionModel(
        sample_size=LATENT_SIZE,
        in_channels=LATENT_CHANNELS,
        out_channels=LATENT_CHANNELS,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        block_out_channels=(32, 72, 160),
        layers_per_block=1,
        attention_head_dim=4,
        cross_attention_dim=TEXT_WIDTH,
        time_cond_proj_dim=GUIDANCE_EMBEDDING_WIDTH,
        norm_num_groups=8,
    )


def build_scheduler() -> LCMScheduler:
    """The schedule of every Stable Diffusion 1.x latent consistency model."""
    return LCMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        original_inference_steps=50,
        timestep_scaling=10.0,
        clip_sample=False,
        set_alpha_to_one=False,
        steps_offset=1,
        prediction_type="epsilon",
    )


def alphas_cumprod() -> torch.Tensor:
    """Alpha-bar of the 1000 training timesteps, in float64."""
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000, dtype=torch.float64) ** 2
    return torch.cumprod(1 - betas, 0)


def build_pipeline(tokenizer_folder: Path, seed: int = 0) -> LatentConsistencyModelPipeline:
    """An untrained pipeline with every component in place."""
    torch.manual_seed(seed)
    tokenizer = build_tokenizer(known_words(), tokenizer_folder)
    return LatentConsistencyModelPipeline(
        vae=build_vae(),
        text_encoder=build_text_encoder(tokenizer),
        tokenizer=tokenizer,
        unet=build_unet(),
        scheduler=build_scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).to(torch.float32)


def choose_attention(unet: UNet2DConditionModel, device: torch.device) -> None:
    """Plain products on a CPU: with heads this narrow they train a quarter faster there than its fused attention."""
    unet.set_attn_processor(AttnProcessor() if device.type == "cpu" else AttnProcessor2_0())
