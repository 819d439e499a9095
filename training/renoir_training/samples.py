"""Renders the pictures that the editor offers to start with, each with an edit to try; what is edited best comes first.

`python -m renoir_training.samples` writes photos and words; `renoir edit` then draws ID-after.webp of each; `--measure`
compares these with the true edits and puts the best first.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from .edits import EditKind, sample_edit
from .models import ENLARGED
from .render import changed_pixels
from .renderer import render
from .scene import SAMPLES_SEED


@dataclass(frozen=True)
class Sample:
    """A held-out scene and the edit of it to suggest."""

    id: str
    seed: int
    kind: EditKind


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


def measure_gain(sample: Sample, folder: Path) -> float:
    """How much nearer to the true edit ID-after.webp is than the photo, in dB, over the pixels that are to change."""
    edit = sample_edit(sample.seed, sample.kind)
    after = np.asarray(Image.open(folder / f"{sample.id}-after.webp").convert("RGB"), dtype=np.float64)
    photo, truth = (render(scene, after.shape[0]) for scene in (edit.source, edit.target))
    changes = changed_pixels(photo, truth).numpy()

    def squared_error(picture: np.ndarray) -> float:
        return float(np.square(picture - truth.numpy())[changes].mean())

    return 10 * float(np.log10(squared_error(photo.numpy().astype(np.float64)) / squared_error(after)))


def order_samples(folder: Path) -> None:
    """Writes what is gained by each edit into samples.json, the most first."""
    path = folder / "samples.json"
    entries = {entry["id"]: entry for entry in json.loads(path.read_text())}
    for sample in SAMPLES:
        entries[sample.id]["gainDb"] = round(measure_gain(sample, folder), 1)
    ordered = sorted(entries.values(), key=lambda entry: -entry["gainDb"])
    path.write_text(json.dumps(ordered, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=Path("../public/samples"))
    parser.add_argument("--size", type=int, default=ENLARGED.image_size, help="width and height in pixels")
    parser.add_argument("--measure", action="store_true", help="order the samples by the edits that are there")
    arguments = parser.parse_args()
    if arguments.measure:
        order_samples(arguments.output)
    else:
        render_samples(arguments.output, arguments.size)


if __name__ == "__main__":
    main()
