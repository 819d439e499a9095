"""Writes models of the layouts that the metrics are read from, small and with random weights, and what PyTorch makes of them: `python make.py`.

A CLIP as transformers.js takes it (tokenizer.json, preprocessor_config.json, onnx/text_model.onnx, onnx/vision_model.onnx), a comparison of
two pictures as LPIPS is exported, features of a whole picture as of Inception, and features of its places as of DINO. In `expected.json`
the pictures' scores by each.
"""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from transformers import (
    CLIPConfig,
    CLIPImageProcessor,
    CLIPModel,
    CLIPTextModelWithProjection,
    CLIPTokenizerFast,
    CLIPVisionModelWithProjection,
)

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TOKENIZER = ROOT / "public/models/starter/tokenizer"
SENTENCES = ["a red ball on sand", "a shiny blue robot on water at sunset"]
SIZE = 32
"""Side of what every model but the comparison takes."""

WIDTH = 16


class Comparison(nn.Module):
    """LPIPS' form: differences of normalised features of several depths, weighed and averaged."""

    def __init__(self) -> None:
        super().__init__()
        self.stages = nn.ModuleList([nn.Conv2d(3, 8, 3, 1, 1), nn.Conv2d(8, 12, 3, 2, 1)])
        self.weights = nn.ParameterList([nn.Parameter(torch.rand(1, 8, 1, 1)), nn.Parameter(torch.rand(1, 12, 1, 1))])
        self.register_buffer("shift", torch.tensor([-0.030, -0.088, -0.188]).view(1, 3, 1, 1))
        self.register_buffer("scale", torch.tensor([0.458, 0.448, 0.450]).view(1, 3, 1, 1))

    def forward(self, in0: Tensor, in1: Tensor) -> Tensor:
        a, b = ((image - self.shift) / self.scale for image in (in0, in1))
        total = torch.zeros(1)
        for stage, weight in zip(self.stages, self.weights, strict=True):
            a, b = stage(a).relu(), stage(b).relu()
            unit = [x / (x.pow(2).sum(1, keepdim=True).sqrt() + 1e-10) for x in (a, b)]
            total = total + ((unit[0] - unit[1]).pow(2) * weight).sum(1).mean((1, 2))
        return total


class WholeFeatures(nn.Module):
    """One vector a picture."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, WIDTH, 4, 4), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())

    def forward(self, pixels: Tensor) -> Tensor:
        return self.body(pixels)


class PlaceFeatures(nn.Module):
    """A vector for each place, and one more, as a vision transformer has it."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, WIDTH, 8, 8)
        self.first = nn.Parameter(torch.randn(1, 1, WIDTH))

    def forward(self, pixels: Tensor) -> Tensor:
        places = self.patches(pixels).flatten(2).transpose(1, 2)
        return torch.cat([self.first, places], 1)


def export(model: nn.Module, inputs: dict[str, Tensor], outputs: list[str], file: Path, dynamic: dict | None = None) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        model.eval(),
        tuple(inputs.values()),
        str(file),
        input_names=list(inputs),
        output_names=outputs,
        dynamic_axes=dynamic,
        opset_version=17,
        dynamo=False,
    )


class TextBranch(nn.Module):
    def __init__(self, model: CLIPTextModelWithProjection) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor) -> Tensor:
        return self.model(input_ids).text_embeds


class VisionBranch(nn.Module):
    def __init__(self, model: CLIPVisionModelWithProjection) -> None:
        super().__init__()
        self.model = model

    def forward(self, pixel_values: Tensor) -> Tensor:
        return self.model(pixel_values).image_embeds


def build_clip(tokenizer: CLIPTokenizerFast) -> CLIPModel:
    sizes = {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2}
    words = {"vocab_size": len(tokenizer), "max_position_embeddings": 77, "projection_dim": WIDTH}
    ends = {"bos_token_id": tokenizer.bos_token_id, "eos_token_id": tokenizer.eos_token_id}
    config = CLIPConfig(
        text_config={**sizes, **words, **ends},
        vision_config={**sizes, "image_size": SIZE, "patch_size": 8, "projection_dim": WIDTH},
        projection_dim=WIDTH,
    )
    config._attn_implementation = "eager"
    return CLIPModel(config).eval()


def write_clip(folder: Path) -> tuple[CLIPModel, CLIPTokenizerFast, CLIPImageProcessor]:
    tokenizer = CLIPTokenizerFast.from_pretrained(TOKENIZER)
    processor = CLIPImageProcessor(size={"shortest_edge": SIZE}, crop_size={"height": SIZE, "width": SIZE})
    clip = build_clip(tokenizer)
    folder.mkdir(parents=True, exist_ok=True)
    processor.save_pretrained(folder)
    clip.config.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(TOKENIZER / name, folder / name)
    text = CLIPTextModelWithProjection(clip.config.text_config)
    text.load_state_dict(clip.state_dict(), strict=False)
    vision = CLIPVisionModelWithProjection(clip.config.vision_config)
    vision.load_state_dict(clip.state_dict(), strict=False)
    ids = tokenizer(SENTENCES[0], return_tensors="pt").input_ids
    length = {"input_ids": {0: "batch_size", 1: "sequence_length"}}
    export(TextBranch(text), {"input_ids": ids}, ["text_embeds"], folder / "onnx/text_model.onnx", length)
    pixels = torch.zeros(1, 3, SIZE, SIZE)
    export(VisionBranch(vision), {"pixel_values": pixels}, ["image_embeds"], folder / "onnx/vision_model.onnx")
    return clip, tokenizer, processor


def paint(width: int, height: int, seed: int) -> Image.Image:
    """Smooth, so that ways to scale it hardly differ."""
    y, x = np.mgrid[0:height, 0:width] / max(width, height)
    waves = [np.sin((3 + seed + c) * x + (2 + c) * y + seed + c) for c in range(3)]
    return Image.fromarray(np.uint8(np.round(127.5 + 120 * np.stack(waves, -1))))


def to_tensor(image: Image.Image) -> Tensor:
    """In [-1, 1]."""
    return torch.from_numpy(np.asarray(image)).permute(2, 0, 1)[None].float() / 127.5 - 1


def similarity(features: Tensor) -> Tensor:
    unit = features[0] / features[0].norm(dim=1, keepdim=True)
    return unit @ unit.T


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "test/fixtures/metrics")
    folder = parser.parse_args().out
    torch.manual_seed(5)
    clip, tokenizer, processor = write_clip(folder / "clip")
    comparison, whole, places = Comparison().eval(), WholeFeatures().eval(), PlaceFeatures().eval()
    pixels = torch.zeros(1, 3, SIZE, SIZE)
    sides = {2: "height", 3: "width"}
    both = {"in0": pixels, "in1": pixels}
    export(comparison, both, ["distance"], folder / "lpips.onnx", {"in0": sides, "in1": sides})
    export(whole, {"pixels": pixels}, ["features"], folder / "inception.onnx")
    export(places, {"pixels": pixels}, ["keys"], folder / "dino.onnx")

    small, other, wide = paint(SIZE, SIZE, 0), paint(SIZE, SIZE, 1), paint(96, 64, 2)
    small.save(folder / "small.png")
    other.save(folder / "other.png")
    wide.save(folder / "wide.png")
    mean, std = torch.tensor([[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]]).view(2, 1, 3, 1, 1)
    scores = {}
    for name, image in (("small", small), ("wide", wide)):
        inputs = processor(image, return_tensors="pt")
        picture = clip.get_image_features(**inputs)
        words = [clip.get_text_features(**tokenizer(text, return_tensors="pt")) for text in SENTENCES]
        scores[name] = [100 * float(torch.cosine_similarity(picture, word)) for word in words]
    a, b = to_tensor(small), to_tensor(other)
    keys = [similarity(places(((image + 1) / 2 - mean) / std)) for image in (a, b)]
    expected = {
        "sentences": SENTENCES,
        "ids": [tokenizer(text).input_ids for text in SENTENCES],
        "clip": scores,
        "lpips": float(comparison(a, b)),
        "features": whole(a)[0].tolist(),
        "structure": float((keys[0] - keys[1]).pow(2).mean()),
    }
    (folder / "expected.json").write_text(json.dumps(expected, indent=2) + "\n")
    print(json.dumps({key: expected[key] for key in ("clip", "lpips", "structure")}))


if __name__ == "__main__":
    main()
