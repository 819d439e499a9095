"""How near pictures come to those that they should be."""

import torch
from torch import Tensor


def psnr(pictures: Tensor, originals: Tensor) -> float:
    """Mean PSNR in dB over pictures, uint8, count x height x width x 3. Equal pictures count as 108 dB."""
    error = (pictures.float() - originals.float()).square().mean((1, 2, 3))
    return (10 * torch.log10(255**2 / error.clamp_min(1e-6))).mean().item()
