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
from .enlarge import EnlargedDecoder, enlarge_pack, enlarged, half_size, load_vae
from .manifest import MANIFEST_NAME
from .sharpness import PatchCritic, balanced_weight, critic_loss
from .sheet import save_sheet
from .training import (
    Checkpoints,
    Progress,
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
    error = (found.float() - pictures.permute(0, 2, 3, 1).float()).square().mean((1, 2, 3))
    edges = [torch.diff(images).abs().mean() + torch.diff(images, dim=-2).abs().mean() for images in (rebuilt, wanted)]
    return (10 * torch.log10(255**2 / error)).mean().item(), (edges[0] / edges[1]).item(), found


def main() -> None:
    parser = training_parser(__doc__, steps=2400, batch=6, rate=1e-3)
    parser.add_argument("--pack", type=Path, default=Path("../public/models/starter"))
    parser.add_argument("--out", type=Path, required=True, help="a copy of it, whose pictures are enlarged")
    parser.add_argument("--export-only", action="store_true", help="export the last checkpoint and train no more")
    parser.add_argument("--version", help="the pack's new version")
    arguments = parser.parse_args()
    settings = prepare(arguments, seed=7)
    pack = arguments.out
    vae = load_vae(arguments.pack).to(settings.device).eval().requires_grad_(False)
    # In the usual order of memory: on CPUs its bfloat16 convolutions of few channels take two thirds of the time of channels-last ones.
    decoder = enlarged(vae).to(settings.device).train()
    critic = PatchCritic().to(settings.device)
    average = WeightAverage(decoder, decay=0.995)
    optimizer = torch.optim.AdamW(decoder.parameters(), lr=settings.rate, betas=(0.9, 0.98), weight_decay=1e-4)
    critic_optimizer = torch.optim.AdamW(critic.parameters(), lr=settings.rate / 4, betas=(0.5, 0.9), weight_decay=1e-4)
    checkpoints = Checkpoints(
        settings.data / "enlarged.checkpoint",
        decoder=decoder,
        average=average.module,
        critic=critic,
        optimizer=optimizer,
        critic_optimizer=critic_optimizer,
    )

    def encode(pictures: Tensor) -> Tensor:
        with torch.no_grad():
            return vae.encode(half_size(pictures.contiguous())).latent_dist.mean

    held_out, _ = load_scenes(settings.data, held_out=True, limit=HELD_OUT_COUNT)
    held_out_latents = encode(to_signed(held_out))
    first = checkpoints.resumed()
    if not arguments.export_only:
        pictures, _ = load_scenes(settings.data, held_out=False, limit=settings.scenes)
        progress = Progress(settings.steps)
        everything, added = list(decoder.parameters()), decoder.added()
        for step in range(first, settings.steps):
            generator = torch.Generator().manual_seed(step)
            chosen = torch.randint(len(pictures), (settings.batch,), generator=generator)
            target = to_signed(pictures[chosen]).contiguous().to(settings.device)
            target = target.flip(-1) if step % 2 else target
            latents = encode(target)
            latents += POSTERIOR_SPREAD * torch.randn(latents.shape, generator=generator).to(settings.device)
            for parameter in everything:
                parameter.requires_grad_(step >= FROZEN_FRACTION * settings.steps)
            for parameter in added:
                parameter.requires_grad_(True)
            with mixed_precision(settings.device):
                rebuilt = decoder(latents)
            rebuilt = rebuilt.float()
            pixels, differences = l1_loss(rebuilt, target), differences_loss(rebuilt, target)
            likeness = pixels + differences
            figures = {"pixels": pixels, "differences": differences}
            rate = settings.rate * cosine_rate(step, settings.steps, warmup=30)
            if step >= CRITIC_FRACTION * settings.steps:
                critic.requires_grad_(False)
                with mixed_precision(settings.device):
                    persuasion = -critic(rebuilt).mean()
                weight = CRITIC_WEIGHT * balanced_weight(likeness, persuasion, decoder.decoder.conv_out.weight)
                descend(likeness + weight * persuasion, decoder, optimizer, rate)
                critic.requires_grad_(True)
                with mixed_precision(settings.device):
                    judged = critic_loss(critic, target, rebuilt)
                descend(judged, critic, critic_optimizer, rate / 4)
                figures["critic"] = judged
            else:
                descend(likeness, decoder, optimizer, rate)
            average.update(decoder, step)
            progress.add(step, **figures)
            if checkpoints.due() or step + 1 == settings.steps:
                checkpoints.save(step + 1)
                psnr, sharpness, found = measure(average.module, held_out_latents, held_out)
                print(f"step {step + 1}: held-out PSNR {psnr:.2f} dB, edges {sharpness:.3f}", flush=True)
                both = torch.cat([held_out[:SHOWN].permute(0, 2, 3, 1), found[:SHOWN]])
                save_sheet(both, SHOWN, settings.data / "previews" / "enlarged.png")

    manifest = json.loads((pack / MANIFEST_NAME).read_text())
    enlarge_pack(arguments.pack, pack, average.module.cpu(), arguments.version or manifest["version"])
    smaller_psnr, smaller_sharpness, _ = measure(upscaled(vae), held_out_latents, held_out)
    psnr, sharpness, _ = measure(average.module, held_out_latents, held_out)
    with FlopCounterMode(display=False) as counter:
        average.module(held_out_latents[:1])
    figures = {
        "steps": first if arguments.export_only else settings.steps,
        "million_parameters": sum(parameter.numel() for parameter in average.module.parameters()) / 1e6,
        "gflop": counter.get_total_flops() / 1e9,
        "db": psnr,
        "edges": sharpness,
        "smaller_db": smaller_psnr,
        "smaller_edges": smaller_sharpness,
    }
    (settings.data / ENLARGED_FIGURES).write_text(json.dumps(figures, indent=2) + "\n")
    print(f"final: held-out PSNR {psnr:.2f} dB, edges {sharpness:.3f} over {len(held_out)} scenes")


def upscaled(vae: AutoencoderKL) -> Callable[[Tensor], Tensor]:
    """What there is without training: the smaller decoder's pictures, enlarged bicubically."""
    return lambda latents: interpolate(vae.decode(latents).sample, scale_factor=2, mode="bicubic")


if __name__ == "__main__":
    main()
