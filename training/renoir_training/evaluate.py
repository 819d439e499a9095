"""What is said of a pipeline's parts and training, from the data that trained it: figures.json, of which `model_card` makes the card."""

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
from .classifier import AttributeClassifier, read_accuracy
from .dataset import load_scenes, load_shard, scene_shards, to_signed
from .latents import load_latents
from .model_card import FIGURES
from .reference import embed_guidance, encode_prompts
from .sampling import seeded_noise
from .scene import Scene
from .train_enlarged import ENLARGED_FIGURES
from .train_unet import HELD_OUT_COUNT, TextToNoise, held_out_loss
from .train_vae import reconstruction_psnr

Figures = dict[str, float]
HELD_OUT_PICTURES = 500
STAGES = ("vae", "unet", "distil", "classifier")


def naming_all(scene: Scene) -> str:
    """The caption that leaves nothing out that the classifier reads."""
    return caption(scene, name_matte=True, name_photo=True)


def reading_figures(classifier: AttributeClassifier, scenes: list[Scene], **pictures: Tensor) -> dict[str, Figures]:
    """How often the classifier reads in pictures (uint8, channels last) what their scenes have, by name of the set."""
    return {
        name: read_accuracy(classifier, to_signed(images.permute(0, 3, 1, 2)), scenes)
        for name, images in pictures.items()
    }


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
    parser.add_argument("--out", type=Path, default=FIGURES)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    data = arguments.data
    pipeline = LatentConsistencyModelPipeline.from_pretrained(arguments.pipeline)
    pictures, _ = load_scenes(data, held_out=True)
    vae_psnr, _ = reconstruction_psnr(pipeline.vae, pictures[:HELD_OUT_PICTURES])
    figures: dict[str, Any] = {
        "architecture": architecture_figures(pipeline),
        "training": training_figures(data),
        "teacher_loss": teacher_loss(data, pipeline.tokenizer),
        "vae_db": vae_psnr,
        "enlarged": json.loads((data / ENLARGED_FIGURES).read_text()),
    }
    arguments.out.write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
