"""What a pack is measured by."""

import json
from pathlib import Path

import torch

from renoir_training.classifier import shown_attributes
from renoir_training.evaluate_pack import Judge, noise_of_velocity, read_picture, scene_of
from renoir_training.sampling import signal_and_noise

BENCH = Path(__file__).parents[2] / "bench"
TEST = BENCH / "data" / "test"


def test_scenes_are_those_of_the_pairs() -> None:
    for pair in json.loads((TEST / "pairs.json").read_text()):
        assert shown_attributes(scene_of(pair)) == pair["shows"], pair["id"]


def test_the_judge_reads_what_a_rendering_shows_and_not_what_noise_does() -> None:
    judge = Judge(BENCH / "judge", threads=1)
    pairs = json.loads((TEST / "pairs.json").read_text())[:4]
    found = [judge.reads(read_picture(TEST / f"{pair['id']}-truth.webp"), pair["shows"]) for pair in pairs]
    assert all(reading["style"] and reading["surface"] and reading["count"] for reading in found)
    noise = torch.rand(1, 3, 256, 256, generator=torch.Generator().manual_seed(0)) * 2 - 1
    assert not all(judge.reads(noise, pairs[0]["shows"]).values())


def test_the_noise_of_a_predicted_velocity_is_the_noise() -> None:
    clean, noise = torch.randn(2, 16, 4, 4), torch.randn(2, 16, 4, 4)
    timesteps = torch.tensor([259, 999])
    signal, spread = signal_and_noise(timesteps)
    predict = noise_of_velocity(lambda *_: signal * noise - spread * clean)
    torch.testing.assert_close(predict(signal * clean + spread * noise, timesteps), noise)
