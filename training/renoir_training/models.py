"""The four networks of the starter, as plain diffusers and transformers classes."""

import argparse
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import torch
from diffusers import AutoencoderKL, LatentConsistencyModelPipeline, LCMScheduler, UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor, AttnProcessor2_0
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from .scene import IMAGE_SIZE
from .tokenizer import MAX_TOKENS, build_tokenizer
from .vocabulary import known_words

TEXT_WIDTH = 128
GUIDANCE_EMBEDDING_WIDTH = 256
VAE_WIDTHS = {4: (16, 32, 48), 8: (16, 16, 32, 48)}
"""Factor of the autoencoder -> channels from full resolution down. Few at full resolution: the decoder runs on WebAssembly."""
UNET_WIDTHS = (32, 72, 160)
Prediction = Literal["epsilon", "v_prediction"]


@dataclass(frozen=True)
class PackFormat:
    """Sizes that belong together: square pictures of `image_size` px, latents smaller by `factor`."""

    image_size: int = IMAGE_SIZE
    factor: int = 4
    latent_channels: int = 4

    @property
    def latent_size(self) -> int:
        return self.image_size // self.factor


BUNDLED = PackFormat()
"""The pack that comes with the editor, as it is trained."""
ENLARGED = PackFormat(image_size=256, factor=8)
"""The same as it comes: around the same latents with a decoder of twice the size (`train_enlarged.py`)."""


def add_format(parser: argparse.ArgumentParser) -> None:
    """Arguments for the sizes of a new pack."""
    parser.add_argument("--size", type=int, default=BUNDLED.image_size, help="width and height of pictures in pixels")
    parser.add_argument("--factor", type=int, default=BUNDLED.factor, choices=(4, 8), help="pixels to a latent")
    parser.add_argument("--channels", type=int, default=BUNDLED.latent_channels, help="channels of the latents")


def chosen_format(arguments: argparse.Namespace) -> PackFormat:
    return PackFormat(arguments.size, arguments.factor, arguments.channels)


def format_of(vae: AutoencoderKL) -> PackFormat:
    config = vae.config
    return PackFormat(config.sample_size, 2 ** (len(config.block_out_channels) - 1), config.latent_channels)


def build_vae(pack_format: PackFormat = BUNDLED) -> AutoencoderKL:
    """Pictures to latents and back."""
    widths = VAE_WIDTHS[pack_format.factor]
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * len(widths),
        up_block_types=("UpDecoderBlock2D",) * len(widths),
        block_out_channels=widths,
        layers_per_block=1,
        latent_channels=pack_format.latent_channels,
        norm_num_groups=8,
        mid_block_add_attention=False,
        sample_size=pack_format.image_size,
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


class VelocityUNet(UNet2DConditionModel):
    """A UNet that predicts the velocity v = a eps - s x0, and returns the noise that this implies, eps = a v + s x, float32.

    Many channels of noise need not pass through its few channels at full resolution then: what it adds to s x is small where noise is all there is.
    """

    def forward(self, sample: torch.Tensor, timestep: torch.Tensor, *others: Any, **named: Any) -> tuple[torch.Tensor]:
        velocity = super().forward(sample, timestep, *others, **{**named, "return_dict": False})[0].float()
        alpha_bar = alphas_cumprod(sample.device)[timestep].float().view(-1, 1, 1, 1)
        return (alpha_bar.sqrt() * velocity + (1 - alpha_bar).sqrt() * sample,)


def velocity_itself(unet: VelocityUNet) -> UNet2DConditionModel:
    """The UNet as it is exported: it returns the velocity, which its scheduler knows as `v_prediction`."""
    plain = UNet2DConditionModel.from_config(unet.config)
    plain.load_state_dict(unet.state_dict())
    return plain.eval()


def build_unet(
    pack_format: PackFormat = BUNDLED,
    widths: tuple[int, int, int] = UNET_WIDTHS,
    takes_guidance: bool = True,
    predicts: Prediction = "epsilon",
) -> UNet2DConditionModel:
    """LCM_Dreamshaper's structure in small: convolutions at 32 x 32, cross-attention at 16 x 16 and 8 x 8."""
    return (VelocityUNet if predicts == "v_prediction" else UNet2DConditionModel)(
        sample_size=pack_format.latent_size,
        in_channels=pack_format.latent_channels,
        out_channels=pack_format.latent_channels,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        block_out_channels=widths,
        layers_per_block=1,
        attention_head_dim=4,
        cross_attention_dim=TEXT_WIDTH,
        time_cond_proj_dim=GUIDANCE_EMBEDDING_WIDTH if takes_guidance else None,
        norm_num_groups=8,
    )


def build_scheduler(predicts: Prediction = "epsilon") -> LCMScheduler:
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
        prediction_type=predicts,
    )


@cache
def alphas_cumprod(device: torch.device) -> torch.Tensor:
    """Alpha-bar of the 1000 training timesteps, in float64."""
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000, dtype=torch.float64) ** 2
    return torch.cumprod(1 - betas, 0).to(device)


def build_pipeline(
    tokenizer_folder: Path, seed: int = 0, pack_format: PackFormat = BUNDLED
) -> LatentConsistencyModelPipeline:
    """An untrained pipeline with every component in place."""
    torch.manual_seed(seed)
    tokenizer = build_tokenizer(known_words(), tokenizer_folder)
    return LatentConsistencyModelPipeline(
        vae=build_vae(pack_format),
        text_encoder=build_text_encoder(tokenizer),
        tokenizer=tokenizer,
        unet=build_unet(pack_format),
        scheduler=build_scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).to(torch.float32)


def choose_attention(unet: UNet2DConditionModel, device: torch.device) -> None:
    """Plain products on a CPU: with heads this narrow they train a quarter faster there than its fused attention."""
    unet.set_attn_processor(AttnProcessor() if device.type == "cpu" else AttnProcessor2_0())
