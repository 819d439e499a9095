"""What the ground looks like: albedo, bump and gloss of the surfaces."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from .noise import cell_value, fractal_noise, value_noise
from .vocabulary import Colour


@dataclass(frozen=True)
class Ground:
    """Material of the ground at points: albedo, 3 x count, and `tilt`, 2 x count, that bends the upward normal in x and z."""

    albedo: Tensor
    tilt: Tensor


def _mix(first: tuple[float, ...], second: tuple[float, ...], amount: Tensor) -> Tensor:
    amount = amount.clamp(0, 1)
    return torch.stack([a + (b - a) * amount for a, b in zip(first, second, strict=True)])


def _flat(x: Tensor) -> Tensor:
    return torch.zeros(2, *x.shape, device=x.device)


def _table(x: Tensor, y: Tensor, detail: Tensor, _: Tensor) -> Ground:
    plank = (y / 0.9).floor()
    tone = value_noise(plank * 7.7 + 0.5, plank * 3.1 + 0.5)
    grain = fractal_noise(x * 0.5 + plank * 5.3, y * 6.0, 3)
    rings = torch.sin((y * 9 + 3.5 * fractal_noise(x * 0.35 + plank * 11.1, y * 1.3, 2)) * 3.2)
    albedo = _mix((0.17, 0.075, 0.03), (0.40, 0.20, 0.08), 0.3 + 0.45 * tone + (0.6 * grain + 0.1 * rings) * detail)
    edge = (y / 0.9 - plank - 0.5).abs()
    groove = ((edge - 0.475) * 40).clamp(0, 1) * detail
    return Ground(albedo * (1 - 0.65 * groove), _flat(x))


def _grass(x: Tensor, y: Tensor, detail: Tensor, _: Tensor) -> Ground:
    patches = fractal_noise(x * 0.9, y * 0.9, 2)
    blades = value_noise(x * 15, y * 7) - 0.5 + 0.6 * (value_noise(x * 31 + 3, y * 13) - 0.5)
    albedo = _mix((0.05, 0.155, 0.02), (0.27, 0.44, 0.07), 0.5 + 0.55 * patches + 0.75 * blades * detail)
    return Ground(albedo, _flat(x))


def _sand(x: Tensor, y: Tensor, detail: Tensor, _: Tensor) -> Ground:
    phase = y * 7.5 + 3.2 * fractal_noise(x * 0.6, y * 0.6, 2)
    grains = (value_noise(x * 34, y * 34) - 0.5) * detail
    albedo = _mix((0.48, 0.33, 0.17), (0.74, 0.56, 0.33), 0.55 + 0.5 * grains + 0.3 * fractal_noise(x, y, 2))
    tilt = torch.stack([0.05 * torch.cos(phase) * detail, 0.17 * torch.cos(phase) * detail])
    return Ground(albedo, tilt)


def _snow(x: Tensor, y: Tensor, detail: Tensor, _: Tensor) -> Ground:
    step = 0.05
    here = fractal_noise(x * 1.3, y * 1.3, 3)
    slope_x = (fractal_noise((x + step) * 1.3, y * 1.3, 3) - here) / step
    slope_y = (fractal_noise(x * 1.3, (y + step) * 1.3, 3) - here) / step
    albedo = _mix((0.66, 0.74, 0.88), (0.90, 0.92, 0.96), 0.5 + 1.3 * here)
    tilt = torch.stack([-slope_x, -slope_y]) * 0.20 * detail
    return Ground(albedo, tilt)


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
    albedo = _mix((0.055, 0.06, 0.07), (0.80, 0.78, 0.74), checks) * (1 + 0.25 * marble * detail)
    return Ground(albedo, _flat(x))


def _marble(x: Tensor, y: Tensor, detail: Tensor, _: Tensor) -> Ground:
    bend = fractal_noise(x * 0.7, y * 0.7, 3)
    veins = (1 - (torch.sin(2.2 * (x + 0.6 * y) + 7 * bend)).abs()) ** 4
    fine = (1 - (torch.sin(5.1 * (0.5 * x - y) + 9 * bend + 2)).abs()) ** 6
    lines = (0.9 * veins + 0.5 * fine) * (0.3 + 0.7 * detail)
    albedo = _mix((0.40, 0.41, 0.43), (0.055, 0.06, 0.08), lines + 0.30 * bend)
    return Ground(albedo, _flat(x))


def _water(x: Tensor, y: Tensor, detail: Tensor, _: Tensor) -> Ground:
    swell = 1.9 * x + 5.2 * y + 3 * fractal_noise(x * 0.6, y * 0.6, 1)
    ripple = 6.3 * y - 3.1 * x + 3 * fractal_noise(x * 0.8 + 9, y * 0.8, 1)
    across = 0.030 * torch.cos(swell) - 0.022 * torch.cos(ripple)
    along = 0.060 * torch.cos(swell) + 0.045 * torch.cos(ripple)
    depth = fractal_noise(x * 0.5, y * 0.5, 2)
    albedo = _mix((0.012, 0.10, 0.15), (0.03, 0.24, 0.30), 0.5 + 0.6 * depth)
    return Ground(albedo, torch.stack([across, along]) * detail)


def _cobblestones(x: Tensor, y: Tensor, detail: Tensor, _: Tensor) -> Ground:
    """Rounded stones in shifted rows, each with a shade of its own, moss in the gaps."""
    u, v = x / 0.62, y / 0.46
    u, v = u + 0.12 * fractal_noise(x * 1.3, y * 1.3, 1), v + 0.12 * fractal_noise(x * 1.3 + 5, y * 1.3, 1)
    row = v.floor()
    u = u + 0.5 * (row % 2)
    column = u.floor()
    across, along = (u - column - 0.5) * 2, (v - row - 0.5) * 2
    edge = (across.abs() ** 4 + along.abs() ** 4) ** 0.25
    stone = ((0.97 - edge) * 9).clamp(0, 1)
    shade = cell_value(column * 3, row * 5)
    stones = _mix(
        (0.13, 0.125, 0.13), (0.40, 0.37, 0.34), 0.15 + 0.8 * shade + 0.4 * fractal_noise(x * 5, y * 5, 2) * detail
    )
    gap = x.new_tensor([0.050, 0.048, 0.038]).unsqueeze(-1)
    tilt = torch.stack([across * across.abs(), along * along.abs()]) * (0.34 * stone * detail)
    return Ground(gap + (stones - gap) * (1 - detail + detail * stone), tilt)


Texture = Callable[[Tensor, Tensor, Tensor, Tensor], Ground]

TEXTURES: dict[str, Texture] = {
    "table": _table,
    "grass": _grass,
    "sand": _sand,
    "snow": _snow,
    "floor": _floor,
    "marble": _marble,
    "water": _water,
    "cobblestones": _cobblestones,
}

# The colour that metal mirrors from below, linear.
MEAN_ALBEDO: dict[str, Colour] = {
    "table": (0.28, 0.14, 0.06),
    "grass": (0.16, 0.30, 0.045),
    "sand": (0.62, 0.45, 0.25),
    "snow": (0.88, 0.91, 0.95),
    "floor": (0.40, 0.40, 0.38),
    "marble": (0.32, 0.33, 0.35),
    "water": (0.02, 0.17, 0.22),
    "cobblestones": (0.25, 0.23, 0.21),
}


@dataclass(frozen=True)
class Finish:
    """How smooth a surface is: strength and exponent of the highlight, mirror at right angles."""

    specular: float
    shininess: float
    mirror: float


FINISHES: dict[str, Finish] = {
    "table": Finish(0.25, 28, 0.0),
    "grass": Finish(0.0, 1, 0.0),
    "sand": Finish(0.0, 1, 0.0),
    "snow": Finish(0.05, 12, 0.0),
    "floor": Finish(0.5, 60, 0.22),
    "marble": Finish(0.5, 70, 0.26),
    "water": Finish(1.1, 90, 0.30),
    "cobblestones": Finish(0.18, 20, 0.0),
}
