"""Toys: buildings, vehicles, animals and figures, each with the parts that make it what it is."""

import torch
from torch import Tensor

from .parts import (
    BROWN,
    CARROT,
    CHARCOAL,
    COAL,
    GLASS,
    GOLD,
    ROSE,
    SLATE,
    SNOW,
    STEEL,
    TERRACOTTA,
    Decal,
    Part,
    plain,
)
from .shapes import (
    box,
    capsule,
    cylinder,
    ellipsoid,
    extruded,
    frustum,
    heart_outline,
    rounded_intersection,
    smooth_union,
    sphere,
    star_outline,
    union,
)

LAMP = (1.0, 0.90, 0.55)
EYE_GREEN = (0.55, 0.80, 0.20)
EYE_BLUE = (0.35, 0.90, 1.0)


def _disc(x: Tensor, y: Tensor, centre: tuple[float, float], radius: float) -> Tensor:
    return torch.hypot(x - centre[0], y - centre[1]) < radius


def _pair(x: Tensor, y: Tensor, z: Tensor, across: float, height: float, radius: float) -> Tensor:
    """Two discs on the front, left and right of the middle."""
    return _disc(x.abs(), y, (across, height), radius) & (z < 0)


def _snowman(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    low = smooth_union(sphere(x, y, z, (0, 0.52, 0), 0.56), sphere(x, y, z, (0, 1.18, 0), 0.41), 0.06)
    return smooth_union(low, sphere(x, y, z, (0, 1.68, 0), 0.30), 0.05)


def _buttons(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    buttons = _disc(x, y, (0, 0.75), 0.06) | _disc(x, y, (0, 1.05), 0.06) | _disc(x, y, (0, 1.30), 0.06)
    return (buttons & (z < 0)) | _pair(x, y, z, 0.11, 1.77, 0.05)


def _hat(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    radius = torch.hypot(x, z)
    return union(cylinder(radius, y, 0.40, 1.88, 1.95, 0.02), cylinder(radius, y, 0.25, 1.9, 2.28, 0.03))


def _twigs(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    return capsule(x.abs(), y, z, (0.34, 1.22, 0), (0.92, 1.52, -0.05), 0.045, 0.03)


def _roof(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    slope = 0.7071 * (x.abs() + y - 1.98)
    return rounded_intersection(rounded_intersection(slope, 0.98 - y, 0.02), z.abs() - 0.74, 0.02)


def _gable(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    return (z.abs() > 0.72) & (x.abs() + y < 1.78)


def _windows(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    front = ((x.abs() - 0.46).abs() < 0.15) & ((y - 0.62).abs() < 0.17) & (z.abs() > 0.6)
    side = ((z.abs() - 0.32).abs() < 0.14) & ((y - 0.62).abs() < 0.17) & (x.abs() > 0.7)
    return front | side


def _foliage(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    """A crown of round tufts."""
    ring = union(
        sphere(x.abs(), y, z, (0.52, 1.12, 0.0), 0.40),
        sphere(x.abs(), y, z, (0.27, 1.02, -0.40), 0.36),
        sphere(x.abs(), y, z, (0.27, 1.10, 0.40), 0.38),
    )
    top = torch.minimum(sphere(x.abs(), y, z, (0.30, 1.60, 0.05), 0.36), sphere(x, y, z, (0.02, 1.78, -0.05), 0.34))
    crown = smooth_union(smooth_union(ring, sphere(x, y, z, (0, 1.35, 0), 0.50), 0.08), top, 0.08)
    return 0.85 * (crown - 0.03 * torch.sin(11 * x) * torch.sin(11 * y + 1) * torch.sin(11 * z))


def _car(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    low = box(x, y, z, (0, 0.46, 0), (1.15, 0.26, 0.52), 0.16)
    cabin = ellipsoid(x, y, z, (-0.08, 0.62, 0), (0.74, 0.62, 0.50))
    return smooth_union(low, cabin, 0.12)


def _car_glass(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    u, v = (x + 0.08) / 0.74, (y - 0.62) / 0.62
    inside = (torch.hypot(u, v) < 0.90) & (y > 0.78)
    side = inside & ((x + 0.08).abs() > 0.05) & (z.abs() > 0.22)
    return side | ((x > 0.30) & (y > 0.78) & (z.abs() < 0.34))


def _lamps(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    return (x > 0.98) & (torch.hypot(y - 0.52, z.abs() - 0.33) < 0.12)


def _wheels(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    return cylinder(torch.hypot(x.abs() - 0.66, y - 0.27), z.abs(), 0.27, 0.34, 0.56, 0.05)


def _star(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    return extruded(star_outline(x, y - 0.86, 5, 1.06, 0.44), z, 0.26, 0.12)


def _heart(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    return extruded(1.7 * heart_outline(x / 1.7, (y - 0.05) / 1.7), z, 0.34, 0.26)


def _duck(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    body = ellipsoid(x, y, z, (-0.1, 0.52, 0), (0.88, 0.52, 0.60))
    tail = capsule(x, y, z, (-0.72, 0.62, 0), (-1.05, 1.0, 0), 0.22, 0.08)
    wing = ellipsoid(x, y, z.abs(), (-0.2, 0.62, 0.5), (0.42, 0.26, 0.16))
    return smooth_union(
        smooth_union(smooth_union(body, tail, 0.2), sphere(x, y, z, (0.40, 1.28, 0), 0.44), 0.18), wing, 0.05
    )


def _beak(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    return ellipsoid(x, y, z, (0.90, 1.18, 0), (0.26, 0.10, 0.20))


def _cactus(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    body = capsule(x, y, z, (0, 0.5, 0), (0, 1.62, 0), 0.32, 0.30)
    left = smooth_union(
        capsule(x, y, z, (-0.2, 0.95, 0), (-0.62, 0.98, 0), 0.14, 0.15),
        capsule(x, y, z, (-0.62, 0.98, 0), (-0.62, 1.42, 0), 0.16, 0.15),
        0.06,
    )
    right = smooth_union(
        capsule(x, y, z, (0.2, 1.15, 0), (0.58, 1.2, 0), 0.13, 0.14),
        capsule(x, y, z, (0.58, 1.2, 0), (0.58, 1.62, 0), 0.15, 0.14),
        0.06,
    )
    ribs = 0.018 * torch.cos(10 * torch.atan2(x, z))
    return 0.9 * (smooth_union(body, torch.minimum(left, right), 0.08) + ribs)


def _pot(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    rim = cylinder(torch.hypot(x, z), y, 0.58, 0.44, 0.62, 0.03)
    return torch.minimum(frustum(x, y, z, 0.38, 0.50, 0.0, 0.5, 0.03), rim)


def _cat(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    body = ellipsoid(x, y, z, (0, 0.56, 0.12), (0.52, 0.66, 0.56))
    chest = ellipsoid(x, y, z, (0, 0.72, -0.14), (0.36, 0.52, 0.34))
    paws = ellipsoid(x.abs(), y, z, (0.2, 0.12, -0.42), (0.16, 0.13, 0.24))
    head = ellipsoid(x, y, z, (0, 1.42, -0.16), (0.50, 0.43, 0.42))
    ears = capsule(x.abs(), y, z, (0.29, 1.66, -0.14), (0.40, 2.04, -0.14), 0.17, 0.02)
    tail = union(
        capsule(x, y, z, (0.35, 0.14, 0.3), (0.86, 0.30, 0.1), 0.13, 0.11),
        capsule(x, y, z, (0.86, 0.30, 0.1), (0.92, 0.82, 0.1), 0.11, 0.09),
    )
    torso = smooth_union(smooth_union(body, chest, 0.15), paws, 0.06)
    return smooth_union(smooth_union(torso, smooth_union(head, ears, 0.08), 0.08), tail, 0.08)


def _whiskers(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    level = ((y - 1.30 - 0.12 * (x.abs() - 0.2)).abs() < 0.016) | ((y - 1.22 + 0.15 * (x.abs() - 0.2)).abs() < 0.016)
    return level & (x.abs() > 0.18) & (x.abs() < 0.44) & (z < -0.2)


def _ribbon(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    return (x.abs() < 0.15) | (z.abs() < 0.15)


def _bow(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    u, v = x.abs() - 0.34, y - 1.66
    loops = torch.hypot(torch.hypot(u + 0.3 * v, (v - 0.3 * u) * 1.5) - 0.23, z * 0.5) - 0.09
    return torch.minimum(0.7 * loops, sphere(x, y, z, (0, 1.56, 0), 0.15))


def _rocket(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    radius = torch.hypot(x, z)
    outline = 0.44 * torch.cos(((y - 0.95) / 1.24).clamp(-1, 1) * 1.5)
    return rounded_intersection((radius - outline) * 0.8, torch.maximum(0.22 - y, y - 2.24), 0.03)


def _fins(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    """Swept plates at four sides."""
    reach, thickness = torch.maximum(x.abs(), z.abs()), torch.minimum(x.abs(), z.abs())
    slope = 0.80 * (reach - 0.86) + 0.60 * (y - 0.15)
    plate = rounded_intersection(slope, torch.maximum(0.55 * reach - y - 0.40, 0.2 - reach), 0.02)
    return rounded_intersection(torch.maximum(plate, -y), thickness - 0.06, 0.03)


def _robot_limbs(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    legs = box(x.abs(), y, z, (0.24, 0.24, 0), (0.15, 0.25, 0.18), 0.05)
    arms = capsule(x.abs(), y, z, (0.56, 1.08, 0), (0.78, 0.62, -0.1), 0.11, 0.11)
    neck = cylinder(torch.hypot(x, z), y, 0.13, 1.1, 1.45, 0.02)
    return union(legs, arms, neck, capsule(x, y, z, (0, 1.85, 0), (0, 2.12, 0), 0.03, 0.03))


def _robot_body(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    chest = box(x, y, z, (0, 0.82, 0), (0.50, 0.40, 0.32), 0.08)
    return torch.minimum(chest, box(x, y, z, (0, 1.58, 0), (0.44, 0.30, 0.32), 0.08))


def _mouth(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    panel = (x.abs() < 0.22) & ((y - 0.86).abs() < 0.16)
    return (((x.abs() < 0.2) & ((y - 1.42).abs() < 0.035)) | panel) & (z < 0)


MADE_OBJECTS: dict[str, tuple[Part, ...]] = {
    "snowman": (
        Part(_snowman, decals=(Decal(COAL, _buttons),)),
        plain(_hat, CHARCOAL),
        plain(lambda x, y, z: capsule(x, y, z, (0, 1.68, -0.26), (0, 1.64, -0.62), 0.075, 0.015), CARROT),
        plain(_twigs, BROWN),
    ),
    "house": (
        Part(
            lambda x, y, z: box(x, y, z, (0, 0.55, 0), (0.82, 0.55, 0.66), 0.02),
            decals=(
                Decal(LAMP, _windows, lamp=True),
                Decal(BROWN, lambda x, y, z: (x.abs() < 0.17) & (y < 0.66) & (z < -0.6)),
            ),
        ),
        Part(_roof, SLATE, (Decal(None, _gable),), "plain"),
        plain(lambda x, y, z: box(x, y, z, (0.48, 1.62, 0.1), (0.13, 0.34, 0.13), 0.02), TERRACOTTA),
    ),
    "tree": (Part(_foliage), plain(lambda x, y, z: frustum(x, y, z, 0.24, 0.15, 0.0, 1.1, 0.02), BROWN)),
    "car": (
        Part(_car, decals=(Decal(GLASS, _car_glass), Decal(LAMP, _lamps, lamp=True))),
        plain(_wheels, COAL, Decal(STEEL, lambda x, y, z: torch.hypot(x.abs() - 0.66, y - 0.27) < 0.12)),
    ),
    "star": (Part(_star),),
    "heart": (Part(_heart),),
    "duck": (
        Part(_duck, decals=(Decal(COAL, lambda x, y, z: _disc(x, y, (0.56, 1.42), 0.09) & (z.abs() > 0.2)),)),
        plain(_beak, CARROT),
    ),
    "cactus": (
        Part(_cactus),
        plain(_pot, TERRACOTTA),
        plain(lambda x, y, z: sphere(x, y, z, (0, 1.95, -0.03), 0.14), ROSE),
    ),
    "cat": (
        Part(
            _cat,
            decals=(
                Decal(EYE_GREEN, lambda x, y, z: _pair(x, y, z, 0.20, 1.48, 0.105)),
                Decal(COAL, lambda x, y, z: _pair(x * 2, y, z, 0.40, 1.48, 0.085)),
                Decal(ROSE, lambda x, y, z: _disc(x, y, (0, 1.32), 0.06) & (z < 0)),
                Decal(SNOW, _whiskers),
            ),
        ),
    ),
    "gift": (
        Part(
            lambda x, y, z: box(x, y, z, (0, 0.72, 0), (0.82, 0.72, 0.82), 0.04),
            decals=(Decal(GOLD, _ribbon),),
        ),
        plain(_bow, GOLD),
    ),
    "rocket": (
        Part(
            _rocket,
            decals=(
                Decal(STEEL, lambda x, y, z: (y > 1.72) | (y < 0.36)),
                Decal(STEEL, lambda x, y, z: _disc(x, y, (0, 1.30), 0.22) & (z < 0)),
                Decal(GLASS, lambda x, y, z: _disc(x, y, (0, 1.30), 0.15) & (z < 0)),
            ),
        ),
        plain(_fins, CHARCOAL),
    ),
    "robot": (
        Part(
            _robot_body,
            decals=(
                Decal(CHARCOAL, _mouth),
                Decal(SNOW, lambda x, y, z: _pair(x, y, z, 0.18, 1.64, 0.12)),
                Decal(COAL, lambda x, y, z: _pair(x, y, z, 0.18, 1.64, 0.06)),
            ),
        ),
        plain(_robot_limbs, STEEL),
        Part(lambda x, y, z: sphere(x, y, z, (0, 2.14, 0), 0.10), CARROT, finish="glow"),
    ),
}
