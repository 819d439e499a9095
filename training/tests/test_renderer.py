"""The renderer is deterministic, and an edit changes what it says and nothing else."""

from dataclasses import replace

import pytest
import torch

from renoir_training.renderer import render
from renoir_training.scene import EDIT_KINDS, TEST_SEED, sample_edit, sample_scene
from renoir_training.vocabulary import SHAPES, SURFACES, TIMES, known_words


def test_a_seed_always_gives_the_same_picture() -> None:
    assert sample_scene(5) == sample_scene(5)
    assert torch.equal(render(sample_scene(5)), render(sample_scene(5)))
    assert not torch.equal(render(sample_scene(5)), render(sample_scene(6)))


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("time", TIMES)
def test_every_surface_and_time_renders_a_varied_picture(surface: str, time: str) -> None:
    picture = render(replace(sample_scene(1), surface=surface, time=time)).float()
    assert picture.shape == (128, 128, 3)
    assert picture.std() > 10


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_visible(shape: str) -> None:
    scene = replace(sample_scene(2, thing_count=1), surface="sand", time="day")
    here = replace(scene, things=(replace(scene.things[0], shape=shape),))
    away = replace(scene, things=(replace(scene.things[0], x=50.0),))
    changed = (render(here) != render(away)).any(-1)
    assert 0.04 < changed.float().mean() < 0.6


def test_a_colour_edit_leaves_the_background_identical() -> None:
    edit = sample_edit(TEST_SEED, "colour", thing_count=1)
    edit = replace(edit, source=replace(edit.source, surface="grass"), target=replace(edit.target, surface="grass"))
    changed = (render(edit.source) != render(edit.target)).any(-1)
    assert changed.any()
    assert not changed[:8].any(), "the sky stays"
    assert not changed[-8:].any(), "the foreground stays"
    assert changed.float().mean() < 0.3


@pytest.mark.parametrize("kind", ["surface", "time"])
def test_a_global_edit_changes_most_of_the_picture(kind: str) -> None:
    edit = sample_edit(TEST_SEED + 1, kind)
    assert (render(edit.source) != render(edit.target)).any(-1).float().mean() > 0.5


@pytest.mark.parametrize("kind", EDIT_KINDS)
def test_an_edit_changes_one_attribute_and_its_words(kind: str) -> None:
    for seed in range(40):
        edit = sample_edit(seed, kind)
        assert edit.old in edit.source.caption
        assert edit.new in edit.target.caption
        if kind in ("colour", "object"):
            before, after = edit.source.things, edit.target.things
            assert sum(old != new for old, new in zip(before, after, strict=True)) == 1
            assert replace(edit.target, things=before) == edit.source
        else:
            assert edit.source.things == edit.target.things


def test_captions_use_known_words_and_name_the_left_object_first() -> None:
    words = set(known_words())
    for seed in range(200):
        scene = sample_scene(seed)
        assert set(scene.caption.split()) <= words
        assert [thing.x for thing in scene.things] == sorted(thing.x for thing in scene.things)
        assert scene.caption.index(scene.things[0].colour) <= scene.caption.index(scene.things[-1].colour)
