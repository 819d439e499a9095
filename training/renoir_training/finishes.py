"""What tells matte, shiny and metal apart in every light, by night and in a drawing, too."""

import torch
from torch import Tensor

from .noise import fractal_noise

WINDOW_SIDE, WINDOW_UP, WINDOW_BACK = -0.42, 0.62, -0.66
"""Where the window is that polished things mirror: to the left above the camera."""


def plaster(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    """Rough grain, around one, of what does not shine at all."""
    return (1 + 0.5 * fractal_noise(15 * x + 11 * z + 5, 15 * y - 11 * z + 5, 1)).clamp(0.7, 1.3)


def window(direction: Tensor) -> Tensor:
    """A bright window of four panes in the direction of a mirrored ray, 0..1."""
    x, y, z = direction
    ahead = WINDOW_SIDE * x + WINDOW_UP * y + WINDOW_BACK * z
    depth = ahead.clamp_min(1e-3)
    across, up = (x - WINDOW_SIDE * ahead) / depth, (y - WINDOW_UP * ahead) / depth

    def within(distance: Tensor, limit: float) -> Tensor:
        return ((limit - distance) * 14 + 0.5).clamp(0, 1)

    pane = within(across.abs(), 0.42) * within(up.abs(), 0.42)
    bars = torch.maximum(within(across.abs(), 0.05), within(up.abs(), 0.05))
    return pane * (1 - 0.85 * bars) * (ahead > 0)


def chrome_bands(direction: Tensor) -> Tensor:
    """Bright and dark bands that bend with the surface: metal mirrors a room, whatever the weather."""
    wave = torch.sin(8.5 * direction[1] + 2.2 * direction[0] + 0.8)
    return 0.35 + 1.15 * ((wave * 1.6).clamp(-1, 1) * 0.5 + 0.5)
