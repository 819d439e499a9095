"""Smooth noise from a fixed table of random numbers."""

from functools import cache

import torch
from torch import Tensor

TABLE_SIZE = 256
_LATTICE = torch.rand(TABLE_SIZE * TABLE_SIZE, generator=torch.Generator().manual_seed(7))


@cache
def _lattice(device: torch.device) -> Tensor:
    return _LATTICE.to(device)


def cell_value(column: Tensor, row: Tensor) -> Tensor:
    """The random number, 0..1, of a whole cell. Periodic over 256 cells."""
    mask = TABLE_SIZE - 1
    return _lattice(column.device)[((row.int() & mask) << 8) | (column.int() & mask)]


def value_noise(x: Tensor, y: Tensor) -> Tensor:
    """Smooth noise in 0..1 with one random value per unit cell, periodic over 256 cells."""
    left, bottom = x.floor(), y.floor()
    u, v = x - left, y - bottom
    u, v = u * u * (3 - 2 * u), v * v * (3 - 2 * v)
    low = torch.lerp(cell_value(left, bottom), cell_value(left + 1, bottom), u)
    high = torch.lerp(cell_value(left, bottom + 1), cell_value(left + 1, bottom + 1), u)
    return torch.lerp(low, high, v)


def fractal_noise(x: Tensor, y: Tensor, octaves: int) -> Tensor:
    """Octaves of value noise, each twice as fine and half as strong, around zero."""
    total = torch.zeros_like(x)
    for octave in range(octaves):
        total = total + (value_noise(x * 2**octave + 17.3 * octave, y * 2**octave + 9.1 * octave) - 0.5) / 2**octave
    return total
