"""Renders the training scenes, and the held-out edit pairs with their masks.

Scenes go into shards of 500, written one after another, so that a second run of the same command continues the first.
"""

import argparse
import json
import multiprocessing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from .classifier import shown_attributes
from .edits import EDIT_KINDS, edited_attributes, sample_edit
from .models import ENLARGED
from .renderer import render, render_batch
from .scene import BENCHMARK_LOOK, HELD_OUT_SEED, IMAGE_SIZE, TEST_SEED, VALIDATION_SEED, sample_scene

SHARD_SIZE = 500
HELD_OUT_SHARDS = 1
PAIR_COUNTS = (1, 2, 3, 1)
"""Numbers of objects that the edit pairs go through."""
CHANGE_THRESHOLD = 6
PAIR_QUALITY = 92
"""Of the pairs' pictures as WebP files: 41 dB to the rendering, a quarter of the bytes of lossless files.

The first pair of each kind is lossless: the project's tests compare its pixels through several decoders.
"""


def shard_path(data: Path, first_seed: int) -> Path:
    return data / "scenes" / f"{first_seed:08d}.npy"


def render_shard(data: Path, first_seed: int, size: int, look: int, device: str) -> None:
    """Renders the scenes of consecutive seeds into one uint8 array. Existing shards are left alone."""
    path = shard_path(data, first_seed)
    if path.exists():
        return
    torch.set_num_threads(1)
    scenes = [replace(sample_scene(seed), look=look) for seed in range(first_seed, first_seed + SHARD_SIZE)]
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        np.save(file, render_batch(scenes, size, device).cpu().numpy())
    unfinished.rename(path)
    print(path.name, flush=True)


def render_scenes(data: Path, count: int, workers: int, size: int, look: int, device: str) -> None:
    """Renders the held-out scenes and `count` training scenes: by one process a core, or by one for a GPU."""
    (data / "scenes").mkdir(parents=True, exist_ok=True)
    seeds = [HELD_OUT_SEED + shard * SHARD_SIZE for shard in range(HELD_OUT_SHARDS)] + list(range(0, count, SHARD_SIZE))
    shards = [(data, seed, size, look, device) for seed in seeds]
    if device != "cpu":
        for shard in shards:
            render_shard(*shard)
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        pool.starmap(render_shard, shards, chunksize=1)


def changed_pixels(first: Tensor, second: Tensor) -> Tensor:
    """Where two pictures differ visibly: by more than `CHANGE_THRESHOLD` levels in a channel. height x width."""
    return (first.int() - second.int()).abs().amax(-1) > CHANGE_THRESHOLD


def render_pair(
    folder: Path, first_seed: int, number: int, size: int = IMAGE_SIZE, look: int = BENCHMARK_LOOK
) -> dict[str, Any]:
    """Renders source, truth and mask (white where they differ) of one edit; kinds and object counts alternate."""
    torch.set_num_threads(1)
    kind = EDIT_KINDS[number % len(EDIT_KINDS)]
    edit = sample_edit(first_seed + number, kind, PAIR_COUNTS[number // len(EDIT_KINDS) % len(PAIR_COUNTS)])
    name = f"{number:03d}"
    source, truth = (render(replace(scene, look=look), size) for scene in (edit.source, edit.target))
    mask = changed_pixels(source, truth)
    pictures = {"source": source, "truth": truth, "mask": mask.to(torch.uint8) * 255}
    for role, picture in pictures.items():
        is_lossless = role == "mask" or number < len(EDIT_KINDS)
        how = {"lossless": True, "quality": 100} if is_lossless else {"quality": PAIR_QUALITY}
        Image.fromarray(picture.numpy()).save(folder / f"{name}-{role}.webp", method=6, **how)
    return {
        "id": name,
        "kind": edit.kind,
        "seed": edit.source.seed,
        "source": edit.source_caption,
        "target": edit.target_caption,
        "changed": {"from": edit.old, "to": edit.new},
        "changedFraction": round(mask.float().mean().item(), 4),
        "shows": shown_attributes(edit.target),
        "edited": edited_attributes(edit),
    }


def render_pairs(folder: Path, first_seed: int, count: int, workers: int, size: int, look: int) -> None:
    """Renders `count` held-out edits and lists them in pairs.json."""
    folder.mkdir(parents=True, exist_ok=True)
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        pairs = pool.starmap(render_pair, [(folder, first_seed, number, size, look) for number in range(count)], chunksize=8)
    (folder / "pairs.json").write_text(json.dumps(pairs, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(".data"))
    parser.add_argument("--count", type=int, default=40_000, help="training scenes")
    parser.add_argument("--size", type=int, help=f"width and height of pictures; {IMAGE_SIZE}, and {ENLARGED.image_size} for pairs")
    parser.add_argument("--look", type=int, default=BENCHMARK_LOOK, help="how finishes and styles are drawn")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--pairs", type=Path, help="render edit pairs into this folder instead")
    parser.add_argument("--validation-pairs", type=int, default=160)
    parser.add_argument("--test-pairs", type=int, default=512)
    arguments = parser.parse_args()
    workers, look = arguments.workers, arguments.look
    size = arguments.size or (ENLARGED.image_size if arguments.pairs else IMAGE_SIZE)
    if arguments.pairs:
        validation, test = arguments.pairs / "validation", arguments.pairs / "test"
        render_pairs(validation, VALIDATION_SEED, arguments.validation_pairs, workers, size, look)
        render_pairs(test, TEST_SEED, arguments.test_pairs, workers, size, look)
    else:
        render_scenes(arguments.data, arguments.count, workers, size, look, arguments.device)


if __name__ == "__main__":
    main()
