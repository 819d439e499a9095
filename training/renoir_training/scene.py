"""A scene as data: what stands where, on what, in which light. Sampling, edits and captions."""

import random
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from .vocabulary import COLOURS, SHAPES, SURFACES, TIMES, caption

IMAGE_SIZE = 128

EditKind = Literal["colour", "object", "surface", "time"]
EDIT_KINDS: tuple[EditKind, ...] = ("colour", "object", "surface", "time")

# Seeds are split by range, so that no held-out scene is ever trained on.
HELD_OUT_SEED = 10_000_000
VALIDATION_SEED = 20_000_000
TEST_SEED = 30_000_000
SAMPLES_SEED = 40_000_000


@dataclass(frozen=True)
class Thing:
    """One object. It stands on the ground at (x, z); `size` is about half its height."""

    shape: str
    colour: str
    x: float
    z: float
    size: float
    yaw: float


@dataclass(frozen=True)
class Scene:
    """Everything the renderer reads. Equal scenes give equal images, bit for bit."""

    seed: int
    things: tuple[Thing, ...]
    surface: str
    time: str
    camera_height: float
    camera_distance: float
    sun_azimuth: float
    texture_offset: tuple[float, float]
    texture_angle: float

    @property
    def caption(self) -> str:
        return caption([(thing.colour, thing.shape) for thing in self.things], self.surface, self.time)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Edit:
    """A scene, and the same scene with one attribute changed."""

    kind: EditKind
    source: Scene
    target: Scene
    old: str
    new: str


def sample_scene(seed: int, thing_count: int | None = None) -> Scene:
    """The scene of a seed: one object, or two side by side, listed from left to right."""
    rng = random.Random(seed)
    two = rng.random() < 0.5  # drawn even if unused, so that the rest of the scene does not depend on thing_count
    count = thing_count or 1 + two
    colours = rng.sample(list(COLOURS), count)
    things = []
    for index, colour in enumerate(colours):
        side = 0.0 if count == 1 else 2 * index - 1
        things.append(
            Thing(
                shape=rng.choice(SHAPES),
                colour=colour,
                x=side * rng.uniform(0.78, 1.0) + rng.uniform(-0.45, 0.45) * (count == 1),
                z=rng.uniform(-0.4, 0.4),
                size=rng.uniform(0.66, 0.9) if count == 1 else rng.uniform(0.52, 0.7),
                yaw=rng.uniform(-0.75, 0.75),
            )
        )
    return Scene(
        seed=seed,
        things=tuple(things),
        surface=rng.choice(list(SURFACES)),
        time=rng.choice(list(TIMES)),
        camera_height=rng.uniform(1.5, 2.3),
        camera_distance=rng.uniform(3.9, 4.6),
        sun_azimuth=rng.choice((-1, 1)) * rng.uniform(0.45, 1.5),
        texture_offset=(rng.uniform(0, 64), rng.uniform(0, 64)),
        texture_angle=rng.uniform(-0.5, 0.5),
    )


def _other(rng: random.Random, choices: list[str], taken: set[str]) -> str:
    return rng.choice([choice for choice in choices if choice not in taken])


def sample_edit(seed: int, kind: EditKind, thing_count: int | None = None) -> Edit:
    """The scene of a seed and a random change of one attribute."""
    source = sample_scene(seed, thing_count)
    rng = random.Random(f"edit {seed} {kind}")
    if kind == "surface":
        new = _other(rng, list(SURFACES), {source.surface})
        return Edit(kind, source, replace(source, surface=new), SURFACES[source.surface], SURFACES[new])
    if kind == "time":
        new = _other(rng, list(TIMES), {source.time})
        return Edit(kind, source, replace(source, time=new), TIMES[source.time], TIMES[new])
    index = rng.randrange(len(source.things))
    thing = source.things[index]
    if kind == "colour":
        old, new = thing.colour, _other(rng, list(COLOURS), {other.colour for other in source.things})
        changed = replace(thing, colour=new)
    else:
        old, new = thing.shape, _other(rng, list(SHAPES), {other.shape for other in source.things})
        changed = replace(thing, shape=new)
    things = (*source.things[:index], changed, *source.things[index + 1 :])
    return Edit(kind, source, replace(source, things=things), old, new)
