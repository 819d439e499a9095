"""The colour that light takes on things and ground, in linear RGB."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import normalize

from .geometry import FAR, Frame, ambient_occlusion, frame_of, local_normal, march, part_distances, soft_shadow
from .lights import LIGHTS, Light, clear_sky, sun_direction
from .noise import fractal_noise
from .objects import PARTS
from .scene import Scene, Thing
from .textures import MEAN_ALBEDO, ground_material
from .vocabulary import COLOURS, Colour

LABELS_PER_PART = 8
LABELS_PER_THING = 64


@dataclass(frozen=True)
class Setting:
    """A scene with everything that every ray needs."""

    scene: Scene
    light: Light
    sun: Tensor
    frames: list[Frame]
    ground_radiance: Tensor


def setting_of(scene: Scene) -> Setting:
    light = LIGHTS[scene.time]
    sun = sun_direction(scene, light)
    lit = torch.tensor(light.sun) * sun[1] + torch.tensor(light.ambient)
    return Setting(
        scene, light, sun, [frame_of(t) for t in scene.things], torch.tensor(MEAN_ALBEDO[scene.surface]) * lit
    )


@dataclass(frozen=True)
class Gloss:
    """How a surface mirrors: strength and exponent of the highlight, mirror at right and at grazing angles."""

    specular: float
    shininess: float
    facing_mirror: float
    grazing_mirror: float


GLOSS: dict[str, Gloss] = {
    "matte": Gloss(0.0, 1, 0.0, 0.05),
    "plain": Gloss(0.10, 16, 0.0, 0.12),
    "shiny": Gloss(1.7, 130, 0.07, 0.75),
}
METAL_HIGHLIGHT = Gloss(1.5, 50, 0.0, 0.0)


def _linear(srgb: Colour) -> Tensor:
    return torch.tensor(srgb) ** 2.2


def _surroundings(setting: Setting, direction: Tensor) -> Tensor:
    """What a mirror shows: the sky above, the ground below, a dark line of horizon between."""
    above = clear_sky(setting.light, setting.sun, direction)
    height = direction[..., 1:2]
    mixed = torch.lerp(setting.ground_radiance, above, (height * 7 + 0.5).clamp(0, 1))
    return mixed * (1 - 0.6 * torch.exp(-((height * 8) ** 2)))


def _diffuse(setting: Setting, normal: Tensor, visibility: Tensor, openness: Tensor) -> Tensor:
    """Light that arrives: from the sun, from the sky and from the ground."""
    facing = (normal * setting.sun).sum(-1, keepdim=True).clamp_min(0)
    sunlight = torch.tensor(setting.light.sun) * visibility.unsqueeze(-1) * facing
    upward = normal[..., 1:2].mul(0.5).add(0.5)
    bounce = torch.tensor(setting.light.bounce) + 0.15 * setting.ground_radiance
    return sunlight + torch.lerp(bounce, torch.tensor(setting.light.ambient), upward) * openness.unsqueeze(-1)


def _highlight(setting: Setting, normal: Tensor, view: Tensor, visibility: Tensor, gloss: Gloss) -> Tensor:
    halfway = normalize(setting.sun - view, dim=-1)
    strength = (normal * halfway).sum(-1, keepdim=True).clamp_min(0) ** gloss.shininess * gloss.specular
    facing = (normal * setting.sun).sum(-1, keepdim=True) > 0
    return strength * torch.tensor(setting.light.sun) * visibility.unsqueeze(-1) * facing


def _coats(thing: Thing) -> Iterator[tuple[int, str, bool]]:
    """The label, the finish and whether it is a lamp, of every part and decal of an object."""
    for index, part in enumerate(PARTS[thing.kind]):
        yield index * LABELS_PER_PART, thing.material if part.finish == "named" else part.finish, False
        for number, decal in enumerate(part.decals):
            finish = thing.material if decal.colour is None else "plain"
            yield index * LABELS_PER_PART + 1 + number, finish, decal.lamp


def _paint(frame: Frame, point: Tensor) -> tuple[Tensor, Tensor]:
    """Albedo at local points, and a label that tells parts and decals apart."""
    parts = PARTS[frame.thing.kind]
    part = part_distances(frame.thing.kind, point).argmin(0)
    named = COLOURS[frame.thing.colour]
    albedo = torch.stack([_linear(p.colour or named) for p in parts])[part]
    label = part * LABELS_PER_PART
    x, y, z = point.unbind(-1)
    for index, definition in enumerate(parts):
        for number, decal in enumerate(definition.decals):
            painted = (part == index) & decal.where(x, y, z)
            albedo[painted] = _linear(decal.colour or named)
            label[painted] = index * LABELS_PER_PART + 1 + number
    return albedo, label


def _brushed(point: Tensor) -> Tensor:
    """Level streaks, brighter above: what tells metal from paint where a face is flat and mirrors one colour only."""
    x, y, z = point.unbind(-1)
    streaks = fractal_noise(0.7 * (x + z) + 11, 11 * y, 2)
    return (0.72 + 0.22 * y + 0.75 * streaks).clamp_min(0.2).unsqueeze(-1)


def _shade_thing(setting: Setting, frame: Frame, point: Tensor, view: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Colour, normal and label of points on one thing."""
    local = frame.points(point)
    normal = frame.world_directions(local_normal(frame.thing.kind, local))
    albedo, label = _paint(frame, local)
    visibility = soft_shadow(setting.frames, point + 0.02 * normal, setting.sun, setting.light.shadow_sharpness)
    openness = ambient_occlusion(setting.frames, point, normal)
    arriving = _diffuse(setting, normal, visibility, openness)
    mirrored = view - 2 * (view * normal).sum(-1, keepdim=True) * normal
    around = _surroundings(setting, mirrored) * (0.35 + 0.65 * openness.unsqueeze(-1))
    grazing = (1 + (view * normal).sum(-1, keepdim=True)).clamp(0, 1) ** 4

    colour = torch.zeros_like(albedo)
    for painted, finish, lamp in _coats(frame.thing):
        here = label == painted
        if finish == "glow":
            colour[here] = albedo[here] * (0.9 + 1.1 * (1 - grazing[here]))
        elif finish == "metal":
            tint = (albedo[here] * 0.92 + 0.03) * _brushed(local[here])
            shine = _highlight(setting, normal[here], view[here], visibility[here], METAL_HIGHLIGHT)
            rim = 0.12 * grazing[here] * around[here]
            colour[here] = tint * (1.25 * around[here] + 0.30 * arriving[here] + shine) + rim
        else:
            gloss = GLOSS[finish]
            mirror = gloss.facing_mirror + (gloss.grazing_mirror - gloss.facing_mirror) * grazing[here]
            shine = _highlight(setting, normal[here], view[here], visibility[here], gloss)
            colour[here] = torch.lerp(albedo[here] * arriving[here], around[here], mirror) + shine
        if lamp:
            colour[here] += setting.light.lamps * albedo[here]
    return colour, normal, label


def shade_things(setting: Setting, which: Tensor, point: Tensor, view: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Colour, normal and label of points on the things, `which` telling whose point each is."""
    colour, normal = torch.zeros_like(point), torch.zeros_like(point)
    label = torch.zeros_like(which)
    for index, frame in enumerate(setting.frames):
        here = (which == index).nonzero().squeeze(-1)
        if len(here):
            shaded = _shade_thing(setting, frame, point[here], view[here])
            colour[here], normal[here], label[here] = shaded
            label[here] += 2 + index * LABELS_PER_THING
    return colour, normal, label


def shade_ground(setting: Setting, point: Tensor, view: Tensor, distance: Tensor, pixel_angle: float) -> Tensor:
    """Colour of points on the ground, with the things mirrored in smooth ground."""
    ground = ground_material(setting.scene, point, distance, pixel_angle)
    normal = normalize(torch.stack([ground.tilt[..., 0], torch.ones_like(distance), ground.tilt[..., 1]], -1), dim=-1)
    flat = torch.tensor([0.0, 1.0, 0.0]).expand_as(point)
    visibility = soft_shadow(setting.frames, point + 0.01 * flat, setting.sun, setting.light.shadow_sharpness)
    openness = ambient_occlusion(setting.frames, point, flat)
    gloss = Gloss(ground.specular, ground.shininess, 0.0, 0.0)
    colour = ground.albedo * _diffuse(setting, normal, visibility, openness)
    colour = colour + _highlight(setting, normal, view, visibility, gloss)
    if not ground.mirror:
        return colour
    mirrored = view - 2 * (view * normal).sum(-1, keepdim=True) * normal
    mirrored = normalize(
        torch.cat([mirrored[..., :1], mirrored[..., 1:2].clamp_min(0.01), mirrored[..., 2:]], -1), dim=-1
    )
    fresnel = ground.mirror + 0.5 * (1 + view[..., 1:2]).clamp(0, 1) ** 5
    reflected = clear_sky(setting.light, setting.sun, mirrored)
    travelled, which = march(setting.frames, point + 0.01 * flat, mirrored)
    hit = (travelled < FAR).nonzero().squeeze(-1)
    where = point[hit] + travelled[hit].unsqueeze(-1) * mirrored[hit]
    reflected[hit] = shade_things(setting, which[hit], where, mirrored[hit])[0]
    return torch.lerp(colour, reflected, fresnel.clamp(0, 0.6))
