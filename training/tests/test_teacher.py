"""The undistilled teacher: weights read back from the bundled pack, and the pack that is made of it."""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from renoir_training.distil import guidance_embedding
from renoir_training.evaluate_pack import shares
from renoir_training.export_teacher import SHARED, TIMESTEPS, export_teacher
from renoir_training.graph_weights import load_encoder, load_text_encoder, load_unet, read_weights
from renoir_training.models import build_unet
from renoir_training.tokenizer import build_tokenizer
from renoir_training.train_teacher import without_guidance
from renoir_training.train_unet import tokenize
from renoir_training.vocabulary import known_words

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "public" / "models" / "starter"
TEACHER = ROOT / "bench" / "teacher"


def run(pack: Path, part: str, **inputs: torch.Tensor) -> np.ndarray:
    session = onnxruntime.InferenceSession(pack / part / "model.onnx")
    return session.run(None, {name: values.numpy() for name, values in inputs.items()})[0]


def largest_difference(actual: np.ndarray, expected: torch.Tensor) -> float:
    return float(np.abs(actual - expected.numpy()).max())


@torch.no_grad()
def test_the_networks_of_the_bundled_pack_are_read_back_from_their_graphs(tmp_path: Path) -> None:
    tokenizer = build_tokenizer(known_words(), tmp_path)
    tokens = tokenize(tokenizer, ["a red duck on water at day", ""], torch.device("cpu"))
    text = load_text_encoder(STARTER, tokenizer)(tokens)[0]
    assert largest_difference(run(STARTER, "text_encoder", input_ids=tokens), text) < 1e-4

    unet = load_unet(STARTER)
    inputs = {"sample": torch.randn(2, 4, 32, 32), "timestep": torch.tensor(499.0), "encoder_hidden_states": text}
    guidance = guidance_embedding(torch.tensor([1.0, 4.0]))
    assert largest_difference(run(STARTER, "unet", **inputs, timestep_cond=guidance), unet(**inputs, timestep_cond=guidance).sample) < 1e-4

    pictures = torch.rand(1, 3, 256, 256) * 2 - 1
    halves = torch.nn.functional.avg_pool2d(pictures, 2)
    moments = load_encoder(STARTER).encode(halves).latent_dist.parameters
    assert largest_difference(run(STARTER, "vae_encoder", sample=pictures), moments) < 1e-4


def test_a_graph_of_another_network_is_refused() -> None:
    with pytest.raises(ValueError, match="has no conv_in"):
        read_weights(STARTER / "text_encoder" / "model.onnx", build_unet())


@torch.no_grad()
def test_without_its_input_the_guidance_scale_is_one() -> None:
    torch.manual_seed(0)
    student = build_unet().eval()
    plain = without_guidance(student).eval()
    inputs = (torch.randn(2, 4, 8, 8), torch.tensor([3, 700]), torch.randn(2, 32, 128))
    expected = student(*inputs, timestep_cond=guidance_embedding(torch.ones(2))).sample
    assert (plain(*inputs).sample - expected).abs().max() < 1e-5
    assert (student(*inputs, timestep_cond=guidance_embedding(torch.full((2,), 4.0))).sample - expected).abs().max() > 1e-3


@torch.no_grad()
def test_the_teachers_pack_has_its_own_unet_and_links_to_the_rest(tmp_path: Path) -> None:
    torch.manual_seed(0)
    unet = build_unet(takes_guidance=False).eval()
    export_teacher(unet, STARTER, tmp_path)
    export_teacher(unet, STARTER, tmp_path)  # after more training, say
    session = onnxruntime.InferenceSession(tmp_path / "unet" / "model.onnx")
    assert [value.name for value in session.get_inputs()] == ["sample", "timestep", "encoder_hidden_states"]
    inputs = {"sample": torch.randn(3, 4, 32, 32), "timestep": torch.tensor(981.0), "encoder_hidden_states": torch.randn(3, 32, 128)}
    assert largest_difference(run(tmp_path, "unet", **inputs), unet(**inputs).sample) < 1e-4
    assert all((tmp_path / name).is_symlink() and (tmp_path / name).is_dir() for name in SHARED)
    check_manifest(tmp_path)


def test_the_committed_teacher_describes_its_files_truthfully() -> None:
    check_manifest(TEACHER)


def check_manifest(pack: Path) -> None:
    manifest = json.loads((pack / "pack.json").read_text())
    assert {file["path"].split("/")[0] for file in manifest["files"]} == {*SHARED, "scheduler", "unet"}
    for file in manifest["files"]:
        content = (pack / file["path"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["sizeBytes"], file["sha256"]), file["path"]
    recommended = manifest["recommended"]
    assert recommended["timesteps"] == list(TIMESTEPS) and recommended["steps"] == len(TIMESTEPS) == 50
    assert (TIMESTEPS[0], TIMESTEPS[1], TIMESTEPS[-1]) == (981, 961, 1)


def test_readings_of_things_count_together() -> None:
    readings = [{"count": True, "slot 0 kind": True, "slot 1 kind": False}, {"count": True, "slot 0 kind": True}]
    assert shares(readings) == {"count": 1.0, "kind": 0.667}
