"""Figures of a trained pipeline on held-out scenes, and a sheet of uncurated four-step samples."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from diffusers import LatentConsistencyModelPipeline
from torch import Tensor

from .captions import caption
from .classifier import load_classifier, read_accuracy
from .dataset import load_scenes, to_signed
from .latents import encode
from .manifest import TIMESTEPS
from .reference import embed_guidance, encode_prompts
from .sampling import Predictor, decode, sample_latents, seeded_noise, signal_and_noise
from .scene import Scene, sample_scene
from .sheet import save_sheet
from .train_vae import reconstruction_psnr

Figures = dict[str, float]
SAMPLE_COUNT = 64
READ_COUNT = 512


def noise_predictor(pipeline: LatentConsistencyModelPipeline, prompts: list[str], guidance: float) -> Predictor:
    """The pipeline's UNet with prompts and guidance filled in."""
    text = encode_prompts(pipeline, prompts)
    embedding = embed_guidance(pipeline, torch.full((len(prompts),), guidance))

    def predict(latents: Tensor, timesteps: Tensor) -> Tensor:
        return pipeline.unet(latents, timesteps, text, timestep_cond=embedding, return_dict=False)[0]

    return predict


@torch.no_grad()
def invert(predict: Predictor, clean: Tensor, iterations: int) -> Tensor:
    """The noise that the deterministic four steps turn into `clean`, by fixed-point iteration step by step."""
    latents = clean
    ascending = list(reversed(TIMESTEPS))
    for lower, upper in zip([None, *ascending[:-1]], ascending, strict=True):
        now = torch.full((len(clean),), upper)
        signal, spread = signal_and_noise(now)
        if lower is None:
            lower_signal, lower_spread = torch.ones_like(signal), torch.zeros_like(spread)
        else:
            lower_signal, lower_spread = signal_and_noise(torch.full((len(clean),), lower))
        start, guess = latents, latents
        for _ in range(iterations):
            noise = predict(guess, now)
            guess = signal * (start - lower_spread * noise) / lower_signal + spread * noise
        latents = guess
    return latents


def psnr(pictures: Tensor, originals: Tensor) -> float:
    error = (pictures.float() - originals.float()).square().mean((1, 2, 3))
    return (10 * torch.log10(255**2 / error.clamp_min(1e-6))).mean().item()


def sample_figures(
    pipeline: LatentConsistencyModelPipeline, prompts: list[str], guidance: float, show: Callable[[str, Tensor], None]
) -> None:
    """Four steps with fresh noise, as latent consistency models sample, and four that keep their own."""
    predict = noise_predictor(pipeline, prompts, guidance)
    for name, fresh_noise_seed in (("random", 1), ("deterministic", None)):
        latents = sample_latents(predict, seeded_noise(len(prompts), seed=0), TIMESTEPS, fresh_noise_seed)
        show(name, decode(pipeline.vae, latents))


def reading_figures(
    pipeline: LatentConsistencyModelPipeline, scenes: list[Scene], guidance: float, classifier_path: Path
) -> Figures:
    """How often the classifier reads in four-step samples what their prompts say."""
    classifier = load_classifier(classifier_path)
    pictures = []
    for start in range(0, len(scenes), SAMPLE_COUNT):
        prompts = [caption(scene, name_matte=True) for scene in scenes[start : start + SAMPLE_COUNT]]
        predict = noise_predictor(pipeline, prompts, guidance)
        latents = sample_latents(predict, seeded_noise(len(prompts), seed=start), TIMESTEPS, fresh_noise_seed=start + 1)
        pictures.append(decode(pipeline.vae, latents))
    return read_accuracy(classifier, to_signed(torch.cat(pictures).permute(0, 3, 1, 2)), scenes)


def inversion_figures(
    pipeline: LatentConsistencyModelPipeline, pictures: Tensor, prompts: list[str], guidance: float
) -> Figures:
    """How well a fixed-point inversion reconstructs, against the picture and against what the VAE can show of it."""
    originals = pictures.permute(0, 2, 3, 1)
    clean = encode(pipeline.vae, pictures).float()
    bound = decode(pipeline.vae, clean)
    predict = noise_predictor(pipeline, prompts, guidance)
    figures = {"vae_bound_db": psnr(bound, originals)}
    for iterations in (1, 4, 8):
        noise = invert(predict, clean, iterations)
        rebuilt = decode(pipeline.vae, sample_latents(predict, noise, TIMESTEPS, fresh_noise_seed=None))
        figures[f"iterations_{iterations}_db"] = psnr(rebuilt, originals)
        figures[f"iterations_{iterations}_noise_deviation"] = noise.std().item()
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".data"))
    parser.add_argument("--pipeline", type=Path, default=Path(".data/starter-torch"))
    parser.add_argument("--sheet", type=Path, help="write the sheet of random samples here")
    parser.add_argument("--guidance", type=float, default=2.0)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    pipeline = LatentConsistencyModelPipeline.from_pretrained(arguments.pipeline)
    pictures, seeds = load_scenes(arguments.data, held_out=True)
    scenes = [sample_scene(seed) for seed in seeds]
    prompts = [caption(scene) for scene in scenes]

    def show(name: str, images: Tensor) -> None:
        save_sheet(images, 8, arguments.data / "evaluation" / f"{name}.png")
        if arguments.sheet and name == "random":
            save_sheet(images, 8, arguments.sheet)

    sample_figures(pipeline, prompts[:SAMPLE_COUNT], arguments.guidance, show)
    vae_psnr, _ = reconstruction_psnr(pipeline.vae, pictures)
    figures: dict[str, Any] = {
        "vae_held_out_db": vae_psnr,
        "inversion_guidance_1": inversion_figures(pipeline, pictures[:24], prompts[:24], guidance=1.0),
        "inversion_guidance_2": inversion_figures(pipeline, pictures[:24], prompts[:24], guidance=2.0),
    }
    classifier_path = arguments.data / "classifier.pt"
    if classifier_path.exists():
        figures["read_at_4_steps"] = reading_figures(pipeline, scenes[:READ_COUNT], arguments.guidance, classifier_path)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
