"""What drawn styles share: paper, pencil and ink, and coordinates on the page."""

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d, pad

from .scene import Scene

PAPER = (0.965, 0.950, 0.915)
GRAPHITE = (0.17, 0.16, 0.18)
INK = (0.05, 0.04, 0.06)
LUMINANCE = (0.2126, 0.7152, 0.0722)
REFERENCE_SIZE = 128
"""The height of pictures, in pixels, that strokes and grain were drawn for; larger pictures have them larger."""


def soften(image: Tensor) -> Tensor:
    """Three by three mean of pictures x channels x height x width."""
    return avg_pool2d(pad(image, (1, 1, 1, 1), mode="replicate"), 3, stride=1)


def luminance(image: Tensor) -> Tensor:
    """Pictures x height x width."""
    red, green, blue = (weight * image[:, channel] for channel, weight in enumerate(LUMINANCE))
    return red + green + blue


def saturate(image: Tensor, amount: float) -> Tensor:
    grey = luminance(image).unsqueeze(1)
    return (grey + amount * (image - grey)).clamp(0, 1)


def over(image: Tensor, colour: tuple[float, float, float], cover: Tensor, below: Tensor) -> Tensor:
    """A plain colour drawn over pictures; `cover`, 0..1, is pictures x 1 x height x width."""
    return below + (image.new_tensor(colour).view(1, 3, 1, 1) - below) * cover


def grid(image: Tensor) -> tuple[Tensor, Tensor]:
    """Columns and rows of a picture's pixels, as in a picture of the reference size."""
    size = image.shape[-1]
    lattice = torch.arange(size, device=image.device) * (REFERENCE_SIZE / size)
    rows, columns = torch.meshgrid(lattice, lattice, indexing="ij")
    return columns, rows


def offsets(image: Tensor, scenes: list[Scene]) -> Tensor:
    """Where in the noise each scene's page lies: 2 x pictures x 1 x 1."""
    return image.new_tensor([scene.texture_offset for scene in scenes]).T.reshape(2, -1, 1, 1)
