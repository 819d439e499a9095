"""Rays that march through the signed distances of the things of many scenes at once.

Vectors are 3 x count, so that every coordinate lies in one piece. A ray or a point belongs to a scene by its index; each thing it
might meet is tried in that thing's own frame, and all that meet things of one kind are marched together.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from .objects import PARTS
from .scene import Scene

FAR = 1e3
MARCH_STEPS = 56
SHADOW_STEPS = 22
COMPACTION_INTERVAL = 7
SHADOW_COMPACTION_INTERVAL = 3
HIT_DISTANCE = 1.5e-3
BOUND_CENTRE = 0.95
BOUND_RADIUS = 1.67
"""The sphere that holds every object, in the object's frame."""
OCCLUSION_HEIGHTS = (0.06, 0.16, 0.32, 0.55)
OCCLUSION_WEIGHTS = (1.0, 0.55, 0.3, 0.16)


def dot(first: Tensor, second: Tensor) -> Tensor:
    return first[0] * second[0] + first[1] * second[1] + first[2] * second[2]


def unit(vectors: Tensor) -> Tensor:
    return vectors / dot(vectors, vectors).sqrt().clamp_min(1e-12)


def along(origin: Tensor, travelled: Tensor, direction: Tensor) -> Tensor:
    return torch.addcmul(origin, travelled, direction)


class Things:
    """The things of many scenes. A thing's frame has its foot at the origin, its yaw undone and its size one."""

    def __init__(self, scenes: list[Scene], device: torch.device) -> None:
        things = [(index, thing) for index, scene in enumerate(scenes) for thing in scene.things]
        self.kinds = [name for name in PARTS if any(thing.kind == name for _, thing in things)]
        self.members = [thing for _, thing in things]

        def column(values: list[float]) -> Tensor:
            return torch.tensor(values, dtype=torch.float32, device=device)

        self.cosine = column([math.cos(thing.yaw) for _, thing in things])
        self.sine = column([math.sin(thing.yaw) for _, thing in things])
        self.foot_x, self.foot_z = column([thing.x for _, thing in things]), column([thing.z for _, thing in things])
        self.size = column([thing.size for _, thing in things])
        self.scene = torch.tensor([index for index, _ in things], device=device, dtype=torch.int64)
        self.kind = torch.tensor(
            [self.kinds.index(thing.kind) for _, thing in things], device=device, dtype=torch.uint8
        )
        slots = [[-1] * len(scenes) for _ in range(max((len(scene.things) for scene in scenes), default=0))]
        first = 0
        for index, scene in enumerate(scenes):
            for slot in range(len(scene.things)):
                slots[slot][index] = first + slot
            first += len(scene.things)
        self.slots = torch.tensor(slots, device=device, dtype=torch.int64).view(len(slots), len(scenes))
        """Slot x scene: which thing stands there, or -1."""

    @cached_property
    def slot(self) -> Tensor:
        """The slot of each thing: its place in its scene, from left to right."""
        first = self.slots[0][self.scene]
        return torch.arange(len(self.scene), device=self.scene.device) - first

    def points(self, thing: Tensor, world: Tensor) -> Tensor:
        """World points in the frames of things, one thing each."""
        x, z = world[0] - self.foot_x[thing], world[2] - self.foot_z[thing]
        cosine, sine = self.cosine[thing], self.sine[thing]
        return torch.stack([cosine * x - sine * z, world[1], sine * x + cosine * z]) / self.size[thing]

    def directions(self, thing: Tensor, world: Tensor) -> Tensor:
        x, y, z = world
        cosine, sine = self.cosine[thing], self.sine[thing]
        return torch.stack([cosine * x - sine * z, y, sine * x + cosine * z])

    def world_directions(self, thing: Tensor, local: Tensor) -> Tensor:
        x, y, z = local
        cosine, sine = self.cosine[thing], self.sine[thing]
        return torch.stack([cosine * x + sine * z, y, cosine * z - sine * x])

    def by_kind(self, thing: Tensor) -> Iterator[tuple[str, Tensor]]:
        """Each kind that occurs among `thing`, and the places where it does."""
        kind = self.kind[thing]
        for index, name in enumerate(self.kinds):
            here = (kind == index).nonzero().squeeze(-1)
            if len(here):
                yield name, here

    def candidates(self, scene: Tensor) -> Iterator[tuple[int, Tensor, Tensor]]:
        """For each slot, the rays whose scene has a thing there, and that thing."""
        for slot, occupants in enumerate(self.slots):
            thing = occupants[scene]
            rays = (thing >= 0).nonzero().squeeze(-1)
            if len(rays):
                yield slot, rays, thing[rays]


def part_distances(kind: str, point: Tensor) -> Tensor:
    """Signed distance from points in the object's frame to each of its parts."""
    x, y, z = point
    return torch.stack([part.solid(x, y, z) for part in PARTS[kind]])


def _distance(kind: str, point: Tensor) -> Tensor:
    x, y, z = point
    first, *others = PARTS[kind]
    distance = first.solid(x, y, z)
    for part in others:
        distance = torch.minimum(distance, part.solid(x, y, z))
    return distance


def local_normal(kind: str, point: Tensor) -> Tensor:
    """Unit normals in the object's frame, from four distances around each point (tetrahedron differences)."""
    corners = point.new_tensor([[1, -1, -1], [-1, -1, 1], [-1, 1, -1], [1, 1, 1]]).T
    a, b, c, d = _distance(kind, point.unsqueeze(1) + 3e-3 * corners.unsqueeze(-1))
    return unit(torch.stack([a - b - c + d, c - a - b + d, b - a - c + d]))


@dataclass(frozen=True)
class Passages:
    """Rays that enter the bounding sphere of a thing: origin and direction in its frame, entry and exit along it."""

    place: Tensor
    """slot * number of rays + ray."""
    thing: Tensor
    origin: Tensor
    direction: Tensor
    entry: Tensor
    exit: Tensor


def _passages(
    things: Things,
    scene: Tensor,
    origin: Tensor,
    direction: Tensor,
    origin_of: Tensor | None,
    direction_of: Tensor | None,
) -> Passages:
    """World rays at the things of their scenes. Where many share an origin or a direction, `_of` says which column is theirs."""
    found: list[tuple[Tensor, ...]] = []
    for slot, rays, thing in things.candidates(scene):
        start = things.points(thing, origin[:, rays if origin_of is None else origin_of[rays]])
        towards = things.directions(thing, direction[:, rays if direction_of is None else direction_of[rays]])
        x, y, z = start
        height = y - BOUND_CENTRE
        half = x * towards[0] + height * towards[1] + z * towards[2]
        discriminant = half * half - (x * x + height * height + z * z) + BOUND_RADIUS**2
        root = discriminant.clamp_min(0).sqrt()
        entry, exit_ = (-half - root).clamp_min(0), root - half
        near = ((discriminant > 0) & (root > half) & (entry < exit_)).nonzero().squeeze(-1)
        found.append(
            (slot * len(scene) + rays[near], thing[near], start[:, near], towards[:, near], entry[near], exit_[near])
        )
    return Passages(*(torch.cat(parts, -1) for parts in zip(*found, strict=True)))


def _march_kind(kind: str, origin: Tensor, direction: Tensor, entry: Tensor, limit: Tensor) -> Tensor:
    """Distance along local rays to an object of a kind, in its units; `FAR` where it is missed."""
    result = torch.full_like(entry, FAR)
    active, travelled = torch.arange(len(entry), device=entry.device), entry
    for step in range(1, MARCH_STEPS + 1):
        gap = _distance(kind, along(origin, travelled, direction))
        travelled = travelled + gap
        if step % COMPACTION_INTERVAL == 0 or step == MARCH_STEPS:
            inside = travelled < limit
            arrived = inside & (gap < HIT_DISTANCE * (1 if step < MARCH_STEPS else 6))
            result[active[arrived]] = travelled[arrived]
            going = (inside & ~arrived).nonzero().squeeze(-1)
            if not len(going):
                break
            active, origin, direction = active[going], origin[:, going], direction[:, going]
            travelled, limit = travelled[going], limit[going]
    return result


def march(
    things: Things, scene: Tensor, origin: Tensor, direction: Tensor, origin_of: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Distance along each ray to the first thing of its scene, `FAR` where it meets none, and which thing."""
    count, slots = len(scene), len(things.slots)
    if not count:
        return torch.full_like(direction[0], FAR), torch.zeros_like(scene)
    nearest = torch.full((slots * count,), FAR, device=scene.device)
    passages = _passages(things, scene, origin, direction, origin_of, None)
    for kind, here in things.by_kind(passages.thing):
        local = passages.origin[:, here], passages.direction[:, here]
        travelled = _march_kind(kind, *local, passages.entry[here], passages.exit[here])
        scaled = torch.where(travelled < FAR, travelled * things.size[passages.thing[here]], FAR)
        nearest[passages.place[here]] = scaled
    distance, slot = nearest.view(slots, count).min(0)
    return distance, things.slots[slot, scene]


def _shadow_kind(kind: str, start: Tensor, towards: Tensor, entry: Tensor, limit: Tensor, sharpness: Tensor) -> Tensor:
    """The narrowest relative clearance on the way past an object. Rays leave the work when nothing can change theirs."""
    result = torch.ones_like(entry)
    active, travelled, lit = torch.arange(len(entry), device=entry.device), entry.clamp_min(0.03), result.clone()
    for step in range(1, SHADOW_STEPS + 1):
        clearance = _distance(kind, along(start, travelled, towards))
        narrow = torch.minimum(lit, sharpness * clearance / travelled.clamp_min(0.08))
        lit = torch.where(travelled < limit, narrow, lit)
        travelled = travelled + clearance.clamp(0.03, 0.4)
        if step % SHADOW_COMPACTION_INTERVAL == 0 or step == SHADOW_STEPS:
            result[active] = lit
            going = ((travelled < limit) & (lit > 0)).nonzero().squeeze(-1)
            if not len(going):
                break
            active, start, towards = active[going], start[:, going], towards[:, going]
            travelled, limit, lit, sharpness = travelled[going], limit[going], lit[going], sharpness[going]
    return result


def soft_shadow(things: Things, scene: Tensor, point: Tensor, light: Tensor, sharpness: Tensor) -> Tensor:
    """Visibility of each scene's light (3 x scenes), 0..1: the narrowest clearance on the way, relative to the distance."""
    count, slots = len(scene), len(things.slots)
    visibility = torch.ones(slots * count, device=scene.device)
    if not count:
        return visibility
    passages = _passages(things, scene, point, light, None, scene)
    for kind, here in things.by_kind(passages.thing):
        local = passages.origin[:, here], passages.direction[:, here]
        owner = things.scene[passages.thing[here]]
        lit = _shadow_kind(kind, *local, passages.entry[here], passages.exit[here], sharpness[owner]).clamp(0, 1)
        visibility[passages.place[here]] = lit * lit * (3 - 2 * lit)
    return visibility.view(slots, count).amin(0)


def ambient_occlusion(things: Things, scene: Tensor, point: Tensor, normal: Tensor) -> Tensor:
    """How open the surroundings are, 0..1, from clearances at four heights along the normal."""
    heights, weights = point.new_tensor(OCCLUSION_HEIGHTS).unsqueeze(-1), point.new_tensor(OCCLUSION_WEIGHTS)
    samples = point.unsqueeze(1) + heights * normal.unsqueeze(1)
    clearance = samples[1].clamp_min(0)
    for _, rays, candidate in things.candidates(scene):
        x, z = point[0, rays] - things.foot_x[candidate], point[2, rays] - things.foot_z[candidate]
        reach = (x * x + point[1, rays] ** 2 + z * z).sqrt() - BOUND_RADIUS * 1.3 * things.size[candidate]
        near = (reach < OCCLUSION_HEIGHTS[-1]).nonzero().squeeze(-1)
        rays, candidate = rays[near], candidate[near]
        for kind, here in things.by_kind(candidate):
            thing, ray = candidate[here], rays[here]
            distance = _distance(kind, things.points(thing, samples[:, :, ray])) * things.size[thing]
            clearance[:, ray] = torch.minimum(clearance[:, ray], distance)
    closed = ((heights - clearance).clamp_min(0) * weights.unsqueeze(-1)).sum(0)
    return (1 - 2.2 * closed).clamp(0.15, 1)
