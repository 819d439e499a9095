"""Distils the teacher into a latent consistency model that needs four steps and no second, unguided prediction.

Follows Luo et al., "Latent Consistency Models" (2023): the student's picture from one noise level must agree with
its averaged self's picture one guided DDIM step of the teacher further down.
"""

import argparse
import copy
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import AutoencoderKL, LatentConsistencyModelPipeline, UNet2DConditionModel
from torch import Tensor
from transformers import CLIPTextModel

from .latents import load_latents
from .manifest import TIMESTEPS
from .models import GUIDANCE_EMBEDDING_WIDTH, build_scheduler
from .sampling import clean_estimate, decode, sample_latents, seeded_noise, signal_and_noise
from .sheet import save_sheet
from .tokenizer import build_tokenizer
from .train_unet import draw_batch, tokenize
from .training import Progress, WeightAverage, cosine_rate, load_checkpoint, mixed_precision, prepare, save_checkpoint
from .vocabulary import known_words

SOLVER_STEP = 20
SOLVER_POINTS = 50
GUIDANCE_RANGE = (1.0, 4.0)
PREVIEW_GUIDANCE = 2.0
HUBER_WIDTH = 1e-3
BOUNDARY_DEVIATION = 0.5
TIMESTEP_SCALING = 10.0


@dataclass(frozen=True)
class Conditions:
    """What a prediction is conditioned on besides the noisy latents."""

    text: Tensor
    no_text: Tensor
    guidance: Tensor


def guidance_embedding(guidance: Tensor) -> Tensor:
    """diffusers' embedding of guidance scales (it takes the scale minus one): sines, then cosines."""
    return LatentConsistencyModelPipeline.get_guidance_scale_embedding(
        None, guidance - 1, embedding_dim=GUIDANCE_EMBEDDING_WIDTH
    )


def boundary_scalings(timesteps: Tensor) -> tuple[Tensor, Tensor]:
    """How much of the noisy latents and of the estimate makes the consistency function: all of the first at t = 0."""
    scaled = (timesteps.float() * TIMESTEP_SCALING).view(-1, 1, 1, 1)
    variance = BOUNDARY_DEVIATION**2
    return variance / (scaled**2 + variance), scaled / (scaled**2 + variance).sqrt()


def consistency(unet: UNet2DConditionModel, noisy: Tensor, timesteps: Tensor, conditions: Conditions) -> Tensor:
    """The consistency function: the picture at the end of the trajectory through `noisy`."""
    with mixed_precision():
        noise = unet(
            noisy,
            timesteps,
            conditions.text,
            timestep_cond=guidance_embedding(conditions.guidance),
            return_dict=False,
        )[0]
    skip, out = boundary_scalings(timesteps)
    return skip * noisy + out * clean_estimate(noisy, noise.float(), timesteps)


@torch.no_grad()
def solver_step(
    teacher: UNet2DConditionModel, noisy: Tensor, start: Tensor, end: Tensor, conditions: Conditions
) -> Tensor:
    """One DDIM step of the teacher under classifier-free guidance."""
    text = torch.cat([conditions.text, conditions.no_text])
    unused = torch.zeros(len(text), GUIDANCE_EMBEDDING_WIDTH)
    with mixed_precision():
        both = teacher(noisy.repeat(2, 1, 1, 1), start.repeat(2), text, timestep_cond=unused, return_dict=False)[0]
    with_text, without = both.float().chunk(2)
    noise = without + conditions.guidance.view(-1, 1, 1, 1) * (with_text - without)
    signal, spread = signal_and_noise(end)
    return signal * clean_estimate(noisy, noise, start) + spread * noise


def pseudo_huber(first: Tensor, second: Tensor) -> Tensor:
    return ((first - second).square() + HUBER_WIDTH**2).sqrt().sub(HUBER_WIDTH).mean()


@torch.no_grad()
def preview(unet: UNet2DConditionModel, text: Tensor, seed: int, fresh_noise_seed: int | None) -> Tensor:
    """Four-step latents for encoded prompts."""
    guidance = guidance_embedding(torch.full((len(text),), PREVIEW_GUIDANCE))

    def predict(latents: Tensor, timesteps: Tensor) -> Tensor:
        return unet(latents, timesteps, text, timestep_cond=guidance, return_dict=False)[0]

    return sample_latents(predict, seeded_noise(len(text), seed), TIMESTEPS, fresh_noise_seed)


def save_pipeline(data: Path, unet: UNet2DConditionModel, text_encoder: CLIPTextModel, folder: Path) -> None:
    """Saves a complete diffusers pipeline."""
    LatentConsistencyModelPipeline(
        vae=AutoencoderKL.from_pretrained(data / "vae"),
        text_encoder=text_encoder,
        tokenizer=build_tokenizer(known_words(), data / "tokenizer"),
        unet=unet,
        scheduler=build_scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).save_pretrained(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(".data"))
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=4e-4)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    prepare(arguments.threads, seed=3)
    examples = load_latents(arguments.data, held_out=False)
    held_out = load_latents(arguments.data, held_out=True)
    vae = AutoencoderKL.from_pretrained(arguments.data / "vae").eval()
    tokenizer = build_tokenizer(known_words(), arguments.data / "tokenizer")
    text_encoder = CLIPTextModel.from_pretrained(arguments.data / "teacher" / "text_encoder").eval()
    teacher = UNet2DConditionModel.from_pretrained(arguments.data / "teacher" / "unet").eval()
    teacher = teacher.requires_grad_(False).to(memory_format=torch.channels_last)

    student = copy.deepcopy(teacher).requires_grad_(True).train()
    torch.nn.init.zeros_(student.time_embedding.cond_proj.weight)  # starts as the teacher whatever the guidance
    target = WeightAverage(student, decay=0.97)
    optimizer = torch.optim.AdamW(student.parameters(), lr=arguments.rate, betas=(0.9, 0.98), weight_decay=0.0)
    first = 0
    checkpoint = arguments.data / "distil.checkpoint"
    if saved := load_checkpoint(checkpoint):
        student.load_state_dict(saved["student"])
        target.module.load_state_dict(saved["target"])
        optimizer.load_state_dict(saved["optimizer"])
        first = saved["step"]
    with torch.no_grad():
        no_text = text_encoder(tokenize(tokenizer, [""]))[0].expand(arguments.batch, -1, -1)
        preview_text = text_encoder(tokenize(tokenizer, held_out.captions[:16]))[0]

    progress = Progress(arguments.steps, interval=25)
    for step in range(first, arguments.steps):
        latents, captions, generator = draw_batch(examples, arguments.batch, step)
        with torch.no_grad():
            text = text_encoder(tokenize(tokenizer, captions))[0]
        low, high = GUIDANCE_RANGE
        guidance = low + (high - low) * torch.rand(arguments.batch, generator=generator)
        conditions = Conditions(text, no_text, guidance)
        noise = torch.randn(latents.shape, generator=generator)
        spread_points = (torch.arange(arguments.batch) + torch.rand(arguments.batch, generator=generator)).div(
            arguments.batch / SOLVER_POINTS
        )
        start = (spread_points.long() + 1) * SOLVER_STEP - 1
        end = (start - SOLVER_STEP).clamp_min(0)
        signal, spread = signal_and_noise(start)
        noisy = signal * latents + spread * noise

        earlier = solver_step(teacher, noisy, start, end, conditions)
        with torch.no_grad():
            agreed = consistency(target.module, earlier, end, conditions)
        loss = pseudo_huber(consistency(student, noisy, start, conditions), agreed)
        for group in optimizer.param_groups:
            group["lr"] = arguments.rate * cosine_rate(step, arguments.steps, warmup=30)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()
        target.update(student, step)
        progress.add(step, loss=loss)
        if (step + 1) % 100 == 0 or step + 1 == arguments.steps:
            save_checkpoint(checkpoint, student=student, target=target.module, optimizer=optimizer, step=step + 1)
            rows = [
                preview(target.module, preview_text, seed=0, fresh_noise_seed=fresh_noise_seed)
                for fresh_noise_seed in (None, 1)
            ]
            sheet = arguments.data / "previews" / f"distil-{step + 1:05d}.png"
            save_sheet(decode(vae, torch.cat(rows)), 8, sheet)
            save_pipeline(arguments.data, target.module, text_encoder, arguments.data / "pipeline")


if __name__ == "__main__":
    main()
