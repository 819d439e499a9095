"""Renders the pictures that the editor offers to start with, each with an edit to try."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from .renderer import render
from .scene import SAMPLES_SEED, sample_scene


@dataclass(frozen=True)
class Sample:
    """A held-out scene and the words to exchange in its caption."""

    id: str
    seed: int
    old: str
    new: str


SAMPLES = (
    Sample("blue-ball", SAMPLES_SEED + 9, "blue", "red"),
    Sample("red-cone", SAMPLES_SEED + 3, "red", "blue"),
    Sample("ball-and-cone", SAMPLES_SEED + 24, "yellow", "purple"),
    Sample("pyramid-and-cone", SAMPLES_SEED + 37, "pyramid", "ball"),
    Sample("green-ball", SAMPLES_SEED + 35, "ball", "cube"),
    Sample("red-cylinder", SAMPLES_SEED + 30, "cylinder", "cone"),
)


def render_samples(folder: Path) -> None:
    """Writes one PNG a sample, and samples.json."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for sample in SAMPLES:
        scene = sample_scene(sample.seed)
        file = f"{sample.id}.png"
        Image.fromarray(render(scene).numpy()).save(folder / file, optimize=True)
        target = scene.caption.replace(sample.old, sample.new)
        entries.append(
            {"id": sample.id, "file": file, "source": scene.caption, "target": target, "seed": sample.seed}
        )
    (folder / "samples.json").write_text(json.dumps(entries, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("../public/samples"))
    render_samples(parser.parse_args().output)


if __name__ == "__main__":
    main()
