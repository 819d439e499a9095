"""Trains the autoencoder that turns 128 px pictures into 32 x 32 x 4 latents and back."""

from pathlib import Path

import torch
from diffusers import AutoencoderKL
from torch import Tensor
from torch.nn.functional import l1_loss

from .dataset import load_scenes, to_bytes, to_signed
from .models import BUNDLED, build_vae
from .quality import psnr
from .scene import IMAGE_SIZE
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

KL_WEIGHT = 1e-4
INITIAL_LOG_VARIANCE = -6.0
GRADIENT_WEIGHT = 1.0
FULL_SIZE_FRACTION = 0.15
COMPARED = 16


def random_crops(pictures: Tensor, batch: int, size: int, generator: torch.Generator) -> Tensor:
    """A batch of random crops, half of them mirrored."""
    chosen = torch.randint(len(pictures), (batch,), generator=generator).tolist()
    offsets = torch.randint(pictures.shape[-1] - size + 1, (batch, 2), generator=generator).tolist()
    crops = [
        pictures[index, :, top : top + size, left : left + size]
        for index, (top, left) in zip(chosen, offsets, strict=True)
    ]
    mirrored = [crop.flip(-1) if position % 2 else crop for position, crop in enumerate(crops)]
    return to_signed(torch.stack(mirrored))


@torch.no_grad()
def quieten_posterior(vae: AutoencoderKL) -> None:
    """Starts with little noise on the latents. With unit noise the decoder learns to ignore them."""
    channels = vae.config.latent_channels
    vae.quant_conv.weight[channels:] = 0
    vae.quant_conv.bias[channels:] = INITIAL_LOG_VARIANCE


def reconstruct(vae: AutoencoderKL, target: Tensor, noise: Tensor) -> tuple[Tensor, Tensor]:
    """Pictures after a passage through noisy latents, and the divergence of a latent value from unit noise."""
    posterior = vae.encode(target).latent_dist
    rebuilt = vae.decode(posterior.mean + posterior.std * noise).sample
    divergence = 0.5 * (posterior.mean.square() + posterior.var - 1 - posterior.logvar).float().mean()
    return rebuilt.float(), divergence


@torch.no_grad()
def reconstruction_psnr(vae: AutoencoderKL, pictures: Tensor) -> tuple[float, Tensor]:
    """Mean PSNR over pictures, after rounding to bytes, and the reconstructions."""
    rebuilt = []
    for batch in pictures.split(32):
        latents = vae.encode(to_signed(batch.to(vae.device))).latent_dist.mean
        rebuilt.append(to_bytes(vae.decode(latents).sample).cpu())
    result = torch.cat(rebuilt)
    return psnr(result, pictures.permute(0, 2, 3, 1)), result


@torch.no_grad()
def standardise_latents(vae: AutoencoderKL, pictures: Tensor) -> None:
    """Gives every latent channel mean 0 and deviation 1 by rewriting the two 1 x 1 convolutions around the latent.

    The autoencoder computes the same pictures afterwards, and `scaling_factor` can stay 1.
    """
    latents = torch.cat([vae.encode(to_signed(batch.to(vae.device))).latent_dist.mean for batch in pictures.split(32)])
    mean, deviation = latents.mean((0, 2, 3)), latents.std((0, 2, 3))
    into, out, channels = vae.quant_conv, vae.post_quant_conv, vae.config.latent_channels
    out.bias += out.weight[:, :, 0, 0] @ mean
    out.weight *= deviation.view(1, -1, 1, 1)
    into.bias[:channels] -= mean
    into.bias[:channels] /= deviation
    into.weight[:channels] /= deviation.view(-1, 1, 1, 1)
    into.bias[channels:] -= 2 * deviation.log()


def initial_vae(folder: Path | None) -> AutoencoderKL:
    """A trained autoencoder of the same architecture to go on with, or a new one."""
    if folder:
        return AutoencoderKL.from_pretrained(folder)
    vae = build_vae()
    quieten_posterior(vae)
    return vae


def save_comparison(originals: Tensor, rebuilt: Tensor, path: Path) -> None:
    """Rows of four pictures with their reconstructions below."""
    pairs = torch.stack([originals[:COMPARED].permute(0, 2, 3, 1), rebuilt[:COMPARED]], 1)
    rows = pairs.view(4, 4, 2, *pairs.shape[2:]).transpose(1, 2)
    save_sheet(rows.reshape(-1, *pairs.shape[2:]), 4, path, scale=2)


def main() -> None:
    parser = training_parser(__doc__, steps=1500, batch=16, rate=1e-3)
    parser.add_argument("--initial", type=Path, help="folder of a trained autoencoder to start from")
    arguments = parser.parse_args()
    settings = prepare(arguments, seed=1)
    pictures, _ = load_scenes(settings.data, held_out=False, limit=settings.scenes)
    held_out, _ = load_scenes(settings.data, held_out=True)

    vae = initial_vae(arguments.initial).to(settings.device, memory_format=torch.channels_last).train()
    average = WeightAverage(vae, decay=0.995)
    optimizer = torch.optim.AdamW(vae.parameters(), lr=settings.rate, betas=(0.9, 0.98), weight_decay=1e-4)
    checkpoints = Checkpoints(settings.data / "vae.checkpoint", vae=vae, average=average.module, optimizer=optimizer)
    progress = Progress(settings.steps)
    for step in range(checkpoints.resumed(), settings.steps):
        generator = torch.Generator().manual_seed(step)
        whole = step > (1 - FULL_SIZE_FRACTION) * settings.steps
        size, batch = (IMAGE_SIZE, settings.batch) if whole else (IMAGE_SIZE // 2, 4 * settings.batch)
        target = random_crops(pictures, batch, size, generator).to(settings.device)
        noise = torch.randn(batch, BUNDLED.latent_channels, size // 4, size // 4, generator=generator).to(settings.device)
        with mixed_precision(settings.device):
            rebuilt, divergence = reconstruct(vae, target, noise)
        pixels, differences = l1_loss(rebuilt, target), differences_loss(rebuilt, target)
        loss = pixels + GRADIENT_WEIGHT * differences + KL_WEIGHT * divergence
        descend(loss, vae, optimizer, settings.rate * cosine_rate(step, settings.steps, warmup=60))
        average.update(vae, step)
        progress.add(step, pixels=pixels, differences=differences, divergence=divergence)
        if checkpoints.due() or step + 1 == settings.steps:
            checkpoints.save(step + 1)
            decibels, rebuilt_held_out = reconstruction_psnr(average.module, held_out[:64])
            save_comparison(held_out, rebuilt_held_out, settings.data / "previews" / "vae.png")
            print(f"step {step + 1}: held-out PSNR {decibels:.2f} dB", flush=True)

    vae = average.module
    standardise_latents(vae, pictures[:512])
    decibels, rebuilt_held_out = reconstruction_psnr(vae, held_out)
    print(f"final held-out PSNR {decibels:.2f} dB over {len(held_out)} scenes")
    save_comparison(held_out, rebuilt_held_out, settings.data / "vae.png")
    vae.save_pretrained(settings.data / "vae")


if __name__ == "__main__":
    main()
