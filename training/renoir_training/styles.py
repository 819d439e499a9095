"""Picture styles: what becomes of the rendered light on its way to the page."""

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d, pad

from .noise import fractal_noise, value_noise
from .scene import Scene

PAPER = (0.965, 0.950, 0.915)
GRAPHITE = (0.17, 0.16, 0.18)
INK = (0.05, 0.04, 0.06)
LUMINANCE = (0.2126, 0.7152, 0.0722)


def _soften(image: Tensor) -> Tensor:
    """Three by three mean of a height x width x channels image."""
    planes = pad(image.permute(2, 0, 1).unsqueeze(0), (1, 1, 1, 1), mode="replicate")
    return avg_pool2d(planes, 3, stride=1)[0].permute(1, 2, 0)


def outlines(label: Tensor, normal: Tensor) -> Tensor:
    """Strength of a drawn line, 0..1, where neighbours show different parts or a sharp edge; height x width."""
    line = torch.zeros(label.shape)
    for axis in (0, 1):
        length = label.shape[axis] - 1
        first, second = label.narrow(axis, 0, length), label.narrow(axis, 1, length)
        bend = (normal.narrow(axis, 0, length) * normal.narrow(axis, 1, length)).sum(-1)
        crease = (bend < 0.55) & (first == second) & (first > 1)
        step = ((first != second) & (torch.maximum(first, second) > 1)).float() + 0.6 * crease.float()
        line.narrow(axis, 0, length).add_(step)
        line.narrow(axis, 1, length).add_(step)
    return _soften(line.clamp(0, 1).unsqueeze(-1)).squeeze(-1)


def _saturate(image: Tensor, amount: float) -> Tensor:
    grey = (image * torch.tensor(LUMINANCE)).sum(-1, keepdim=True)
    return (grey + amount * (image - grey)).clamp(0, 1)


def photo(image: Tensor, _line: Tensor, _scene: Scene) -> Tensor:
    return image


def sketch(image: Tensor, line: Tensor, scene: Scene) -> Tensor:
    """Coloured pencil: hatching that grows denser with darkness, graphite outlines, paper left free at the border."""
    height, width, _ = image.shape
    y, x = torch.meshgrid(torch.arange(height).float(), torch.arange(width).float(), indexing="ij")
    offset_x, offset_y = scene.texture_offset
    smooth = _soften(image)
    grey = (smooth * torch.tensor(LUMINANCE)).sum(-1)
    colourful = smooth.amax(-1) - smooth.amin(-1)
    wobble = 2.5 * fractal_noise(x / 18 + offset_x, y / 18 + offset_y, 1)
    strokes = torch.sin((x + y) * 0.95 + wobble)
    grain = value_noise(x * 0.9 + offset_y, y * 0.9 + offset_x) - 0.5
    pressure = 0.25 + 0.60 * (1 - grey) + 0.55 * colourful
    border = torch.minimum(torch.minimum(x, width - 1 - x), torch.minimum(y, height - 1 - y))
    free = ((border - 1 - 4 * value_noise(x / 7 + offset_y, y / 7 + offset_x)) / 5).clamp(0, 1)
    cover = (pressure * (1 + 0.22 * strokes) + 0.12 * grain).clamp(0, 0.94) * free
    drawn = torch.lerp(torch.tensor(PAPER), _saturate(smooth, 1.2), cover.unsqueeze(-1))
    graphite = (line * 1.05 * (0.3 + 0.7 * free)).clamp(0, 0.85).unsqueeze(-1)
    return torch.lerp(drawn, torch.tensor(GRAPHITE), graphite)


def cartoon(image: Tensor, line: Tensor, _scene: Scene) -> Tensor:
    """Few, flat and saturated tones inside thick ink lines."""
    grey = (image * torch.tensor(LUMINANCE)).sum(-1, keepdim=True).clamp_min(0.02)
    tones = grey.sqrt() * 4
    step = tones.floor()
    ramp = ((tones - step - 0.5) * 5 + 0.5).clamp(0, 1)
    flat = ((step + ramp) / 4) ** 2
    toned = _saturate((image * (flat.clamp_min(0.02) / grey)).clamp(0, 1), 1.35)
    ink = (line * 1.9).clamp(0, 1).unsqueeze(-1)
    return torch.lerp(toned, torch.tensor(INK), ink)


DRAW = {"photo": photo, "sketch": sketch, "cartoon": cartoon}
