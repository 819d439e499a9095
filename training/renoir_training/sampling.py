"""Sampling as the editor does it: few deterministic or random steps on the schedule of Stable Diffusion."""

from collections.abc import Callable, Sequence

import torch
from diffusers import AutoencoderKL
from torch import Tensor

from .dataset import to_bytes
from .models import BUNDLED, PackFormat, alphas_cumprod

Predictor = Callable[[Tensor, Tensor], Tensor]
"""Noise predicted for noisy latents at one timestep per row."""


def signal_and_noise(timesteps: Tensor) -> tuple[Tensor, Tensor]:
    """Amplitudes of picture and noise at each timestep, shaped to multiply latents."""
    alpha_bar = alphas_cumprod(timesteps.device)[timesteps].float().view(-1, 1, 1, 1)
    return alpha_bar.sqrt(), (1 - alpha_bar).sqrt()


def clean_estimate(noisy: Tensor, noise: Tensor, timesteps: Tensor) -> Tensor:
    """The picture that noisy latents hold if `noise` is their noise."""
    signal, spread = signal_and_noise(timesteps)
    return (noisy - spread * noise) / signal


def seeded_noise(count: int, seed: int, pack_format: PackFormat = BUNDLED) -> Tensor:
    size = pack_format.latent_size
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(count, pack_format.latent_channels, size, size, generator=generator)


@torch.no_grad()
def sample_latents(predict: Predictor, noise: Tensor, timesteps: Sequence[int], fresh_noise_seed: int | None) -> Tensor:
    """Denoises from `noise`. With a seed every step adds fresh noise (LCM); without, it keeps its own (DDIM)."""
    latents = noise
    generator = None if fresh_noise_seed is None else torch.Generator().manual_seed(fresh_noise_seed)
    for index, timestep in enumerate(timesteps):
        now = torch.full((len(latents),), timestep, device=latents.device)
        predicted = predict(latents, now)
        clean = clean_estimate(latents, predicted, now)
        if index + 1 == len(timesteps):
            return clean
        signal, spread = signal_and_noise(torch.full_like(now, timesteps[index + 1]))
        again = predicted if generator is None else torch.randn(latents.shape, generator=generator).to(latents.device)
        latents = signal * clean + spread * again
    return latents


@torch.no_grad()
def decode(vae: AutoencoderKL, latents: Tensor) -> Tensor:
    """Pictures of latents, uint8, count x height x width x 3."""
    return to_bytes(vae.decode(latents.to(vae.device) / vae.config.scaling_factor).sample).cpu()
