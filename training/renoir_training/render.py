"""Renders the training scenes, and the held-out edit pairs of the benchmark.

Scenes go into shards of 500, written one after another, so that a second run of the same command continues the first.
"""

import argparse
import json
import multiprocessing
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from .renderer import render
from .scene import EDIT_KINDS, HELD_OUT_SEED, TEST_SEED, VALIDATION_SEED, sample_edit, sample_scene

SHARD_SIZE = 500
HELD_OUT_SHARDS = 1


def shard_path(data: Path, first_seed: int) -> Path:
    return data / "scenes" / f"{first_seed:08d}.npy"


def render_shard(data: Path, first_seed: int) -> None:
    """Renders the scenes of consecutive seeds into one uint8 array. Existing shards are left alone."""
    path = shard_path(data, first_seed)
    if path.exists():
        return
    torch.set_num_threads(1)
    images = [render(sample_scene(seed)).numpy() for seed in range(first_seed, first_seed + SHARD_SIZE)]
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        np.save(file, np.stack(images))
    unfinished.rename(path)
    print(path.name, flush=True)


def render_scenes(data: Path, count: int, workers: int) -> None:
    """Renders the held-out scenes and `count` training scenes."""
    (data / "scenes").mkdir(parents=True, exist_ok=True)
    seeds = [HELD_OUT_SEED + shard * SHARD_SIZE for shard in range(HELD_OUT_SHARDS)] + list(range(0, count, SHARD_SIZE))
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        pool.starmap(render_shard, [(data, seed) for seed in seeds], chunksize=1)


def render_pairs(folder: Path, first_seed: int, per_kind: int) -> None:
    """Renders held-out edits of every kind, alternating between one and two objects, and lists them in pairs.json."""
    folder.mkdir(parents=True, exist_ok=True)
    pairs = []
    for number in range(per_kind * len(EDIT_KINDS)):
        edit = sample_edit(first_seed + number, EDIT_KINDS[number % len(EDIT_KINDS)], 1 + number // len(EDIT_KINDS) % 2)
        name = f"{number:03d}"
        for role, scene in (("source", edit.source), ("truth", edit.target)):
            Image.fromarray(render(scene).numpy()).save(folder / f"{name}-{role}.png", optimize=True)
        pairs.append(
            {
                "id": name,
                "kind": edit.kind,
                "seed": edit.source.seed,
                "source": edit.source.caption,
                "target": edit.target.caption,
                "changed": {"from": edit.old, "to": edit.new},
            }
        )
    (folder / "pairs.json").write_text(json.dumps(pairs, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(".data"))
    parser.add_argument("--count", type=int, default=21_000, help="training scenes")
    parser.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--pairs", type=Path, help="render the benchmark's edit pairs into this folder instead")
    arguments = parser.parse_args()
    if arguments.pairs:
        render_pairs(arguments.pairs / "validation", VALIDATION_SEED, per_kind=8)
        render_pairs(arguments.pairs / "test", TEST_SEED, per_kind=16)
    else:
        render_scenes(arguments.data, arguments.count, arguments.workers)


if __name__ == "__main__":
    main()
