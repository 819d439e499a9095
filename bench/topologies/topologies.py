"""UNets that people publish, in small: the structure of each family at a few channels, with random weights."""

from dataclasses import dataclass, field
from typing import Any

import torch
from diffusers import UNet2DConditionModel
from torch import Tensor

LATENT_HEIGHT, LATENT_WIDTH = 16, 24
"""Neither square nor a power of two: swapped axes and rounded sizes would show."""

TOKENS = 12
TEXT_WIDTH = 24
POOLED_WIDTH = 20
GUIDANCE_WIDTH = 32


@dataclass(frozen=True)
class Topology:
    """One family of UNets."""

    config: dict[str, Any]
    """Arguments of `UNet2DConditionModel`."""
    added: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Further inputs of the exported file: shape of one row without the batch."""
    drops_mid_block: bool = False
    seed: int = 0
    """Of the weights."""


def _attention_levels(levels: str) -> dict[str, tuple[str, ...]]:
    """Block types from one letter a level, finest first: 'a' with cross-attention, 'r' residual blocks alone."""
    down = {"a": "CrossAttnDownBlock2D", "r": "DownBlock2D"}
    up = {"a": "CrossAttnUpBlock2D", "r": "UpBlock2D"}
    return {
        "down_block_types": tuple(down[level] for level in levels),
        "up_block_types": tuple(up[level] for level in reversed(levels)),
    }


_COMMON: dict[str, Any] = {
    "sample_size": LATENT_HEIGHT,
    "in_channels": 4,
    "out_channels": 4,
    "cross_attention_dim": TEXT_WIDTH,
    "norm_num_groups": 4,
}
_STABLE_DIFFUSION: dict[str, Any] = {
    **_COMMON,
    **_attention_levels("aaar"),
    "block_out_channels": (8, 16, 16, 16),
    "layers_per_block": 2,
}
# Published as `attention_head_dim`, read by diffusers as the number of heads.
_SD1 = {**_STABLE_DIFFUSION, "attention_head_dim": 4}
_SD2 = {**_STABLE_DIFFUSION, "attention_head_dim": (2, 4, 4, 4), "use_linear_projection": True}
_SDXL: dict[str, Any] = {
    **_COMMON,
    **_attention_levels("raa"),
    "block_out_channels": (8, 16, 16),
    "layers_per_block": 2,
    "attention_head_dim": (2, 4, 4),
    "transformer_layers_per_block": (1, 1, 2),
    "use_linear_projection": True,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 8,
    "projection_class_embeddings_input_dim": POOLED_WIDTH + 6 * 8,
}
_SDXL_ADDED = {"text_embeds": (POOLED_WIDTH,), "time_ids": (6,)}

TOPOLOGIES: dict[str, Topology] = {
    "sd15": Topology(_SD1),
    "lcm": Topology({**_SD1, "time_cond_proj_dim": GUIDANCE_WIDTH}, {"timestep_cond": (GUIDANCE_WIDTH,)}),
    "sd21": Topology({**_SD2, "upcast_attention": True}),
    "sd-turbo": Topology(_SD2),
    # Padding of the prompt is masked in cross-attention.
    "masked": Topology({**_SD2, "layers_per_block": 1}, {"encoder_attention_mask": (TOKENS,)}),
    "sdxl": Topology(_SDXL, _SDXL_ADDED),
    "sdxl-lcm": Topology(
        {**_SDXL, "time_cond_proj_dim": GUIDANCE_WIDTH}, {**_SDXL_ADDED, "timestep_cond": (GUIDANCE_WIDTH,)}
    ),
    # Stable Diffusion x4 upscaler: latent and low-resolution picture side by side, noise level as a class.
    "upscaler": Topology(
        {
            **_SD2,
            **_attention_levels("raaa"),
            "in_channels": 7,
            "num_class_embeds": 20,
            "only_cross_attention": (True, True, True, False),
        },
        {"class_labels": ()},
    ),
    # In pixels: noise and low-resolution picture side by side, noise level embedded like a timestep.
    "pixel-sr": Topology(
        {
            **_COMMON,
            **_attention_levels("raa"),
            "in_channels": 6,
            "out_channels": 3,
            "block_out_channels": (8, 16, 16),
            "layers_per_block": 1,
            "attention_head_dim": 4,
            "class_embed_type": "timestep",
            "resnet_time_scale_shift": "scale_shift",
        },
        {"class_labels": ()},
    ),
    "sdxs": Topology(
        {
            **_COMMON,
            **_attention_levels("raa"),
            "block_out_channels": (8, 16, 16),
            "layers_per_block": 1,
            "attention_head_dim": (2, 4, 4),
            "use_linear_projection": True,
        },
        drops_mid_block=True,
    ),
    # With seed 0 the derivative amplifies rounding: PyTorch's own float16 gradient is off by 2e-2.
    "bk-sdm": Topology({**_SD1, "layers_per_block": 1}, drops_mid_block=True, seed=1),
}


def build_unet(name: str) -> UNet2DConditionModel:
    """The UNet of a topology, float32.

    The weights are those that float16 holds exactly, so that files of either precision compute with the same numbers;
    attention is sharp and biases differ from zero, as in trained models.
    """
    topology = TOPOLOGIES[name]
    config = dict(topology.config)
    if topology.drops_mid_block:
        config["mid_block_type"] = None
    unet = UNet2DConditionModel(**config).eval()
    generator = torch.Generator().manual_seed(topology.seed)
    with torch.no_grad():
        for parameter_name, parameter in sorted(unet.named_parameters()):
            parameter.copy_(random_weights(parameter_name, parameter, generator).half().float())
    return unet


def random_weights(name: str, parameter: Tensor, generator: torch.Generator) -> Tensor:
    noise = torch.randn(parameter.shape, generator=generator)
    if parameter.ndim == 1:
        return 0.1 * noise + (1.0 if "norm" in name and name.endswith("weight") else 0.0)
    gain = 1.5 if name.endswith(("to_q.weight", "to_k.weight")) else 0.8
    return gain * noise / parameter[0].numel() ** 0.5


def random_inputs(name: str, rows: int, seed: int) -> dict[str, Tensor]:
    """Inputs of the file but the timestep, float32: `sample`, `encoder_hidden_states` and what the topology adds."""
    topology = TOPOLOGIES[name]
    generator = torch.Generator().manual_seed(seed)

    def normal(*shape: int) -> Tensor:
        return torch.randn(rows, *shape, generator=generator).half().float()

    inputs = {
        "sample": normal(topology.config["in_channels"], LATENT_HEIGHT, LATENT_WIDTH),
        "encoder_hidden_states": normal(TOKENS, TEXT_WIDTH),
    }
    for added, shape in topology.added.items():
        if added == "class_labels":
            inputs[added] = torch.arange(3, 3 + rows, dtype=torch.float32)
        elif added == "encoder_attention_mask":
            inputs[added] = torch.stack([(torch.arange(TOKENS) < 9 - 2 * row).float() for row in range(rows)])
        elif added == "time_ids":
            inputs[added] = torch.tensor([[512.0, 384.0, 0.0, 16.0, 512.0, 384.0]]).repeat(rows, 1)
        else:
            inputs[added] = normal(*shape)
    return inputs
