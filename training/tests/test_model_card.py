"""The card says what was measured, and nothing is left unsaid."""

import pytest

from renoir_training.model_card import READ_NAMES, fill_card, lost_words


def made_up_figures() -> dict:
    read = {
        "rendered": dict.fromkeys(READ_NAMES, 0.99),
        "rebuilt": dict.fromkeys(READ_NAMES, 0.95),
        "painted": dict.fromkeys(READ_NAMES, 0.9) | {"time": 0.4, "material": 0.321},
    }
    inversion = {"vae_bound_db": 33.3}
    for iterations in (1, 4, 8):
        inversion |= {f"iterations_{iterations}_db": 20.0 + iterations, f"iterations_{iterations}_noise_deviation": 0.5}
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
        "inversion": inversion,
        "prompts": 500,
        "guidance": 2.0,
        "read": read,
    }


def test_every_figure_stands_in_the_card() -> None:
    card = fill_card(made_up_figures(), total_bytes=15_452_696)
    assert "$" not in card
    for figure in ("12,345", "6,400 of 48", "3,999", "0.207", "32.3 dB", "33.3 dB", "15.5 MB", "1.49 GFLOP", "28.0 dB", "29.3 dB", "81 %"):
        assert figure in card, figure
    assert "| time or weather | 99 % | 95 % | 40 % |" in card
    assert "| 24 objects | ball, cube," in card


def test_what_is_painted_worst_is_said() -> None:
    worst = "the material of each object (32 % instead of 99 %) and the time or weather (40 % instead of 99 %)"
    assert lost_words(made_up_figures()["read"]) == worst


def test_a_figure_that_is_missing_is_an_error() -> None:
    figures = made_up_figures()
    del figures["teacher_loss"]
    with pytest.raises(KeyError, match="teacher_loss"):
        fill_card(figures, total_bytes=1)
