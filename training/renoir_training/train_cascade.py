"""Renders photos of one object and trains the two stages of a pixel cascade on them, in so many minutes."""

import argparse
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from diffusers import UNet2DConditionModel
from torch import Tensor
from transformers import CLIPTokenizer

from .budget import TimedLoop, late_fall
from .captions import caption, vary
from .cascade import (
    HIGHEST_NOISE_LEVEL,
    LARGE_SIZE,
    STAGES,
    WordReader,
    build_stage,
    cosine_amplitudes,
    enlarge_bilinear,
    shrink,
)
from .dataset import to_bytes
from .models import choose_attention
from .scene import HELD_OUT_SEED, Scene, mirrored, sample_scene
from .scene_set import SceneSet, render_set, token_table, tokens_of
from .sheet import save_sheet
from .train_unet import EMPTY_PROMPTS, spread_timesteps
from .training import MatrixOptimizer, WeightAverage, descend, mixed_precision

SCENES = 4096
BATCHES = {"unet_1": 32, "unet_2": 16}
RATE = 2e-3
PLAIN_CAPTIONS = 0.5
PREVIEW_TIMESTEPS = tuple(range(949, 0, -50))
PREVIEW_GUIDANCE = 2.0
PREVIEW_NOISE_LEVEL = 100
PREVIEW_COUNT = 16
CPU = torch.device("cpu")


def scene_of_one(number: int) -> Scene:
    return replace(sample_scene(number, thing_count=1), style="photo")


class Captioned:
    """Pictures in -1..1 with the hidden states of a caption each; half of them mirrored."""

    def __init__(self, scenes: SceneSet, tokenizer: CLIPTokenizer, words: WordReader) -> None:
        self.scenes, self.words = scenes, words
        self.table = token_table(tokenizer)

    def draw(self, batch: int, step: int) -> tuple[Tensor, Tensor, torch.Generator]:
        generator, rng = torch.Generator().manual_seed(step), random.Random(step)
        chosen = torch.randint(len(self.scenes.scenes), (batch,), generator=generator)
        pictures = self.scenes.pictures[chosen].float().div_(127.5).sub_(1)
        half = batch // 2
        pictures = torch.cat([pictures[:half], pictures[half:].flip(-1)])
        captions = []
        for place, index in enumerate(chosen.tolist()):
            scene = self.scenes.scenes[index]
            shown = scene if place < half else mirrored(scene)
            captions.append(caption(shown) if rng.random() < PLAIN_CAPTIONS else vary(shown, rng))
        for place in range(round(EMPTY_PROMPTS * batch)):
            captions[place * 7 % batch] = ""
        return pictures, self.read(captions), generator

    def read(self, captions: list[str]) -> Tensor:
        return self.words.read(np.array([tokens_of(text, self.table) for text in captions]))


def noise_picture(picture: Tensor, levels: Tensor, noise: Tensor) -> Tensor:
    """What stands beside the latent: the enlarged picture at a noise level."""
    signal, spread = cosine_amplitudes(levels)
    return signal * enlarge_bilinear(picture) + spread * noise


def train_stage(name: str, examples: Captioned, data: Path, seconds: float) -> UNet2DConditionModel:
    stage, batch = STAGES[name], BATCHES[name]
    torch.manual_seed(3)
    unet = build_stage(stage)
    choose_attention(unet, CPU)
    unet = unet.to(memory_format=torch.channels_last).train()
    average = WeightAverage(unet, decay=0.998)
    optimizer = MatrixOptimizer(unet, RATE, weight_decay=0.01)
    parts = {"unet": unet, "average": average.module, "optimizer": optimizer}
    loop = TimedLoop(name, data / f"{name}.checkpoint", seconds, least_steps=2, **parts)
    for step, progress in loop.steps():
        pictures, text, generator = examples.draw(batch, step)
        target = pictures if stage.takes_picture else shrink(pictures)
        noise = torch.randn(target.shape, generator=generator)
        timesteps = spread_timesteps(batch, generator)[torch.randperm(batch, generator=generator)]
        signal, spread = cosine_amplitudes(timesteps)
        sample, condition = signal * target + spread * noise, {}
        if stage.takes_picture:
            levels = torch.randint(HIGHEST_NOISE_LEVEL, (batch,), generator=generator)
            beside = noise_picture(shrink(pictures), levels, torch.randn(target.shape, generator=generator))
            sample, condition = torch.cat([sample, beside], 1), {"class_labels": levels.float()}
        with mixed_precision(CPU):
            sample = sample.contiguous(memory_format=torch.channels_last)
            predicted = unet(sample, timesteps, text, **condition, return_dict=False)[0]
        loss = (predicted.float() - (signal * noise - spread * target)).square().mean()
        descend(loss, unet, optimizer, RATE * late_fall(progress, step, warmup=100))
        average.update(unet, step)
        loop.add(loss=loss)
    average.module.save_pretrained(data / name)
    return average.module


@torch.no_grad()
def preview(unets: dict[str, UNet2DConditionModel], text: Tensor, empty: Tensor) -> dict[str, Tensor]:
    """Pictures of both stages by DDIM, the first under classifier-free guidance."""
    generator = torch.Generator().manual_seed(0)
    pictures: dict[str, Tensor] = {}
    for name, unet in unets.items():
        stage = STAGES[name]
        sample = torch.randn(len(text), 3, stage.size, stage.size, generator=generator)
        levels = torch.full((len(text),), PREVIEW_NOISE_LEVEL)
        beside = None
        if stage.takes_picture:
            beside = noise_picture(pictures["unet_1"], levels, torch.randn(sample.shape, generator=generator))
        for index, timestep in enumerate(PREVIEW_TIMESTEPS):
            now = torch.full((len(text),), timestep)
            signal, spread = cosine_amplitudes(now)
            if beside is None:
                by_words, without = unet(sample, now, text).sample, unet(sample, now, empty).sample
                velocity = without + PREVIEW_GUIDANCE * (by_words - without)
            else:
                velocity = unet(torch.cat([sample, beside], 1), now, text, class_labels=levels.float()).sample
            clean, noise = signal * sample - spread * velocity, spread * sample + signal * velocity
            if index + 1 == len(PREVIEW_TIMESTEPS):
                sample = clean
            else:
                signal, spread = cosine_amplitudes(torch.full_like(now, PREVIEW_TIMESTEPS[index + 1]))
                sample = signal * clean + spread * noise
        pictures[name] = sample.clamp(-1, 1)
    return pictures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".data/cascade"))
    parser.add_argument("--starter", type=Path, default=Path("../public/models/starter"), help="whose words are read")
    parser.add_argument("--scenes", type=int, default=SCENES)
    parser.add_argument("--minutes", type=float, nargs=2, default=(15, 8), help="for each of the stages")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    data = arguments.data
    scenes = render_set(scene_of_one, arguments.scenes, LARGE_SIZE, CPU, None, data / "scenes")
    tokenizer = CLIPTokenizer.from_pretrained(arguments.starter / "tokenizer")
    examples = Captioned(scenes, tokenizer, WordReader(arguments.starter))
    unets = {
        name: train_stage(name, examples, data, 60 * minutes)
        for name, minutes in zip(STAGES, arguments.minutes, strict=True)
    }
    captions = [caption(scene_of_one(HELD_OUT_SEED + number)) for number in range(PREVIEW_COUNT)]
    found = preview(unets, examples.read(captions), examples.read([""] * PREVIEW_COUNT))
    for name, pictures in found.items():
        save_sheet(to_bytes(pictures), 8, data / f"{name}.png", scale=2)


if __name__ == "__main__":
    main()
