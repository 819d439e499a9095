"""The renderer is deterministic, and everything that a caption can name can be seen."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from renoir_training.edits import sample_edit
from renoir_training.geometry import BOUND_CENTRE, BOUND_RADIUS
from renoir_training.models import ENLARGED
from renoir_training.objects import PARTS
from renoir_training.renderer import render, render_batch
from renoir_training.scene import BENCHMARK_LOOK, NEWEST_LOOK, TEST_SEED, Scene, sample_scene
from renoir_training.vocabulary import COLOURS, MATERIALS, OBJECTS, STYLES, SURFACES, TIMES


def plain_scene(seed: int, **changes: str) -> Scene:
    """One object on sand by day, as a photo."""
    scene = sample_scene(seed, thing_count=1)
    thing = replace(scene.things[0], **changes)
    return replace(scene, things=(thing,), surface="sand", time="day", style="photo")


def mean_difference(first: Scene, second: Scene) -> float:
    return (render(first).float() - render(second).float()).abs().mean().item()


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_equal_scenes_give_equal_pictures_bit_for_bit(seed: int) -> None:
    assert sample_scene(seed) == sample_scene(seed)
    assert torch.equal(render(sample_scene(seed)), render(sample_scene(seed)))
    assert not torch.equal(render(sample_scene(seed)), render(sample_scene(seed + 10)))


@pytest.mark.parametrize("surface", SURFACES)
def test_every_surface_renders_a_varied_picture_at_every_time(surface: str) -> None:
    for time in TIMES:
        picture = render(replace(sample_scene(1), surface=surface, time=time, style="photo")).float()
        assert picture.shape == (128, 128, 3)
        assert picture.std() > 10, time


@pytest.mark.parametrize("kind", OBJECTS)
def test_every_object_is_visible_and_stands_inside_its_bound(kind: str) -> None:
    here = plain_scene(2, kind=kind)
    away = replace(here, things=(replace(here.things[0], x=50.0),))
    changed = (render(here) != render(away)).any(-1)
    assert 0.03 < changed.float().mean() < 0.6

    direction = torch.nn.functional.normalize(torch.randn(4000, 3, generator=torch.Generator().manual_seed(0)), dim=-1)
    shell = direction * BOUND_RADIUS + torch.tensor([0.0, BOUND_CENTRE, 0.0])
    x, y, z = shell.unbind(-1)
    assert all((part.solid(x, y, z)[y > 0] > 0).all() for part in PARTS[kind]), "rays outside the bound would miss it"


def test_every_object_looks_different_from_every_other() -> None:
    pictures = torch.stack(
        [render(plain_scene(2, kind=kind, colour="red", material="matte")) for kind in OBJECTS]
    ).float()
    distance = torch.cdist(pictures.flatten(1), pictures.flatten(1)) + 1e9 * torch.eye(len(pictures))
    assert distance.min() > 1500


@pytest.mark.parametrize("material", [name for name in MATERIALS if name != "matte"])
@pytest.mark.parametrize("colour", COLOURS)
def test_a_material_shows_in_every_colour(material: str, colour: str) -> None:
    matte = plain_scene(6, kind="ball", colour=colour, material="matte")
    other = plain_scene(6, kind="ball", colour=colour, material=material)
    assert mean_difference(matte, other) > 0.3


@pytest.mark.parametrize("style", [name for name in STYLES if name != "photo"])
def test_a_style_redraws_the_whole_picture(style: str) -> None:
    photo = plain_scene(8, kind="cat")
    assert mean_difference(photo, replace(photo, style=style)) > 8


BENCHMARK = Path(__file__).parents[2] / "bench" / "data" / "test"


def test_the_committed_benchmark_is_still_what_the_renderer_makes() -> None:
    pairs = json.loads((BENCHMARK / "pairs.json").read_text())[:8]
    edits = [sample_edit(pair["seed"], pair["kind"], thing_count=1) for pair in pairs]
    assert [edit.source.seed for edit in edits] == list(range(TEST_SEED, TEST_SEED + 8))
    for role, scenes in (("source", [e.source for e in edits]), ("truth", [e.target for e in edits])):
        for pair, picture in zip(pairs, render_batch(scenes, ENLARGED.image_size), strict=True):
            committed = torch.from_numpy(np.array(Image.open(BENCHMARK / f"{pair['id']}-{role}.webp")))
            difference = (picture.int() - committed.int()).abs().amax(-1)
            assert (difference > 1).float().mean() < 2e-3, (pair["id"], role)


def test_a_list_of_scenes_gives_the_pictures_of_each_at_any_size() -> None:
    scenes = [sample_scene(seed) for seed in range(3)]
    together = render_batch(scenes, size=32)
    assert together.shape == (3, 32, 32, 3)
    assert torch.equal(together, render_batch(scenes, size=32))
    for scene, picture in zip(scenes, together, strict=True):
        difference = (render(scene, size=32).int() - picture.int()).abs().amax(-1)
        assert (difference > 1).float().mean() < 0.01


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("time", ["day", "night"])
def test_the_newer_look_tells_materials_further_apart(style: str, time: str) -> None:
    def spread(look: int) -> float:
        scene = replace(plain_scene(6, kind="ball", colour="blue"), style=style, time=time, look=look)
        scenes = [replace(scene, things=(replace(scene.things[0], material=name),)) for name in MATERIALS]
        first, second, third = render_batch(scenes, size=64).float()
        return min((first - second).abs().mean(), (second - third).abs().mean(), (first - third).abs().mean()).item()

    assert spread(NEWEST_LOOK) > 1.05 * spread(BENCHMARK_LOOK)


def test_a_look_changes_drawings_and_leaves_the_plain_paint_of_photos() -> None:
    photo = replace(plain_scene(3, kind="snowman"), things=(replace(plain_scene(3).things[0], x=50.0),))
    assert mean_difference(photo, replace(photo, look=NEWEST_LOOK)) == 0
    for style in ("sketch", "cartoon"):
        drawn = replace(photo, style=style)
        assert mean_difference(drawn, replace(drawn, look=NEWEST_LOOK)) > 3


def test_a_larger_picture_shows_the_same_scene() -> None:
    small = render_batch([sample_scene(11)], size=64)[0].float()
    large = render_batch([sample_scene(11)], size=128)[0].float()
    halved = large.view(64, 2, 64, 2, 3).mean((1, 3))
    assert (halved - small).abs().mean() < 8
