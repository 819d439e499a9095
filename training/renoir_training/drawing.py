"""The drawn styles of the newer look: a pencil that hatches shadows and retraces outlines, and a comic of flat tones."""

import math

import torch
from torch import Tensor
from torch.nn.functional import grid_sample

from .noise import fractal_noise, value_noise
from .paper import GRAPHITE, INK, PAPER, grid, luminance, offsets, over, saturate, soften
from .scene import Scene

HATCHINGS = ((0.46, -0.75, 1.15), (0.26, 0.85, 1.05), (0.12, 0.05, 1.25))
"""Layers of strokes: the tone below which each is drawn, its angle in radians, its strokes' frequency a pixel."""
SMOOTHINGS = 2
TONES = 4


def _retraced(line: Tensor, scenes: list[Scene], reach: float, shift: float) -> Tensor:
    """The outlines as a hand draws them: displaced by slow noise of up to `reach` reference pixels."""
    x, y = grid(line)
    offset_x, offset_y = offsets(line, scenes)
    side = fractal_noise(x / 14 + offset_x + shift, y / 14 + offset_y, 1)
    rise = fractal_noise(x / 14 + offset_y, y / 14 + offset_x + shift, 1)
    steps = torch.linspace(-1, 1, line.shape[-1], device=line.device)
    rows, columns = torch.meshgrid(steps, steps, indexing="ij")
    unit_pixel = 2 * 2 * reach / 128
    places = torch.stack([columns + unit_pixel * side, rows + unit_pixel * rise], -1)
    return grid_sample(line.unsqueeze(1), places, padding_mode="border", align_corners=True)


def pencil(image: Tensor, line: Tensor, scenes: list[Scene]) -> Tensor:
    """A wash of coloured pencil, shadows in up to three layers of hatching, outlines drawn twice."""
    x, y = grid(image)
    offset_x, offset_y = offsets(image, scenes)
    smooth = soften(image)
    grey = luminance(smooth)
    tooth = value_noise(x * 0.9 + offset_y, y * 0.9 + offset_x)
    colourful = smooth.amax(1) - smooth.amin(1)
    sway = 3 * fractal_noise(x / 16 + offset_x, y / 16 + offset_y, 1)
    side_strokes = 0.5 + 0.5 * torch.sin(1.3 * (0.8 * x + y) + sway)
    shadow = (0.75 - grey).clamp(0, 1)
    wash = ((0.30 + 0.75 * colourful + 0.35 * shadow) * (0.70 + 0.22 * side_strokes + 0.18 * tooth)).clamp(0, 0.95)
    drawn = over(image, PAPER, 1 - wash.unsqueeze(1), saturate((smooth * 1.08 + 0.04).clamp(0, 1), 1.4))
    for tone, angle, frequency in HATCHINGS:
        bend = 2 * fractal_noise(x / 20 + offset_y, y / 20 + offset_x + 9 * angle, 1)
        stroke = torch.sin(frequency * (math.cos(angle) * x + math.sin(angle) * y) * math.pi / 2 + bend)
        dark = ((tone - grey) * 3.2).clamp(0, 1)
        pressure = dark * (stroke * 1.5 - 0.2).clamp(0, 1) * (0.55 + 0.45 * tooth)
        drawn = over(image, GRAPHITE, (0.42 * pressure).unsqueeze(1), drawn)
    for reach, shift, strength in ((0.9, 0.0, 0.85), (1.6, 31.0, 0.5)):
        trace = _retraced(line, scenes, reach, shift) * strength
        drawn = over(image, GRAPHITE, trace.clamp(0, 0.9), drawn)
    return drawn


def comic(image: Tensor, line: Tensor, _scenes: list[Scene]) -> Tensor:
    """Flat areas in few tones, strong colours, ink lines."""
    keep = (1 - line).clamp(0.02, 1).unsqueeze(1)
    flat = image
    for _ in range(SMOOTHINGS * max(1, image.shape[-1] // 128)):
        flat = soften(flat * keep) / soften(keep)
    bright = flat.amax(1, keepdim=True).clamp_min(0.02)
    scaled = bright.sqrt() * TONES
    step = scaled.floor()
    tone = ((step + ((scaled - step - 0.5) * 8 + 0.5).clamp(0, 1)) / TONES) ** 2
    highlight = ((image.amin(1, keepdim=True) - flat.amin(1, keepdim=True) - 0.22) * 6).clamp(0, 1)
    toned = saturate((flat * (tone.clamp_min(0.03) / bright)).clamp(0, 1), 1.45)
    toned = torch.maximum(toned, highlight.expand_as(toned))
    return over(image, INK, (line * 2.2).clamp(0, 1).unsqueeze(1), toned)
