"""Distils the teacher into a latent consistency model that needs four steps and no second, unguided prediction.

Follows Luo et al., "Latent Consistency Models" (2023): what the student sees from one noise level must agree with what
its averaged self sees one guided DDIM step of the teacher further down. As in Heek et al., "Multistep Consistency
Models" (2024), that is the latents at the end of the editor's own step, not the picture at the end of all steps: the
editor inverts and repaints by exactly these four DDIM steps, and each of them is easier to learn than all in one.
"""

import copy
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import AutoencoderKL, LatentConsistencyModelPipeline, UNet2DConditionModel
from torch import Tensor
from transformers import CLIPTextModel

from .captions import caption
from .latents import load_latents
from .manifest import TIMESTEPS
from .models import BUNDLED, GUIDANCE_EMBEDDING_WIDTH, PackFormat, build_scheduler, choose_attention
from .sampling import clean_estimate, decode, sample_latents, seeded_noise, signal_and_noise
from .sheet import save_sheet
from .tokenizer import build_tokenizer
from .train_unet import draw_batch, tokenize
from .training import (
    Checkpoints,
    Progress,
    WeightAverage,
    cosine_rate,
    descend,
    mixed_precision,
    prepare,
    training_parser,
)
from .vocabulary import known_words

SOLVER_STEP = 20
SOLVER_POINTS = 50
GUIDANCE_RANGE = (1.0, 4.0)
PREVIEW_GUIDANCE = 2.0
PREVIEW_COUNT = 16
PREVIEW_INTERVAL = 250
HUBER_WIDTH = 1e-3
CLEAN = -1
"""The level below every timestep, without noise."""
STEP_ENDS = (*TIMESTEPS[1:], CLEAN)


@dataclass(frozen=True)
class Conditions:
    """What a prediction is conditioned on besides the noisy latents."""

    text: Tensor
    no_text: Tensor
    guidance: Tensor


def guidance_embedding(guidance: Tensor) -> Tensor:
    """diffusers' embedding of guidance scales (it takes the scale minus one): sines, then cosines."""
    embed = LatentConsistencyModelPipeline.get_guidance_scale_embedding
    return embed(None, guidance.cpu() - 1, embedding_dim=GUIDANCE_EMBEDDING_WIDTH).to(guidance.device)


def move(noisy: Tensor, noise: Tensor, start: Tensor, end: Tensor) -> Tensor:
    """A DDIM step from timesteps `start` to `end`, which may be `CLEAN`."""
    clean = clean_estimate(noisy, noise, start)
    signal, spread = signal_and_noise(end.clamp_min(0))
    return torch.where((end == CLEAN).view(-1, 1, 1, 1), clean, signal * clean + spread * noise)


def step_end(timesteps: Tensor) -> Tensor:
    """Where the editor's step through each timestep ends."""
    ends = torch.tensor(STEP_ENDS, device=timesteps.device)
    return torch.where(ends < timesteps.view(-1, 1), ends, CLEAN).amax(dim=1)


def consistency(
    unet: UNet2DConditionModel, noisy: Tensor, timesteps: Tensor, end: Tensor, conditions: Conditions
) -> Tensor:
    """The consistency function: the latents at `end` of the trajectory through `noisy`, which may lie there already."""
    with mixed_precision(noisy.device):
        noise = unet(
            noisy,
            timesteps.clamp_min(0),
            conditions.text,
            timestep_cond=guidance_embedding(conditions.guidance),
            return_dict=False,
        )[0]
    moved = move(noisy, noise.float(), timesteps.clamp_min(0), end)
    return torch.where((timesteps == end).view(-1, 1, 1, 1), noisy, moved)


@torch.no_grad()
def solver_step(
    teacher: UNet2DConditionModel, noisy: Tensor, start: Tensor, end: Tensor, conditions: Conditions
) -> Tensor:
    """One DDIM step of the teacher under classifier-free guidance."""
    text = torch.cat([conditions.text, conditions.no_text])
    unused = torch.zeros(len(text), GUIDANCE_EMBEDDING_WIDTH, device=noisy.device)
    with mixed_precision(noisy.device):
        both = teacher(noisy.repeat(2, 1, 1, 1), start.repeat(2), text, timestep_cond=unused, return_dict=False)[0]
    with_text, without = both.float().chunk(2)
    noise = without + conditions.guidance.view(-1, 1, 1, 1) * (with_text - without)
    return move(noisy, noise, start, end)


def pseudo_huber(first: Tensor, second: Tensor) -> Tensor:
    return ((first - second).square() + HUBER_WIDTH**2).sqrt().sub(HUBER_WIDTH).mean()


@torch.no_grad()
def preview(
    unet: UNet2DConditionModel,
    text: Tensor,
    seed: int,
    fresh_noise_seed: int | None,
    pack_format: PackFormat = BUNDLED,
) -> Tensor:
    """Four-step latents for encoded prompts."""
    guidance = guidance_embedding(torch.full((len(text),), PREVIEW_GUIDANCE, device=text.device))

    def predict(latents: Tensor, timesteps: Tensor) -> Tensor:
        return unet(latents, timesteps, text, timestep_cond=guidance, return_dict=False)[0]

    return sample_latents(predict, seeded_noise(len(text), seed, pack_format).to(text.device), TIMESTEPS, fresh_noise_seed)


def draw_points(batch: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """For each row the timestep that a solver step starts from and the one it ends at, spread over all of them."""
    positions = (torch.arange(batch) + torch.rand(batch, generator=generator)) * (SOLVER_POINTS / batch)
    start = (positions.long() + 1) * SOLVER_STEP - 1
    return start, (start - SOLVER_STEP).clamp_min(CLEAN)


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
    settings = prepare(training_parser(__doc__, steps=4000, batch=32, rate=4e-4).parse_args(), seed=3)
    data, device, batch = settings.data, settings.device, settings.batch
    examples = load_latents(data, held_out=False, device=device, limit=settings.scenes)
    held_out = load_latents(data, held_out=True, device=device)
    preview_captions = [caption(scene) for scene in held_out.scenes[:PREVIEW_COUNT]]
    vae = AutoencoderKL.from_pretrained(data / "vae").eval().to(device)
    tokenizer = build_tokenizer(known_words(), data / "tokenizer")
    text_encoder = CLIPTextModel.from_pretrained(data / "teacher" / "text_encoder").eval().to(device)
    teacher = UNet2DConditionModel.from_pretrained(data / "teacher" / "unet").eval()
    teacher = teacher.requires_grad_(False).to(device, memory_format=torch.channels_last)
    choose_attention(teacher, device)

    student = copy.deepcopy(teacher).requires_grad_(True).train()
    torch.nn.init.zeros_(student.time_embedding.cond_proj.weight)  # starts as the teacher whatever the guidance
    target = WeightAverage(student, decay=0.97)
    optimizer = torch.optim.AdamW(student.parameters(), lr=settings.rate, betas=(0.9, 0.98), weight_decay=0.0)
    checkpoints = Checkpoints(data / "distil.checkpoint", student=student, target=target.module, optimizer=optimizer)

    @torch.no_grad()
    def encode_text(captions: list[str]) -> Tensor:
        return text_encoder(tokenize(tokenizer, captions, device))[0]

    no_text = encode_text([""]).expand(batch, -1, -1)
    preview_text = encode_text(preview_captions)
    progress = Progress(settings.steps, interval=25)
    for step in range(checkpoints.resumed(), settings.steps):
        latents, captions, generator = draw_batch(examples, batch, step)
        low, high = GUIDANCE_RANGE
        guidance = low + (high - low) * torch.rand(batch, generator=generator)
        conditions = Conditions(encode_text(captions), no_text, guidance.to(device))
        noise = torch.randn(latents.shape, generator=generator).to(device)
        start, end = (timesteps.to(device) for timesteps in draw_points(batch, generator))
        signal, spread = signal_and_noise(start)
        noisy = signal * latents.to(device) + spread * noise

        earlier = solver_step(teacher, noisy, start, end, conditions)
        goal = step_end(start)
        with torch.no_grad():
            agreed = consistency(target.module, earlier, end, goal, conditions)
        loss = pseudo_huber(consistency(student, noisy, start, goal, conditions), agreed)
        descend(loss, student, optimizer, settings.rate * cosine_rate(step, settings.steps, warmup=30))
        target.update(student, step)
        progress.add(step, loss=loss)
        finished = step + 1 == settings.steps
        if checkpoints.due() or finished:
            checkpoints.save(step + 1)
            save_pipeline(data, target.module, text_encoder, data / "pipeline")
        if (step + 1) % PREVIEW_INTERVAL == 0 or finished:
            rows = [preview(target.module, preview_text, seed=0, fresh_noise_seed=seed) for seed in (None, 1)]
            save_sheet(decode(vae, torch.cat(rows)), 8, data / "previews" / f"distil-{step + 1:05d}.png")


if __name__ == "__main__":
    main()
