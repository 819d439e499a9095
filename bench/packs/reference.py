"""What diffusers' own pipelines compute, step by step."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import torch
from diffusers import DiffusionPipeline
from torch import Tensor

from families import FAMILIES, LATENT_SIZE, build_preview_decoder

PROMPT = "a red ball on grass at day"
SEED = 5


class TensorStore:
    """Tensors by name, written one after the other as little-endian float32."""

    def __init__(self) -> None:
        self.arrays: dict[str, np.ndarray] = {}

    def add(self, name: str, tensor: Tensor) -> None:
        self.arrays[name] = tensor.detach().numpy().astype("<f4")

    def write(self, file: Path) -> dict[str, dict[str, object]]:
        index, offset = {}, 0
        with file.open("wb") as stream:
            for name, array in self.arrays.items():
                stream.write(array.tobytes())
                index[name] = {"shape": list(array.shape), "offset": offset}
                offset += array.size
        return index


@contextmanager
def record_fresh_noise(scheduler: object, store: TensorStore) -> Iterator[None]:
    """Keeps what the scheduler draws as `fresh/0`, `fresh/1`..."""
    module = type(scheduler).__module__
    if not hasattr(__import__(module, fromlist=["_"]), "randn_tensor"):
        yield
        return
    drawn = 0

    def draw(shape: tuple[int, ...], **_: object) -> Tensor:
        nonlocal drawn
        noise = torch.randn(shape, generator=torch.Generator().manual_seed(100 + drawn))
        store.add(f"fresh/{drawn}", noise)
        drawn += 1
        return noise

    with patch(f"{module}.randn_tensor", draw):
        yield


@torch.no_grad()
def write_reference(name: str, pipeline: DiffusionPipeline, stem: Path) -> None:
    """Writes `stem.json` and `stem.bin` beside the folder of the pack."""
    family = FAMILIES[name]
    if family.sampling is not None:
        pipeline.scheduler = family.sampling(pipeline.scheduler.config)
    store = TensorStore()
    calls: list[dict[str, Any]] = []

    def record(_: object, args: tuple[Any, ...], kwargs: dict[str, Any], output: tuple[Tensor, ...]) -> None:
        step, (sample, timestep) = len(calls), args
        words = output[0][-1:]
        store.add(f"{step}/sample", sample[-1:])
        store.add(f"{step}/output", words)
        if len(sample) == 2:
            # The pipeline predicts rows of the empty prompt and of the words.
            without = output[0][:1]
            store.add(f"{step}/guided", without + family.guidance * (words - without))
        calls.append({"timestep": int(timestep), **kwargs})

    hook = pipeline.unet.register_forward_hook(record, with_kwargs=True)
    start = torch.randn(1, 4, LATENT_SIZE, LATENT_SIZE, generator=torch.Generator().manual_seed(SEED))
    with record_fresh_noise(pipeline.scheduler, store):
        latents = pipeline(
            PROMPT,
            num_inference_steps=family.steps,
            guidance_scale=family.guidance,
            latents=start,
            output_type="latent",
        ).images
    hook.remove()

    first = calls[0]
    store.add("latent", latents)
    store.add("hidden_states", first["encoder_hidden_states"][-1:])
    for key, value in (first.get("added_cond_kwargs") or {}).items():
        store.add(key, value[-1:])
    if first.get("timestep_cond") is not None:
        store.add("timestep_cond", first["timestep_cond"])
    vae = pipeline.vae
    store.add("decoded", vae.decode(latents / vae.config.scaling_factor).sample.clamp(-1, 1))
    store.add("previewed", build_preview_decoder(pipeline).decode(latents).sample.clamp(-1, 1))
    size = LATENT_SIZE * pipeline.vae_scale_factor
    picture = torch.rand(1, 3, size, size, generator=torch.Generator().manual_seed(SEED)) * 2 - 1
    store.add("picture", picture)
    store.add("encoded", vae.encode(picture).latent_dist.mode() * vae.config.scaling_factor)

    tokenizers = [getattr(pipeline, key, None) for key in ("tokenizer", "tokenizer_2")]
    ids = [t(PROMPT, padding="max_length", truncation=True).input_ids for t in tokenizers if t is not None]
    pipeline.scheduler.set_timesteps(family.steps)
    reference = {
        "formatVersion": 1,
        "prompt": PROMPT,
        "guidance": family.guidance,
        "scheduler": type(pipeline.scheduler).__name__,
        "tokenIds": ids,
        "timesteps": [call["timestep"] for call in calls],
        "tensors": store.write(stem.with_name(f"{stem.name}.bin")),
    }
    stem.with_name(f"{stem.name}.json").write_text(json.dumps(reference) + "\n")
