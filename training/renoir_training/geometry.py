"""Signed distances of the shapes, and the rays that march through them."""

import math

import torch
from torch import Tensor

from .scene import Scene, Thing

FAR = 1e3
MARCH_STEPS = 44
SHADOW_STEPS = 22
SURFACE_DISTANCE = 2e-3


def _rotate(point: Tensor, thing: Thing) -> tuple[Tensor, Tensor, Tensor]:
    """Coordinates in the thing's own frame: its foot at the origin, its yaw undone, its size one."""
    x, y, z = (point - point.new_tensor([thing.x, 0.0, thing.z])).div(thing.size).unbind(-1)
    cosine, sine = math.cos(thing.yaw), math.sin(thing.yaw)
    return cosine * x - sine * z, y, sine * x + cosine * z


def _rounded_intersection(a: Tensor, b: Tensor, radius: float) -> Tensor:
    """Intersection of two solids whose common edge is rounded."""
    outside = torch.hypot((a + radius).clamp_min(0), (b + radius).clamp_min(0))
    return torch.maximum(a, b).add(radius).clamp_max(0) + outside - radius


def _shape_distance(shape: str, x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    """Distance to a shape of unit size that stands on y = 0. A lower bound for cone and pyramid."""
    match shape:
        case "ball":
            return torch.sqrt(x * x + (y - 1) ** 2 + z * z) - 1
        case "cube":
            sides = _rounded_intersection(x.abs() - 0.8, z.abs() - 0.8, 0.06)
            return _rounded_intersection(sides, (y - 0.8).abs() - 0.8, 0.06)
        case "cylinder":
            return _rounded_intersection(torch.hypot(x, z) - 0.72, (y - 0.9).abs() - 0.9, 0.06)
        case "cone":
            slope = 0.9191 * torch.hypot(x, z) + 0.3939 * (y - 2.05)  # foot radius 0.88
            return _rounded_intersection(slope, -y, 0.04)
        case "ring":
            from_axis = torch.hypot(x, y - 0.95) - 0.68
            return torch.hypot(from_axis, z) - 0.27
        case "pyramid":
            slope = 0.8660 * torch.maximum((x + z).abs(), (x - z).abs()) * math.sqrt(0.5) + 0.5 * (y - 1.65)
            return _rounded_intersection(slope, -y, 0.02)
    raise ValueError(f"unknown shape {shape!r}")


def thing_distance(thing: Thing, point: Tensor) -> Tensor:
    """Signed distance from points to one thing, in world units."""
    return _shape_distance(thing.shape, *_rotate(point, thing)) * thing.size


def scene_distance(scene: Scene, point: Tensor) -> Tensor:
    """Signed distance from points to the nearest thing. The ground is not included."""
    distance = thing_distance(scene.things[0], point)
    for thing in scene.things[1:]:
        distance = torch.minimum(distance, thing_distance(thing, point))
    return distance


def scene_normal(scene: Scene, point: Tensor) -> Tensor:
    """Unit normals from four distances around each point (tetrahedron differences)."""
    corners = point.new_tensor([[1, -1, -1], [-1, -1, 1], [-1, 1, -1], [1, 1, 1]])
    distances = scene_distance(scene, point.unsqueeze(-2) + 2e-3 * corners)
    return torch.nn.functional.normalize((distances.unsqueeze(-1) * corners).sum(-2), dim=-1)


def bounding_interval(scene: Scene, origin: Tensor, direction: Tensor) -> tuple[Tensor, Tensor]:
    """Where each ray enters the first and leaves the last bounding sphere; entry > exit where it misses them all."""
    entry = torch.full_like(direction[..., 0], FAR)
    exit_ = torch.zeros_like(entry)
    for thing in scene.things:
        centre = origin.new_tensor([thing.x, 0.95 * thing.size, thing.z])
        offset = origin - centre
        half = (offset * direction).sum(-1)
        discriminant = half * half - (offset * offset).sum(-1) + (1.5 * thing.size) ** 2
        root = discriminant.clamp_min(0).sqrt()
        hit = (discriminant > 0) & (root - half > 0)
        entry = torch.where(hit, torch.minimum(entry, (-half - root).clamp_min(0)), entry)
        exit_ = torch.where(hit, torch.maximum(exit_, root - half), exit_)
    return entry, exit_


def march(scene: Scene, origin: Tensor, direction: Tensor) -> Tensor:
    """Distance along each ray to the first thing, `FAR` where it meets none."""
    entry, exit_ = bounding_interval(scene, origin, direction)
    result = torch.full_like(entry, FAR)
    near = (entry < exit_).nonzero().squeeze(-1)
    origin = origin.expand_as(direction)[near]
    direction, travelled, limit = direction[near], entry[near], exit_[near]
    for _ in range(MARCH_STEPS):
        travelled = travelled + scene_distance(scene, origin + travelled.unsqueeze(-1) * direction)
    gap = scene_distance(scene, origin + travelled.unsqueeze(-1) * direction)
    hit = (gap < SURFACE_DISTANCE * 5) & (travelled < limit)
    result[near] = torch.where(hit, travelled, FAR)
    return result


def soft_shadow(scene: Scene, point: Tensor, light: Tensor, sharpness: float) -> Tensor:
    """Visibility of the light, 0..1: the narrowest clearance seen on the way to it, relative to the distance."""
    visibility = torch.ones_like(point[..., 0])
    entry, exit_ = bounding_interval(scene, point, light.expand_as(point))
    near = (entry < exit_).nonzero().squeeze(-1)
    point, travelled, limit = point[near], entry[near].clamp_min(0.02), exit_[near]
    lit = torch.ones_like(travelled)
    for _ in range(SHADOW_STEPS):
        clearance = scene_distance(scene, point + travelled.unsqueeze(-1) * light)
        inside = travelled < limit
        lit = torch.where(inside, torch.minimum(lit, sharpness * clearance / travelled.clamp_min(0.05)), lit)
        travelled = travelled + clearance.clamp(0.02, 0.3)
    lit = lit.clamp(0, 1)
    visibility[near] = lit * lit * (3 - 2 * lit)
    return visibility


def ambient_occlusion(scene: Scene, point: Tensor, normal: Tensor) -> Tensor:
    """How open the surroundings are, 0..1, from clearances at four heights along the normal."""
    closed = torch.zeros_like(point[..., 0])
    for height, weight in ((0.06, 1.0), (0.16, 0.55), (0.32, 0.3), (0.55, 0.16)):
        sample = point + height * normal
        clearance = torch.minimum(scene_distance(scene, sample), sample[..., 1].clamp_min(0))
        closed = closed + weight * (height - clearance).clamp_min(0)
    return (1 - 2.2 * closed).clamp(0.15, 1)
