"""The words the starter knows: what can stand in a scene, in which colour, of what, where, when and how it is drawn."""

from typing import Final

Colour = tuple[float, float, float]

# Kind -> the nouns for it. The first is the kind's own name.
OBJECTS: Final[dict[str, tuple[str, ...]]] = {
    "ball": ("ball", "sphere"),
    "cube": ("cube", "box"),
    "cone": ("cone",),
    "cylinder": ("cylinder",),
    "ring": ("ring", "donut"),
    "pyramid": ("pyramid",),
    "apple": ("apple",),
    "pear": ("pear",),
    "mushroom": ("mushroom", "toadstool"),
    "cup": ("cup", "mug"),
    "vase": ("vase",),
    "candle": ("candle",),
    "snowman": ("snowman",),
    "house": ("house", "cottage"),
    "tree": ("tree",),
    "car": ("car",),
    "star": ("star",),
    "heart": ("heart",),
    "duck": ("duck",),
    "cactus": ("cactus",),
    "cat": ("cat", "kitten"),
    "gift": ("gift", "present"),
    "rocket": ("rocket", "spaceship"),
    "robot": ("robot",),
}

# sRGB, 0..1. Chosen to stay apart from each other under all lights.
COLOURS: Final[dict[str, Colour]] = {
    "red": (0.84, 0.07, 0.07),
    "orange": (0.97, 0.47, 0.04),
    "yellow": (0.98, 0.85, 0.12),
    "green": (0.08, 0.55, 0.14),
    "turquoise": (0.08, 0.74, 0.72),
    "blue": (0.07, 0.20, 0.85),
    "purple": (0.47, 0.10, 0.65),
    "pink": (0.98, 0.45, 0.66),
    "white": (0.93, 0.93, 0.92),
    "black": (0.10, 0.10, 0.11),
}

# Further words for a colour.
COLOUR_SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "turquoise": ("teal", "cyan"),
    "purple": ("violet",),
}

# Material -> the adjectives for it. "matte" is what a caption without a word for it means most often.
MATERIALS: Final[dict[str, tuple[str, ...]]] = {
    "matte": ("matte",),
    "shiny": ("shiny", "glossy"),
    "metal": ("metal", "metallic"),
}

# Surface -> the phrases that name it, preposition included. The first one is the usual one.
SURFACES: Final[dict[str, tuple[str, ...]]] = {
    "table": ("on a wooden table", "on a table", "on wood", "on a wooden floor"),
    "grass": ("on grass", "on the grass", "in a meadow", "on a lawn"),
    "sand": ("on sand", "on a beach", "on the beach", "in the desert"),
    "snow": ("on snow", "in the snow", "on the snow"),
    "floor": ("on a checkered floor", "on a chessboard", "on black and white tiles"),
    "marble": ("on marble", "on a marble floor", "on white marble"),
    "water": ("on water", "on the water", "on a lake", "on the sea"),
    "cobblestones": ("on cobblestones", "on a cobblestone street", "on stones"),
}

# Time or weather -> the phrases that name it. The first one is the usual one.
TIMES: Final[dict[str, tuple[str, ...]]] = {
    "day": ("at day", "by day", "in daylight", "in the sun", "on a sunny day"),
    "sunset": ("at sunset", "at dusk", "in the evening"),
    "night": ("at night", "in the moonlight", "under the moon"),
    "fog": ("in fog", "in the fog", "on a foggy day", "in mist"),
}

# Style -> how a caption begins. The first one is the usual one; a photo's is mostly left out.
STYLES: Final[dict[str, tuple[str, ...]]] = {
    "photo": ("a photo of", "a picture of", "photo of"),
    "sketch": ("a pencil sketch of", "a sketch of", "a pencil drawing of", "a drawing of"),
    "cartoon": ("a cartoon of", "a comic of", "a cartoon drawing of"),
}

# Words between the named things, and words understood beside the grammar's own.
JOINING_WORDS: Final = "a an and with the of in on to next beside left right between side there is are two three , ."


def synonyms() -> dict[str, str]:
    """Every further word or phrase, and the usual one that means the same."""
    tables = (OBJECTS, MATERIALS, SURFACES, TIMES, STYLES)
    usual = {further: phrases[0] for table in tables for phrases in table.values() for further in phrases[1:]}
    return usual | {further: colour for colour, words in COLOUR_SYNONYMS.items() for further in words}


def known_words() -> list[str]:
    """Every word with a token of its own, in a stable order."""
    words = [noun for nouns in OBJECTS.values() for noun in nouns]
    words += [*COLOURS, *(word for synonyms in COLOUR_SYNONYMS.values() for word in synonyms)]
    words += [word for adjectives in MATERIALS.values() for word in adjectives]
    for table in (SURFACES, TIMES, STYLES):
        words += [word for phrases in table.values() for phrase in phrases for word in phrase.split()]
    return list(dict.fromkeys([*words, *JOINING_WORDS.split()]))
