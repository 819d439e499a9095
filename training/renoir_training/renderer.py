"""Ray-marched pictures of scenes, in linear light, tone-mapped to sRGB."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import normalize

from .geometry import FAR, ambient_occlusion, march, scene_normal, soft_shadow, thing_distance
from .scene import IMAGE_SIZE, Scene
from .textures import fractal_noise, ground_material
from .vocabulary import COLOURS

FIELD_OF_VIEW = math.radians(46)
SUBSAMPLES = ((-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25))
FOG_DISTANCE = 26.0

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Light:
    """The light of a time of day, in linear RGB."""

    elevation: float
    sun: Colour
    ambient: Colour
    bounce: Colour
    zenith: Colour
    middle: Colour
    horizon: Colour
    glow: Colour
    clouds: Colour
    shadow_sharpness: float


LIGHTS = {
    "day": Light(
        elevation=math.radians(48),
        sun=(1.78, 1.66, 1.46),
        ambient=(0.36, 0.46, 0.62),
        bounce=(0.22, 0.20, 0.17),
        zenith=(0.10, 0.27, 0.66),
        middle=(0.28, 0.50, 0.85),
        horizon=(0.66, 0.80, 0.92),
        glow=(0.25, 0.22, 0.15),
        clouds=(0.95, 0.97, 1.0),
        shadow_sharpness=9,
    ),
    "sunset": Light(
        elevation=math.radians(17),
        sun=(2.9, 1.22, 0.38),
        ambient=(0.34, 0.24, 0.36),
        bounce=(0.20, 0.10, 0.08),
        zenith=(0.13, 0.12, 0.34),
        middle=(0.62, 0.26, 0.32),
        horizon=(1.15, 0.50, 0.16),
        glow=(0.9, 0.42, 0.10),
        clouds=(1.25, 0.55, 0.34),
        shadow_sharpness=7,
    ),
    "night": Light(
        elevation=math.radians(42),
        sun=(0.62, 0.72, 0.98),
        ambient=(0.105, 0.135, 0.215),
        bounce=(0.05, 0.055, 0.08),
        zenith=(0.004, 0.008, 0.035),
        middle=(0.012, 0.026, 0.085),
        horizon=(0.045, 0.080, 0.170),
        glow=(0.05, 0.07, 0.12),
        clouds=(0.060, 0.085, 0.150),
        shadow_sharpness=8,
    ),
}


def _linear(srgb: Colour) -> Tensor:
    return torch.tensor(srgb) ** 2.2


def _sun_direction(scene: Scene, light: Light) -> Tensor:
    flat = math.cos(light.elevation)
    side, front = math.sin(scene.sun_azimuth), 0.6 * math.cos(scene.sun_azimuth)
    return normalize(torch.tensor([flat * side, math.sin(light.elevation), flat * front]), dim=0)


def _sky(scene: Scene, light: Light, sun: Tensor, direction: Tensor) -> Tensor:
    """Sky radiance: a gradient over three colours, streaks of cloud and a glow around the sun."""
    height = direction[..., 1:2].clamp(0, 1)
    low = (height / 0.09).clamp(0, 1)
    high = ((height - 0.09) / 0.4).clamp(0, 1)
    horizon, middle, zenith = (torch.tensor(colour) for colour in (light.horizon, light.middle, light.zenith))
    gradient = torch.lerp(torch.lerp(horizon, middle, low), zenith, high)
    x, y = scene.texture_offset
    streaks = fractal_noise(direction[..., 0] * 5 + x, direction[..., 1] * 26 + y, 3)
    cover = (streaks * 2.2 + 0.1).clamp(0, 0.75).unsqueeze(-1) * (height / 0.04).clamp(0, 1)
    towards = (direction * sun).sum(-1, keepdim=True).clamp(0, 1)
    return torch.lerp(gradient, torch.tensor(light.clouds), cover) + torch.tensor(light.glow) * towards**6


def _lit(
    light: Light,
    sun: Tensor,
    view: Tensor,
    normal: Tensor,
    albedo: Tensor,
    visibility: Tensor,
    openness: Tensor,
    specular: float,
    shininess: float,
) -> Tensor:
    """Diffuse sun and sky light, light from the ground, and a highlight."""
    sunlight = torch.tensor(light.sun) * visibility.unsqueeze(-1)
    facing = (normal * sun).sum(-1, keepdim=True).clamp_min(0)
    upward = normal[..., 1:2].mul(0.5).add(0.5)
    indirect = torch.lerp(torch.tensor(light.bounce), torch.tensor(light.ambient), upward) * openness.unsqueeze(-1)
    halfway = normalize(sun - view, dim=-1)
    highlight = (normal * halfway).sum(-1, keepdim=True).clamp_min(0) ** shininess
    return albedo * (sunlight * facing + indirect) + specular * highlight * sunlight * (facing > 0)


def _shade_things(scene: Scene, light: Light, sun: Tensor, point: Tensor, view: Tensor) -> Tensor:
    """Glossy paint: diffuse colour under a clear coat that mirrors the sky at grazing angles."""
    normal = scene_normal(scene, point)
    distances = torch.stack([thing_distance(thing, point) for thing in scene.things])
    palette = torch.stack([_linear(COLOURS[thing.colour]) for thing in scene.things])
    albedo = palette[distances.argmin(0)]
    lifted = point + 0.02 * normal
    visibility = soft_shadow(scene, lifted, sun, light.shadow_sharpness)
    openness = ambient_occlusion(scene, point, normal)
    colour = _lit(light, sun, view, normal, albedo, visibility, openness, 0.55, 48)
    mirrored = view - 2 * (view * normal).sum(-1, keepdim=True) * normal
    fresnel = 0.03 + 0.45 * (1 + (view * normal).sum(-1, keepdim=True)).clamp(0, 1) ** 4
    below = torch.tensor(light.bounce)
    reflection = torch.where(mirrored[..., 1:2] > 0, _sky(scene, light, sun, mirrored), below)
    return torch.lerp(colour, reflection, fresnel * openness.unsqueeze(-1))


def _shade_ground(scene: Scene, light: Light, sun: Tensor, point: Tensor, view: Tensor, distance: Tensor) -> Tensor:
    """The surface under its light and shadows; a polished one mirrors the things and the sky."""
    ground = ground_material(scene, point, distance, FIELD_OF_VIEW / IMAGE_SIZE)
    normal = normalize(torch.stack([ground.tilt[..., 0], torch.ones_like(distance), ground.tilt[..., 1]], -1), dim=-1)
    flat = torch.tensor([0.0, 1.0, 0.0]).expand_as(point)
    visibility = soft_shadow(scene, point + 0.01 * flat, sun, light.shadow_sharpness)
    openness = ambient_occlusion(scene, point, flat)
    colour = _lit(
        light, sun, view, normal, ground.albedo, visibility, openness, ground.specular, ground.shininess
    )
    if not ground.mirror:
        return colour
    mirrored = view * torch.tensor([1.0, -1.0, 1.0])
    fresnel = ground.mirror + 0.5 * (1 + view[..., 1:2]).clamp(0, 1) ** 5
    reflected = _sky(scene, light, sun, mirrored)
    travelled = march(scene, point + 0.01 * flat, mirrored)
    hit = (travelled < FAR).nonzero().squeeze(-1)
    where = point[hit] + travelled[hit].unsqueeze(-1) * mirrored[hit]
    reflected[hit] = _shade_things(scene, light, sun, where, mirrored[hit])
    return torch.lerp(colour, reflected, fresnel.clamp(0, 0.6))


def _radiance(scene: Scene, light: Light, sun: Tensor, origin: Tensor, view: Tensor) -> tuple[Tensor, Tensor]:
    """Colour seen along each ray, and what was hit: 0 sky, 1 ground, 2 and up a thing."""
    travelled = march(scene, origin, view)
    to_ground = torch.where(view[..., 1] < -1e-3, -origin[1] / view[..., 1], FAR).clamp_max(FAR)
    colour = _sky(scene, light, sun, view)
    label = torch.zeros_like(travelled, dtype=torch.long)

    seen = ((to_ground < travelled) & (to_ground < FAR)).nonzero().squeeze(-1)
    distance = to_ground[seen]
    point = origin + distance.unsqueeze(-1) * view[seen]
    shaded = _shade_ground(scene, light, sun, point, view[seen], distance)
    fog = torch.exp(-((distance / FOG_DISTANCE) ** 2)).unsqueeze(-1)
    level = view[seen] * torch.tensor([1.0, 0.0, 1.0])
    colour[seen] = torch.lerp(_sky(scene, light, sun, level), shaded, fog)
    label[seen] = 1

    seen = (travelled < to_ground).nonzero().squeeze(-1)
    point = origin + travelled[seen].unsqueeze(-1) * view[seen]
    colour[seen] = _shade_things(scene, light, sun, point, view[seen])
    label[seen] = 2 + torch.stack([thing_distance(thing, point) for thing in scene.things]).argmin(0)
    return colour, label


def _camera_rays(scene: Scene, columns: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
    """Origin and unit directions of the rays through the given pixel coordinates."""
    origin = torch.tensor([0.0, scene.camera_height, -scene.camera_distance])
    forward = normalize(torch.tensor([0.0, 0.62, 0.0]) - origin, dim=0)
    right = torch.tensor([1.0, 0.0, 0.0])
    up = torch.linalg.cross(forward, right)
    scale = 2 * math.tan(FIELD_OF_VIEW / 2) / IMAGE_SIZE
    across = ((columns - IMAGE_SIZE / 2) * scale).unsqueeze(-1) * right
    upward = ((IMAGE_SIZE / 2 - rows) * scale).unsqueeze(-1) * up
    return origin, normalize(forward + across + upward, dim=-1)


def _outlines(label: Tensor) -> Tensor:
    """Pixels whose neighbour shows something else, as flat indices."""
    edge = torch.zeros_like(label, dtype=torch.bool)
    across, down = label[:, 1:] != label[:, :-1], label[1:] != label[:-1]
    edge[:, 1:] |= across
    edge[:, :-1] |= across
    edge[1:] |= down
    edge[:-1] |= down
    return edge.flatten().nonzero().squeeze(-1)


def _tone_map(radiance: Tensor) -> Tensor:
    """Narkowicz's fit of the ACES film curve, then the sRGB exponent."""
    x = radiance * 0.72
    return ((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14)).clamp(0, 1) ** (1 / 2.2)


@torch.no_grad()
def render(scene: Scene) -> Tensor:
    """The picture of a scene, uint8, height x width x 3. One ray a pixel, four on the outlines."""
    light = LIGHTS[scene.time]
    sun = _sun_direction(scene, light)
    rows, columns = torch.meshgrid(torch.arange(IMAGE_SIZE), torch.arange(IMAGE_SIZE), indexing="ij")
    rows, columns = rows.flatten() + 0.5, columns.flatten() + 0.5
    origin, view = _camera_rays(scene, columns, rows)
    radiance, label = _radiance(scene, light, sun, origin, view)
    colour = _tone_map(radiance)

    edge = _outlines(label.view(IMAGE_SIZE, IMAGE_SIZE))
    offsets = torch.tensor(SUBSAMPLES)
    origin, view = _camera_rays(
        scene, (columns[edge, None] + offsets[:, 0]).flatten(), (rows[edge, None] + offsets[:, 1]).flatten()
    )
    radiance, _ = _radiance(scene, light, sun, origin, view)
    colour[edge] = _tone_map(radiance).view(-1, len(SUBSAMPLES), 3).mean(1)
    return (colour * 255).round().to(torch.uint8).view(IMAGE_SIZE, IMAGE_SIZE, 3)
