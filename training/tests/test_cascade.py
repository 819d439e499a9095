"""The pixel cascade: its stages, what the second is told, and the export against PyTorch."""

import json
import math
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from renoir_training.cascade import (
    LARGE_SIZE,
    SMALL_SIZE,
    STAGES,
    build_stage,
    cosine_alpha_bars,
    cosine_amplitudes,
    enlarge_bilinear,
    shrink,
)
from renoir_training.export_cascade import export_stage, round_to_half, write_cascade_manifest
from renoir_training.models import TEXT_WIDTH
from renoir_training.tokenizer import MAX_TOKENS
from renoir_training.train_cascade import noise_picture, scene_of_one


def test_betas_are_nichol_and_dhariwals() -> None:
    def signal(u: float) -> float:
        return math.cos((u + 0.008) / 1.008 * math.pi / 2) ** 2

    assert float(cosine_alpha_bars()[499]) == pytest.approx(signal(0.5) / signal(0), rel=1e-5)
    signal_amplitude, spread = cosine_amplitudes(torch.tensor([100, 900]))
    assert torch.allclose(signal_amplitude**2 + spread**2, torch.ones(2, 1, 1, 1))


def test_the_second_stage_is_told_the_first_ones_picture() -> None:
    pictures = torch.rand(2, 3, LARGE_SIZE, LARGE_SIZE) * 2 - 1
    small = shrink(pictures)
    assert small.shape == (2, 3, SMALL_SIZE, SMALL_SIZE)
    clean = noise_picture(small, torch.zeros(2, dtype=torch.long), torch.zeros_like(pictures))
    assert torch.allclose(clean, enlarge_bilinear(small), atol=1e-3)


def test_scenes_are_photos_of_one_thing() -> None:
    scene = scene_of_one(3)
    assert len(scene.things) == 1
    assert scene.style == "photo"


@pytest.mark.parametrize("name", STAGES)
def test_exported_stages_compute_what_pytorch_computes(tmp_path: Path, name: str) -> None:
    torch.manual_seed(0)
    unet = round_to_half(build_stage(STAGES[name])).eval()
    export_stage(name, unet, tmp_path)
    size = STAGES[name].size
    inputs = {
        "sample": torch.randn(1, unet.config.in_channels, size, size),
        "timestep": torch.tensor(321.0),
        "encoder_hidden_states": torch.randn(1, MAX_TOKENS, TEXT_WIDTH),
    }
    told = {"class_labels": torch.tensor([100.0])} if STAGES[name].takes_picture else {}
    session = onnxruntime.InferenceSession(tmp_path / name / "model.onnx")
    found = session.run(None, {key: value.numpy() for key, value in (inputs | told).items()})[0]
    with torch.no_grad():
        wanted = unet(**inputs, **told).sample
    assert np.allclose(found, wanted.numpy(), atol=1e-4)


def test_the_manifest_lists_every_file(tmp_path: Path) -> None:
    (tmp_path / "unet_1").mkdir()
    (tmp_path / "unet_1" / "model.onnx").write_bytes(b"graph")
    write_cascade_manifest(tmp_path)
    manifest = json.loads((tmp_path / "pack.json").read_text())
    assert [file["path"] for file in manifest["files"]] == ["unet_1/model.onnx"]
    assert [stage["noiseLevel"] is None for stage in manifest["stages"]] == [True, False]
    assert manifest["kind"] == "cascade"
