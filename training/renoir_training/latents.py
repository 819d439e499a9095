"""The training set as the UNet sees it: latents of every scene and of its mirror image, each with its caption."""

from dataclasses import dataclass, replace
from pathlib import Path

import torch
from diffusers import AutoencoderKL
from torch import Tensor

from .dataset import load_scenes, to_signed
from .scene import Scene, sample_scene


@dataclass(frozen=True)
class LatentSet:
    """`latents[i]` shows `captions[i]`."""

    latents: Tensor
    captions: list[str]

    def __len__(self) -> int:
        return len(self.captions)


def mirrored(scene: Scene) -> Scene:
    """The scene whose caption fits the mirror image: left and right change places."""
    return replace(scene, things=scene.things[::-1])


@torch.no_grad()
def encode(vae: AutoencoderKL, pictures: Tensor) -> Tensor:
    """Means of the latents, scaled as the UNet expects them, in half precision."""
    batches = [vae.encode(to_signed(batch)).latent_dist.mean.half() for batch in pictures.split(64)]
    return torch.cat(batches) * vae.config.scaling_factor


def load_latents(data: Path, held_out: bool) -> LatentSet:
    """Reads the latents, encoding the pictures on the first call."""
    path = data / ("latents-held-out.pt" if held_out else "latents.pt")
    if path.exists():
        saved = torch.load(path)
    else:
        pictures, seeds = load_scenes(data, held_out)
        vae = AutoencoderKL.from_pretrained(data / "vae").eval().to(memory_format=torch.channels_last)
        saved = {"seeds": seeds, "plain": encode(vae, pictures), "mirrored": encode(vae, pictures.flip(-1))}
        torch.save(saved, path)
    scenes = [sample_scene(seed) for seed in saved["seeds"]]
    captions = [scene.caption for scene in scenes] + [mirrored(scene).caption for scene in scenes]
    return LatentSet(torch.cat([saved["plain"], saved["mirrored"]]), captions)
