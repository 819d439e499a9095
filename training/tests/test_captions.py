"""Captions say what the scene holds, in words that the tokenizer knows and in sentences that fit it."""

import random
import re
from dataclasses import replace
from pathlib import Path

from renoir_training.captions import caption, vary
from renoir_training.scene import mirrored, sample_scene
from renoir_training.tokenizer import MAX_TOKENS, build_tokenizer
from renoir_training.vocabulary import COLOURS, OBJECTS, known_words

WORD = re.compile(r"\w+|[.,]")


def test_plain_captions_use_known_words_and_name_objects_from_left_to_right() -> None:
    words = set(known_words())
    for seed in range(400):
        scene = sample_scene(seed)
        text = caption(scene)
        assert set(WORD.findall(text)) <= words
        assert [thing.x for thing in scene.things] == sorted(thing.x for thing in scene.things)
        named = [word for word in WORD.findall(text.replace("checkered", "")) if word in COLOURS]
        assert named == [thing.colour for thing in scene.things]


def test_unnamed_are_only_matte_and_photo() -> None:
    scene = replace(sample_scene(1, 1), style="photo", surface="grass", time="night")
    scene = replace(scene, things=(replace(scene.things[0], kind="duck", colour="orange", material="matte"),))
    assert caption(scene) == "an orange duck on grass at night"
    assert caption(scene, name_matte=True, name_photo=True) == "a photo of a matte orange duck on grass at night"
    assert caption(replace(scene, style="sketch")) == "a pencil sketch of an orange duck on grass at night"


def test_varied_captions_use_known_words_and_fit_the_text_encoder(tmp_path: Path) -> None:
    tokenizer = build_tokenizer(known_words(), tmp_path)
    rng = random.Random(0)
    texts = [vary(sample_scene(seed), rng) for seed in range(3000)]
    assert set(WORD.findall(" ".join(texts))) <= set(known_words())
    lengths = [len(tokens) for tokens in tokenizer(texts).input_ids]
    assert max(lengths) <= MAX_TOKENS
    assert lengths == [len(WORD.findall(text)) + 2 for text in texts], "one token a word"
    assert len(set(texts)) > 2900


def test_varied_captions_rarely_leave_out_what_matters() -> None:
    rng = random.Random(1)
    scenes = [sample_scene(seed, 1) for seed in range(500)]
    texts = [vary(scene, rng).split() for scene in scenes]
    for text, scene in zip(texts, scenes, strict=True):
        assert {word.strip(".,") for word in text} & set(OBJECTS[scene.things[0].kind])
    coloured = sum(scene.things[0].colour in text for text, scene in zip(texts, scenes, strict=True))
    assert coloured > 0.85 * len(scenes)


def test_left_and_right_hold_in_the_mirror_image() -> None:
    rng = random.Random(2)
    for seed in range(2000):
        scene = sample_scene(seed, 2)
        for shown in (scene, mirrored(scene)):
            text = vary(shown, rng)
            left, right = (OBJECTS[thing.kind] for thing in shown.things)
            words = WORD.findall(text)
            if "left" not in words or "right" in words or left == right:
                continue
            before, after = words[: words.index("left")], words[words.index("left") :]
            assert set(before) & set(left) and set(after) & set(right), text
