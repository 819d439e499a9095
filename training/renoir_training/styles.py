"""Picture styles: what becomes of the rendered light on its way to the page."""

import torch
from torch import Tensor
from torch.nn.functional import max_pool2d

from .drawing import comic, pencil
from .noise import fractal_noise, value_noise
from .paper import GRAPHITE, INK, PAPER, REFERENCE_SIZE, grid, luminance, offsets, over, saturate, soften
from .scene import Scene


def outlines(label: Tensor, normal: Tensor) -> Tensor:
    """Strength of a drawn line, 0..1, where neighbours show different parts or a sharp edge; pictures x height x width.

    `label` is pictures x height x width, `normal` pictures x 3 x height x width.
    """
    line = torch.zeros(label.shape, device=label.device)
    for axis in (1, 2):
        length = label.shape[axis] - 1
        first, second = label.narrow(axis, 0, length), label.narrow(axis, 1, length)
        bend = (normal.narrow(axis + 1, 0, length) * normal.narrow(axis + 1, 1, length)).sum(1)
        crease = (bend < 0.55) & (first == second) & (first > 1)
        step = ((first != second) & (torch.maximum(first, second) > 1)).float() + 0.6 * crease.float()
        line.narrow(axis, 0, length).add_(step)
        line.narrow(axis, 1, length).add_(step)
    line = line.clamp(0, 1).unsqueeze(1)
    thickness = label.shape[-1] // REFERENCE_SIZE
    if thickness > 1:
        line = max_pool2d(line, 2 * thickness - 1, stride=1, padding=thickness - 1)
    return soften(line).squeeze(1)


def photo(image: Tensor, _line: Tensor, _scenes: list[Scene]) -> Tensor:
    return image


def sketch(image: Tensor, line: Tensor, scenes: list[Scene]) -> Tensor:
    """Coloured pencil: hatching that grows denser with darkness, graphite outlines, paper left free at the border."""
    size = image.shape[-1]
    x, y = grid(image)
    offset_x, offset_y = offsets(image, scenes)
    smooth = soften(image)
    grey, colourful = luminance(smooth), smooth.amax(1) - smooth.amin(1)
    wobble = 2.5 * fractal_noise(x / 18 + offset_x, y / 18 + offset_y, 1)
    strokes = torch.sin((x + y) * 0.95 + wobble)
    grain = value_noise(x * 0.9 + offset_y, y * 0.9 + offset_x) - 0.5
    pressure = 0.25 + 0.60 * (1 - grey) + 0.55 * colourful
    last = (size - 1) * REFERENCE_SIZE / size
    border = torch.minimum(torch.minimum(x, last - x), torch.minimum(y, last - y))
    free = ((border - 1 - 4 * value_noise(x / 7 + offset_y, y / 7 + offset_x)) / 5).clamp(0, 1)
    cover = ((pressure * (1 + 0.22 * strokes) + 0.12 * grain).clamp(0, 0.94) * free).unsqueeze(1)
    drawn = over(image, PAPER, 1 - cover, saturate(smooth, 1.2))
    graphite = (line * 1.05 * (0.3 + 0.7 * free)).clamp(0, 0.85).unsqueeze(1)
    return over(image, GRAPHITE, graphite, drawn)


def cartoon(image: Tensor, line: Tensor, _scenes: list[Scene]) -> Tensor:
    """Few, flat and saturated tones inside thick ink lines."""
    grey = luminance(image).unsqueeze(1).clamp_min(0.02)
    tones = grey.sqrt() * 4
    step = tones.floor()
    ramp = ((tones - step - 0.5) * 5 + 0.5).clamp(0, 1)
    flat = ((step + ramp) / 4) ** 2
    toned = saturate((image * (flat.clamp_min(0.02) / grey)).clamp(0, 1), 1.35)
    ink = (line * 1.9).clamp(0, 1).unsqueeze(1)
    return over(image, INK, ink, toned)


STYLES_BY_LOOK = {
    1: {"photo": photo, "sketch": sketch, "cartoon": cartoon},
    2: {"photo": photo, "sketch": pencil, "cartoon": comic},
}


def draw(image: Tensor, line: Tensor, scenes: list[Scene]) -> Tensor:
    """Pictures in the style and the look of their scenes. `image` is scenes x 3 x height x width, `line` as of `outlines`."""
    drawn = torch.empty_like(image)
    for look, style in {(scene.look, scene.style) for scene in scenes}:
        chosen = [index for index, scene in enumerate(scenes) if (scene.look, scene.style) == (look, style)]
        drawn[chosen] = STYLES_BY_LOOK[look][style](image[chosen], line[chosen], [scenes[index] for index in chosen])
    return drawn
