"""Measures a pack by its own graphs: what the benchmark's judge reads in rendered pictures, through the autoencoder and in painted ones.

Scenes and renderings are the true results of the benchmark's test pairs; pictures are painted from noise by the words of each.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from PIL import Image
from torch import Tensor

from .dataset import to_bytes, to_signed
from .distil import guidance_embedding
from .edits import EDIT_KINDS, sample_edit
from .enlarge import half_size
from .evaluate import naming_all
from .export_classifier import CLASSES_NAME
from .manifest import MANIFEST_NAME
from .model_card import PAINTED_NAME
from .models import PackFormat
from .quality import psnr
from .render import PAIR_COUNTS
from .sampling import Predictor, sample_latents, seeded_noise, signal_and_noise
from .scene import Scene
from .sheet import save_sheet
from .tokenizer import build_tokenizer
from .train_unet import tokenize
from .vocabulary import known_words

BATCH = 8
SHEET_COUNT = 64


class Graph:
    """A model of a pack as a function of its inputs by name. Returns its first output."""

    def __init__(self, path: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(path, options)

    def takes(self, name: str) -> bool:
        return any(value.name == name for value in self.session.get_inputs())

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

    def reads(self, picture: Tensor, shown: dict[str, Any]) -> dict[str, bool]:
        """Of each attribute that is shown, whether it is read in a picture, 1 x 3 x 256 x 256 in -1..1."""
        things = torch.tensor([shown["count"]])
        # Behind the logits of its classes come the features that structure distances are measured by.
        logits = dict(zip(self.classes, self.graph.outputs(pictures=half_size(picture), things=things), strict=False))
        found = {}
        for name, wanted in shown.items():
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


def scene_of(pair: dict[str, Any]) -> Scene:
    """What the true result of a pair shows."""
    number = int(pair["id"])
    return sample_edit(pair["seed"], pair["kind"], PAIR_COUNTS[number // len(EDIT_KINDS) % len(PAIR_COUNTS)]).target


def noise_of_velocity(predict: Predictor) -> Predictor:
    """eps = a v + s x, of a prediction of v."""

    def noise(latents: Tensor, timesteps: Tensor) -> Tensor:
        signal, spread = signal_and_noise(timesteps)
        return signal * predict(latents, timesteps) + spread * latents

    return noise


class Pack:
    """A pack's graphs on onnxruntime: pictures in -1..1 and latents, batch x channels x height x width."""

    def __init__(self, folder: Path, data: Path, threads: int) -> None:
        self.manifest = json.loads((folder / MANIFEST_NAME).read_text())
        names = ("text_encoder", "unet", "vae_encoder", "vae_decoder")
        self.text_encoder, self.unet, self.encoder, self.decoder = (Graph(folder / name / "model.onnx", threads) for name in names)
        self.tokenizer = build_tokenizer(known_words(), data / "tokenizer")
        image, latent = self.manifest["image"]["height"], self.manifest["latent"]
        self.format = PackFormat(image, image // latent["height"], latent["channels"])
        self.scheduler = json.loads((folder / "scheduler" / "scheduler_config.json").read_text())

    def embed(self, prompts: list[str]) -> Tensor:
        return self.text_encoder(input_ids=tokenize(self.tokenizer, prompts, torch.device("cpu")))

    def decode(self, latents: Tensor) -> Tensor:
        return torch.cat([self.decoder(latent_sample=one) for one in latents.split(1)])

    def rebuild(self, picture: Tensor) -> Tensor:
        """What the autoencoder makes of a picture."""
        return self.decode(self.encoder(sample=picture).chunk(2, 1)[0])

    def predictor(self, prompts: list[str], scale: float) -> Predictor:
        """Noise under guidance."""
        predict = self._guided(prompts, scale)
        return noise_of_velocity(predict) if self.scheduler["prediction_type"] == "v_prediction" else predict

    def _guided(self, prompts: list[str], scale: float) -> Predictor:
        """What the UNet predicts under guidance: by the model's own input for the scale, or against the empty prompt where it has none."""
        if self.unet.takes("timestep_cond"):
            text, guidance = self.embed(prompts), guidance_embedding(torch.full((len(prompts),), scale))
            return lambda latents, timesteps: self.unet(
                sample=latents, timestep=timesteps[0].float(), encoder_hidden_states=text, timestep_cond=guidance
            )
        both = self.embed([*prompts, *[""] * len(prompts)])

        def predict(latents: Tensor, timesteps: Tensor) -> Tensor:
            rows = self.unet(sample=latents.repeat(2, 1, 1, 1), timestep=timesteps[0].float(), encoder_hidden_states=both)
            with_text, without = rows.chunk(2)
            return without + scale * (with_text - without)

        return predict

    def paint(self, prompts: list[str], scale: float) -> Tensor:
        """Pictures from seeded noise in the pack's own deterministic steps."""
        timesteps = self.manifest["recommended"]["timesteps"]
        pictures = []
        for start in range(0, len(prompts), BATCH):
            batch = prompts[start : start + BATCH]
            predict = self.predictor(batch, scale)
            latents = sample_latents(predict, seeded_noise(len(batch), start, self.format), timesteps, fresh_noise_seed=None)
            pictures.append(self.decode(latents))
        return torch.cat(pictures)


def read_picture(path: Path) -> Tensor:
    """1 x 3 x height x width in -1..1."""
    return to_signed(torch.from_numpy(np.array(Image.open(path).convert("RGB"))).permute(2, 0, 1)[None])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(".data"))
    parser.add_argument("--pack", type=Path, default=Path("../public/models/starter"))
    parser.add_argument("--judge", type=Path, default=Path("../bench/judge"))
    parser.add_argument("--pairs", type=Path, default=Path("../bench/data/test"))
    parser.add_argument("--prompts", type=int, default=512, help="pairs to take")
    parser.add_argument("--guidance", type=float, nargs="+", default=[2.0])
    parser.add_argument("--out", type=Path, default=Path("../bench/results"), help="folder of painted.json")
    parser.add_argument("--sheet", type=Path, help="write the first 64 pictures of the first guidance scale here")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    judge = Judge(arguments.judge, arguments.threads)
    pack = Pack(arguments.pack, arguments.data, arguments.threads)
    pairs = json.loads((arguments.pairs / "pairs.json").read_text())[: arguments.prompts]
    prompts = [naming_all(scene_of(pair)) for pair in pairs]
    rendered, rebuilt, differences = [], [], []
    for pair in pairs:
        truth = read_picture(arguments.pairs / f"{pair['id']}-truth.webp")
        again = pack.rebuild(truth)
        rendered.append(judge.reads(truth, pair["shows"]))
        rebuilt.append(judge.reads(again, pair["shows"]))
        differences.append(psnr(to_bytes(again), to_bytes(truth)))
    figures: dict[str, Any] = {
        "pack": {name: pack.manifest[name] for name in ("id", "version")},
        "prompts": len(prompts),
        "psnr": round(float(np.mean(differences)), 2),
        "rendered": shares(rendered),
        "rebuilt": shares(rebuilt),
        "painted": {},
    }
    for index, scale in enumerate(arguments.guidance):
        pictures = pack.paint(prompts, scale)
        if index == 0 and arguments.sheet is not None:
            save_sheet(to_bytes(pictures[:SHEET_COUNT]), 8, arguments.sheet)
        readings = [judge.reads(one, pair["shows"]) for one, pair in zip(pictures.split(1), pairs, strict=True)]
        figures["painted"][f"{scale:g}"] = shares(readings)
        print(scale, figures["painted"][f"{scale:g}"], flush=True)
    (arguments.out / PAINTED_NAME).write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
