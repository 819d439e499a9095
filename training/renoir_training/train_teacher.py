"""Trains the UNet of a pack further on the plain denoising loss, so that it is again what it was distilled from: a teacher for 50 guided steps.

The student began as its teacher, but learned to jump. Its text encoder and autoencoder are the teacher's, and stay.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import torch
from diffusers import UNet2DConditionModel

from .budget import TimedLoop, half_cosine
from .captions import caption
from .distil import guidance_embedding
from .graph_weights import load_text_encoder, load_unet
from .latents import load_latents
from .models import build_unet, choose_attention
from .tokenizer import build_tokenizer
from .train_unet import HELD_OUT_COUNT, TextToNoise, denoising_loss, held_out_loss
from .training import MatrixOptimizer, WeightAverage, descend
from .vocabulary import known_words

MEASURING_SECONDS = 240


class Curve:
    """Figures along a training, in one file, which a run that is continued goes on with."""

    def __init__(self, path: Path, every: float = MEASURING_SECONDS) -> None:
        """`every` so many seconds a point is due."""
        self.path, self.every = path, every
        self.points: list[dict[str, Any]] = json.loads(path.read_text()) if path.exists() else []
        self.added_at = time.monotonic()

    def is_due(self) -> bool:
        return time.monotonic() - self.added_at > self.every

    def add(self, point: dict[str, Any]) -> None:
        self.points.append(point)
        self.path.write_text(json.dumps(self.points, indent=2) + "\n")
        self.added_at = time.monotonic()
        print(point, flush=True)


@torch.no_grad()
def without_guidance(student: UNet2DConditionModel) -> UNet2DConditionModel:
    """The same UNet without the input for a guidance scale: what it computes at a scale of 1.

    There the held-out loss is lower than with the projection left out (0.225 and 0.229).
    """
    plain = build_unet(takes_guidance=False)
    plain.load_state_dict(student.state_dict(), strict=False)
    added = student.time_embedding.cond_proj(guidance_embedding(torch.ones(1)))[0]
    plain.time_embedding.linear_1.bias += plain.time_embedding.linear_1.weight @ added
    return plain


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(".data"), help="with scenes; the trained UNet goes there, too")
    parser.add_argument("--pack", type=Path, default=Path("../public/models/starter"))
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1e-3, help="peak learning rate")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    data, device = arguments.data, torch.device(arguments.device)
    examples = load_latents(data, held_out=False, device=device, pack=arguments.pack)
    held_out = load_latents(data, held_out=True, device=device, pack=arguments.pack)
    held_out_captions = [caption(scene) for scene in held_out.scenes[:HELD_OUT_COUNT]]
    tokenizer = build_tokenizer(known_words(), data / "tokenizer")

    model = TextToNoise(load_text_encoder(arguments.pack, tokenizer), without_guidance(load_unet(arguments.pack)))
    model.text_encoder.requires_grad_(False)
    choose_attention(model.unet, device)
    model = model.to(device, memory_format=torch.channels_last).train()
    average = WeightAverage(model, decay=0.99)
    optimizer = MatrixOptimizer(model.unet, arguments.rate, weight_decay=0.0)
    curve = Curve(data / "teacher-curve.json")

    def note(_: float, now: bool = False) -> None:
        if now or curve.is_due():
            loss = held_out_loss(average.module, tokenizer, held_out, held_out_captions, device)
            curve.add({"examples": loop.step * arguments.batch, "loss": round(loss, 5)})
            average.module.unet.save_pretrained(data / "undistilled")

    parts = {"model": model, "average": average.module, "optimizer": optimizer}
    loop = TimedLoop("teacher", data / "teacher.checkpoint", 60 * arguments.minutes, least_steps=0, saved=note, **parts)
    if loop.step == 0:
        note(0, now=True)
    for step, progress in loop.steps():
        loss = denoising_loss(model, tokenizer, examples, arguments.batch, step, device)
        descend(loss, model, optimizer, arguments.rate * half_cosine(progress, step, warmup=20, floor=0))
        average.update(model, step)
        loop.add(loss=loss)
    note(1, now=True)


if __name__ == "__main__":
    main()
