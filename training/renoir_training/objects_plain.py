"""Geometric solids, fruit and things from the kitchen table."""

import math

import torch
from torch import Tensor

from .parts import BROWN, CREAM, GOLD, LEAF, SNOW, Decal, Part, plain
from .shapes import box, capsule, cylinder, ellipsoid, frustum, rounded_intersection, smooth_union, sphere, union

COFFEE = (0.20, 0.10, 0.05)
FLAME = (1.0, 0.72, 0.20)


def _cone(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    slope = 0.9191 * torch.hypot(x, z) + 0.3939 * (y - 2.05)  # foot radius 0.88
    return rounded_intersection(slope, -y, 0.04)


def _pyramid(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    slope = 0.8660 * torch.maximum((x + z).abs(), (x - z).abs()) * math.sqrt(0.5) + 0.5 * (y - 1.65)
    return rounded_intersection(slope, -y, 0.02)


def _ring(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    return torch.hypot(torch.hypot(x, y - 0.95) - 0.68, z) - 0.27


def _apple(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    """A torus thicker than its hole, which leaves dimples above and below, narrower at the foot."""
    radius = torch.hypot(x, z) / (0.86 + 0.12 * y.clamp(0, 1.6))
    return 0.8 * (torch.hypot(radius - 0.40, (y - 0.76) / 1.16) - 0.60)


def _pear(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    belly = ellipsoid(x, y, z, (0, 0.70, 0), (0.76, 0.70, 0.76))
    return smooth_union(belly, sphere(x, y, z, (0.04, 1.46, 0), 0.34), 0.75)


def _stem(x: Tensor, y: Tensor, z: Tensor, height: float) -> Tensor:
    return capsule(x, y, z, (0.0, height, 0.0), (0.10, height + 0.46, 0.0), 0.045, 0.065)


def _leaf(x: Tensor, y: Tensor, z: Tensor, height: float) -> Tensor:
    u, v = x - 0.36, y - height
    return ellipsoid(u + 0.5 * v, v - 0.35 * u, z + 0.05, (0, 0, 0), (0.34, 0.07, 0.17)) * 0.8


def _cap(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    return rounded_intersection(ellipsoid(x, y, z, (0, 0.92, 0), (1.0, 0.82, 1.0)), 0.90 - y, 0.08)


def _dots(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    """Round spots spread over the cap."""
    here = torch.stack([x, (y - 0.92) / 0.82, z], -1)
    here = torch.nn.functional.normalize(here, dim=-1)
    angles = [(0.05, 0.2)] + [(0.72, 0.4 + index * 1.2566) for index in range(5)]
    angles += [(1.28, 0.9 + index * 0.8976) for index in range(7)]
    spots = x.new_tensor([[math.sin(t) * math.cos(a), math.cos(t), math.sin(t) * math.sin(a)] for t, a in angles])
    return ((here @ spots.T).amax(-1) > math.cos(0.20)) & (y > 0.95)


def _cup(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    radius = torch.hypot(x, z)
    hollow = torch.maximum(cylinder(radius, y, 0.70, 0.0, 1.5, 0.08), -cylinder(radius, y, 0.58, 0.2, 2.0, 0.05))
    handle = torch.hypot(torch.hypot(x - 0.72, (y - 0.78) * 0.9) - 0.38, z) - 0.11
    return torch.minimum(hollow, torch.maximum(handle, 0.62 - radius))


def _vase(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    radius = torch.hypot(x, z)
    outline = 0.40 + 0.24 * torch.sin(y.clamp(0, 1.45) * 3.5 + 0.1)
    body = rounded_intersection((radius - outline) * 0.75, (y - 0.725).abs() - 0.725, 0.05)
    return torch.maximum(body, -cylinder(radius, y, 0.14, 1.0, 2.0, 0.02))


BLOSSOMS = ((-0.40, 1.86, -0.05), (0.03, 2.08, -0.10), (0.42, 1.84, 0.0))


def _blossoms(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    return union(*(ellipsoid(x, y, z, centre, (0.23, 0.23, 0.11)) for centre in BLOSSOMS))


def _hearts_of_blossoms(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    return union(*(torch.hypot(x - a, y - b) for a, b, _ in BLOSSOMS)) < 0.10


def _stalks(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    return union(*(capsule(x, y, z, (a * 0.2, 1.2, 0.0), (a, b, c + 0.06), 0.035, 0.03) for a, b, c in BLOSSOMS))


def _saucer(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    return frustum(x, y, z, 0.52, 0.78, 0.0, 0.16, 0.05)


PLAIN_OBJECTS: dict[str, tuple[Part, ...]] = {
    "ball": (Part(lambda x, y, z: sphere(x, y, z, (0, 1, 0), 1)),),
    "cube": (Part(lambda x, y, z: box(x, y, z, (0, 0.8, 0), (0.8, 0.8, 0.8), 0.06)),),
    "cone": (Part(_cone),),
    "cylinder": (Part(lambda x, y, z: cylinder(torch.hypot(x, z), y, 0.72, 0.0, 1.8, 0.06)),),
    "ring": (Part(_ring),),
    "pyramid": (Part(_pyramid),),
    "apple": (
        Part(_apple),
        plain(lambda x, y, z: _stem(x, y, z, 1.18), BROWN),
        plain(lambda x, y, z: _leaf(x, y, z, 1.56), LEAF),
    ),
    "pear": (
        Part(_pear),
        plain(lambda x, y, z: _stem(x, y, z, 1.72), BROWN),
        plain(lambda x, y, z: _leaf(x, y, z, 2.0), LEAF),
    ),
    "mushroom": (
        Part(_cap, decals=(Decal(SNOW, _dots), Decal(CREAM, lambda x, y, z: y < 0.93))),
        plain(lambda x, y, z: frustum(x, y, z, 0.36, 0.25, 0.0, 1.0, 0.06), CREAM),
    ),
    "cup": (Part(_cup), plain(lambda x, y, z: cylinder(torch.hypot(x, z), y, 0.60, 0.9, 1.22, 0.01), COFFEE)),
    "vase": (
        Part(_vase),
        plain(_stalks, LEAF),
        plain(_blossoms, SNOW, Decal(GOLD, _hearts_of_blossoms)),
    ),
    "candle": (
        Part(lambda x, y, z: cylinder(torch.hypot(x, z), y, 0.36, 0.1, 1.40, 0.05)),
        plain(_saucer, GOLD),
        plain(lambda x, y, z: capsule(x, y, z, (0, 1.35, 0), (0, 1.55, 0), 0.03, 0.03), BROWN),
        Part(lambda x, y, z: capsule(x, y, z, (0, 1.66, 0), (0, 2.0, 0), 0.15, 0.03), FLAME, finish="glow"),
    ),
}
