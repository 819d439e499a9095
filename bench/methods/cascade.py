"""The pixel cascade of bench/cascade in PyTorch, float64: it generates, and inverts a picture, by code of its own.

Its weights are read back from the pack. `python cascade.py` writes what comes out to test/fixtures/methods; it needs the packages of
training/ (`pip install -e ../../training`).
"""

import argparse
import gzip
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from renoir_training.cascade import STAGES, WordReader, build_stage
from renoir_training.graph_weights import read_weights
from torch import Tensor
from torch.nn.functional import avg_pool2d, interpolate
from transformers import CLIPTokenizer

HERE = Path(__file__).parent
PACK = HERE.parent / "cascade"
PROMPT = "a red car on sand at day"
SEED_AMPLITUDE = math.sqrt(2)
ITERATIONS = 3
RATE = 0.3
CLEAN = -1

Predict = Callable[[Tensor, int], Tensor]


class CosineSchedule:
    """Nichol and Dhariwal 2021, with the betas cut at 0.999."""

    def __init__(self, steps: int = 1000) -> None:
        bar = lambda t: math.cos((t + 0.008) / 1.008 * math.pi / 2) ** 2  # noqa: E731
        product, self.bars = 1.0, []
        for i in range(steps):
            product *= 1 - min(1 - bar((i + 1) / steps) / bar(i / steps), 0.999)
            self.bars.append(product)

    def amplitudes(self, timestep: int) -> tuple[float, float]:
        bar = 1.0 if timestep == CLEAN else self.bars[timestep]
        return math.sqrt(bar), math.sqrt(1 - bar)


class Chirp:
    """Numbers of unit variance that need no storing: sqrt(2) sin(i + i^2 / 1000)."""

    def __init__(self) -> None:
        self.next = 0

    def draw(self, shape: tuple[int, ...]) -> Tensor:
        places = torch.arange(self.next, self.next + math.prod(shape), dtype=torch.float64)
        self.next += math.prod(shape)
        return (SEED_AMPLITUDE * torch.sin(places + places**2 / 1000)).float().double().reshape(shape)


@dataclass
class Stage:
    unet: torch.nn.Module
    size: int
    timesteps: list[int]
    """Noisiest first."""
    guidance: float
    noise_level: int | None

    @property
    def shape(self) -> tuple[int, int, int, int]:
        return (1, 3, self.size, self.size)


class Cascade:
    def __init__(self, schedule: CosineSchedule) -> None:
        self.schedule = schedule
        self.stages = []
        for entry in json.loads((PACK / "pack.json").read_text())["stages"]:
            stage = STAGES[entry["folder"]]
            unet = build_stage(stage).eval()
            read_weights(PACK / entry["folder"] / "model.onnx", unet, "unet")
            unet.double().requires_grad_(False)
            self.stages.append(Stage(unet, stage.size, entry["timesteps"], entry["guidance"], entry["noiseLevel"]))

    def predictor(self, stage: Stage, states: Tensor, picture: Tensor | None, noise: Tensor | None) -> Predict:
        """eps of the velocity that the UNet predicts; a further stage sees the smaller picture, enlarged and noised."""
        beside = None
        if stage.noise_level is not None:
            a, s = self.schedule.amplitudes(stage.noise_level)
            beside = a * interpolate(picture, size=(stage.size,) * 2, mode="bilinear", align_corners=False) + s * noise

        def predict(sample: Tensor, timestep: int) -> Tensor:
            a, s = self.schedule.amplitudes(timestep)
            seen = sample if beside is None else torch.cat([sample, beside], 1)
            labels = None if beside is None else torch.full((1,), float(stage.noise_level), dtype=torch.float64)
            return a * stage.unet(seen, timestep, states, class_labels=labels).sample + s * sample

        return predict

    def sample(self, stage: Stage, start: Tensor, predict: Predict) -> Tensor:
        latent = start
        for timestep, lower in zip(stage.timesteps, [*stage.timesteps[1:], CLEAN], strict=True):
            (a, s), (lower_a, lower_s) = self.schedule.amplitudes(timestep), self.schedule.amplitudes(lower)
            eps = predict(latent, timestep)
            latent = lower_a * (latent - s * eps) / a + lower_s * eps
        return latent.clamp(-1, 1)

    def generate(self, words: Tensor, empty: Tensor, noises: Chirp) -> list[Tensor]:
        pictures: list[Tensor] = []
        for stage in self.stages:
            start = noises.draw(stage.shape)
            noise = None if stage.noise_level is None else noises.draw(stage.shape)
            told = (pictures[-1] if pictures else None, noise)
            by_words, by_nothing = (self.predictor(stage, states, *told) for states in (words, empty))

            def guided(x: Tensor, t: int, by=(by_words, by_nothing), scale: float = stage.guidance) -> Tensor:
                return by[0](x, t) if scale == 1 else torch.lerp(by[1](x, t), by[0](x, t), scale)

            pictures.append(self.sample(stage, start, guided))
        return pictures

    def invert(self, photo: Tensor, words: Tensor, noises: Chirp) -> tuple[list[Tensor], list[Tensor]]:
        """The noise of every stage, and the picture that it gives: DDIM inversion, then IterInv."""
        found: list[Tensor] = []
        pictures: list[Tensor] = []
        for stage in self.stages:
            own = avg_pool2d(photo, photo.shape[-1] // stage.size)
            noise = None if stage.noise_level is None else noises.draw(stage.shape)
            predict = self.predictor(stage, words, pictures[-1] if pictures else None, noise)
            latent = own
            levels = stage.timesteps[::-1]
            for level, (lower, timestep) in enumerate(zip([CLEAN, *levels], levels, strict=False)):
                if stage.noise_level is None:
                    latent = self.inverse_step(latent, predict(latent, timestep), lower, timestep)
                else:
                    latent = self.descend(latent, predict, lower, timestep, level / (len(levels) - 1))
            found.append(latent)
            pictures.append(self.sample(stage, latent, predict))
        return found, pictures

    def inverse_step(self, latent: Tensor, eps: Tensor, lower: int, timestep: int) -> Tensor:
        (a, s), (lower_a, lower_s) = self.schedule.amplitudes(timestep), self.schedule.amplitudes(lower)
        return a * (latent - lower_s * eps) / lower_a + s * eps

    def descend(self, previous: Tensor, predict: Predict, lower: int, timestep: int, noisiness: float) -> Tensor:
        """IterInv: descent of |D(z) - z_prev|^2, D the denoising step; a step that made it larger is taken back and halved."""
        (a, s), (lower_a, lower_s) = self.schedule.amplitudes(timestep), self.schedule.amplitudes(lower)
        length = RATE * math.sqrt(1 - noisiness / 2)
        z, best = previous, None
        for _ in range(ITERATIONS):
            leaf = z.clone().requires_grad_()
            eps = predict(leaf, timestep)
            denoised = lower_a * (leaf - s * eps) / a + lower_s * eps
            loss = (denoised - previous).square().sum()
            (slope,) = torch.autograd.grad(loss, leaf)
            if best is None or loss.item() <= best[0]:
                best = (loss.item(), z, slope)
            else:
                length /= 2
            z = best[1] - length * best[2]
        return z


def draw_photo(size: int) -> Tensor:
    """A smooth picture by a formula, in -1..1."""
    y, x = torch.meshgrid(*(torch.arange(size, dtype=torch.float64),) * 2, indexing="ij")
    planes = [0.6 * torch.sin((x + 9 * channel) / 9) * torch.cos(y / 7) + 0.2 * torch.sin((x + y) / 3) for channel in range(3)]
    return torch.stack(planes)[None].float().double()


def read_states(prompt: str) -> Tensor:
    tokenizer = CLIPTokenizer.from_pretrained(PACK / "tokenizer")
    length = json.loads((PACK / "pack.json").read_text())["text"]["maxTokens"]
    ids = tokenizer(prompt, padding="max_length", max_length=length, truncation=True).input_ids
    return WordReader(PACK).read(np.array([ids])).double()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE.parent.parent / "test/fixtures/methods")
    arguments = parser.parse_args()
    cascade = Cascade(CosineSchedule())
    words, empty = read_states(PROMPT), read_states("")
    with torch.no_grad():
        generated = cascade.generate(words, empty, Chirp())
    photo = draw_photo(cascade.stages[-1].size)
    found, reconstructed = cascade.invert(photo, words, Chirp())
    index, values = {}, []
    for name, pictures in (("generated", generated), ("noise", found), ("reconstructed", reconstructed)):
        for number, picture in enumerate(pictures):
            index[f"{name}/{number}"] = {"shape": list(picture.shape), "offset": sum(value.size for value in values)}
            values.append(picture.detach().numpy().astype("<f4").ravel())
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "cascade.bin.gz").write_bytes(gzip.compress(np.concatenate(values).tobytes(), mtime=0))
    summary = {"prompt": PROMPT, "iterations": ITERATIONS, "tensors": index}
    (arguments.out / "cascade.json").write_text(json.dumps(summary, indent=2) + "\n")
    for own, again in zip((avg_pool2d(photo, 2), photo), reconstructed, strict=True):
        print(f"{10 * math.log10(4 / float((own - again).square().mean())):.1f} dB")


if __name__ == "__main__":
    main()
