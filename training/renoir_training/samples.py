"""Renders the pictures that the editor offers to start with, each with an edit to try."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from .edits import EditKind, sample_edit
from .models import ENLARGED
from .renderer import render
from .scene import SAMPLES_SEED


@dataclass(frozen=True)
class Sample:
    """A held-out scene and the edit of it to suggest."""

    id: str
    seed: int
    kind: EditKind


# What the starter does best comes first.
SAMPLES = (
    Sample("yellow-duck", SAMPLES_SEED + 37, "colour"),
    Sample("blue-car", SAMPLES_SEED + 192, "colour"),
    Sample("white-car", SAMPLES_SEED + 157, "time"),
    Sample("green-mushroom", SAMPLES_SEED + 18, "style"),
    Sample("duck-on-cobblestones", SAMPLES_SEED + 315, "surface"),
    Sample("red-star", SAMPLES_SEED + 1015, "object"),
    Sample("red-heart", SAMPLES_SEED + 16, "material"),
    Sample("tree-on-water", SAMPLES_SEED + 52, "add"),
)


def render_samples(folder: Path, size: int) -> None:
    """Writes one PNG of `size` px a sample, and samples.json. Pictures of earlier samples are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for earlier in folder.glob("*.png"):
        earlier.unlink()
    entries = []
    for sample in SAMPLES:
        edit = sample_edit(sample.seed, sample.kind)
        file = f"{sample.id}.png"
        Image.fromarray(render(edit.source, size).numpy()).save(folder / file, optimize=True)
        entries.append(
            {
                "id": sample.id,
                "file": file,
                "source": edit.source_caption,
                "target": edit.target_caption,
                "seed": sample.seed,
            }
        )
    (folder / "samples.json").write_text(json.dumps(entries, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("../public/samples"))
    parser.add_argument("--size", type=int, default=ENLARGED.image_size, help="width and height in pixels")
    arguments = parser.parse_args()
    render_samples(arguments.output, arguments.size)


if __name__ == "__main__":
    main()
