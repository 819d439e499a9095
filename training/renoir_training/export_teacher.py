"""Exports the undistilled teacher as a pack for the benchmark: its UNet, and links to what it shares with the starter."""

import argparse
import hashlib
import json
import os
import tempfile
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel

from .export import copy_config
from .export_cascade import FlatStage, round_to_half
from .half_storage import store_half
from .manifest import MANIFEST_NAME
from .models import TEXT_WIDTH
from .tokenizer import MAX_TOKENS

SHARED = ("text_encoder", "tokenizer", "vae_encoder", "vae_decoder", "preview_decoder")
STEPS = 50
TIMESTEPS = tuple(range(1000 - 1000 // STEPS + 1, 0, -1000 // STEPS))
"""Of Stable Diffusion's DDIM with its offset of one: 981, 961 ... 1."""
GUIDANCE = 7.5
SCHEDULER = {
    "_class_name": "DDIMScheduler",
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "num_train_timesteps": 1000,
    "prediction_type": "epsilon",
    "set_alpha_to_one": False,
    "steps_offset": 1,
    "timestep_spacing": "leading",
    "clip_sample": False,
}


def export_unet(unet: UNet2DConditionModel, folder: Path) -> None:
    """Writes `model.onnx`, its float16 weights and the configuration into `folder`."""
    size = unet.config.sample_size
    values = {
        "sample": torch.randn(2, unet.config.in_channels, size, size),
        "timestep": torch.tensor(499.0),
        "encoder_hidden_states": torch.randn(2, MAX_TOKENS, TEXT_WIDTH),
    }
    with tempfile.TemporaryDirectory() as scratch:
        graph = Path(scratch) / "model.onnx"
        torch.onnx.export(
            FlatStage(unet.eval()),
            tuple(values.values()),
            str(graph),
            input_names=list(values),
            output_names=["out_sample"],
            dynamic_axes={
                "sample": {0: "batch_size", 2: "height", 3: "width"},
                "encoder_hidden_states": {0: "batch_size", 1: "sequence_length"},
            },
            opset_version=18,
            dynamo=False,
        )
        store_half(graph, folder / "model.onnx")
        unet.save_config(scratch)
        copy_config(Path(scratch) / "config.json", folder / "config.json")


def link_shared(starter: Path, folder: Path) -> None:
    for name in SHARED:
        link = folder / name
        if not link.exists():
            link.symlink_to(os.path.relpath((starter / name).resolve(), folder.resolve()), target_is_directory=True)


def write_teacher_manifest(starter: Path, folder: Path) -> None:
    """The starter's own description with the files of this folder, fifty steps and guidance by a second row."""
    starters = json.loads((starter / MANIFEST_NAME).read_text())
    shared = [file for file in starters["files"] if file["path"].split("/")[0] in SHARED]
    own = [
        {
            "path": path.relative_to(folder).as_posix(),
            "sizeBytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for name in ("scheduler", "unet")
        for path in (folder / name).iterdir()
    ]
    files = sorted([*shared, *own], key=lambda file: file["path"])
    manifest = {
        **starters,
        "id": "teacher",
        "name": "Renoir teacher",
        "version": "1.0.0",
        "description": "The starter before distillation: fifty steps, guided by an empty prompt. For the benchmark.",
        "files": files,
        "totalBytes": sum(file["sizeBytes"] for file in files),
        "recommended": {"steps": STEPS, "timesteps": list(TIMESTEPS), "guidance": 1.0, "editGuidance": GUIDANCE},
    }
    # Its thresholds were measured in four steps.
    del manifest["familiar"]
    (folder / MANIFEST_NAME).write_text(json.dumps(manifest, indent=2) + "\n")


def export_teacher(unet: UNet2DConditionModel, starter: Path, folder: Path) -> None:
    """Writes the pack of a UNet that shares all else with the pack in `starter`."""
    export_unet(round_to_half(unet), folder / "unet")
    (folder / "scheduler").mkdir(exist_ok=True)
    (folder / "scheduler" / "scheduler_config.json").write_text(json.dumps(SCHEDULER, indent=2) + "\n")
    link_shared(starter, folder)
    write_teacher_manifest(starter, folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".data"))
    parser.add_argument("--pack", type=Path, default=Path("../public/models/starter"), help="the pack that it was trained from")
    parser.add_argument("--output", type=Path, default=Path("../bench/teacher"))
    arguments = parser.parse_args()
    export_teacher(UNet2DConditionModel.from_pretrained(arguments.data / "undistilled"), arguments.pack, arguments.output)


if __name__ == "__main__":
    main()
