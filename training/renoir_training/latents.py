"""The training set as the UNet sees it: latents of every scene and of its mirror image, each with its scene."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import AutoencoderKL
from torch import Tensor

from .dataset import load_shard, scene_shards, to_signed
from .graph_weights import load_encoder
from .scene import Scene, mirrored, sample_scene


@dataclass(frozen=True)
class LatentSet:
    """`latents[i]` shows `scenes[i]`."""

    latents: Tensor
    scenes: list[Scene]

    def __len__(self) -> int:
        return len(self.scenes)


@torch.no_grad()
def encode(vae: AutoencoderKL, pictures: Tensor) -> Tensor:
    """Means of the latents, scaled as the UNet expects them, in half precision."""
    batches = [
        vae.encode(to_signed(batch.to(vae.device))).latent_dist.mean.half().cpu() for batch in pictures.split(64)
    ]
    return torch.cat(batches) * vae.config.scaling_factor


def _latent_folder(data: Path, weights: Path) -> Path:
    """Named after the autoencoder's weights: another autoencoder has other latents."""
    return data / f"latents-{hashlib.sha256(weights.read_bytes()).hexdigest()[:8]}"


def load_latents(
    data: Path, held_out: bool, device: torch.device, limit: int | None = None, pack: Path | None = None
) -> LatentSet:
    """Latents of all scenes or of the first `limit`, by the autoencoder in `data` or by that of a pack.

    Shards that were never encoded before are encoded first.
    """
    own = data / "vae" / "diffusion_pytorch_model.safetensors"
    folder = _latent_folder(data, pack / "vae_encoder" / "model.onnx_data" if pack else own)
    folder.mkdir(exist_ok=True)
    vae = None
    plain, flipped, seeds = [], [], []
    for shard in scene_shards(data, held_out):
        if limit is not None and len(seeds) >= limit:
            break
        path = folder / f"{shard.stem}.pt"
        if path.exists():
            saved = torch.load(path, weights_only=True)
        else:
            if vae is None:
                vae = load_encoder(pack) if pack else AutoencoderKL.from_pretrained(data / "vae")
                vae = vae.eval().to(device, memory_format=torch.channels_last)
            pictures, shard_seeds = load_shard(shard)
            saved = {
                "seeds": shard_seeds,
                "plain": encode(vae, pictures),
                "mirrored": encode(vae, pictures.flip(-1)),
            }
            unfinished = path.with_suffix(".part")
            torch.save(saved, unfinished)
            unfinished.rename(path)
        plain.append(saved["plain"])
        flipped.append(saved["mirrored"])
        seeds += saved["seeds"]
    seeds = seeds[:limit]
    scenes = [sample_scene(seed) for seed in seeds]
    latents = torch.cat([torch.cat(plain)[:limit], torch.cat(flipped)[:limit]])
    return LatentSet(latents, scenes + [mirrored(scene) for scene in scenes])
