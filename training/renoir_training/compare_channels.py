"""Compares latents of 4, 8 and 16 channels at 256 px and factor 8 in short runs of equal time, which all begin as the bundled pack.

The pack's autoencoder is widened by channels that its decoder does not use yet, and trained on; then the undistilled teacher is
widened to those latents and trained on. Training pictures are those of the test pairs, held-out ones those of the validation pairs.
"""

import argparse
import copy
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import UNet2DConditionModel
from PIL import Image
from torch import Tensor, nn
from torch.nn.functional import l1_loss, pixel_unshuffle

from .budget import TimedLoop, half_cosine
from .dataset import to_bytes, to_signed
from .enlarge import EnlargedDecoder
from .graph_weights import load_encoder, load_text_encoder, read_weights
from .models import VAE_WIDTHS, build_unet, choose_attention
from .quality import psnr
from .sampling import clean_estimate, signal_and_noise
from .stages import random_batch
from .tokenizer import build_tokenizer
from .train_teacher import Curve
from .train_unet import EMPTY_PROMPTS, spread_timesteps, tokenize, velocity_loss
from .train_vae import GRADIENT_WEIGHT, INITIAL_LOG_VARIANCE, KL_WEIGHT
from .training import MatrixOptimizer, descend, differences_loss, mixed_precision
from .vocabulary import known_words

FIRST = 4
"""Channels of the pack's latents."""
CROP = 128
CROPS = 8
UNET_BATCH = 16
AUTOENCODER_RATE = 5e-4
UNET_RATE = 1e-3
LEVELS = (259, 499, 759)
MEASURING_SECONDS = 110
CPU = torch.device("cpu")


class Widened(nn.Module):
    """The bundled pack's autoencoder with latents of `channels` channels: the first four are the pack's."""

    @torch.no_grad()
    def __init__(self, pack: Path, channels: int) -> None:
        super().__init__()
        self.channels = channels
        small = load_encoder(pack)
        self.encoder = small.encoder
        # Of four pixels the mean is what the pack sees; what else is in them can be learned.
        first = self.encoder.conv_in
        self.encoder.conv_in = nn.Conv2d(12, first.out_channels, 3, padding=1)
        self.encoder.conv_in.weight.copy_(first.weight.repeat_interleave(4, 1) / 4)
        self.encoder.conv_in.bias.copy_(first.bias)
        last, mix = self.encoder.conv_out, small.quant_conv.weight[:, :, 0, 0]
        weight = torch.einsum("ij,jkhw->ikhw", mix, last.weight)
        bias = mix @ last.bias + small.quant_conv.bias
        head = nn.Conv2d(last.in_channels, 2 * channels, 3, padding=1)
        head.weight.normal_(std=weight[:FIRST].std().item())
        head.bias.zero_()
        head.weight[channels:] = 0
        head.bias[channels:] = INITIAL_LOG_VARIANCE
        for start, rows in ((0, slice(0, FIRST)), (channels, slice(FIRST, 2 * FIRST))):
            head.weight[start : start + FIRST] = weight[rows]
            head.bias[start : start + FIRST] = bias[rows]
        self.encoder.conv_out = head

        whole = EnlargedDecoder(VAE_WIDTHS[4], FIRST)
        read_weights(pack / "vae_decoder" / "model.onnx", whole)
        self.post, self.decoder = nn.Conv2d(channels, channels, 1), whole.decoder
        nn.init.dirac_(self.post.weight)
        self.post.bias.zero_()
        self.post.weight[:FIRST, :FIRST] = whole.post_quant_conv.weight
        self.post.bias[:FIRST] = whole.post_quant_conv.bias
        entry = self.decoder.conv_in
        self.decoder.conv_in = nn.Conv2d(channels, entry.out_channels, 3, padding=1)
        self.decoder.conv_in.weight.normal_(std=0.02 * entry.weight.std().item())
        self.decoder.conv_in.weight[:, :FIRST] = entry.weight
        self.decoder.conv_in.bias.copy_(entry.bias)

    def encode(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Means and log variances of the latents, batch x channels x h/8 x w/8."""
        means, logs = self.encoder(pixel_unshuffle(pictures, 2)).chunk(2, 1)
        return means, logs.clamp(-30, 20)

    def decode(self, latents: Tensor) -> Tensor:
        return self.decoder(self.post(latents))


def read_pictures(folder: Path, roles: tuple[str, ...], count: int) -> tuple[Tensor, list[str]]:
    """Pictures of the first pairs of a set, uint8, count x 3 x size x size, and the caption of each."""
    pairs = json.loads((folder / "pairs.json").read_text())[:count]
    chosen = [(pair, role) for pair in pairs for role in roles]
    arrays = [np.asarray(Image.open(folder / f"{pair['id']}-{role}.webp").convert("RGB")) for pair, role in chosen]
    captions = [pair["source" if role == "source" else "target"] for pair, role in chosen]
    return torch.from_numpy(np.stack(arrays)).permute(0, 3, 1, 2).contiguous(), captions


@torch.no_grad()
def rebuild(vae: Widened, pictures: Tensor) -> Tensor:
    return torch.cat([to_bytes(vae.decode(vae.encode(to_signed(part))[0])) for part in pictures.split(4)])


def edge_strength(pictures: Tensor, originals: Tensor) -> float:
    """Mean step between neighbouring pixels in terms of that of the originals. uint8, channels last."""

    def steps(values: Tensor) -> float:
        return sum(values.float().diff(dim=axis).abs().mean().item() for axis in (1, 2))

    return steps(pictures) / steps(originals)


def train_autoencoder(vae: Widened, pictures: Tensor, loop: TimedLoop, optimizer: torch.optim.Optimizer) -> None:
    for step, progress in loop.steps():
        generator = torch.Generator().manual_seed(step)
        target = random_batch(pictures, CROPS, CROP, generator)
        means, logs = vae.encode(target)
        rebuilt = vae.decode(means + (0.5 * logs).exp() * torch.randn(means.shape, generator=generator))
        divergence = 0.5 * (means.square() + logs.exp() - 1 - logs).mean()
        pixels = l1_loss(rebuilt, target)
        loss = pixels + GRADIENT_WEIGHT * differences_loss(rebuilt, target) + KL_WEIGHT * divergence
        descend(loss, vae, optimizer, AUTOENCODER_RATE * half_cosine(progress, step, warmup=10))
        loop.add(pixels=pixels, divergence=divergence)


@torch.no_grad()
def standardised(vae: Widened, pictures: Tensor, mean: Tensor | None = None, deviation: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """Latents with mean 0 and deviation 1 in every channel, by their own mean and deviation or given ones; then both of these."""
    latents = torch.cat([vae.encode(to_signed(part))[0] for part in pictures.split(8)])
    mean = latents.mean((0, 2, 3), keepdim=True) if mean is None else mean
    deviation = latents.std((0, 2, 3), keepdim=True) if deviation is None else deviation
    return (latents - mean) / deviation, mean, deviation


@torch.no_grad()
def widened_unet(teacher: UNet2DConditionModel, channels: int) -> UNet2DConditionModel:
    """The teacher for latents of more channels, of which it does not look at the others yet. See `predict_noise`."""
    unet = copy.deepcopy(teacher)
    first, last = unet.conv_in, unet.conv_out
    unet.conv_in = nn.Conv2d(channels, first.out_channels, 3, padding=1)
    unet.conv_out = nn.Conv2d(last.in_channels, channels, 3, padding=1)
    for convolution in (unet.conv_in, unet.conv_out):
        nn.init.zeros_(convolution.weight)
        nn.init.zeros_(convolution.bias)
    unet.conv_in.weight[:, :FIRST] = first.weight
    unet.conv_in.bias.copy_(first.bias)
    unet.conv_out.weight[:FIRST] = last.weight
    unet.conv_out.bias[:FIRST] = last.bias
    return unet


def predict_noise(unet: UNet2DConditionModel, noisy: Tensor, timesteps: Tensor, words: Tensor) -> Tensor:
    """In the added channels what the UNet gives is added to the best guess without it, for latents that are white: a velocity loss of 1."""
    predicted = unet(noisy, timesteps, words, return_dict=False)[0]
    _, spread = signal_and_noise(timesteps)
    return torch.cat([predicted[:, :FIRST], predicted[:, FIRST:] + spread * noisy[:, FIRST:]], 1)


def train_unet(unet: UNet2DConditionModel, latents: Tensor, text: Tensor, empty: Tensor, loop: TimedLoop, optimizer: MatrixOptimizer) -> None:
    for step, progress in loop.steps():
        generator = torch.Generator().manual_seed(step)
        chosen = torch.randint(len(latents), (UNET_BATCH,), generator=generator)
        words = text[chosen]
        words[torch.rand(UNET_BATCH, generator=generator) < EMPTY_PROMPTS] = empty
        noise = torch.randn(latents[chosen].shape, generator=generator)
        timesteps = spread_timesteps(UNET_BATCH, generator)
        signal, spread = signal_and_noise(timesteps)
        with mixed_precision(CPU):
            predicted = predict_noise(unet, signal * latents[chosen] + spread * noise, timesteps, words)
        loss = velocity_loss(predicted.float(), noise, signal)
        descend(loss, unet, optimizer, UNET_RATE * half_cosine(progress, step, warmup=10))
        loop.add(loss=loss)


@torch.no_grad()
def estimates(unet: UNet2DConditionModel, latents: Tensor, text: Tensor) -> dict[str, tuple[float, Tensor]]:
    """Velocity loss at some noise levels, and the clean latents that one prediction there gives."""
    found = {}
    noise = torch.randn(latents.shape, generator=torch.Generator().manual_seed(0))
    for level in LEVELS:
        timesteps = torch.full((len(latents),), level)
        signal, spread = signal_and_noise(timesteps)
        noisy = signal * latents + spread * noise
        batches = zip(noisy.split(8), timesteps.split(8), text.split(8), strict=True)
        predicted = torch.cat([predict_noise(unet, *batch) for batch in batches])
        loss = velocity_loss(predicted, noise, signal).item()
        found[str(level)] = (loss, clean_estimate(noisy, predicted, timesteps))
    return found


@dataclass(frozen=True)
class Pictures:
    """uint8, n x 3 x size x size, with the hidden states of their captions, n x tokens x width."""

    shown: Tensor
    text: Tensor


@dataclass(frozen=True)
class Trial:
    """What every number of channels is given."""

    data: Path
    training: Pictures
    held_out: Pictures
    empty: Tensor
    """Hidden states of the empty prompt."""

    def psnr(self, rebuilt: Tensor) -> float:
        """Of the held-out pictures, dB. uint8, channels last."""
        return round(psnr(rebuilt, self.held_out.shown.permute(0, 2, 3, 1)), 2)


def compare_autoencoder(trial: Trial, vae: Widened, seconds: float) -> dict[str, Any]:
    held_out = trial.held_out.shown
    originals = held_out.permute(0, 2, 3, 1)
    before = rebuild(vae, held_out)
    optimizer = torch.optim.AdamW(vae.parameters(), lr=AUTOENCODER_RATE, betas=(0.9, 0.98), weight_decay=1e-4)
    curve = Curve(trial.data / f"{vae.channels}-vae-curve.json", MEASURING_SECONDS)

    def note(_: float) -> None:
        if curve.is_due():
            curve.add({"examples": loop.step * CROPS, "psnr": trial.psnr(rebuild(vae, held_out))})

    path = trial.data / f"{vae.channels}.vae"
    loop = TimedLoop(f"autoencoder {vae.channels}", path, seconds, 0, note, vae=vae, optimizer=optimizer)
    train_autoencoder(vae, trial.training.shown, loop, optimizer)
    rebuilt = rebuild(vae, held_out)
    return {
        "steps": loop.step,
        "psnr": [trial.psnr(shown) for shown in (before, rebuilt)],
        "edges": [round(edge_strength(shown, originals), 3) for shown in (before, rebuilt)],
        "curve": curve.points,
    }


def compare_unet(trial: Trial, vae: Widened, teacher: UNet2DConditionModel, seconds: float) -> dict[str, Any]:
    latents, mean, deviation = standardised(vae, trial.training.shown)
    clean, *_ = standardised(vae, trial.held_out.shown, mean, deviation)
    unet = widened_unet(teacher, vae.channels)
    choose_attention(unet, CPU)
    unet = unet.to(memory_format=torch.channels_last)
    optimizer = MatrixOptimizer(unet, UNET_RATE, weight_decay=0.0)
    curve = Curve(trial.data / f"{vae.channels}-unet-curve.json", MEASURING_SECONDS)

    @torch.no_grad()
    def measure() -> dict[str, dict[str, float]]:
        """At each noise level the velocity loss, and the PSNR of the pictures that one prediction there gives."""
        found = {}
        for level, (loss, guess) in estimates(unet, clean, trial.held_out.text).items():
            shown = torch.cat([to_bytes(vae.decode(part * deviation + mean)) for part in guess.split(4)])
            found[f"at {level}"] = {"loss": round(loss, 4), "psnr": trial.psnr(shown)}
        return found

    def note(_: float) -> None:
        if curve.is_due():
            curve.add({"examples": loop.step * UNET_BATCH, **measure()})

    path = trial.data / f"{vae.channels}.unet"
    loop = TimedLoop(f"unet {vae.channels}", path, seconds, 0, note, unet=unet, optimizer=optimizer)
    if loop.step == 0:
        curve.add({"examples": 0, **measure()})
    train_unet(unet, latents, trial.training.text, trial.empty, loop, optimizer)
    return {"unetSteps": loop.step, **measure(), "unetCurve": curve.points}


def read_trial(data: Path, pairs: Path, pack: Path, held_out: int) -> Trial:
    tokenizer = build_tokenizer(known_words(), data / "tokenizer")
    text_encoder = load_text_encoder(pack, tokenizer)

    @torch.no_grad()
    def encode(captions: list[str]) -> Tensor:
        return text_encoder(tokenize(tokenizer, captions, CPU))[0]

    def read(name: str, roles: tuple[str, ...], count: int) -> Pictures:
        shown, captions = read_pictures(pairs / name, roles, count)
        return Pictures(shown, encode(captions))

    return Trial(data, read("test", ("source", "truth"), 320), read("validation", ("source",), held_out), encode([""])[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(".data/channels"))
    parser.add_argument("--pairs", type=Path, default=Path("../bench/data"))
    parser.add_argument("--pack", type=Path, default=Path("../public/models/starter"))
    parser.add_argument("--teacher", type=Path, default=Path("../bench/teacher"))
    parser.add_argument("--channels", type=int, nargs="+", default=[4, 8, 16])
    parser.add_argument("--minutes", type=float, nargs=2, default=[6.0, 4.0], help="of the autoencoder and of the UNet, each; 0: no UNet")
    parser.add_argument("--held-out", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    trial = read_trial(arguments.data, arguments.pairs, arguments.pack, arguments.held_out)
    teacher = build_unet(takes_guidance=False)
    read_weights(arguments.teacher / "unet" / "model.onnx", teacher, "unet")

    report = trial.data / "channels.json"
    figures = json.loads(report.read_text()) if report.exists() else {}
    for channels in arguments.channels:
        if str(channels) in figures:
            continue
        torch.manual_seed(channels)
        begun = time.process_time()
        vae = Widened(arguments.pack, channels).to(memory_format=torch.channels_last)
        entry = compare_autoencoder(trial, vae, 60 * arguments.minutes[0])
        print(channels, entry, flush=True)
        if arguments.minutes[1] > 0:
            entry |= compare_unet(trial, vae, teacher, 60 * arguments.minutes[1])
        entry["seconds"] = round(time.process_time() - begun)
        figures[str(channels)] = entry
        report.write_text(json.dumps(figures, indent=2) + "\n")
        print(channels, entry, flush=True)


if __name__ == "__main__":
    main()
