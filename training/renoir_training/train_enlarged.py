"""Trains a decoder of twice the size around the latents of a pack of 128 px, and puts it into a copy of the pack.

Needs scenes of 256 px (`python -m renoir_training.render --size 256`) and neither text encoder nor UNet: latents stay as they are.
"""

import json
from collections.abc import Callable
from pathlib import Path

import torch
from diffusers import AutoencoderKL
from torch import Tensor
from torch.nn.functional import interpolate, l1_loss
from torch.utils.flop_counter import FlopCounterMode

from .dataset import load_scenes, to_bytes, to_signed
from .enlarge import enlarge_pack, enlarged, half_size, load_vae
from .manifest import MANIFEST_NAME
from .quality import psnr
from .sharpness import PatchCritic, balanced_weight, critic_loss
from .sheet import save_sheet
from .training import (
    Checkpoints,
    Progress,
    Settings,
    WeightAverage,
    cosine_rate,
    descend,
    differences_loss,
    mixed_precision,
    prepare,
    training_parser,
)

POSTERIOR_SPREAD = 0.05
"""Noise on the latents while training: the smaller autoencoder's own is of this size."""
FROZEN_FRACTION = 0.25
"""How long only the added level learns."""
CRITIC_FRACTION = 0.25
"""When the critic of patches begins to count."""
CRITIC_WEIGHT = 0.2
HELD_OUT_COUNT = 64
ENLARGED_FIGURES = "enlarged.json"
SHOWN = 8


@torch.no_grad()
def measure(decoder: Callable[[Tensor], Tensor], latents: Tensor, pictures: Tensor) -> tuple[float, float, Tensor]:
    """Mean PSNR in dB, the strength of edges in terms of the renderings' own (1: as sharp), and the pictures as bytes."""
    rebuilt = torch.cat([decoder(rows).clamp(-1, 1) for rows in latents.split(8)])
    wanted = to_signed(pictures)
    found = to_bytes(rebuilt)
    edges = [torch.diff(images).abs().mean() + torch.diff(images, dim=-2).abs().mean() for images in (rebuilt, wanted)]
    return psnr(found, pictures.permute(0, 2, 3, 1)), (edges[0] / edges[1]).item(), found


@torch.no_grad()
def encode(vae: AutoencoderKL, pictures: Tensor) -> Tensor:
    """The latents that the decoder has to live with: those of the smaller autoencoder."""
    return vae.encode(half_size(pictures.contiguous())).latent_dist.mean


class Training:
    """Decoder and critic with their optimisers, and one step of each."""

    def __init__(self, settings: Settings, vae: AutoencoderKL) -> None:
        self.settings, self.vae = settings, vae
        # In the usual order of memory: on CPUs its bfloat16 convolutions of few channels take two thirds of the time of channels-last ones.
        self.decoder = enlarged(vae).to(settings.device).train()
        self.critic = PatchCritic().to(settings.device)
        self.average = WeightAverage(self.decoder, decay=0.995)
        rate = settings.rate
        self.optimizer = torch.optim.AdamW(self.decoder.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=1e-4)
        self.critic_optimizer = torch.optim.AdamW(self.critic.parameters(), lr=rate / 4, betas=(0.5, 0.9), weight_decay=1e-4)
        self.checkpoints = Checkpoints(
            settings.data / "enlarged.checkpoint",
            decoder=self.decoder,
            average=self.average.module,
            critic=self.critic,
            optimizer=self.optimizer,
            critic_optimizer=self.critic_optimizer,
        )

    def step(self, step: int, pictures: Tensor) -> dict[str, Tensor]:
        """One step on a batch of pictures, and what was lost."""
        settings, decoder = self.settings, self.decoder
        generator = torch.Generator().manual_seed(step)
        chosen = torch.randint(len(pictures), (settings.batch,), generator=generator)
        target = to_signed(pictures[chosen]).contiguous().to(settings.device)
        target = target.flip(-1) if step % 2 else target
        latents = encode(self.vae, target)
        latents += POSTERIOR_SPREAD * torch.randn(latents.shape, generator=generator).to(settings.device)
        decoder.requires_grad_(step >= FROZEN_FRACTION * settings.steps)
        for parameter in decoder.added():
            parameter.requires_grad_(True)
        with mixed_precision(settings.device):
            rebuilt = decoder(latents)
        rebuilt = rebuilt.float()
        pixels, differences = l1_loss(rebuilt, target), differences_loss(rebuilt, target)
        figures = {"pixels": pixels, "differences": differences}
        rate = settings.rate * cosine_rate(step, settings.steps, warmup=30)
        if step < CRITIC_FRACTION * settings.steps:
            descend(pixels + differences, decoder, self.optimizer, rate)
        else:
            figures["critic"] = self._persuade(rebuilt, target, pixels + differences, rate)
        self.average.update(decoder, step)
        return figures

    def _persuade(self, rebuilt: Tensor, target: Tensor, likeness: Tensor, rate: float) -> Tensor:
        """The step with the critic in it, then the critic's own; its loss."""
        self.critic.requires_grad_(False)
        with mixed_precision(self.settings.device):
            persuasion = -self.critic(rebuilt).mean()
        weight = CRITIC_WEIGHT * balanced_weight(likeness, persuasion, self.decoder.decoder.conv_out.weight)
        descend(likeness + weight * persuasion, self.decoder, self.optimizer, rate)
        self.critic.requires_grad_(True)
        with mixed_precision(self.settings.device):
            judged = critic_loss(self.critic, target, rebuilt)
        descend(judged, self.critic, self.critic_optimizer, rate / 4)
        return judged


def train(training: Training, held_out: Tensor) -> None:
    """All steps that are left, with a checkpoint, a measurement and a sheet now and then."""
    settings = training.settings
    pictures, _ = load_scenes(settings.data, held_out=False, limit=settings.scenes)
    latents = encode(training.vae, to_signed(held_out))
    progress = Progress(settings.steps)
    for step in range(training.checkpoints.resumed(), settings.steps):
        progress.add(step, **training.step(step, pictures))
        if training.checkpoints.due() or step + 1 == settings.steps:
            training.checkpoints.save(step + 1)
            decibels, sharpness, found = measure(training.average.module, latents, held_out)
            print(f"step {step + 1}: held-out PSNR {decibels:.2f} dB, edges {sharpness:.3f}", flush=True)
            both = torch.cat([held_out[:SHOWN].permute(0, 2, 3, 1), found[:SHOWN]])
            save_sheet(both, SHOWN, settings.data / "previews" / "enlarged.png")


def main() -> None:
    parser = training_parser(__doc__, steps=2400, batch=6, rate=1e-3)
    parser.add_argument("--pack", type=Path, default=Path("../public/models/starter"))
    parser.add_argument("--out", type=Path, required=True, help="a copy of it, whose pictures are enlarged")
    parser.add_argument("--version", help="the copy's version")
    arguments = parser.parse_args()
    settings = prepare(arguments, seed=7)
    vae = load_vae(arguments.pack).to(settings.device).eval().requires_grad_(False)
    held_out, _ = load_scenes(settings.data, held_out=True, limit=HELD_OUT_COUNT)
    training = Training(settings, vae)
    train(training, held_out)

    decoder = training.average.module.cpu()
    manifest = json.loads((arguments.out / MANIFEST_NAME).read_text())
    enlarge_pack(arguments.pack, arguments.out, decoder, arguments.version or manifest["version"])
    latents = encode(vae, to_signed(held_out))
    smaller_decibels, smaller_sharpness, _ = measure(upscaled(vae), latents, held_out)
    decibels, sharpness, _ = measure(decoder, latents, held_out)
    with FlopCounterMode(display=False) as counter:
        decoder(latents[:1])
    figures = {
        "steps": settings.steps,
        "million_parameters": sum(parameter.numel() for parameter in decoder.parameters()) / 1e6,
        "gflop": counter.get_total_flops() / 1e9,
        "db": decibels,
        "edges": sharpness,
        "smaller_db": smaller_decibels,
        "smaller_edges": smaller_sharpness,
    }
    (settings.data / ENLARGED_FIGURES).write_text(json.dumps(figures, indent=2) + "\n")
    print(f"final: held-out PSNR {decibels:.2f} dB, edges {sharpness:.3f} over {len(held_out)} scenes")


def upscaled(vae: AutoencoderKL) -> Callable[[Tensor], Tensor]:
    """What there is without training: the smaller decoder's pictures, enlarged bicubically."""
    return lambda latents: interpolate(vae.decode(latents).sample, scale_factor=2, mode="bicubic")


if __name__ == "__main__":
    main()
