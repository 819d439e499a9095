"""Signed distances of simple solids, from which the objects are put together. Lower bounds where not exact."""

import math

import torch
from torch import Tensor

Point = tuple[float, float, float]


def sphere(x: Tensor, y: Tensor, z: Tensor, centre: Point, radius: float) -> Tensor:
    a, b, c = centre
    return torch.sqrt((x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2) - radius


def ellipsoid(x: Tensor, y: Tensor, z: Tensor, centre: Point, radii: Point) -> Tensor:
    """First-order distance: the level set's value over the length of its gradient."""
    (a, b, c), (p, q, r) = centre, radii
    u, v, w = (x - a) / p, (y - b) / q, (z - c) / r
    length = torch.sqrt(u * u + v * v + w * w)
    slope = torch.sqrt((u / p) ** 2 + (v / q) ** 2 + (w / r) ** 2).clamp_min(1e-4)
    return length * (length - 1) / slope


def rounded_intersection(a: Tensor, b: Tensor, radius: float) -> Tensor:
    """Intersection of two solids whose common edge is rounded."""
    outside = torch.hypot((a + radius).clamp_min(0), (b + radius).clamp_min(0))
    return torch.maximum(a, b).add(radius).clamp_max(0) + outside - radius


def box(x: Tensor, y: Tensor, z: Tensor, centre: Point, half: Point, radius: float) -> Tensor:
    (a, b, c), (p, q, r) = centre, half
    u, v, w = (x - a).abs() - (p - radius), (y - b).abs() - (q - radius), (z - c).abs() - (r - radius)
    outside = torch.sqrt(u.clamp_min(0) ** 2 + v.clamp_min(0) ** 2 + w.clamp_min(0) ** 2)
    return outside + torch.maximum(torch.maximum(u, v), w).clamp_max(0) - radius


def cylinder(across: Tensor, along: Tensor, radius: float, low: float, high: float, rounding: float) -> Tensor:
    """`across` is the distance from the axis; the axis runs from `low` to `high`."""
    middle, half = (low + high) / 2, (high - low) / 2
    return rounded_intersection(across - radius, (along - middle).abs() - half, rounding)


def frustum(
    x: Tensor, y: Tensor, z: Tensor, foot: float, top: float, low: float, high: float, rounding: float
) -> Tensor:
    """An upright truncated cone: radius `foot` at height `low`, `top` at `high`."""
    height = high - low
    slant = math.hypot(height, foot - top)
    side = ((torch.hypot(x, z) - foot) * height + (y - low) * (foot - top)) / slant
    return rounded_intersection(side, (y - (low + high) / 2).abs() - height / 2, rounding)


def capsule(x: Tensor, y: Tensor, z: Tensor, start: Point, end: Point, radius: float, end_radius: float) -> Tensor:
    """A rod with round ends whose radius changes evenly from `radius` to `end_radius`."""
    u, v, w = x - start[0], y - start[1], z - start[2]
    du, dv, dw = end[0] - start[0], end[1] - start[1], end[2] - start[2]
    along = ((u * du + v * dv + w * dw) / (du * du + dv * dv + dw * dw)).clamp(0, 1)
    from_axis = torch.sqrt((u - along * du) ** 2 + (v - along * dv) ** 2 + (w - along * dw) ** 2)
    return from_axis - radius - along * (end_radius - radius)


def smooth_union(a: Tensor, b: Tensor, width: float) -> Tensor:
    """Union whose seam is filled over about `width`."""
    blend = (width - (a - b).abs()).clamp_min(0) / width
    return torch.minimum(a, b) - blend * blend * (width / 4)


def union(first: Tensor, *others: Tensor) -> Tensor:
    for other in others:
        first = torch.minimum(first, other)
    return first


def extruded(flat: Tensor, z: Tensor, half_depth: float, rounding: float) -> Tensor:
    """A flat outline given a depth, with rounded edges."""
    return rounded_intersection(flat, z.abs() - half_depth, rounding)


def star_outline(x: Tensor, y: Tensor, points: int, tip: float, notch: float) -> Tensor:
    """Signed distance to a star around the origin, folded into half a point. One tip shows upwards."""
    sector = 2 * math.pi / points
    angle = torch.atan2(x, y)
    angle = (angle - sector * (angle / sector).round()).abs()
    radius = torch.hypot(x, y)
    u, v = radius * torch.cos(angle) - tip, radius * torch.sin(angle)
    du, dv = notch * math.cos(sector / 2) - tip, notch * math.sin(sector / 2)
    along = ((u * du + v * dv) / (du * du + dv * dv)).clamp(0, 1)
    distance = torch.hypot(u - along * du, v - along * dv)
    return torch.where(du * v - dv * u > 0, -distance, distance)


def heart_outline(x: Tensor, y: Tensor) -> Tensor:
    """Signed distance to a heart with its point at the origin: a unit square on its corner and two half discs."""
    x = x.abs()
    lobe = torch.hypot(x - 0.25, y - 0.75) - math.sqrt(2) / 4
    side = 0.5 * (x + y).clamp_min(0)
    edge = torch.minimum(torch.hypot(x, y - 1), torch.hypot(x - side, y - side))
    return torch.where(x + y > 1, lobe, torch.where(x > y, edge, -edge))
