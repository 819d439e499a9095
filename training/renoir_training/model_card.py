"""Fills the pack's MODEL_CARD.md from what was measured of it: no number in it is typed by hand.

Of its parts and training by `evaluate`, of what it paints by `evaluate_pack`, of inversions and edits by the benchmark.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from .manifest import MANIFEST_NAME
from .vocabulary import COLOURS, MATERIALS, OBJECTS, STYLES, SURFACES, TIMES

TEMPLATE = Path(__file__).with_name("model_card.template.md")
FIGURES = Path(__file__).parents[1] / "figures.json"
"""Of the bundled pack, as `evaluate` wrote them."""
PAINTED_NAME = "painted.json"
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
INVERSIONS = {
    "ddim": "DDIM inversion",
    "fixed-point": "fixed-point iteration",
    "rnri": "RNRI",
    "anderson": "Anderson mixing, the default",
}
"""Methods of the benchmark as the card names them."""


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


@dataclass(frozen=True)
class Measured:
    """Reports on the pack, as JSON: `painted` by `evaluate_pack`, `inversion` and `edit` by the benchmark."""

    painted: dict[str, Any]
    inversion: dict[str, Any]
    edit: dict[str, Any]

    @property
    def read(self) -> dict[str, dict[str, float]]:
        """How often each attribute is read, by kind of picture; of those that were painted at the first guidance scale."""
        painted = next(iter(self.painted["painted"].values()))
        return {"rendered": self.painted["rendered"], "rebuilt": self.painted["rebuilt"], "painted": painted}


def read_measured(results: Path) -> Measured:
    """Of the folder that the benchmark's reports are in."""
    return Measured(*(json.loads((results / name).read_text()) for name in (PAINTED_NAME, "inversion.json", "edit.json")))


def read_rows(read: dict[str, dict[str, float]]) -> str:
    """A line for each attribute: how often it is read in renderings, through the autoencoder, in samples."""
    rows = [
        f"| {title} | {' | '.join(percent(read[pictures][name]) for pictures in ('rendered', 'rebuilt', 'painted'))} |"
        for name, title in READ_NAMES.items()
    ]
    return "\n".join(rows)


def inversion_rows(inversion: dict[str, Any]) -> str:
    """A line for each method."""
    by_id = {method["id"]: method for method in inversion["methods"]}
    return "\n".join(f"| {title} | {by_id[name]['rows']:.0f} | {by_id[name]['psnr']:.1f} dB |" for name, title in INVERSIONS.items())


def edit_row(title: str, found: dict[str, Any]) -> str:
    shares = " | ".join(percent(found[name]) for name in ("editedOfReadable", "keptOfReadable"))
    return f"| {title} | {found['outsidePsnr']:.1f} dB | {found['insidePsnr']:.1f} dB | {shares} |"


def lost_words(read: dict[str, dict[str, float]]) -> str:
    """The two attributes that samples lose most of, compared with what the classifier reads in renderings."""
    lost = sorted(READ_NAMES, key=lambda name: read["painted"][name] - read["rendered"][name])
    first, second = (
        f"the {READ_NAMES[name]} ({percent(read['painted'][name])} instead of {percent(read['rendered'][name])})"
        for name in lost[:2]
    )
    return f"{first} and {second}"


def fill_card(figures: dict[str, Any], measured: Measured, total_bytes: int) -> str:
    """The card as Markdown. `figures` are those that `evaluate` writes. Raises KeyError where one is missing."""
    architecture, training = figures["architecture"], figures["training"]
    parameters, steps = architecture["million_parameters"], training["steps"]
    enlarged = figures["enlarged"]
    by_id = {method["id"]: method for method in measured.edit["methods"]}
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
        prompts=measured.painted["prompts"],
        guidance=next(iter(measured.painted["painted"])),
        rebuilt_db=f"{measured.painted['psnr']:.1f}",
        read_rows=read_rows(measured.read),
        lost_words=lost_words(measured.read),
        inverted=measured.inversion["n"],
        bound_db=f"{measured.inversion['bound']:.1f}",
        inversion_rows=inversion_rows(measured.inversion),
        edits=measured.edit["n"],
        edit_rows="\n".join((edit_row("an edit at the defaults", by_id["renoir"]), edit_row("the autoencoder alone", measured.edit["bound"]))),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--figures", type=Path, default=FIGURES)
    parser.add_argument("--results", type=Path, default=Path("../bench/results"), help="reports of evaluate_pack and the benchmark")
    parser.add_argument("--pack", type=Path, default=Path("../public/models/starter"))
    arguments = parser.parse_args()
    total_bytes = json.loads((arguments.pack / MANIFEST_NAME).read_text())["totalBytes"]
    card = fill_card(json.loads(arguments.figures.read_text()), read_measured(arguments.results), total_bytes)
    (arguments.pack / CARD_NAME).write_text(card)


if __name__ == "__main__":
    main()
