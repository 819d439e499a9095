"""Rays that march through the signed distances of the things, each thing in its own frame."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import normalize

from .objects import PARTS
from .scene import Thing

FAR = 1e3
MARCH_STEPS = 56
SHADOW_STEPS = 22
COMPACTION_INTERVAL = 7
HIT_DISTANCE = 1.5e-3
BOUND_CENTRE = 0.95
BOUND_RADIUS = 1.67
"""The sphere that holds every object, in the object's frame."""


@dataclass(frozen=True)
class Frame:
    """A thing's own coordinates: its foot at the origin, its yaw undone, its size one."""

    thing: Thing
    turn: Tensor
    foot: Tensor

    def points(self, world: Tensor) -> Tensor:
        return (world - self.foot) @ self.turn.T / self.thing.size

    def directions(self, world: Tensor) -> Tensor:
        return world @ self.turn.T

    def world_directions(self, local: Tensor) -> Tensor:
        return local @ self.turn


def frame_of(thing: Thing) -> Frame:
    cosine, sine = math.cos(thing.yaw), math.sin(thing.yaw)
    turn = torch.tensor([[cosine, 0.0, -sine], [0.0, 1.0, 0.0], [sine, 0.0, cosine]])
    return Frame(thing, turn, torch.tensor([thing.x, 0.0, thing.z]))


def part_distances(kind: str, point: Tensor) -> Tensor:
    """Signed distance from points in the object's frame to each of its parts."""
    x, y, z = point.unbind(-1)
    return torch.stack([part.solid(x, y, z) for part in PARTS[kind]])


def _distance(kind: str, point: Tensor) -> Tensor:
    x, y, z = point.unbind(-1)
    first, *others = PARTS[kind]
    distance = first.solid(x, y, z)
    for part in others:
        distance = torch.minimum(distance, part.solid(x, y, z))
    return distance


def local_normal(kind: str, point: Tensor) -> Tensor:
    """Unit normals in the object's frame, from four distances around each point (tetrahedron differences)."""
    corners = point.new_tensor([[1, -1, -1], [-1, -1, 1], [-1, 1, -1], [1, 1, 1]])
    distances = _distance(kind, point.unsqueeze(-2) + 3e-3 * corners)
    return normalize((distances.unsqueeze(-1) * corners).sum(-2), dim=-1)


def _bound(origin: Tensor, direction: Tensor) -> tuple[Tensor, Tensor]:
    """Where each local ray enters and leaves the bounding sphere; entry > exit where it misses."""
    offset = origin - origin.new_tensor([0.0, BOUND_CENTRE, 0.0])
    half = (offset * direction).sum(-1)
    discriminant = half * half - (offset * offset).sum(-1) + BOUND_RADIUS**2
    root = discriminant.clamp_min(0).sqrt()
    hit = (discriminant > 0) & (root > half)
    return torch.where(hit, (-half - root).clamp_min(0), FAR), torch.where(hit, root - half, 0.0)


def march_thing(frame: Frame, origin: Tensor, direction: Tensor) -> Tensor:
    """Distance along each ray to one thing, in world units; `FAR` where it is missed."""
    origin = frame.points(origin).expand_as(direction)
    direction = frame.directions(direction)
    entry, exit_ = _bound(origin, direction)
    result = torch.full_like(entry, FAR)
    active = (entry < exit_).nonzero().squeeze(-1)
    origin, direction, travelled, limit = origin[active], direction[active], entry[active], exit_[active]
    for step in range(MARCH_STEPS):
        gap = _distance(frame.thing.kind, origin + travelled.unsqueeze(-1) * direction)
        travelled = travelled + gap
        if (step + 1) % COMPACTION_INTERVAL == 0 or step + 1 == MARCH_STEPS:
            arrived = (gap < HIT_DISTANCE * (1 if step + 1 < MARCH_STEPS else 6)) & (travelled < limit)
            result[active[arrived]] = travelled[arrived]
            going = (~arrived & (travelled < limit)).nonzero().squeeze(-1)
            active, origin, direction = active[going], origin[going], direction[going]
            travelled, limit = travelled[going], limit[going]
    return torch.where(result < FAR, result * frame.thing.size, FAR)


def march(frames: list[Frame], origin: Tensor, direction: Tensor) -> tuple[Tensor, Tensor]:
    """Distance along each ray to the first thing, `FAR` where it meets none, and the thing's index."""
    return torch.stack([march_thing(frame, origin, direction) for frame in frames]).min(0)


def soft_shadow(frames: list[Frame], point: Tensor, light: Tensor, sharpness: float) -> Tensor:
    """Visibility of the light, 0..1: the narrowest clearance seen on the way to it, relative to the distance."""
    visibility = torch.ones_like(point[..., 0])
    for frame in frames:
        start, towards = frame.points(point), frame.directions(light)
        entry, exit_ = _bound(start, towards.expand_as(start))
        near = (entry < exit_).nonzero().squeeze(-1)
        start, travelled, limit = start[near], entry[near].clamp_min(0.03), exit_[near]
        lit = torch.ones_like(travelled)
        for _ in range(SHADOW_STEPS):
            clearance = _distance(frame.thing.kind, start + travelled.unsqueeze(-1) * towards)
            inside = travelled < limit
            lit = torch.where(inside, torch.minimum(lit, sharpness * clearance / travelled.clamp_min(0.08)), lit)
            travelled = travelled + clearance.clamp(0.03, 0.4)
        lit = lit.clamp(0, 1)
        visibility[near] = torch.minimum(visibility[near], lit * lit * (3 - 2 * lit))
    return visibility


def ambient_occlusion(frames: list[Frame], point: Tensor, normal: Tensor) -> Tensor:
    """How open the surroundings are, 0..1, from clearances at four heights along the normal."""
    heights = torch.tensor([0.06, 0.16, 0.32, 0.55])
    weights = torch.tensor([1.0, 0.55, 0.3, 0.16])
    samples = point.unsqueeze(-2) + heights.unsqueeze(-1) * normal.unsqueeze(-2)
    clearance = samples[..., 1].clamp_min(0)
    for frame in frames:
        reach = torch.linalg.vector_norm(point - frame.foot, dim=-1) - BOUND_RADIUS * 1.3 * frame.thing.size
        near = (reach < 0.55).nonzero().squeeze(-1)
        distance = _distance(frame.thing.kind, frame.points(samples[near])) * frame.thing.size
        clearance[near] = torch.minimum(clearance[near], distance)
    closed = ((heights - clearance).clamp_min(0) * weights).sum(-1)
    return (1 - 2.2 * closed).clamp(0.15, 1)
