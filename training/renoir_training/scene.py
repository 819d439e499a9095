"""A scene as data: what stands where, on what, in which light, and how it is drawn."""

import math
import random
from dataclasses import asdict, dataclass, replace
from typing import Any

from .vocabulary import COLOURS, OBJECTS, SURFACES, TIMES

IMAGE_SIZE = 128

# How finishes and styles are drawn. A look is never changed, so that what was rendered in it can be rendered again.
BENCHMARK_LOOK = 1
"""The look of the committed benchmark, its judge and the bundled pack."""
NEWEST_LOOK = 2
"""Finishes that differ in every light, and styles that are drawn by hand."""

# Seeds are split by range, so that no held-out scene is ever trained on.
HELD_OUT_SEED = 10_000_000
VALIDATION_SEED = 20_000_000
TEST_SEED = 30_000_000
SAMPLES_SEED = 40_000_000

# Half of the scenes show one object: that is where words and things are learnt apart.
COUNT_WEIGHTS = {1: 0.5, 2: 0.33, 3: 0.17}
MATERIAL_WEIGHTS = {"matte": 0.5, "shiny": 0.25, "metal": 0.25}
STYLE_WEIGHTS = {"photo": 0.6, "sketch": 0.2, "cartoon": 0.2}
# Number of objects -> their distance from each other, and the range of their sizes.
SPACING = {1: 0.0, 2: 1.7, 3: 1.22}
SIZES = {1: (0.68, 0.92), 2: (0.54, 0.70), 3: (0.43, 0.53)}
# More objects are seen from further away.
DISTANCES = {1: (3.8, 4.7), 2: (3.9, 4.8), 3: (4.3, 5.0)}
# Objects seen best from one side turn less.
FLAT_OBJECTS = frozenset({"star", "heart", "ring", "car", "duck", "cup"})


@dataclass(frozen=True)
class Thing:
    """One object. It stands on the ground at (x, z); `size` is about half its height."""

    kind: str
    colour: str
    material: str
    x: float
    z: float
    size: float
    yaw: float


@dataclass(frozen=True)
class Camera:
    """Where the picture is taken from and what it is aimed at. Angles in radians."""

    height: float
    distance: float
    aim_x: float
    aim_y: float
    field_of_view: float


@dataclass(frozen=True)
class Scene:
    """Everything the renderer reads. Equal scenes give equal images, bit for bit."""

    seed: int
    things: tuple[Thing, ...]
    surface: str
    time: str
    style: str
    camera: Camera
    sun_azimuth: float
    sun_height: float
    texture_offset: tuple[float, float]
    texture_angle: float
    look: int = BENCHMARK_LOOK

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def weighted_choice(rng: random.Random, weights: dict[Any, float]) -> Any:
    return rng.choices(list(weights), list(weights.values()))[0]


def _sample_things(rng: random.Random, count: int) -> tuple[Thing, ...]:
    low, high = SIZES[count]
    colours = rng.sample(list(COLOURS), count)
    things = []
    for index, colour in enumerate(colours):
        kind = rng.choice(list(OBJECTS))
        turn = 0.5 if kind in FLAT_OBJECTS else 0.75
        around = rng.uniform(-0.45, 0.45) if count == 1 else rng.uniform(-0.1, 0.1)
        things.append(
            Thing(
                kind=kind,
                colour=colour,
                material=weighted_choice(rng, MATERIAL_WEIGHTS),
                x=(index - (count - 1) / 2) * SPACING[count] + around,
                z=rng.uniform(-0.4, 0.4),
                size=rng.uniform(low, high),
                yaw=rng.uniform(-turn, turn),
            )
        )
    return tuple(things)


def sample_scene(seed: int, thing_count: int | None = None) -> Scene:
    """The scene of a seed: one to three objects side by side, listed from left to right."""
    rng = random.Random(seed)
    drawn = weighted_choice(rng, COUNT_WEIGHTS)  # drawn even if unused, so that the surroundings stay the same
    surroundings = random.Random(f"surroundings {seed}")
    count = thing_count or drawn
    return Scene(
        seed=seed,
        things=_sample_things(rng, count),
        surface=surroundings.choice(list(SURFACES)),
        time=surroundings.choice(list(TIMES)),
        style=weighted_choice(surroundings, STYLE_WEIGHTS),
        camera=Camera(
            height=surroundings.uniform(1.25, 2.6),
            distance=surroundings.uniform(*DISTANCES[count]),
            aim_x=surroundings.uniform(-0.12, 0.12),
            aim_y=surroundings.uniform(0.52, 0.78),
            field_of_view=math.radians(surroundings.uniform(43, 49)),
        ),
        sun_azimuth=surroundings.choice((-1, 1)) * surroundings.uniform(0.35, 1.6),
        sun_height=surroundings.uniform(0.8, 1.25),
        texture_offset=(surroundings.uniform(0, 64), surroundings.uniform(0, 64)),
        texture_angle=surroundings.uniform(-0.6, 0.6),
    )


def mirrored(scene: Scene) -> Scene:
    """The scene whose caption fits the mirror image: left and right change places."""
    return replace(scene, things=scene.things[::-1])
