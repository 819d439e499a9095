"""Trains the autoencoder that turns 128 px pictures into 32 x 32 x 4 latents and back."""

import argparse
from pathlib import Path

import torch
from diffusers import AutoencoderKL
from torch import Tensor
from torch.nn.functional import l1_loss

from .dataset import load_scenes, to_bytes, to_signed
from .models import LATENT_CHANNELS, build_vae
from .scene import IMAGE_SIZE
from .sheet import save_sheet
from .training import Progress, WeightAverage, cosine_rate, load_checkpoint, mixed_precision, prepare, save_checkpoint

KL_WEIGHT = 1e-4
INITIAL_LOG_VARIANCE = -6.0
GRADIENT_WEIGHT = 1.0
FULL_SIZE_FRACTION = 0.15


def _differences_loss(first: Tensor, second: Tensor) -> Tensor:
    """L1 between horizontal and vertical differences: penalises blur and ringing along edges."""
    across = l1_loss(first[..., 1:] - first[..., :-1], second[..., 1:] - second[..., :-1])
    down = l1_loss(first[..., 1:, :] - first[..., :-1, :], second[..., 1:, :] - second[..., :-1, :])
    return across + down


def _random_crops(pictures: Tensor, batch: int, size: int, generator: torch.Generator) -> Tensor:
    """A batch of random crops, half of them mirrored."""
    chosen = torch.randint(len(pictures), (batch,), generator=generator).tolist()
    offsets = torch.randint(IMAGE_SIZE - size + 1, (batch, 2), generator=generator).tolist()
    crops = [
        pictures[index, :, top : top + size, left : left + size]
        for index, (top, left) in zip(chosen, offsets, strict=True)
    ]
    mirrored = [crop.flip(-1) if position % 2 else crop for position, crop in enumerate(crops)]
    return to_signed(torch.stack(mirrored))


@torch.no_grad()
def quieten_posterior(vae: AutoencoderKL) -> None:
    """Starts with little noise on the latents. With unit noise the decoder learns to ignore them."""
    vae.quant_conv.weight[LATENT_CHANNELS:] = 0
    vae.quant_conv.bias[LATENT_CHANNELS:] = INITIAL_LOG_VARIANCE


def _reconstruct(vae: AutoencoderKL, target: Tensor, noise: Tensor) -> tuple[Tensor, Tensor]:
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
        latents = vae.encode(to_signed(batch)).latent_dist.mean
        rebuilt.append(to_bytes(vae.decode(latents).sample))
    result = torch.cat(rebuilt)
    error = (result.float() - pictures.permute(0, 2, 3, 1).float()).square().mean((1, 2, 3))
    return (10 * torch.log10(255**2 / error)).mean().item(), result


@torch.no_grad()
def standardise_latents(vae: AutoencoderKL, pictures: Tensor) -> None:
    """Gives every latent channel mean 0 and deviation 1 by rewriting the two 1 x 1 convolutions around the latent.

    The autoencoder computes the same pictures afterwards, and `scaling_factor` can stay 1.
    """
    latents = torch.cat([vae.encode(to_signed(batch)).latent_dist.mean for batch in pictures.split(32)])
    mean, deviation = latents.mean((0, 2, 3)), latents.std((0, 2, 3))
    into, out = vae.quant_conv, vae.post_quant_conv
    out.bias += out.weight[:, :, 0, 0] @ mean
    out.weight *= deviation.view(1, -1, 1, 1)
    into.bias[:LATENT_CHANNELS] -= mean
    into.bias[:LATENT_CHANNELS] /= deviation
    into.weight[:LATENT_CHANNELS] /= deviation.view(-1, 1, 1, 1)
    into.bias[LATENT_CHANNELS:] -= 2 * deviation.log()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".data"))
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--batch", type=int, default=16, help="pictures a step, or as many pixels in smaller crops")
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    prepare(arguments.threads, seed=1)
    pictures, _ = load_scenes(arguments.data, held_out=False)
    held_out, _ = load_scenes(arguments.data, held_out=True)

    vae = build_vae().to(memory_format=torch.channels_last)
    quieten_posterior(vae)
    average = WeightAverage(vae, decay=0.995)
    optimizer = torch.optim.AdamW(vae.parameters(), lr=arguments.rate, betas=(0.9, 0.98), weight_decay=1e-4)
    first = 0
    checkpoint = arguments.data / "vae.checkpoint"
    if saved := load_checkpoint(checkpoint):
        vae.load_state_dict(saved["vae"])
        average.module.load_state_dict(saved["average"])
        optimizer.load_state_dict(saved["optimizer"])
        first = saved["step"]

    progress = Progress(arguments.steps)
    for step in range(first, arguments.steps):
        generator = torch.Generator().manual_seed(step)
        whole = step > (1 - FULL_SIZE_FRACTION) * arguments.steps
        size, batch = (IMAGE_SIZE, arguments.batch) if whole else (IMAGE_SIZE // 2, 4 * arguments.batch)
        target = _random_crops(pictures, batch, size, generator)
        for group in optimizer.param_groups:
            group["lr"] = arguments.rate * cosine_rate(step, arguments.steps, warmup=60)
        noise = torch.randn(len(target), LATENT_CHANNELS, size // 4, size // 4, generator=generator)
        with mixed_precision():
            rebuilt, divergence = _reconstruct(vae, target, noise)
        pixels, differences = l1_loss(rebuilt, target), _differences_loss(rebuilt, target)
        loss = pixels + GRADIENT_WEIGHT * differences + KL_WEIGHT * divergence
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(vae.parameters(), 1.0)
        optimizer.step()
        average.update(vae, step)
        progress.add(step, pixels=pixels, differences=differences, divergence=divergence)
        if (step + 1) % 250 == 0 or step + 1 == arguments.steps:
            save_checkpoint(checkpoint, vae=vae, average=average.module, optimizer=optimizer, step=step + 1)
            psnr, rebuilt_held_out = reconstruction_psnr(average.module, held_out[:64])
            print(f"held-out PSNR {psnr:.2f} dB", flush=True)

    vae = average.module
    standardise_latents(vae, pictures[:512])
    psnr, rebuilt_held_out = reconstruction_psnr(vae, held_out)
    print(f"final held-out PSNR {psnr:.2f} dB over {len(held_out)} scenes")
    originals = held_out[:16].permute(0, 2, 3, 1)
    rows = torch.stack([originals, rebuilt_held_out[:16]], 1).view(4, 4, 2, *originals.shape[1:]).transpose(1, 2)
    save_sheet(rows.reshape(-1, *originals.shape[1:]), 4, arguments.data / "vae.png", scale=2)
    vae.save_pretrained(arguments.data / "vae")


if __name__ == "__main__":
    main()
