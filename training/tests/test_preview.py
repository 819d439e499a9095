"""The decoder for previews as it is exported, and what it is trained on."""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from renoir_training.manifest import write_manifest
from renoir_training.preview_decoder import PreviewDecoder, export_preview_decoder
from renoir_training.train_preview import agreement, between_steps


@torch.no_grad()
def test_the_exported_graph_computes_what_the_module_computes(tmp_path: Path) -> None:
    torch.manual_seed(0)
    module = PreviewDecoder()
    for parameter in module.parameters():
        parameter.copy_(parameter.half().float())
    export_preview_decoder(module, tmp_path, latent_size=8)
    latents = torch.randn(1, 4, 8, 8)
    [found] = onnxruntime.InferenceSession(tmp_path / "model.onnx").run(None, {"latent_sample": latents.numpy()})
    assert found.shape == (1, 3, 32, 32)
    assert np.abs(found - module(latents).numpy()).max() < 1e-5
    halves = [weight for weight in onnx.load(tmp_path / "model.onnx").graph.initializer if weight.data_type == 10]
    assert len(halves) == 6


@torch.no_grad()
def test_each_pixel_comes_from_latents_around_it() -> None:
    torch.manual_seed(0)
    module = PreviewDecoder()
    latents = torch.zeros(1, 4, 16, 16)
    plain = module(latents)
    latents[0, :, 4, 10] = 3
    changed = (module(latents) - plain).abs().amax((0, 1)) > 1e-6
    rows, columns = changed.nonzero().unbind(1)
    # Four convolutions at the latents' size reach 4 of them, two at twice that size one more.
    assert rows.min() >= 4 * (4 - 5) and rows.max() < 4 * (4 + 6) and changed[18, 42]
    assert columns.min() >= 4 * (10 - 5) and columns.max() < 4 * (10 + 6)


def test_latents_between_steps_stay_near_the_pictures_that_they_are_of() -> None:
    generator = torch.Generator().manual_seed(0)
    latents = torch.randn(64, 4, 8, 8, generator=generator)
    changed = between_steps(latents, generator)
    assert changed.shape == latents.shape
    distances = (changed - latents).square().mean((1, 2, 3)).sqrt()
    assert 0.1 < distances.mean() < 0.8
    assert distances.max() < 1.2


def test_agreement_is_the_psnr_of_clamped_pictures() -> None:
    pictures = torch.full((2, 3, 4, 4), 1.0)
    assert abs(agreement(pictures - 0.2, pictures) - 20) < 1e-4
    assert agreement(pictures + 5, pictures - 1e-3) > 60


def test_the_manifest_says_how_previews_are_scaled_and_leaves_compiled_graphs_out(tmp_path: Path) -> None:
    for folder in ("preview_decoder", "compiled"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "model.onnx").write_bytes(b"graph")
    write_manifest(tmp_path, "1", 0.5)
    manifest = json.loads((tmp_path / "pack.json").read_text())
    assert manifest["preview"] == {"scalingFactor": 0.5}
    assert [file["path"] for file in manifest["files"]] == ["preview_decoder/model.onnx"]
