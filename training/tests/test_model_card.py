"""The card says what was measured, and nothing is left unsaid."""

import json
from pathlib import Path

import pytest

from renoir_training.model_card import FIGURES, INVERSIONS, READ_NAMES, Measured, fill_card, lost_words, read_measured


ROOT = Path(__file__).parents[2]
STARTER = ROOT / "public" / "models" / "starter"


def made_up_figures() -> dict:
    return {
        "architecture": {
            "million_parameters": {"text_encoder": 0.7, "unet": 6.2, "vae": 0.41},
            "unet_gflop": 1.487,
            "decoder_gflop": 1.6,
        },
        "training": {
            "scenes": 12_345,
            "steps": {"vae": 1500, "unet": 6400, "distil": 4000, "classifier": 3999},
        },
        "teacher_loss": 0.2071,
        "vae_db": 32.29,
        "enlarged": {
            "steps": 2345,
            "million_parameters": 0.27,
            "gflop": 3.14,
            "db": 29.3,
            "edges": 0.81,
            "smaller_db": 28.7,
            "smaller_edges": 0.7,
        },
    }


def made_up_measures() -> Measured:
    painted = {
        "prompts": 321,
        "psnr": 30.94,
        "rendered": dict.fromkeys(READ_NAMES, 0.99),
        "rebuilt": dict.fromkeys(READ_NAMES, 0.95),
        "painted": {"2": dict.fromkeys(READ_NAMES, 0.9) | {"time": 0.4, "material": 0.321}},
    }
    methods = [{"id": name, "rows": 4.0 + index, "psnr": 20.5 + index} for index, name in enumerate(INVERSIONS)]
    edit = {"outsidePsnr": 40.61, "insidePsnr": 19.74, "editedOfReadable": 0.886, "keptOfReadable": 0.955}
    bound = edit | {"insidePsnr": 29.55}
    return Measured(painted, {"n": 48, "bound": 31.66, "methods": methods}, {"n": 511, "methods": [{"id": "renoir", **edit}], "bound": bound})


def test_every_figure_stands_in_the_card() -> None:
    card = fill_card(made_up_figures(), made_up_measures(), total_bytes=15_452_696)
    assert "$" not in card
    for figure in ("12,345", "6,400 of 48", "3,999", "0.207", "32.3 dB", "15.5 MB", "1.49 GFLOP", "29.3 dB", "81 %", "321", "30.9 dB", "31.7 dB"):
        assert figure in card, figure
    assert "| time or weather | 99 % | 95 % | 40 % |" in card
    assert "| RNRI | 6 | 22.5 dB |" in card
    assert "| an edit at the defaults | 40.6 dB | 19.7 dB | 89 % | 96 % |" in card
    assert "| 24 objects | ball, cube," in card


def test_what_is_painted_worst_is_said() -> None:
    worst = "the material of each object (32 % instead of 99 %) and the time or weather (40 % instead of 99 %)"
    assert lost_words(made_up_measures().read) == worst


def test_a_figure_that_is_missing_is_an_error() -> None:
    figures = made_up_figures()
    del figures["teacher_loss"]
    with pytest.raises(KeyError, match="teacher_loss"):
        fill_card(figures, made_up_measures(), total_bytes=1)


def test_the_committed_card_says_what_the_committed_reports_do() -> None:
    total_bytes = json.loads((STARTER / "pack.json").read_text())["totalBytes"]
    card = fill_card(json.loads(FIGURES.read_text()), read_measured(ROOT / "bench" / "results"), total_bytes)
    assert (STARTER / "MODEL_CARD.md").read_text() == card
