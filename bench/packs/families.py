"""Pipelines that people publish, in small: every component of its structure, random weights, a real CLIP tokenizer."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderTiny,
    DDIMScheduler,
    DiffusionPipeline,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    LatentConsistencyModelPipeline,
    LCMScheduler,
    PNDMScheduler,
    SchedulerMixin,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer, CLIPTokenizerFast

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "topologies"))

from topologies import random_weights  # noqa: E402 - a folder of scripts, not a package

VOCABULARY = HERE.parent.parent / "public/models/starter/tokenizer"
TOKENS = 77
TEXT_WIDTH = 24
SECOND_TEXT_WIDTH = 16
POOLED_WIDTH = 20
GUIDANCE_WIDTH = 32
LATENT_SIZE = 16

_BETAS = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000}
_LEADING = {**_BETAS, "steps_offset": 1, "set_alpha_to_one": False}
_TRAILING = {**_BETAS, "steps_offset": 1, "timestep_spacing": "trailing"}

_UNET: dict[str, Any] = {
    "sample_size": LATENT_SIZE,
    "cross_attention_dim": TEXT_WIDTH,
    "norm_num_groups": 4,
    "block_out_channels": (8, 16),
    "layers_per_block": 1,
    "down_block_types": ("CrossAttnDownBlock2D", "DownBlock2D"),
    "up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D"),
}
_SD1 = {**_UNET, "attention_head_dim": 4}
_SD2 = {**_UNET, "attention_head_dim": (2, 4), "use_linear_projection": True}
_SDXL = {
    **_UNET,
    "cross_attention_dim": TEXT_WIDTH + SECOND_TEXT_WIDTH,
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
    "attention_head_dim": (2, 4),
    "transformer_layers_per_block": (1, 2),
    "use_linear_projection": True,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 8,
    "projection_class_embeddings_input_dim": POOLED_WIDTH + 6 * 8,
}


@dataclass(frozen=True)
class Family:
    """One kind of pipeline."""

    pipeline: type[DiffusionPipeline]
    unet: dict[str, Any]
    scheduler: SchedulerMixin
    """As published: its configuration is the pack's."""
    steps: int
    """Of the reference run."""
    sampling: Callable[[dict[str, Any]], SchedulerMixin] | None = None
    """The scheduler of the reference run, where the published one is of another order than Renoir's."""
    guidance: float = 1.0
    is_fast_tokenizer: bool = False
    """`tokenizer.json` instead of `vocab.json` and `merges.txt`."""
    pad_token: str = "<|endoftext|>"
    vae_levels: int = 3
    scaling_factor: float = 0.18215


FAMILIES: dict[str, Family] = {
    "sd15": Family(
        StableDiffusionPipeline,
        _SD1,
        PNDMScheduler(**_LEADING, skip_prk_steps=True),
        steps=5,
        sampling=partial(DDIMScheduler.from_config, clip_sample=False),
        guidance=7.5,
    ),
    "sd15-lcm": Family(StableDiffusionPipeline, _SD1, LCMScheduler(**_BETAS), steps=4),
    "lcm": Family(
        LatentConsistencyModelPipeline,
        {**_SD1, "time_cond_proj_dim": GUIDANCE_WIDTH},
        LCMScheduler(**_BETAS),
        steps=4,
        guidance=8.0,
        vae_levels=4,
    ),
    "sd21-v": Family(
        StableDiffusionPipeline,
        _SD2,
        DDIMScheduler(**_LEADING, prediction_type="v_prediction", clip_sample=False),
        steps=5,
        guidance=7.5,
        pad_token="!",
    ),
    "sdxl": Family(
        StableDiffusionXLPipeline,
        _SDXL,
        EulerDiscreteScheduler(**_BETAS, steps_offset=1, timestep_spacing="leading"),
        steps=5,
        guidance=5.0,
        scaling_factor=0.13025,
    ),
    "sd-turbo": Family(StableDiffusionPipeline, _SD2, EulerDiscreteScheduler(**_TRAILING), steps=4, pad_token="!"),
    "sdxl-turbo": Family(
        StableDiffusionXLPipeline,
        _SDXL,
        EulerAncestralDiscreteScheduler(**_TRAILING),
        steps=4,
        guidance=0.0,
        is_fast_tokenizer=True,
        scaling_factor=0.13025,
    ),
}


def build_pipeline(name: str) -> DiffusionPipeline:
    """The pipeline of a family, float32, with weights that float16 holds exactly."""
    family = FAMILIES[name]
    components: dict[str, Any] = {
        "unet": fill(UNet2DConditionModel(**family.unet), 0),
        "vae": fill(_build_vae(family), 1),
        "text_encoder": fill(CLIPTextModel(_text_config(TEXT_WIDTH, TEXT_WIDTH)), 2),
        "tokenizer": _build_tokenizer(family, family.pad_token),
        "scheduler": family.scheduler,
    }
    if family.pipeline is StableDiffusionXLPipeline:
        second = CLIPTextModelWithProjection(_text_config(SECOND_TEXT_WIDTH, POOLED_WIDTH))
        components |= {"text_encoder_2": fill(second, 3), "tokenizer_2": _build_tokenizer(family, "!")}
    else:
        components |= {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}
    pipeline = family.pipeline(**components)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def fill(module: nn.Module, seed: int) -> nn.Module:
    """Sets every weight by its name and a seed."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(module.named_parameters()):
            parameter.copy_(random_weights(name, parameter, generator).half().float())
    return module.eval()


def _build_vae(family: Family) -> AutoencoderKL:
    levels = family.vae_levels
    return AutoencoderKL(
        block_out_channels=(4, 8, 8, 8)[:levels],
        down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels,
        latent_channels=4,
        layers_per_block=1,
        norm_num_groups=4,
        sample_size=LATENT_SIZE * 2 ** (levels - 1),
        scaling_factor=family.scaling_factor,
    )


def build_preview_decoder(pipeline: DiffusionPipeline) -> AutoencoderTiny:
    """TAESD in small: of the VAE's latents and picture size."""
    levels = len(pipeline.vae.config.block_out_channels)
    tiny = AutoencoderTiny(
        encoder_block_out_channels=(8,) * levels,
        decoder_block_out_channels=(8,) * levels,
        num_encoder_blocks=(1,) * levels,
        num_decoder_blocks=(1,) * levels,
        latent_channels=pipeline.vae.config.latent_channels,
    )
    return fill(tiny, 4)


def _text_config(width: int, projection: int) -> CLIPTextConfig:
    tokenizer = CLIPTokenizer.from_pretrained(VOCABULARY)
    return CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=width,
        intermediate_size=2 * width,
        projection_dim=projection,
        num_hidden_layers=3,
        num_attention_heads=4,
        max_position_embeddings=TOKENS,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )


def _build_tokenizer(family: Family, pad_token: str) -> CLIPTokenizer | CLIPTokenizerFast:
    kind = CLIPTokenizerFast if family.is_fast_tokenizer else CLIPTokenizer
    return kind.from_pretrained(VOCABULARY, pad_token=pad_token, model_max_length=TOKENS)
