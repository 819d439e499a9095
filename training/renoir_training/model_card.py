"""Fills the pack's MODEL_CARD.md from the figures that `evaluate` measured: no number in it is typed by hand."""

import argparse
import json
from pathlib import Path
from string import Template
from typing import Any

from .manifest import MANIFEST_NAME
from .vocabulary import COLOURS, MATERIALS, OBJECTS, STYLES, SURFACES, TIMES

TEMPLATE = Path(__file__).with_name("model_card.template.md")
CARD_NAME = "MODEL_CARD.md"
READ_NAMES = {
    "colour": "colour of each object",
    "kind": "kind of each object",
    "material": "material of each object",
    "surface": "surface",
    "time": "time or weather",
    "style": "style",
    "count": "number of objects",
}
"""The classifier's attributes as the card names them."""


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def read_rows(read: dict[str, dict[str, float]]) -> str:
    """A line for each attribute: how often it is read in renderings, through the autoencoder, in samples."""
    rows = [
        f"| {title} | {' | '.join(percent(read[pictures][name]) for pictures in ('rendered', 'rebuilt', 'painted'))} |"
        for name, title in READ_NAMES.items()
    ]
    return "\n".join(rows)


def inversion_rows(inversion: dict[str, float]) -> str:
    """A line for each number of iterations."""
    return "\n".join(
        f"| {iterations} | {inversion[f'iterations_{iterations}_db']:.1f} dB "
        f"| {inversion[f'iterations_{iterations}_noise_deviation']:.2f} |"
        for iterations in (1, 4, 8)
    )


def lost_words(read: dict[str, dict[str, float]]) -> str:
    """The two attributes that samples lose most of, compared with what the classifier reads in renderings."""
    lost = sorted(READ_NAMES, key=lambda name: read["painted"][name] - read["rendered"][name])
    first, second = (
        f"the {READ_NAMES[name]} ({percent(read['painted'][name])} instead of {percent(read['rendered'][name])})"
        for name in lost[:2]
    )
    return f"{first} and {second}"


def fill_card(figures: dict[str, Any], total_bytes: int) -> str:
    """The card as Markdown. `figures` are those that `evaluate` writes. Raises KeyError where one is missing."""
    architecture, training = figures["architecture"], figures["training"]
    parameters, steps = architecture["million_parameters"], training["steps"]
    enlarged = figures["enlarged"]
    return Template(TEMPLATE.read_text()).substitute(
        object_count=len(OBJECTS),
        objects=", ".join(OBJECTS),
        colour_count=len(COLOURS),
        colours=", ".join(COLOURS),
        materials=", ".join(MATERIALS),
        surfaces=", ".join(phrases[0] for phrases in SURFACES.values()),
        times=", ".join(phrases[0] for phrases in TIMES.values()),
        styles=", ".join(phrases[0].removesuffix(" of") for phrases in STYLES.values()),
        scenes=f"{training['scenes']:,}",
        text_parameters=f"{parameters['text_encoder']:.2f}",
        unet_parameters=f"{parameters['unet']:.1f}",
        vae_parameters=f"{parameters['vae']:.2f}",
        unet_gflop=f"{architecture['unet_gflop']:.2f}",
        decoder_gflop=f"{architecture['decoder_gflop']:.1f}",
        megabytes=f"{total_bytes / 1e6:.1f}",
        vae_steps=f"{steps['vae']:,}",
        unet_steps=f"{steps['unet']:,}",
        distil_steps=f"{steps['distil']:,}",
        enlarged_steps=f"{enlarged['steps']:,}",
        enlarged_parameters=f"{enlarged['million_parameters']:.2f}",
        enlarged_gflop=f"{enlarged['gflop']:.1f}",
        enlarged_db=f"{enlarged['db']:.1f}",
        enlarged_edges=percent(enlarged["edges"]),
        smaller_db=f"{enlarged['smaller_db']:.1f}",
        smaller_edges=percent(enlarged["smaller_edges"]),
        classifier_steps=f"{steps['classifier']:,}",
        vae_db=f"{figures['vae_db']:.1f}",
        teacher_loss=f"{figures['teacher_loss']:.3f}",
        prompts=figures["prompts"],
        guidance=f"{figures['guidance']:g}",
        read_rows=read_rows(figures["read"]),
        lost_words=lost_words(figures["read"]),
        bound_db=f"{figures['inversion']['vae_bound_db']:.1f}",
        inversion_rows=inversion_rows(figures["inversion"]),
    )


def write_card(figures: dict[str, Any], pack: Path) -> None:
    """Writes MODEL_CARD.md into the pack."""
    manifest = json.loads((pack / MANIFEST_NAME).read_text())
    (pack / CARD_NAME).write_text(fill_card(figures, manifest["totalBytes"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", type=Path, default=Path(".data/evaluation/figures.json"))
    parser.add_argument("--pack", type=Path, default=Path("../public/models/starter"))
    arguments = parser.parse_args()
    write_card(json.loads(arguments.figures.read_text()), arguments.pack)


if __name__ == "__main__":
    main()
