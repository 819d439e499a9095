"""Exports a trained pixel cascade as a pack: two UNets, the starter's text encoder and tokenizer, and pack.json."""

import argparse
import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import torch
from diffusers import UNet2DConditionModel
from torch import Tensor, nn

from .cascade import STAGES, TRAINING_STEPS
from .half_storage import store_half
from .manifest import MANIFEST_NAME
from .models import TEXT_WIDTH
from .tokenizer import MAX_TOKENS
from .train_cascade import PREVIEW_GUIDANCE, PREVIEW_NOISE_LEVEL, PREVIEW_TIMESTEPS

WORDS = ("text_encoder/config.json", "text_encoder/model.onnx", "text_encoder/model.onnx_data")
WORDS += ("tokenizer/merges.txt", "tokenizer/vocab.json", "tokenizer/tokenizer_config.json", "tokenizer/special_tokens_map.json")


class FlatStage(nn.Module):
    """A UNet whose arguments are the file's inputs, in a row."""

    def __init__(self, unet: UNet2DConditionModel) -> None:
        super().__init__()
        self.unet = unet

    def forward(self, sample: Tensor, timestep: Tensor, text: Tensor, labels: Tensor | None = None) -> Tensor:
        return self.unet(sample, timestep, text, class_labels=labels, return_dict=False)[0]


def export_stage(name: str, unet: UNet2DConditionModel, folder: Path) -> None:
    stage = STAGES[name]
    sample = torch.randn(2, unet.config.in_channels, stage.size, stage.size)
    values = {"sample": sample, "timestep": torch.tensor(499.0), "encoder_hidden_states": torch.randn(2, MAX_TOKENS, TEXT_WIDTH)}
    if stage.takes_picture:
        values["class_labels"] = torch.full((2,), float(PREVIEW_NOISE_LEVEL))
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "model.onnx"
        torch.onnx.export(
            FlatStage(unet.eval()),
            tuple(values.values()),
            str(file),
            input_names=list(values),
            output_names=["out_sample"],
            dynamic_axes={key: {0: "batch_size"} for key in values if key != "timestep"},
            opset_version=17,
            dynamo=False,
        )
        store_half(file, folder / name / "model.onnx")


@torch.no_grad()
def round_to_half(unet: UNet2DConditionModel) -> UNet2DConditionModel:
    """So that PyTorch and the stored pack compute with the same numbers."""
    for parameter in unet.parameters():
        parameter.copy_(parameter.half().float())
    return unet


def stage_entry(name: str) -> dict[str, Any]:
    stage = STAGES[name]
    return {
        "folder": name,
        "image": {"width": stage.size, "height": stage.size},
        "betaSchedule": "squaredcos_cap_v2",
        "trainingSteps": TRAINING_STEPS,
        "prediction": "v_prediction",
        "timesteps": list(PREVIEW_TIMESTEPS),
        "guidance": 1.0 if stage.takes_picture else PREVIEW_GUIDANCE,
        "noiseLevel": PREVIEW_NOISE_LEVEL if stage.takes_picture else None,
    }


def write_cascade_manifest(folder: Path) -> None:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MANIFEST_NAME and path.suffix != ".md"]
    files = [
        {
            "path": path.relative_to(folder).as_posix(),
            "sizeBytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in paths
    ]
    manifest = {
        "formatVersion": 1,
        "kind": "cascade",
        "id": "cascade",
        "name": "Renoir cascade",
        "version": "1.0.0",
        "license": "MIT",
        "description": "A pixel cascade in small, 32 to 64 px, of photos of one toy in a landscape, trained from scratch on renderings.",
        "files": files,
        "totalBytes": sum(file["sizeBytes"] for file in files),
        "text": {"maxTokens": MAX_TOKENS, "width": TEXT_WIDTH},
        "stages": [stage_entry(name) for name in STAGES],
    }
    (folder / MANIFEST_NAME).write_text(json.dumps(manifest, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".data/cascade"))
    parser.add_argument("--starter", type=Path, default=Path("../public/models/starter"))
    parser.add_argument("--output", type=Path, default=Path("../bench/cascade"))
    arguments = parser.parse_args()
    for path in WORDS:
        (arguments.output / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(arguments.starter / path, arguments.output / path)
    for name in STAGES:
        unet = round_to_half(UNet2DConditionModel.from_pretrained(arguments.data / name))
        unet.save_pretrained(arguments.data / "rounded" / name)
        export_stage(name, unet, arguments.output)
    write_cascade_manifest(arguments.output)


if __name__ == "__main__":
    main()
