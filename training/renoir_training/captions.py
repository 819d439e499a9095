"""Sentences for a scene: the plain one, and the many that people might type instead."""

import random

from .scene import Scene, Thing
from .vocabulary import COLOUR_SYNONYMS, MATERIALS, OBJECTS, STYLES, SURFACES, TIMES

# How often a varied caption names the material. A matte object is what an unnamed material means most often.
NAMED_MATERIAL = {"matte": 0.25, "shiny": 0.85, "metal": 0.92}
USUAL_WORD = 0.72
"""How often a varied caption takes the first of several words."""


def with_article(words: str) -> str:
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def name_thing(thing: Thing, name_matte: bool = False) -> str:
    """An object with its article: "a shiny red ball". Matte is left out unless `name_matte`."""
    material = "" if thing.material == "matte" and not name_matte else f"{thing.material} "
    return with_article(f"{material}{thing.colour} {thing.kind}")


def join_things(names: list[str]) -> str:
    """ "a, b and c"."""
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def caption(scene: Scene, name_matte: bool = False, name_photo: bool = False) -> str:
    """The plain caption of a scene: style, objects from left to right, surface, time.

    What goes without saying, matte paint and photographs, is left out unless it is asked for.
    """
    things = join_things([name_thing(thing, name_matte) for thing in scene.things])
    style = "" if scene.style == "photo" and not name_photo else f"{STYLES[scene.style][0]} "
    return f"{style}{things} {SURFACES[scene.surface][0]} {TIMES[scene.time][0]}"


def _pick(rng: random.Random, words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 or rng.random() < USUAL_WORD else rng.choice(words[1:])


def _vary_thing(thing: Thing, rng: random.Random) -> str:
    kind = _pick(rng, OBJECTS[thing.kind])
    colour = _pick(rng, (thing.colour, *COLOUR_SYNONYMS.get(thing.colour, ())))
    words = [colour]
    if rng.random() < NAMED_MATERIAL[thing.material]:
        material = _pick(rng, MATERIALS[thing.material])
        words = [colour, material] if rng.random() < 0.3 else [material, colour]
    if rng.random() < 0.04:
        words = words[1:]  # the material may be all that is said, or nothing
    phrase = " ".join([*words, kind])
    article = rng.random()
    if article < 0.06:
        return f"the {phrase}"
    if article < 0.10:
        return phrase
    return with_article(phrase)


def _vary_things(things: tuple[Thing, ...], rng: random.Random) -> str:
    """The objects in one of the ways to say who stands where."""
    names = [_vary_thing(thing, rng) for thing in things]
    way = rng.random()
    if len(names) == 2 and way < 0.40:
        left, right = names
        return rng.choice(
            (
                f"{left} to the left of {right}",
                f"{left} left of {right}",
                f"{right} to the right of {left}",
                f"{right} right of {left}",
                f"{left} next to {right}",
                f"{left} beside {right}",
                f"{left} with {right}",
                f"{left} on the left and {right} on the right",
            )
        )
    if len(names) == 3 and way < 0.15:
        return f"{names[1]} between {names[0]} and {names[2]}"
    if len(names) == 3 and way < 0.40:
        return f"{names[0]} and {names[1]} and {names[2]}"
    return join_things(names)


def vary(scene: Scene, rng: random.Random) -> str:
    """One of many sentences for a scene: synonyms, another word order, or parts left unsaid."""
    things = _vary_things(scene.things, rng)
    surface, time = _pick(rng, SURFACES[scene.surface]), _pick(rng, TIMES[scene.time])
    say_surface, say_time = rng.random() < 0.93, rng.random() < 0.90
    places = [phrase for phrase, said in ((surface, say_surface), (time, say_time)) if said]
    if len(places) == 2 and rng.random() < 0.12:
        places.reverse()
    words = " ".join([things, *places])
    if places and rng.random() < 0.06:
        words = f"{places[-1]}, {' '.join([things, *places[:-1]])}"
    elif rng.random() < 0.04:
        words = f"there {'is' if len(scene.things) == 1 else 'are'} {words}"
    if scene.style != "photo":
        words = f"{_pick(rng, STYLES[scene.style])} {words}"
    elif rng.random() < 0.30:
        words = f"{_pick(rng, STYLES['photo'])} {words}"
    return f"{words}." if rng.random() < 0.05 else words
