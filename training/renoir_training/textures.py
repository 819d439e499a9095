"""What the ground looks like: albedo, bump and gloss of the five surfaces."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .scene import Scene

TABLE_SIZE = 256
_LATTICE = torch.rand(TABLE_SIZE * TABLE_SIZE, generator=torch.Generator().manual_seed(7))


@dataclass(frozen=True)
class Ground:
    """Per-point material of the ground. `tilt` bends the upward normal in x and z."""

    albedo: Tensor
    tilt: Tensor
    specular: float
    shininess: float
    mirror: float


def value_noise(x: Tensor, y: Tensor) -> Tensor:
    """Smooth noise in 0..1 with one random value per unit cell, periodic over 256 cells."""
    left, bottom = x.floor(), y.floor()
    u, v = x - left, y - bottom
    u, v = u * u * (3 - 2 * u), v * v * (3 - 2 * v)
    column, row = left.long(), bottom.long()
    column0, column1 = column % TABLE_SIZE, (column + 1) % TABLE_SIZE
    row0, row1 = (row % TABLE_SIZE) * TABLE_SIZE, ((row + 1) % TABLE_SIZE) * TABLE_SIZE
    low = torch.lerp(_LATTICE[row0 + column0], _LATTICE[row0 + column1], u)
    high = torch.lerp(_LATTICE[row1 + column0], _LATTICE[row1 + column1], u)
    return torch.lerp(low, high, v)


def fractal_noise(x: Tensor, y: Tensor, octaves: int) -> Tensor:
    """Octaves of value noise, each twice as fine and half as strong, around zero."""
    total = torch.zeros_like(x)
    for octave in range(octaves):
        total = total + (value_noise(x * 2**octave + 17.3 * octave, y * 2**octave + 9.1 * octave) - 0.5) / 2**octave
    return total


def _mix(first: tuple[float, ...], second: tuple[float, ...], amount: Tensor) -> Tensor:
    a, b = amount.new_tensor(first), amount.new_tensor(second)
    return a + (b - a) * amount.clamp(0, 1).unsqueeze(-1)


def _flat(x: Tensor) -> Tensor:
    return torch.zeros(*x.shape, 2)


def _table(x: Tensor, y: Tensor, detail: Tensor) -> Ground:
    plank = (y / 0.9).floor()
    tone = value_noise(plank * 7.7 + 0.5, plank * 3.1 + 0.5)
    grain = fractal_noise(x * 0.5 + plank * 5.3, y * 6.0, 3)
    rings = torch.sin((y * 9 + 3.5 * fractal_noise(x * 0.35 + plank * 11.1, y * 1.3, 2)) * 3.2)
    albedo = _mix((0.22, 0.095, 0.035), (0.50, 0.265, 0.11), 0.3 + 0.45 * tone + (0.6 * grain + 0.1 * rings) * detail)
    edge = (y / 0.9 - plank - 0.5).abs()
    groove = ((edge - 0.475) * 40).clamp(0, 1) * detail
    return Ground(albedo * (1 - 0.65 * groove).unsqueeze(-1), _flat(x), 0.25, 28, 0.0)


def _grass(x: Tensor, y: Tensor, detail: Tensor) -> Ground:
    patches = fractal_noise(x * 0.9, y * 0.9, 2)
    blades = value_noise(x * 15, y * 7) - 0.5 + 0.6 * (value_noise(x * 31 + 3, y * 13) - 0.5)
    albedo = _mix((0.05, 0.155, 0.02), (0.27, 0.44, 0.07), 0.5 + 0.55 * patches + 0.75 * blades * detail)
    return Ground(albedo, _flat(x), 0.0, 1, 0.0)


def _sand(x: Tensor, y: Tensor, detail: Tensor) -> Ground:
    phase = y * 7.5 + 3.2 * fractal_noise(x * 0.6, y * 0.6, 2)
    grains = (value_noise(x * 34, y * 34) - 0.5) * detail
    albedo = _mix((0.48, 0.33, 0.17), (0.74, 0.56, 0.33), 0.55 + 0.5 * grains + 0.3 * fractal_noise(x, y, 2))
    tilt = torch.stack([0.05 * torch.cos(phase) * detail, 0.17 * torch.cos(phase) * detail], -1)
    return Ground(albedo, tilt, 0.0, 1, 0.0)


def _snow(x: Tensor, y: Tensor, detail: Tensor) -> Ground:
    step = 0.05
    here = fractal_noise(x * 1.3, y * 1.3, 3)
    slope_x = (fractal_noise((x + step) * 1.3, y * 1.3, 3) - here) / step
    slope_y = (fractal_noise(x * 1.3, (y + step) * 1.3, 3) - here) / step
    albedo = _mix((0.80, 0.85, 0.93), (0.95, 0.96, 0.98), 0.5 + here)
    tilt = torch.stack([-slope_x, -slope_y], -1) * 0.13 * detail.unsqueeze(-1)
    return Ground(albedo, tilt, 0.05, 12, 0.0)


def _floor(x: Tensor, y: Tensor, detail: Tensor, footprint: Tensor) -> Ground:
    tile = 0.8
    half = (footprint / tile).clamp_min(1e-3)

    def stripes(t: Tensor) -> Tensor:
        """Box-filtered square wave of period 2, in -1..1."""

        def integral(s: Tensor) -> Tensor:
            return 1 - ((s % 2) - 1).abs()

        return (integral(t + half) - integral(t - half)) / (2 * half)

    checks = (1 - stripes(x / tile) * stripes(y / tile)) / 2
    marble = fractal_noise(x * 1.1 + 2 * fractal_noise(x * 0.8, y * 0.8, 2), y * 1.1, 3)
    albedo = _mix((0.055, 0.06, 0.07), (0.80, 0.78, 0.74), checks) * (1 + 0.25 * marble * detail).unsqueeze(-1)
    return Ground(albedo, _flat(x), 0.5, 60, 0.22)


def ground_material(scene: Scene, point: Tensor, distance: Tensor, pixel_angle: float) -> Ground:
    """Material where rays of length `distance` meet the ground. Detail fades where it is finer than a pixel."""
    cosine, sine = math.cos(scene.texture_angle), math.sin(scene.texture_angle)
    x = cosine * point[..., 0] - sine * point[..., 2] + scene.texture_offset[0]
    y = sine * point[..., 0] + cosine * point[..., 2] + scene.texture_offset[1]
    detail = (6.0 / distance).clamp(0, 1) ** 2
    match scene.surface:
        case "table":
            return _table(x, y, detail)
        case "grass":
            return _grass(x, y, detail)
        case "sand":
            return _sand(x, y, detail)
        case "snow":
            return _snow(x, y, detail)
        case "floor":
            footprint = pixel_angle * distance * (distance / scene.camera_height).clamp(1, 6) * 0.5
            return _floor(x, y, detail, footprint)
    raise ValueError(f"unknown surface {scene.surface!r}")
