"""Measures a trained pipeline on held-out scenes: figures.json, sheets of uncurated samples, the pack's MODEL_CARD.md."""

import argparse
import json
from pathlib import Path
from typing import Any

import torch
from diffusers import LatentConsistencyModelPipeline, UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode
from transformers import CLIPTextModel, CLIPTokenizer

from .captions import caption
from .classifier import AttributeClassifier, load_classifier, read_accuracy
from .dataset import load_scenes, load_shard, scene_shards, to_signed
from .latents import encode, load_latents
from .manifest import TIMESTEPS
from .model_card import write_card
from .quality import psnr
from .reference import embed_guidance, encode_prompts
from .sampling import Predictor, decode, sample_latents, seeded_noise, signal_and_noise
from .scene import Scene, sample_scene
from .sheet import save_sheet
from .train_enlarged import ENLARGED_FIGURES
from .train_unet import HELD_OUT_COUNT, TextToNoise, held_out_loss
from .train_vae import reconstruction_psnr

Figures = dict[str, float]
SHEET_COUNT = 64
STAGES = ("vae", "unet", "distil", "classifier")


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


@torch.no_grad()
def sample_pictures(
    pipeline: LatentConsistencyModelPipeline, prompts: list[str], guidance: float, seed: int
) -> Tensor:
    """The editor's four deterministic steps, for which the student was made, from seeded noise. uint8."""
    pictures = []
    for start in range(0, len(prompts), SHEET_COUNT):
        batch = prompts[start : start + SHEET_COUNT]
        predict = noise_predictor(pipeline, batch, guidance)
        noise = seeded_noise(len(batch), seed + start)
        latents = sample_latents(predict, noise, TIMESTEPS, fresh_noise_seed=None)
        pictures.append(decode(pipeline.vae, latents))
    return torch.cat(pictures)


def naming_all(scene: Scene) -> str:
    """The caption that leaves nothing out that the classifier reads."""
    return caption(scene, name_matte=True, name_photo=True)


def reading_figures(classifier: AttributeClassifier, scenes: list[Scene], **pictures: Tensor) -> dict[str, Figures]:
    """How often the classifier reads in pictures (uint8, channels last) what their scenes have, by name of the set."""
    return {
        name: read_accuracy(classifier, to_signed(images.permute(0, 3, 1, 2)), scenes)
        for name, images in pictures.items()
    }


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


@torch.no_grad()
def gflop(module: torch.nn.Module, *inputs: Tensor, **named: Tensor) -> float:
    """Arithmetic of matrix products and convolutions in one run, a multiplication and an addition each counted."""
    with FlopCounterMode(display=False) as counter:
        module(*inputs, **named)
    return counter.get_total_flops() / 1e9


def architecture_figures(pipeline: LatentConsistencyModelPipeline) -> dict[str, Any]:
    """Millions of parameters, and arithmetic a run, of the parts."""
    pipeline.unet.set_attn_processor(AttnProcessor())  # fused attention would not be counted
    latents = seeded_noise(1, seed=0)
    text = encode_prompts(pipeline, [""])
    guidance = embed_guidance(pipeline, torch.ones(1))
    parts = {"text_encoder": pipeline.text_encoder, "unet": pipeline.unet, "vae": pipeline.vae}
    return {
        "million_parameters": {
            name: sum(parameter.numel() for parameter in part.parameters()) / 1e6 for name, part in parts.items()
        },
        "unet_gflop": gflop(pipeline.unet, latents, 0, text, timestep_cond=guidance),
        "decoder_gflop": gflop(pipeline.vae.decoder, latents),
    }


def teacher_loss(data: Path, tokenizer: CLIPTokenizer) -> float:
    """The teacher's loss on held-out scenes, as `train_unet` prints it."""
    held_out = load_latents(data, held_out=True, device=torch.device("cpu"))
    model = TextToNoise(
        CLIPTextModel.from_pretrained(data / "teacher" / "text_encoder"),
        UNet2DConditionModel.from_pretrained(data / "teacher" / "unet"),
    ).eval()
    captions = [caption(scene) for scene in held_out.scenes[:HELD_OUT_COUNT]]
    return held_out_loss(model, tokenizer, held_out, captions, torch.device("cpu"))


def training_figures(data: Path) -> dict[str, Any]:
    """How long each stage was trained, from its last checkpoint."""
    shards = scene_shards(data, held_out=False)
    return {
        "scenes": sum(len(load_shard(shard)[1]) for shard in shards),
        "steps": {
            stage: torch.load(data / f"{stage}.checkpoint", map_location="cpu", weights_only=True, mmap=True)["step"]
            for stage in STAGES
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".data"))
    parser.add_argument("--pipeline", type=Path, default=Path(".data/starter-torch"))
    parser.add_argument("--pack", type=Path, help="write MODEL_CARD.md into this pack")
    parser.add_argument("--sheet", type=Path, help="write the sheet of samples here, too")
    parser.add_argument("--prompts", type=int, default=500, help="held-out prompts to sample")
    parser.add_argument("--guidance", type=float, default=2.0)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    data, guidance = arguments.data, arguments.guidance
    folder = data / "evaluation"
    pipeline = LatentConsistencyModelPipeline.from_pretrained(arguments.pipeline)
    pictures, seeds = load_scenes(data, held_out=True)
    scenes = [sample_scene(seed) for seed in seeds]
    prompts = [caption(scene) for scene in scenes]
    judged, named = scenes[: arguments.prompts], [naming_all(scene) for scene in scenes[: arguments.prompts]]

    samples = sample_pictures(pipeline, named, guidance, seed=0)
    for path in filter(None, (folder / "samples.png", arguments.sheet)):
        save_sheet(samples[:SHEET_COUNT], 8, path)
    vae_psnr, rebuilt = reconstruction_psnr(pipeline.vae, pictures[: len(judged)])
    figures: dict[str, Any] = {
        "architecture": architecture_figures(pipeline),
        "training": training_figures(data),
        "teacher_loss": teacher_loss(data, pipeline.tokenizer),
        "vae_db": vae_psnr,
        "enlarged": json.loads((data / ENLARGED_FIGURES).read_text()),
        "inversion": inversion_figures(pipeline, pictures[:24], prompts[:24], guidance=1.0),
        "prompts": len(judged),
        "guidance": guidance,
        "read": reading_figures(
            load_classifier(data / "classifier.pt"),
            judged,
            rendered=pictures[: len(judged)].permute(0, 2, 3, 1),
            rebuilt=rebuilt,
            painted=samples,
        ),
    }
    (folder / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")
    if arguments.pack:
        write_card(figures, arguments.pack)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
