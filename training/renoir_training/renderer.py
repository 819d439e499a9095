"""Ray-marched pictures of scenes, tone-mapped to sRGB and drawn in the scene's style."""

import math

import torch
from torch import Tensor
from torch.nn.functional import normalize

from .geometry import FAR, march
from .lights import sky
from .scene import IMAGE_SIZE, Scene
from .shading import LABELS_PER_PART, Setting, setting_of, shade_ground, shade_things
from .styles import DRAW, outlines

SUBSAMPLES = ((-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25))
SKY_LABEL, GROUND_LABEL = 0, 1


def _radiance(setting: Setting, origin: Tensor, view: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Colour seen along each ray, the normal there, and what was hit: 0 sky, 1 ground, 2 and up a thing's part."""
    scene, light = setting.scene, setting.light
    pixel_angle = scene.camera.field_of_view / IMAGE_SIZE
    travelled, which = march(setting.frames, origin, view)
    to_ground = torch.where(view[..., 1] < -1e-3, -origin[1] / view[..., 1], FAR).clamp_max(FAR)
    colour = sky(scene, light, setting.sun, view)
    normal = torch.zeros_like(view)
    label = torch.zeros_like(which)

    def haze(shaded: Tensor, distance: Tensor, towards: Tensor) -> Tensor:
        clear = torch.exp(-((distance / light.haze_distance) ** 2)).unsqueeze(-1)
        level = towards * torch.tensor([1.0, 0.0, 1.0])
        return torch.lerp(sky(scene, light, setting.sun, level), shaded, clear)

    seen = ((to_ground < travelled) & (to_ground < FAR)).nonzero().squeeze(-1)
    distance = to_ground[seen]
    point = origin + distance.unsqueeze(-1) * view[seen]
    colour[seen] = haze(shade_ground(setting, point, view[seen], distance, pixel_angle), distance, view[seen])
    normal[seen] = torch.tensor([0.0, 1.0, 0.0])
    label[seen] = GROUND_LABEL

    seen = (travelled < to_ground).nonzero().squeeze(-1)
    point = origin + travelled[seen].unsqueeze(-1) * view[seen]
    shaded, normal[seen], label[seen] = shade_things(setting, which[seen], point, view[seen])
    colour[seen] = haze(shaded, travelled[seen], view[seen])
    return colour, normal, label


def _camera_rays(scene: Scene, columns: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
    """Origin and unit directions of the rays through the given pixel coordinates."""
    camera = scene.camera
    origin = torch.tensor([0.0, camera.height, -camera.distance])
    forward = normalize(torch.tensor([camera.aim_x, camera.aim_y, 0.0]) - origin, dim=0)
    right = normalize(torch.linalg.cross(torch.tensor([0.0, 1.0, 0.0]), forward), dim=0)
    up = torch.linalg.cross(forward, right)
    scale = 2 * math.tan(camera.field_of_view / 2) / IMAGE_SIZE
    across = ((columns - IMAGE_SIZE / 2) * scale).unsqueeze(-1) * right
    upward = ((IMAGE_SIZE / 2 - rows) * scale).unsqueeze(-1) * up
    return origin, normalize(forward + across + upward, dim=-1)


def _steps(label: Tensor) -> Tensor:
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
    setting = setting_of(scene)
    size = IMAGE_SIZE
    rows, columns = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    rows, columns = rows.flatten() + 0.5, columns.flatten() + 0.5
    radiance, normal, label = _radiance(setting, *_camera_rays(scene, columns, rows))
    colour = _tone_map(radiance)

    edge = _steps(label.view(size, size))
    offsets = torch.tensor(SUBSAMPLES)
    fine_columns, fine_rows = (columns[edge, None] + offsets[:, 0]), (rows[edge, None] + offsets[:, 1])
    radiance, _, _ = _radiance(setting, *_camera_rays(scene, fine_columns.flatten(), fine_rows.flatten()))
    colour[edge] = _tone_map(radiance).view(-1, len(SUBSAMPLES), 3).mean(1)

    solid = torch.where(label > GROUND_LABEL, 2 + (label - 2) // LABELS_PER_PART, label)
    line = outlines(solid.view(size, size), normal.view(size, size, 3))
    drawn = DRAW[scene.style](colour.view(size, size, 3), line, scene)
    return (drawn * 255).round().to(torch.uint8)
