"""Measures the pack of the undistilled teacher: what the benchmark's judge reads in pictures of fifty guided steps, and a sheet of them."""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor

from .enlarge import half_size
from .evaluate import naming_all
from .export_classifier import CLASSES_NAME
from .export_teacher import TIMESTEPS
from .classifier import shown_attributes
from .dataset import to_bytes
from .graph_weights import load_text_encoder
from .sampling import sample_latents, seeded_noise
from .scene import HELD_OUT_SEED, Scene, sample_scene
from .sheet import save_sheet
from .tokenizer import build_tokenizer
from .train_unet import tokenize
from .vocabulary import known_words

BATCH = 8


class Graph:
    """A model of a pack as a function of its inputs by name. Returns its first output."""

    def __init__(self, path: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(path, options)

    def outputs(self, **inputs: Tensor) -> list[Tensor]:
        found = self.session.run(None, {name: values.numpy() for name, values in inputs.items()})
        return [torch.from_numpy(values) for values in found]

    def __call__(self, **inputs: Tensor) -> Tensor:
        return self.outputs(**inputs)[0]


class Judge:
    """The benchmark's classifier."""

    def __init__(self, folder: Path, threads: int) -> None:
        self.classes = json.loads((folder / CLASSES_NAME).read_text())
        self.graph = Graph(folder / "model.onnx", threads)

    def reads(self, picture: Tensor, scene: Scene) -> dict[str, bool]:
        """Of each attribute of the scene, whether it is read in a picture, 1 x 3 x 128 x 128 in -1..1."""
        logits = dict(zip(self.classes, self.graph.outputs(pictures=picture, things=torch.tensor([len(scene.things)]))))
        found = {}
        for name, wanted in shown_attributes(scene).items():
            *slot, attribute = name.removeprefix("slot ").split(" ")
            scores = logits[attribute][0, int(slot[0])] if slot else logits[attribute][0]
            found[name] = self.classes[attribute][int(scores.argmax())] == wanted
        return found


def shares(readings: list[dict[str, bool]]) -> dict[str, float]:
    """How often each attribute is read right, things of all places together."""
    right: dict[str, list[bool]] = {}
    for reading in readings:
        for name, is_right in reading.items():
            right.setdefault(name.split(" ")[-1], []).append(is_right)
    return {name: round(float(np.mean(values)), 3) for name, values in right.items()}


def sample(pack: Path, prompts: list[str], scale: float, data: Path, threads: int) -> Tensor:
    """Pictures in -1..1 from seeded noise by classifier-free guidance, with the pack's own graphs."""
    unet, decoder, text_encoder = (Graph(pack / part / "model.onnx", threads) for part in ("unet", "vae_decoder", "text_encoder"))
    tokenizer = build_tokenizer(known_words(), data / "tokenizer")
    pictures = []
    for start in range(0, len(prompts), BATCH):
        batch = prompts[start : start + BATCH]
        tokens = tokenize(tokenizer, [*batch, *[""] * len(batch)], torch.device("cpu"))
        text = text_encoder(input_ids=tokens)

        def predict(latents: Tensor, timesteps: Tensor, text: Tensor = text) -> Tensor:
            rows = unet(sample=latents.repeat(2, 1, 1, 1), timestep=timesteps[0].float(), encoder_hidden_states=text)
            with_text, without = rows.chunk(2)
            return without + scale * (with_text - without)

        latents = sample_latents(predict, seeded_noise(len(batch), start), TIMESTEPS, fresh_noise_seed=None)
        pictures += [decoder(latent_sample=one) for one in latents.split(1)]
    return torch.cat(pictures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".data"))
    parser.add_argument("--pack", type=Path, default=Path("../bench/teacher"))
    parser.add_argument("--judge", type=Path, default=Path("../bench/judge"))
    parser.add_argument("--prompts", type=int, default=24, help="held-out prompts to sample")
    parser.add_argument("--guidance", type=float, nargs="+", default=[2.0, 4.0, 7.5])
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    judge = Judge(arguments.judge, arguments.threads)
    scenes = [sample_scene(HELD_OUT_SEED + number) for number in range(arguments.prompts)]
    prompts = [naming_all(scene) for scene in scenes]
    figures = {}
    for scale in arguments.guidance:
        pictures = sample(arguments.pack, prompts, scale, arguments.data, arguments.threads)
        save_sheet(to_bytes(pictures), 8, arguments.data / "evaluation" / f"teacher-{scale:g}.png")
        halves = half_size(pictures).split(1)
        figures[f"{scale:g}"] = shares([judge.reads(half, scene) for half, scene in zip(halves, scenes, strict=True)])
        print(scale, figures[f"{scale:g}"], flush=True)
    path = arguments.data / "evaluation" / "teacher.json"
    path.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
