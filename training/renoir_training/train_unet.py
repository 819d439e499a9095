"""Trains the text encoder and the UNet together: the teacher from which the few-step model is distilled."""

import argparse
import random
from pathlib import Path

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from torch import Tensor
from transformers import CLIPTextModel, CLIPTokenizer

from .latents import LatentSet, load_latents
from .models import GUIDANCE_EMBEDDING_WIDTH, build_text_encoder, build_unet
from .sampling import decode, sample_latents, seeded_noise, signal_and_noise
from .sheet import save_sheet
from .tokenizer import MAX_TOKENS, build_tokenizer
from .training import Progress, WeightAverage, cosine_rate, load_checkpoint, mixed_precision, prepare, save_checkpoint
from .vocabulary import known_words, vary

EMPTY_PROMPTS = 0.1
TRAINING_TIMESTEPS = 1000
PREVIEW_GUIDANCE = 2.0


class TextToNoise(torch.nn.Module):
    """Text encoder and UNet as one module, so that they share optimiser and weight average."""

    def __init__(self, text_encoder: CLIPTextModel, unet: UNet2DConditionModel) -> None:
        super().__init__()
        self.text_encoder = text_encoder
        self.unet = unet

    def forward(self, noisy: Tensor, timesteps: Tensor, tokens: Tensor) -> Tensor:
        text = self.text_encoder(tokens)[0]
        # A zero embedding leaves the guidance projection out of the teacher.
        no_guidance = torch.zeros(len(noisy), GUIDANCE_EMBEDDING_WIDTH)
        return self.unet(noisy, timesteps, text, timestep_cond=no_guidance, return_dict=False)[0]


def tokenize(tokenizer: CLIPTokenizer, captions: list[str]) -> Tensor:
    options = {"padding": "max_length", "max_length": MAX_TOKENS, "truncation": True, "return_tensors": "pt"}
    return tokenizer(captions, **options).input_ids


def draw_batch(examples: LatentSet, batch: int, step: int) -> tuple[Tensor, list[str], torch.Generator]:
    """Latents and varied captions of a step; the same step always draws the same."""
    generator = torch.Generator().manual_seed(step)
    rng = random.Random(step)
    chosen = torch.randint(len(examples), (batch,), generator=generator)
    captions = [vary(examples.captions[index], rng) for index in chosen.tolist()]
    latents = examples.latents[chosen].float().contiguous(memory_format=torch.channels_last)
    return latents, captions, generator


def velocity_loss(predicted: Tensor, noise: Tensor, signal: Tensor) -> Tensor:
    """Squared error of the velocity that the predicted noise implies: the noise's error over the signal amplitude."""
    return ((predicted.float() - noise) / signal).square().mean()


def spread_timesteps(batch: int, generator: torch.Generator) -> Tensor:
    """One timestep from each of `batch` equal intervals, so that every step sees all noise levels."""
    positions = (torch.arange(batch) + torch.rand(batch, generator=generator)) / batch
    return (positions * TRAINING_TIMESTEPS).long()


@torch.no_grad()
def guided_preview(model: TextToNoise, tokenizer: CLIPTokenizer, captions: list[str], steps: int) -> Tensor:
    """Latents sampled with classifier-free guidance."""
    tokens = tokenize(tokenizer, captions)
    empty = tokenize(tokenizer, [""] * len(captions))

    def predict(latents: Tensor, timesteps: Tensor) -> Tensor:
        with_text, without = model(latents, timesteps, tokens), model(latents, timesteps, empty)
        return without + PREVIEW_GUIDANCE * (with_text - without)

    timesteps = [round(999 - index * 1000 / steps) for index in range(steps)]
    return sample_latents(predict, seeded_noise(len(captions), seed=0), timesteps, fresh_noise_seed=None)


@torch.no_grad()
def held_out_loss(model: TextToNoise, tokenizer: CLIPTokenizer, examples: LatentSet) -> float:
    generator = torch.Generator().manual_seed(0)
    latents = examples.latents[:128].float()
    noise = torch.randn(latents.shape, generator=generator)
    timesteps = spread_timesteps(len(latents), generator)
    signal, spread = signal_and_noise(timesteps)
    with mixed_precision():
        predicted = model(signal * latents + spread * noise, timesteps, tokenize(tokenizer, examples.captions[:128]))
    return velocity_loss(predicted, noise, signal).item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".data"))
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--rate", type=float, default=1.2e-3)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    prepare(arguments.threads, seed=2)
    examples = load_latents(arguments.data, held_out=False)
    held_out = load_latents(arguments.data, held_out=True)
    vae = AutoencoderKL.from_pretrained(arguments.data / "vae").eval()
    tokenizer = build_tokenizer(known_words(), arguments.data / "tokenizer")

    model = TextToNoise(build_text_encoder(tokenizer), build_unet()).to(memory_format=torch.channels_last).train()
    average = WeightAverage(model, decay=0.998)
    optimizer = torch.optim.AdamW(model.parameters(), lr=arguments.rate, betas=(0.9, 0.98), weight_decay=0.01)
    first = 0
    checkpoint = arguments.data / "unet.checkpoint"
    if saved := load_checkpoint(checkpoint):
        model.load_state_dict(saved["model"])
        average.module.load_state_dict(saved["average"])
        optimizer.load_state_dict(saved["optimizer"])
        first = saved["step"]

    progress = Progress(arguments.steps)
    for step in range(first, arguments.steps):
        latents, captions, generator = draw_batch(examples, arguments.batch, step)
        for index in range(round(EMPTY_PROMPTS * arguments.batch)):
            captions[index * 7 % arguments.batch] = ""
        noise = torch.randn(latents.shape, generator=generator)
        timesteps = spread_timesteps(arguments.batch, generator)[torch.randperm(arguments.batch, generator=generator)]
        signal, spread = signal_and_noise(timesteps)
        for group in optimizer.param_groups:
            group["lr"] = arguments.rate * cosine_rate(step, arguments.steps, warmup=150)
        with mixed_precision():
            predicted = model(signal * latents + spread * noise, timesteps, tokenize(tokenizer, captions))
        loss = velocity_loss(predicted, noise, signal)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        average.update(model, step)
        progress.add(step, loss=loss)
        if (step + 1) % 300 == 0 or step + 1 == arguments.steps:
            save_checkpoint(checkpoint, model=model, average=average.module, optimizer=optimizer, step=step + 1)
            loss_held_out = held_out_loss(average.module, tokenizer, held_out)
            preview = guided_preview(average.module, tokenizer, held_out.captions[:16], steps=12)
            save_sheet(decode(vae, preview), 8, arguments.data / "previews" / f"unet-{step + 1:05d}.png", scale=1)
            print(f"held-out loss {loss_held_out:.5f}", flush=True)

    average.module.text_encoder.save_pretrained(arguments.data / "teacher" / "text_encoder")
    average.module.unet.save_pretrained(arguments.data / "teacher" / "unet")


if __name__ == "__main__":
    main()
