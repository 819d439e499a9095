"""The words the starter knows, and the caption grammar that joins them."""

import random
from typing import Final

SHAPES: Final = ("ball", "cube", "cone", "cylinder", "ring", "pyramid")

# sRGB, 0..1. Chosen to stay apart from each other under all three lights.
COLOURS: Final[dict[str, tuple[float, float, float]]] = {
    "red": (0.84, 0.07, 0.07),
    "orange": (0.97, 0.47, 0.04),
    "yellow": (0.98, 0.85, 0.12),
    "green": (0.08, 0.55, 0.14),
    "blue": (0.07, 0.20, 0.85),
    "purple": (0.47, 0.10, 0.65),
    "pink": (0.98, 0.45, 0.66),
    "white": (0.93, 0.93, 0.92),
}

# Surface -> the words that name it in a caption, preposition included.
SURFACES: Final[dict[str, str]] = {
    "table": "on a wooden table",
    "grass": "on grass",
    "sand": "on sand",
    "snow": "on snow",
    "floor": "on a checkered floor",
}

TIMES: Final[dict[str, str]] = {"day": "at day", "sunset": "at sunset", "night": "at night"}

# Understood beside the grammar's own words, so that natural phrasings keep their meaning.
EXTRA_WORDS: Final = ("an", "the", "in", "photo", "of", ",", ".")


def known_words() -> list[str]:
    """Every word with a token of its own, in a stable order."""
    words = [*SHAPES, *COLOURS]
    for phrase in (*SURFACES.values(), *TIMES.values(), "a and"):
        words += phrase.split()
    return list(dict.fromkeys([*words, *EXTRA_WORDS]))


def caption(objects: list[tuple[str, str]], surface: str, time: str) -> str:
    """The caption of a scene. `objects` lists (colour, shape) from left to right."""
    things = " and ".join(f"{'an' if colour[0] in 'aeiou' else 'a'} {colour} {shape}" for colour, shape in objects)
    return f"{things} {SURFACES[surface]} {TIMES[time]}"


def vary(text: str, rng: random.Random) -> str:
    """A caption as people might also type it: without its time or its surface, with "the", as "a photo of"."""
    if rng.random() < 0.08:
        text = text[: text.rindex(" at ")]
    if rng.random() < 0.04:
        start = text.index(" on ")
        end = text.rindex(" at ") if " at " in text else len(text)
        text = text[:start] + text[end:]
    if rng.random() < 0.04:
        text = " ".join("the" if word in ("a", "an") else word for word in text.split())
    if rng.random() < 0.04:
        text = f"a photo of {text}"
    if rng.random() < 0.04:
        text = f"{text}."
    return text
