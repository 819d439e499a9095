"""An edit changes what it says and nothing else, in the scene, in its words and in its picture."""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from renoir_training.classifier import shown_attributes
from renoir_training.edits import EDIT_KINDS, edited_attributes, sample_edit
from renoir_training.render import changed_pixels, render_pair
from renoir_training.renderer import render
from renoir_training.samples import SAMPLES, measure_gain, render_samples
from renoir_training.scene import HELD_OUT_SEED, SAMPLES_SEED, TEST_SEED, VALIDATION_SEED

SCENE_KINDS = ("surface", "time", "style")


@pytest.mark.parametrize("kind", EDIT_KINDS)
def test_an_edit_changes_one_attribute_and_its_words(kind: str) -> None:
    for seed in range(60):
        edit = sample_edit(seed, kind)
        assert edit.old in edit.source_caption
        assert edit.new in edit.target_caption
        assert edit.source_caption != edit.target_caption
        before, after = edit.source.things, edit.target.things
        if kind in SCENE_KINDS:
            assert before == after
            assert getattr(edit.source, kind) != getattr(edit.target, kind)
            assert replace(edit.target, **{kind: getattr(edit.source, kind)}) == edit.source
        else:
            assert replace(edit.target, things=before) == edit.source
        if kind in ("colour", "object", "material"):
            assert sum(old != new for old, new in zip(before, after, strict=True)) == 1
        if kind in ("add", "remove"):
            fewer, more = sorted((before, after), key=len)
            assert len(more) == len(fewer) + 1
            assert set(fewer) < set(more)


def test_a_colour_edit_leaves_the_background_identical() -> None:
    edit = sample_edit(TEST_SEED, "colour", thing_count=1)
    source, target = (
        replace(scene, surface="grass", style="photo", things=(replace(scene.things[0], kind="cube"),))
        for scene in (edit.source, edit.target)
    )
    changed = (render(source) != render(target)).any(-1)
    assert changed.any()
    assert not changed[:8].any(), "the sky stays"
    assert not changed[-8:].any(), "the foreground stays"
    assert changed.float().mean() < 0.3


@pytest.mark.parametrize("kind", SCENE_KINDS)
def test_a_global_edit_changes_most_of_the_picture(kind: str) -> None:
    edit = sample_edit(TEST_SEED + 1, kind)
    assert changed_pixels(render(edit.source), render(edit.target)).float().mean() > 0.5


def test_a_pair_is_written_with_its_mask_and_described(tmp_path) -> None:
    pair = render_pair(tmp_path, TEST_SEED, EDIT_KINDS.index("add"))
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{pair['id']}-{role}.webp" for role in ("source", "truth", "mask")
    }
    assert pair["kind"] == "add"
    assert pair["changed"]["from"] == "" and pair["changed"]["to"] in pair["target"]
    assert 0 < pair["changedFraction"] < 1
    assert set(pair["edited"]) < set(pair["shows"])


@pytest.mark.parametrize("kind", EDIT_KINDS)
def test_the_edited_attributes_are_those_that_the_words_name(kind: str) -> None:
    for seed in range(60):
        edit = sample_edit(seed, kind)
        truth, edited = shown_attributes(edit.target), edited_attributes(edit)
        assert set(edited) <= set(truth)
        if kind == "remove":
            assert edited == ["count"]
        elif kind == "add":
            kinds = [truth[name] for name in edited if name.endswith("kind")]
            assert edited[0] == "count" and len(kinds) == 1 and kinds[0] in edit.new
        else:
            assert len(edited) == 1 and edited[0].endswith("kind" if kind == "object" else kind)


def test_the_ranges_of_seeds_lie_far_apart() -> None:
    starts = [0, HELD_OUT_SEED, VALIDATION_SEED, TEST_SEED, SAMPLES_SEED]
    assert all(later - earlier >= 10_000_000 for earlier, later in pairwise(starts))


def test_the_samples_show_what_their_names_say_and_replace_earlier_ones(tmp_path) -> None:
    (tmp_path / "earlier.png").write_bytes(b"")
    render_samples(tmp_path, size=32)
    entries = json.loads((tmp_path / "samples.json").read_text())
    assert {path.name for path in tmp_path.glob("*.png")} == {entry["file"] for entry in entries}
    for entry in entries:
        words = set(entry["id"].split("-"))
        assert words - {"on"} <= set(entry["source"].split()), entry


def test_the_samples_that_are_bundled_lead_with_what_the_starter_edits_best() -> None:
    folder = Path(__file__).parents[2] / "public" / "samples"
    gains = {entry["id"]: entry["gainDb"] for entry in json.loads((folder / "samples.json").read_text())}
    assert list(gains.values()) == sorted(gains.values(), reverse=True)
    assert set(gains) == {sample.id for sample in SAMPLES}
    for best_or_worst in (next(iter(gains)), list(gains)[-1]):
        (sample,) = (sample for sample in SAMPLES if sample.id == best_or_worst)
        assert measure_gain(sample, folder) == pytest.approx(gains[sample.id], abs=0.1)
