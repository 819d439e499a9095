"""Ray-marched pictures of many scenes at once, tone-mapped to sRGB and drawn in each scene's style."""

import math
from collections.abc import Iterable, Iterator

import torch
from torch import Tensor

from .geometry import FAR, along, march, unit
from .lights import clear_sky, sky
from .scene import IMAGE_SIZE, Scene
from .shading import (
    LABELS_PER_PART,
    LABELS_PER_THING,
    UP,
    Grounds,
    Setting,
    light_at,
    shade_ground,
    shade_things,
    surfaces_at,
)
from .styles import draw, outlines

SUBSAMPLES = ((-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25))
SKY_LABEL, GROUND_LABEL = 0, 1
BATCH_PIXELS = {"cpu": 2**16, "cuda": 2**27}
"""How many pixels are rendered at once: what a processor's cache holds, what keeps a GPU busy."""


class Cameras:
    """Where rays start and go in each scene: origin and axes, 3 x scenes."""

    def __init__(self, scenes: list[Scene], size: int, device: torch.device) -> None:
        cameras = [scene.camera for scene in scenes]

        def vectors(values: list[tuple[float, float, float]]) -> Tensor:
            return torch.tensor(values, dtype=torch.float32, device=device).T.contiguous()

        self.size = size
        self.origin = vectors([(0.0, camera.height, -camera.distance) for camera in cameras])
        self.forward = unit(vectors([(camera.aim_x, camera.aim_y, 0.0) for camera in cameras]) - self.origin)
        up = self.origin.new_tensor(UP).unsqueeze(-1).expand_as(self.forward)
        self.right = unit(torch.linalg.cross(up, self.forward, dim=0))
        self.up = torch.linalg.cross(self.forward, self.right, dim=0)
        scales = [2 * math.tan(camera.field_of_view / 2) / size for camera in cameras]
        self.scale = torch.tensor(scales, device=device)
        self.pixel_angle = torch.tensor([camera.field_of_view / size for camera in cameras], device=device)

    def directions(self, scene: Tensor, columns: Tensor, rows: Tensor) -> Tensor:
        """Unit directions of the rays through pixel coordinates of scenes."""
        scale = self.scale[scene]
        across, upward = (columns - self.size / 2) * scale, (self.size / 2 - rows) * scale
        return unit(self.forward[:, scene] + across * self.right[:, scene] + upward * self.up[:, scene])


def _radiance(
    setting: Setting, cameras: Cameras, ground: Grounds, scene: Tensor, view: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Colour seen along each ray, the normal there, and what was hit: 0 sky, 1 ground, 2 and up a thing's part."""
    light, things = setting.light, setting.things
    height = cameras.origin[1, scene]
    travelled, thing = march(things, scene, cameras.origin, view, origin_of=scene)
    to_ground = torch.where(view[1] < -1e-3, -height / view[1], FAR).clamp_max(FAR)
    on_ground = ((to_ground <= travelled) & (to_ground < FAR)).nonzero().squeeze(-1)
    on_thing = (travelled < to_ground).nonzero().squeeze(-1)
    above = ((travelled >= to_ground) & (to_ground >= FAR)).nonzero().squeeze(-1)

    seen = torch.cat([on_ground, on_thing])
    owner, towards = scene[seen], view[:, seen]
    distance = torch.minimum(travelled, to_ground)[seen]
    point = along(cameras.origin[:, owner], distance, towards)
    first = len(on_ground)
    surfaces = surfaces_at(setting, thing[on_thing], point[:, first:])
    flat = point.new_tensor(UP).unsqueeze(-1).expand(3, first)
    hit_normal = torch.cat([flat, surfaces.normal], 1)
    lift = torch.full_like(distance, 0.02)
    lift[:first] = 0.01
    visibility, openness = light_at(setting, owner, point, hit_normal, lift)

    lit_ground = shade_ground(
        setting,
        ground,
        owner[:first],
        point[:, :first],
        towards[:, :first],
        distance[:first],
        cameras.pixel_angle,
        (visibility[:first], openness[:first]),
    )
    reaching = visibility[first:], openness[first:]
    lit_things = shade_things(setting, owner[first:], surfaces, towards[:, first:], reaching)
    shaded = torch.cat([lit_ground, lit_things], 1)
    level = clear_sky(light, owner, towards * towards.new_tensor([1.0, 0.0, 1.0]).unsqueeze(-1))
    clear = torch.exp(-((distance / light.haze_distance[owner]) ** 2))

    colour, normal, label = torch.zeros_like(view), torch.zeros_like(view), torch.zeros_like(scene)
    colour[:, above] = sky(light, scene[above], view[:, above])
    colour[:, seen] = torch.addcmul(level, shaded - level, clear)
    normal[:, seen] = hit_normal
    label[on_ground] = GROUND_LABEL
    label[on_thing] = 2 + surfaces.label + things.slot[thing[on_thing]] * LABELS_PER_THING
    return colour, normal, label


def _steps(label: Tensor) -> Tensor:
    """Pixels whose neighbour shows something else, as flat indices of a scenes x height x width grid."""
    edge = torch.zeros_like(label, dtype=torch.bool)
    across, down = label[:, :, 1:] != label[:, :, :-1], label[:, 1:] != label[:, :-1]
    edge[:, :, 1:] |= across
    edge[:, :, :-1] |= across
    edge[:, 1:] |= down
    edge[:, :-1] |= down
    return edge.flatten().nonzero().squeeze(-1)


def _tone_map(radiance: Tensor) -> Tensor:
    """Narkowicz's fit of the ACES film curve, then the sRGB exponent."""
    x = radiance * 0.72
    return ((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14)).clamp(0, 1) ** (1 / 2.2)


def _render_together(scenes: list[Scene], size: int, device: torch.device) -> Tensor:
    setting = Setting(scenes, device)
    cameras, ground = Cameras(scenes, size, device), Grounds(setting)
    count, pixels = len(scenes), size * size
    position = torch.arange(count * pixels, device=device)
    scene, place = position // pixels, position % pixels
    columns, rows = place % size + 0.5, place // size + 0.5
    radiance, normal, label = _radiance(setting, cameras, ground, scene, cameras.directions(scene, columns, rows))
    colour = _tone_map(radiance)
    label = label.view(count, size, size)

    edge = _steps(label)
    offsets = torch.tensor(SUBSAMPLES, device=device)
    fine_columns, fine_rows = (columns[edge, None] + offsets[:, 0]), (rows[edge, None] + offsets[:, 1])
    fine_scene = scene[edge].repeat_interleave(len(SUBSAMPLES))
    fine = cameras.directions(fine_scene, fine_columns.flatten(), fine_rows.flatten())
    radiance, _, _ = _radiance(setting, cameras, ground, fine_scene, fine)
    colour[:, edge] = _tone_map(radiance).view(3, -1, len(SUBSAMPLES)).mean(-1)

    def pictures(planes: Tensor) -> Tensor:
        return planes.view(3, count, size, size).transpose(0, 1)

    solid = torch.where(label > GROUND_LABEL, 2 + (label - 2) // LABELS_PER_PART, label)
    drawn = draw(pictures(colour), outlines(solid, pictures(normal)), scenes)
    return (drawn * 255).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous()


def batches(scenes: Iterable[Scene], size: int, device: torch.device) -> Iterator[list[Scene]]:
    """The scenes in lists as long as a device renders at once."""
    limit = max(1, BATCH_PIXELS[device.type] // size**2)
    batch: list[Scene] = []
    for scene in scenes:
        batch.append(scene)
        if len(batch) == limit:
            yield batch
            batch = []
    if batch:
        yield batch


@torch.no_grad()
def render_batch(scenes: list[Scene], size: int = IMAGE_SIZE, device: torch.device | str = "cpu") -> Tensor:
    """Pictures of scenes, uint8, count x size x size x 3, on the device. One ray a pixel, four on the outlines.

    The same list gives the same pictures on the same device, bit for bit. In another list a picture may differ by a level here and there.
    """
    device = torch.device(device)
    return torch.cat([_render_together(batch, size, device) for batch in batches(scenes, size, device)])


def render(scene: Scene, size: int = IMAGE_SIZE) -> Tensor:
    """The picture of a scene, uint8, size x size x 3."""
    return render_batch([scene], size)[0]
