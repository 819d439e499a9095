"""Trains the text encoder and the UNet together: the teacher from which the few-step model is distilled."""

import random

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from torch import Tensor
from transformers import CLIPTextModel, CLIPTokenizer

from .captions import caption, vary
from .latents import LatentSet, load_latents
from .models import build_text_encoder, build_unet, choose_attention
from .sampling import decode, sample_latents, seeded_noise, signal_and_noise
from .sheet import save_sheet
from .tokenizer import MAX_TOKENS, build_tokenizer
from .training import (
    Checkpoints,
    MatrixOptimizer,
    Progress,
    WeightAverage,
    descend,
    mixed_precision,
    prepare,
    training_parser,
    trapezoid_rate,
)
from .vocabulary import known_words

EMPTY_PROMPTS = 0.1
TRAINING_TIMESTEPS = 1000
PREVIEW_GUIDANCE = 2.0
PREVIEW_COUNT = 32
PREVIEW_INTERVAL = 500
HELD_OUT_COUNT = 128
PREVIEW_STEPS = 12


class TextToNoise(torch.nn.Module):
    """Text encoder and UNet as one module, so that they share optimiser and weight average."""

    def __init__(self, text_encoder: CLIPTextModel, unet: UNet2DConditionModel) -> None:
        super().__init__()
        self.text_encoder = text_encoder
        self.unet = unet

    def forward(self, noisy: Tensor, timesteps: Tensor, tokens: Tensor) -> Tensor:
        text = self.text_encoder(tokens)[0]
        # A zero embedding leaves the guidance projection out of the teacher.
        width = self.unet.config.time_cond_proj_dim
        no_guidance = torch.zeros(len(noisy), width, device=noisy.device) if width else None
        return self.unet(noisy, timesteps, text, timestep_cond=no_guidance, return_dict=False)[0]


def tokenize(tokenizer: CLIPTokenizer, captions: list[str], device: torch.device) -> Tensor:
    options = {"padding": "max_length", "max_length": MAX_TOKENS, "truncation": True, "return_tensors": "pt"}
    return tokenizer(captions, **options).input_ids.to(device)


def draw_batch(examples: LatentSet, batch: int, step: int) -> tuple[Tensor, list[str], torch.Generator]:
    """Latents and varied captions of a step; the same step always draws the same."""
    generator = torch.Generator().manual_seed(step)
    rng = random.Random(step)
    chosen = torch.randint(len(examples), (batch,), generator=generator)
    captions = [vary(examples.scenes[index], rng) for index in chosen.tolist()]
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
def guided_preview(
    model: TextToNoise, tokenizer: CLIPTokenizer, captions: list[str], steps: int, device: torch.device
) -> Tensor:
    """Latents sampled with classifier-free guidance."""
    tokens = tokenize(tokenizer, captions, device)
    empty = tokenize(tokenizer, [""] * len(captions), device)

    def predict(latents: Tensor, timesteps: Tensor) -> Tensor:
        with_text, without = model(latents, timesteps, tokens), model(latents, timesteps, empty)
        return without + PREVIEW_GUIDANCE * (with_text - without)

    timesteps = [round(999 - index * 1000 / steps) for index in range(steps)]
    return sample_latents(predict, seeded_noise(len(captions), seed=0).to(device), timesteps, fresh_noise_seed=None)


@torch.no_grad()
def held_out_loss(
    model: TextToNoise, tokenizer: CLIPTokenizer, examples: LatentSet, captions: list[str], device: torch.device
) -> float:
    """Mean loss over the first scenes, one for each caption."""
    generator = torch.Generator().manual_seed(0)
    latents = examples.latents[: len(captions)].float()
    noise = torch.randn(latents.shape, generator=generator).to(device)
    timesteps = spread_timesteps(len(latents), generator).to(device)
    signal, spread = signal_and_noise(timesteps)
    with mixed_precision(device):
        predicted = model(
            signal * latents.to(device) + spread * noise, timesteps, tokenize(tokenizer, captions, device)
        )
    return velocity_loss(predicted, noise, signal).item()


def denoising_loss(
    model: TextToNoise, tokenizer: CLIPTokenizer, examples: LatentSet, batch: int, step: int, device: torch.device
) -> Tensor:
    """The loss of a step: every noise level, and some empty prompts for classifier-free guidance."""
    latents, captions, generator = draw_batch(examples, batch, step)
    for index in range(round(EMPTY_PROMPTS * batch)):
        captions[index * 7 % batch] = ""
    noise = torch.randn(latents.shape, generator=generator).to(device)
    shuffled = torch.randperm(batch, generator=generator)
    timesteps = spread_timesteps(batch, generator)[shuffled].to(device)
    signal, spread = signal_and_noise(timesteps)
    tokens = tokenize(tokenizer, captions, device)
    with mixed_precision(device):
        predicted = model(signal * latents.to(device) + spread * noise, timesteps, tokens)
    return velocity_loss(predicted, noise, signal)


def main() -> None:
    arguments = training_parser(__doc__, steps=9000, batch=48, rate=2e-3).parse_args()
    settings = prepare(arguments, seed=2)
    data, device = settings.data, settings.device
    examples = load_latents(data, held_out=False, device=device, limit=settings.scenes)
    held_out = load_latents(data, held_out=True, device=device)
    held_out_captions = [caption(scene) for scene in held_out.scenes[:HELD_OUT_COUNT]]
    vae = AutoencoderKL.from_pretrained(data / "vae").eval().to(device)
    tokenizer = build_tokenizer(known_words(), data / "tokenizer")

    model = TextToNoise(build_text_encoder(tokenizer), build_unet())
    choose_attention(model.unet, device)
    model = model.to(device, memory_format=torch.channels_last).train()
    average = WeightAverage(model, decay=0.999)
    optimizer = MatrixOptimizer(model, settings.rate, weight_decay=0.01)
    checkpoints = Checkpoints(data / "unet.checkpoint", model=model, average=average.module, optimizer=optimizer)
    progress = Progress(settings.steps)
    for step in range(checkpoints.resumed(), settings.steps):
        loss = denoising_loss(model, tokenizer, examples, settings.batch, step, device)
        descend(loss, model, optimizer, settings.rate * trapezoid_rate(step, settings.steps, warmup=150))
        average.update(model, step)
        progress.add(step, loss=loss)
        if checkpoints.due() or step + 1 == settings.steps:
            checkpoints.save(step + 1)
            loss_held_out = held_out_loss(average.module, tokenizer, held_out, held_out_captions, device)
            print(f"step {step + 1}: held-out loss {loss_held_out:.5f}", flush=True)
        if (step + 1) % PREVIEW_INTERVAL == 0 or step + 1 == settings.steps:
            prompts = held_out_captions[:PREVIEW_COUNT]
            preview = guided_preview(average.module, tokenizer, prompts, PREVIEW_STEPS, device)
            save_sheet(decode(vae, preview), 8, data / "previews" / f"unet-{step + 1:05d}.png")

    average.module.text_encoder.save_pretrained(data / "teacher" / "text_encoder")
    average.module.unet.save_pretrained(data / "teacher" / "unet")


if __name__ == "__main__":
    main()
