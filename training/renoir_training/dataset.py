"""The rendered scenes as tensors."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .scene import HELD_OUT_SEED


def scene_shards(data: Path, held_out: bool) -> list[Path]:
    """Shards in seed order. A shard is named after its first seed."""
    paths = sorted((data / "scenes").glob("*.npy"))
    chosen = [path for path in paths if (int(path.stem) >= HELD_OUT_SEED) == held_out]
    if not chosen:
        raise FileNotFoundError(f"no scenes in {data}: run python -m renoir_training.render first")
    return chosen


def load_shard(path: Path) -> tuple[Tensor, list[int]]:
    """Pictures of one shard, uint8, count x 3 x height x width, and the seed of each."""
    pictures = torch.from_numpy(np.load(path)).permute(0, 3, 1, 2)
    return pictures, list(range(int(path.stem), int(path.stem) + len(pictures)))


def load_scenes(data: Path, held_out: bool, limit: int | None = None) -> tuple[Tensor, list[int]]:
    """The pictures of all scenes or of the first `limit`, and the seed of each."""
    pictures, seeds = [], []
    for path in scene_shards(data, held_out):
        if limit is not None and len(seeds) >= limit:
            break
        shard, shard_seeds = load_shard(path)
        pictures.append(shard)
        seeds += shard_seeds
    return torch.cat(pictures)[:limit], seeds[:limit]


def to_signed(pictures: Tensor) -> Tensor:
    """uint8 to the -1..1 that the VAE works in."""
    return pictures.float().div_(127.5).sub_(1).contiguous(memory_format=torch.channels_last)


def to_bytes(signed: Tensor) -> Tensor:
    """-1..1 to uint8, count x height x width x 3."""
    return signed.add(1).mul(127.5).round().clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1).contiguous()
