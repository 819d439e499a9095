"""The renderer is deterministic, and everything that a caption can name can be seen."""

from dataclasses import replace

import pytest
import torch

from renoir_training.geometry import BOUND_CENTRE, BOUND_RADIUS
from renoir_training.objects import PARTS
from renoir_training.renderer import render
from renoir_training.scene import Scene, sample_scene
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
