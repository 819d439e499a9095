"""The colour that light takes on things and ground, in linear RGB. Vectors and colours are 3 x count."""

from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor

from .finishes import chrome_bands, plaster, window
from .geometry import FAR, Things, along, ambient_occlusion, dot, local_normal, march, part_distances, soft_shadow, unit
from .lights import Illumination, clear_sky
from .noise import fractal_noise
from .objects import PARTS
from .scene import BENCHMARK_LOOK, Scene
from .textures import FINISHES, MEAN_ALBEDO, TEXTURES, Texture
from .vocabulary import COLOURS, SURFACES, Colour

LABELS_PER_PART = 8
LABELS_PER_THING = 64
UP = (0.0, 1.0, 0.0)


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
    "metal": Gloss(1.5, 50, 0.0, 0.0),
    "glow": Gloss(0.0, 1, 0.0, 0.0),
}
COATS = tuple(GLOSS)
"""What a place on a thing is finished with, by number."""
NAMED_COAT = len(COATS)
MATTE, SHINY, METAL, GLOW = (COATS.index(name) for name in ("matte", "shiny", "metal", "glow"))


class Setting:
    """Scenes with everything that every ray needs."""

    def __init__(self, scenes: list[Scene], device: torch.device) -> None:
        self.scenes, self.device = scenes, device
        self.is_telling = torch.tensor([scene.look > BENCHMARK_LOOK for scene in scenes], device=device)
        """Whether a scene's finishes are those of the newer look."""
        photos = torch.tensor([scene.style == "photo" for scene in scenes], device=device)
        self.is_rough = self.is_telling & photos  # a drawing would make blots of the grain
        self.light = Illumination(scenes, device)
        self.things = Things(scenes, device)
        members = self.things.members
        self.named_colour = torch.tensor([_linear(COLOURS[thing.colour]) for thing in members], device=device).T
        self.named_coat = torch.tensor([COATS.index(t.material) for t in members], device=device, dtype=torch.int64)
        surfaces = list(SURFACES)
        self.surface = torch.tensor([surfaces.index(scene.surface) for scene in scenes], device=device)
        albedo = torch.tensor([MEAN_ALBEDO[scene.surface] for scene in scenes], device=device).T
        self.ground_radiance = albedo * (self.light.sun_colour * self.light.sun[1] + self.light.ambient)


@cache
def _linear(srgb: Colour) -> Colour:
    red, green, blue = (torch.tensor(srgb) ** 2.2).tolist()
    return red, green, blue


@cache
def _constants(device: torch.device, rows: tuple[tuple[float, ...], ...]) -> Tensor:
    return torch.tensor(rows, dtype=torch.float32, device=device)


@cache
def _coats(kind: str, device: torch.device) -> tuple[Tensor, Tensor]:
    """For every label of an object, its coat and whether it is a lamp."""
    coats, lamps = [NAMED_COAT] * LABELS_PER_THING, [0.0] * LABELS_PER_THING
    for index, part in enumerate(PARTS[kind]):
        finish = NAMED_COAT if part.finish == "named" else COATS.index(part.finish)
        coats[index * LABELS_PER_PART] = finish
        for number, decal in enumerate(part.decals):
            label = index * LABELS_PER_PART + 1 + number
            coats[label] = NAMED_COAT if decal.colour is None else COATS.index("plain")
            lamps[label] = float(decal.lamp)
    return torch.tensor(coats, device=device), torch.tensor(lamps, device=device)


def _surroundings(setting: Setting, scene: Tensor, direction: Tensor) -> Tensor:
    """What a mirror shows: the sky above, the ground below, a dark line of horizon between."""
    above, below = clear_sky(setting.light, scene, direction), setting.ground_radiance[:, scene]
    height = direction[1]
    mixed = torch.addcmul(below, above - below, (height * 7 + 0.5).clamp(0, 1))
    return mixed * (1 - 0.6 * torch.exp(-((height * 8) ** 2)))


def _diffuse(setting: Setting, scene: Tensor, normal: Tensor, visibility: Tensor, openness: Tensor) -> Tensor:
    """Light that arrives: from the sun, from the sky and from the ground."""
    light = setting.light
    facing = dot(normal, light.sun[:, scene]).clamp_min(0)
    bounce = (light.bounce + 0.15 * setting.ground_radiance)[:, scene]
    around = torch.addcmul(bounce, light.ambient[:, scene] - bounce, normal[1] * 0.5 + 0.5)
    return torch.addcmul(around * openness, light.sun_colour[:, scene], visibility * facing)


def _highlight(
    setting: Setting, scene: Tensor, normal: Tensor, view: Tensor, visibility: Tensor, gloss: tuple[Tensor, Tensor]
) -> Tensor:
    """The sun in a surface of a strength and an exponent."""
    sun = setting.light.sun[:, scene]
    strength = dot(normal, unit(sun - view)).clamp_min(0) ** gloss[1] * gloss[0]
    return setting.light.sun_colour[:, scene] * (strength * visibility * (dot(normal, sun) > 0))


def _paint(setting: Setting, kind: str, thing: Tensor, point: Tensor) -> tuple[Tensor, Tensor]:
    """Albedo at local points of one kind, and a label that tells parts and decals apart."""
    parts, named = PARTS[kind], setting.named_colour[:, thing]
    part = part_distances(kind, point).argmin(0)
    albedo, label = named, part * LABELS_PER_PART
    x, y, z = point

    def painted(here: Tensor, colour: Colour | None) -> Tensor:
        ink = named if colour is None else _constants(point.device, (_linear(colour),)).T
        return torch.where(here, ink, albedo)

    for index, definition in enumerate(parts):
        on_part = part == index
        albedo = painted(on_part, definition.colour)
        for number, decal in enumerate(definition.decals):
            here = on_part & decal.where(x, y, z)
            albedo = painted(here, decal.colour)
            label = torch.where(here, index * LABELS_PER_PART + 1 + number, label)
    return albedo, label


@dataclass(frozen=True)
class Surfaces:
    """What is known of points on things before light falls on them."""

    normal: Tensor
    albedo: Tensor
    label: Tensor
    coat: Tensor
    lamp: Tensor
    grain: Tensor


def _brushed(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    """Level streaks, brighter above: what tells metal from paint where a face is flat and mirrors one colour only."""
    streaks = fractal_noise(0.7 * (x + z) + 11, 11 * y, 2)
    return (0.72 + 0.22 * y + 0.75 * streaks).clamp_min(0.2)


def surfaces_at(setting: Setting, thing: Tensor, point: Tensor) -> Surfaces:
    """The surfaces of things at world points, one thing each."""
    things, count = setting.things, len(thing)
    local = things.points(thing, point)
    normal, albedo = torch.zeros_like(point), torch.zeros_like(point)
    label = torch.zeros(count, dtype=torch.int64, device=point.device)
    coat, lamp = torch.zeros_like(label), torch.zeros_like(point[0])
    for kind, here in things.by_kind(thing):
        which, near = thing[here], local[:, here]
        normal[:, here] = things.world_directions(which, local_normal(kind, near))
        albedo[:, here], painted = _paint(setting, kind, which, near)
        coats, lamps = _coats(kind, point.device)
        finish = coats[painted]
        label[here] = painted
        coat[here] = torch.where(finish == NAMED_COAT, setting.named_coat[which], finish)
        lamp[here] = lamps[painted]
    grain = torch.ones_like(lamp)
    metal = (coat == METAL).nonzero().squeeze(-1)
    grain[metal] = _brushed(*local[:, metal])
    matte = ((coat == MATTE) & setting.is_rough[things.scene[thing]]).nonzero().squeeze(-1)
    grain[matte] = plaster(*local[:, matte])
    return Surfaces(normal, albedo, label, coat, lamp, grain)


def light_at(setting: Setting, scene: Tensor, point: Tensor, normal: Tensor, lift: Tensor) -> tuple[Tensor, Tensor]:
    """How much of the sun and how much of the surroundings reaches points, which are lifted off for the way to the sun."""
    light, things = setting.light, setting.things
    visibility = soft_shadow(things, scene, along(point, lift, normal), light.sun, light.shadow_sharpness)
    return visibility, ambient_occlusion(things, scene, point, normal)


def shade_things(
    setting: Setting, scene: Tensor, surfaces: Surfaces, view: Tensor, reaching: tuple[Tensor, Tensor]
) -> Tensor:
    """Colour of points on things."""
    visibility, openness = reaching
    normal, albedo, coat = surfaces.normal, surfaces.albedo, surfaces.coat
    rows = tuple((g.specular, g.shininess, g.facing_mirror, g.grazing_mirror) for g in GLOSS.values())
    gloss = _constants(view.device, rows)
    specular, shininess, facing_mirror, grazing_mirror = gloss.T[:, coat]
    towards = dot(view, normal)
    arriving = _diffuse(setting, scene, normal, visibility, openness)
    mirrored = view - 2 * towards * normal
    around = _surroundings(setting, scene, mirrored) * (0.35 + 0.65 * openness)
    grazing = (1 + towards).clamp(0, 1) ** 4
    shine = _highlight(setting, scene, normal, view, visibility, (specular, shininess))

    painted = albedo * surfaces.grain * arriving
    mirror = facing_mirror + (grazing_mirror - facing_mirror) * grazing
    is_telling = setting.is_telling[scene]
    if is_telling.any():
        mirror = torch.where(is_telling & (coat == MATTE), 0.0, mirror)
        glass = (is_telling & (coat == SHINY)).nonzero().squeeze(-1)
        shine[:, glass] += window(mirrored[:, glass]) * (0.35 + 0.9 * setting.light.ambient[:, scene[glass]])
        around = around * torch.where(is_telling & (coat == METAL), chrome_bands(mirrored), 1.0)
    colour = torch.addcmul(painted, around - painted, mirror) + shine
    metal = (coat == METAL).nonzero().squeeze(-1)
    tint = (albedo[:, metal] * 0.92 + 0.03) * surfaces.grain[metal]
    lit = 1.25 * around[:, metal] + 0.30 * arriving[:, metal] + shine[:, metal]
    colour[:, metal] = tint * lit + 0.12 * grazing[metal] * around[:, metal]
    glowing = albedo * (0.9 + 1.1 * (1 - grazing))
    colour = torch.where(coat == GLOW, glowing, colour)
    return torch.addcmul(colour, albedo, surfaces.lamp * setting.light.lamps[scene])


class Grounds:
    """What of the ground differs between scenes."""

    def __init__(self, setting: Setting) -> None:
        scenes, device = setting.scenes, setting.device
        turn = torch.tensor([scene.texture_angle for scene in scenes], device=device)
        self.cosine, self.sine = turn.cos(), turn.sin()
        self.fineness = torch.tensor([0.8 if scene.style == "cartoon" else 1.0 for scene in scenes], device=device)
        self.camera_height = torch.tensor([scene.camera.height for scene in scenes], device=device)
        finishes = [FINISHES[scene.surface] for scene in scenes]
        self.specular = torch.tensor([finish.specular for finish in finishes], device=device)
        self.shininess = torch.tensor([finish.shininess for finish in finishes], dtype=torch.float32, device=device)
        self.mirror = torch.tensor([finish.mirror for finish in finishes], device=device)


def _ground_material(
    setting: Setting, ground: Grounds, scene: Tensor, point: Tensor, distance: Tensor, pixel_angle: Tensor
) -> tuple[Tensor, Tensor]:
    """Albedo and tilt where rays of length `distance` meet the ground. Detail fades where it is finer than a pixel."""
    cosine, sine, offset = ground.cosine[scene], ground.sine[scene], setting.light.texture_offset[:, scene]
    x = cosine * point[0] - sine * point[2] + offset[0]
    y = sine * point[0] + cosine * point[2] + offset[1]
    detail = (6.0 / distance).clamp(0, 1) ** 2 * ground.fineness[scene]
    footprint = pixel_angle[scene] * distance * (distance / ground.camera_height[scene]).clamp(1, 6) * 0.5
    albedo, tilt = torch.zeros_like(point), torch.zeros_like(point[:2])
    surface = setting.surface[scene]
    for index, name in enumerate(SURFACES):
        here = (surface == index).nonzero().squeeze(-1)
        if len(here):
            texture: Texture = TEXTURES[name]
            found = texture(x[here], y[here], detail[here], footprint[here])
            albedo[:, here], tilt[:, here] = found.albedo, found.tilt
    return albedo, tilt


def shade_ground(
    setting: Setting,
    ground: Grounds,
    scene: Tensor,
    point: Tensor,
    view: Tensor,
    distance: Tensor,
    pixel_angle: Tensor,
    reaching: tuple[Tensor, Tensor],
) -> Tensor:
    """Colour of points on the ground, with the things mirrored in smooth ground."""
    albedo, tilt = _ground_material(setting, ground, scene, point, distance, pixel_angle)
    normal = unit(torch.stack([tilt[0], torch.ones_like(distance), tilt[1]]))
    visibility, openness = reaching
    gloss = ground.specular[scene], ground.shininess[scene]
    colour = albedo * _diffuse(setting, scene, normal, visibility, openness)
    colour = colour + _highlight(setting, scene, normal, view, visibility, gloss)

    smooth = (ground.mirror[scene] > 0).nonzero().squeeze(-1)
    if len(smooth):
        owner, bent, towards = scene[smooth], normal[:, smooth], view[:, smooth]
        mirrored = towards - 2 * dot(towards, bent) * bent
        mirrored = unit(torch.stack([mirrored[0], mirrored[1].clamp_min(0.01), mirrored[2]]))
        fresnel = (ground.mirror[owner] + 0.5 * (1 + towards[1]).clamp(0, 1) ** 5).clamp(0, 0.6)
        reflected = _reflected(setting, owner, point[:, smooth], mirrored)
        colour[:, smooth] += (reflected - colour[:, smooth]) * fresnel
    return colour


def _reflected(setting: Setting, scene: Tensor, point: Tensor, direction: Tensor) -> Tensor:
    """The clear sky or the thing that smooth ground mirrors."""
    colour = clear_sky(setting.light, scene, direction)
    start = along(point, point.new_tensor(0.01), point.new_tensor(UP).unsqueeze(-1))
    travelled, thing = march(setting.things, scene, start, direction)
    hit = (travelled < FAR).nonzero().squeeze(-1)
    if len(hit):
        owner, towards = scene[hit], direction[:, hit]
        where = along(point[:, hit], travelled[hit], towards)
        surfaces = surfaces_at(setting, thing[hit], where)
        reaching = light_at(setting, owner, where, surfaces.normal, where.new_tensor(0.02))
        colour[:, hit] = shade_things(setting, owner, surfaces, towards, reaching)
    return colour
