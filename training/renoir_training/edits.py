"""Edits with a known result: a scene, and the same scene with one thing changed."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from .captions import caption, name_thing
from .classifier import COUNT, THING_ATTRIBUTES, shown_attributes
from .scene import Scene, sample_scene
from .vocabulary import COLOURS, MATERIALS, OBJECTS, STYLES, SURFACES, TIMES

EditKind = Literal["colour", "object", "material", "surface", "time", "style", "add", "remove"]


@dataclass(frozen=True)
class Edit:
    """Two scenes, their captions and the words that differ: `old` or `new` is empty when words only come or go."""

    kind: EditKind
    source: Scene
    target: Scene
    source_caption: str
    target_caption: str
    old: str
    new: str


def _other(rng: random.Random, choices: list[str], taken: set[str]) -> str:
    return rng.choice([choice for choice in choices if choice not in taken])


def _plainly(kind: EditKind, source: Scene, target: Scene, old: str, new: str) -> Edit:
    return Edit(kind, source, target, caption(source), caption(target), old, new)


def _change_thing(source: Scene, index: int, **changes: str) -> Scene:
    changed = replace(source.things[index], **changes)
    return replace(source, things=(*source.things[:index], changed, *source.things[index + 1 :]))


def _colour(source: Scene, rng: random.Random) -> Edit:
    index = rng.randrange(len(source.things))
    new = _other(rng, list(COLOURS), {thing.colour for thing in source.things})
    return _plainly("colour", source, _change_thing(source, index, colour=new), source.things[index].colour, new)


def _object(source: Scene, rng: random.Random) -> Edit:
    index = rng.randrange(len(source.things))
    new = _other(rng, list(OBJECTS), {thing.kind for thing in source.things})
    return _plainly("object", source, _change_thing(source, index, kind=new), source.things[index].kind, new)


def _material(source: Scene, rng: random.Random) -> Edit:
    index = rng.randrange(len(source.things))
    old = source.things[index].material
    new = _other(rng, list(MATERIALS), {old})
    target = _change_thing(source, index, material=new)
    captions = (caption(source, name_matte=True), caption(target, name_matte=True))
    return Edit("material", source, target, *captions, old, new)


def _surface(source: Scene, rng: random.Random) -> Edit:
    new = _other(rng, list(SURFACES), {source.surface})
    target = replace(source, surface=new)
    return _plainly("surface", source, target, SURFACES[source.surface][0], SURFACES[new][0])


def _time(source: Scene, rng: random.Random) -> Edit:
    new = _other(rng, list(TIMES), {source.time})
    return _plainly("time", source, replace(source, time=new), TIMES[source.time][0], TIMES[new][0])


def _style(source: Scene, rng: random.Random) -> Edit:
    new = _other(rng, list(STYLES), {source.style})
    target = replace(source, style=new)
    captions = (caption(source, name_photo=True), caption(target, name_photo=True))
    return Edit("style", source, target, *captions, STYLES[source.style][0], STYLES[new][0])


def _fewer(scene: Scene, rng: random.Random) -> tuple[Scene, str]:
    """The scene without one of its things, and that thing's name. The others stay where they are."""
    index = rng.randrange(len(scene.things))
    fewer = replace(scene, things=scene.things[:index] + scene.things[index + 1 :])
    return fewer, name_thing(scene.things[index])


def _add(scene: Scene, rng: random.Random) -> Edit:
    fewer, name = _fewer(scene, rng)
    return _plainly("add", fewer, scene, "", name)


def _remove(scene: Scene, rng: random.Random) -> Edit:
    fewer, name = _fewer(scene, rng)
    return _plainly("remove", scene, fewer, name, "")


EDITS: dict[EditKind, Callable[[Scene, random.Random], Edit]] = {
    "colour": _colour,
    "object": _object,
    "material": _material,
    "surface": _surface,
    "time": _time,
    "style": _style,
    "add": _add,
    "remove": _remove,
}
EDIT_KINDS: tuple[EditKind, ...] = tuple(EDITS)


def sample_edit(seed: int, kind: EditKind, thing_count: int | None = None) -> Edit:
    """The scene of a seed and a random edit of a kind. Something is added to or removed from two or three objects."""
    rng = random.Random(f"edit {seed} {kind}")
    if kind in ("add", "remove"):
        thing_count = max(2, thing_count or rng.choice((2, 3)))
    return EDITS[kind](sample_scene(seed, thing_count), rng)


def edited_attributes(edit: Edit) -> list[str]:
    """Which of the target's `shown_attributes` the edit brought in; the others should stay as they were."""
    before, after = shown_attributes(edit.source), shown_attributes(edit.target)
    if edit.kind == "add":
        added = next(slot for slot, thing in enumerate(edit.target.things) if thing not in edit.source.things)
        return [COUNT, *(f"slot {added} {name}" for name in THING_ATTRIBUTES)]
    if edit.kind == "remove":
        return [COUNT]
    return [name for name in after if after[name] != before[name]]
