"""The rendered scenes as tensors."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .scene import HELD_OUT_SEED


def scene_shards(data: Path, held_out: bool) -> list[Path]:
    """Shards in seed order. A shard is named after its first seed."""
    paths = sorted((data / "scenes").glob("*.npy"))
    return [path for path in paths if (int(path.stem) >= HELD_OUT_SEED) == held_out]


def load_scenes(data: Path, held_out: bool) -> tuple[Tensor, list[int]]:
    """All pictures, uint8, count x 3 x height x width, and the seed of each."""
    pictures, seeds = [], []
    for path in scene_shards(data, held_out):
        shard = torch.from_numpy(np.load(path)).permute(0, 3, 1, 2)
        pictures.append(shard)
        seeds += range(int(path.stem), int(path.stem) + len(shard))
    if not pictures:
        raise FileNotFoundError(f"no scenes in {data}: run python -m renoir_training.render first")
    return torch.cat(pictures), seeds


def to_signed(pictures: Tensor) -> Tensor:
    """uint8 to the -1..1 that the VAE works in."""
    return pictures.float().div_(127.5).sub_(1).contiguous(memory_format=torch.channels_last)


def to_bytes(signed: Tensor) -> Tensor:
    """-1..1 to uint8, count x height x width x 3."""
    return signed.add(1).mul(127.5).round().clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1).contiguous()
