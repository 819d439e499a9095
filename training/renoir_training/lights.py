"""The light of each time of day or weather, and the sky it comes from."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .geometry import dot, unit
from .noise import fractal_noise
from .scene import Scene
from .vocabulary import Colour


@dataclass(frozen=True)
class Light:
    """Radiances in linear RGB, the sun's height in radians, the distance at which haze hides things in world units."""

    elevation: float
    sun: Colour
    ambient: Colour
    bounce: Colour
    zenith: Colour
    middle: Colour
    horizon: Colour
    glow: Colour
    clouds: Colour
    cloud_cover: float
    shadow_sharpness: float
    haze_distance: float
    lamps: float


LIGHTS: dict[str, Light] = {
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
        cloud_cover=0.75,
        shadow_sharpness=9,
        haze_distance=26,
        lamps=0.0,
    ),
    "sunset": Light(
        elevation=math.radians(18),
        sun=(2.35, 1.36, 0.66),
        ambient=(0.36, 0.27, 0.40),
        bounce=(0.20, 0.10, 0.08),
        zenith=(0.13, 0.12, 0.34),
        middle=(0.62, 0.26, 0.32),
        horizon=(1.15, 0.50, 0.16),
        glow=(0.9, 0.42, 0.10),
        clouds=(1.25, 0.55, 0.34),
        cloud_cover=0.75,
        shadow_sharpness=7,
        haze_distance=26,
        lamps=0.5,
    ),
    "night": Light(
        elevation=math.radians(42),
        sun=(0.66, 0.76, 1.00),
        ambient=(0.125, 0.155, 0.235),
        bounce=(0.05, 0.055, 0.08),
        zenith=(0.004, 0.008, 0.035),
        middle=(0.012, 0.026, 0.085),
        horizon=(0.045, 0.080, 0.170),
        glow=(0.05, 0.07, 0.12),
        clouds=(0.060, 0.085, 0.150),
        cloud_cover=0.75,
        shadow_sharpness=8,
        haze_distance=26,
        lamps=1.4,
    ),
    "fog": Light(
        elevation=math.radians(60),
        sun=(0.42, 0.43, 0.43),
        ambient=(0.62, 0.66, 0.70),
        bounce=(0.26, 0.27, 0.28),
        zenith=(0.52, 0.57, 0.61),
        middle=(0.57, 0.62, 0.65),
        horizon=(0.62, 0.66, 0.68),
        glow=(0.05, 0.05, 0.05),
        clouds=(0.60, 0.64, 0.66),
        cloud_cover=0.25,
        shadow_sharpness=2.5,
        haze_distance=9,
        lamps=0.4,
    ),
}


class Illumination:
    """The light of many scenes: colours and directions 3 x scenes, numbers one a scene."""

    def __init__(self, scenes: list[Scene], device: torch.device) -> None:
        lights = [LIGHTS[scene.time] for scene in scenes]

        def numbers(values: list[float]) -> Tensor:
            return torch.tensor(values, dtype=torch.float32, device=device)

        def colours(values: list[Colour]) -> Tensor:
            return numbers(values).T.contiguous()  # type: ignore[arg-type]

        self.sun_colour = colours([light.sun for light in lights])
        self.ambient = colours([light.ambient for light in lights])
        self.bounce = colours([light.bounce for light in lights])
        self.zenith = colours([light.zenith for light in lights])
        self.middle = colours([light.middle for light in lights])
        self.horizon = colours([light.horizon for light in lights])
        self.glow = colours([light.glow for light in lights])
        self.clouds = colours([light.clouds for light in lights])
        self.cloud_cover = numbers([light.cloud_cover for light in lights])
        self.shadow_sharpness = numbers([light.shadow_sharpness for light in lights])
        self.haze_distance = numbers([light.haze_distance for light in lights])
        self.lamps = numbers([light.lamps for light in lights])
        self.is_night = torch.tensor([scene.time == "night" for scene in scenes], device=device)
        self.texture_offset = colours([scene.texture_offset for scene in scenes])
        self.sun = unit(colours([_towards_sun(*pair) for pair in zip(scenes, lights, strict=True)]))


def _towards_sun(scene: Scene, light: Light) -> Colour:
    elevation = light.elevation * scene.sun_height
    side, front = math.sin(scene.sun_azimuth), 0.6 * math.cos(scene.sun_azimuth)
    flat = math.cos(elevation)
    return flat * side, math.sin(elevation), flat * front


def _mix(first: Tensor, second: Tensor, amount: Tensor) -> Tensor:
    return torch.addcmul(first, second - first, amount)


def clear_sky(light: Illumination, scene: Tensor, direction: Tensor) -> Tensor:
    """Sky radiance without clouds or stars: a gradient over three colours and a glow around the sun."""
    height = direction[1].clamp(0, 1)
    low = (height / 0.09).clamp(0, 1)
    high = ((height - 0.09) / 0.4).clamp(0, 1)
    gradient = _mix(_mix(light.horizon[:, scene], light.middle[:, scene], low), light.zenith[:, scene], high)
    towards = dot(direction, light.sun[:, scene]).clamp(0, 1)
    return torch.addcmul(gradient, light.glow[:, scene], towards**6)


def _stars(offset: Tensor, direction: Tensor, height: Tensor) -> Tensor:
    across = torch.atan2(direction[0], direction[2]) * 34 + offset[0]
    speckle = fractal_noise(across, direction[1] * 62 + offset[1], 1)
    return ((speckle - 0.40) * 12).clamp(0, 1) * (height * 5).clamp(0, 1) * 0.5


def sky(light: Illumination, scene: Tensor, direction: Tensor) -> Tensor:
    """Sky radiance, with streaks of cloud, and stars at night. 3 x count."""
    height = direction[1].clamp(0, 1)
    gradient = clear_sky(light, scene, direction)
    dark = light.is_night[scene].nonzero().squeeze(-1)
    if len(dark):
        gradient[:, dark] += _stars(light.texture_offset[:, scene[dark]], direction[:, dark], height[dark])
    x, y = light.texture_offset[:, scene]
    streaks = fractal_noise(direction[0] * 5 + x, direction[1] * 26 + y, 3)
    cover = (streaks * 2.2 + 0.1).clamp(0, 0.75) * (light.cloud_cover[scene] / 0.75) * (height / 0.04).clamp(0, 1)
    return _mix(gradient, light.clouds[:, scene], cover)
