"""The exported graphs compute what PyTorch computes, and the pack describes itself truthfully."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from diffusers import LatentConsistencyModelPipeline
from transformers import CLIPTokenizer

from renoir_training.enlarge import enlarge_pack, enlarged, half_size, load_vae
from renoir_training.export import export_pack
from renoir_training.manifest import TIMESTEPS
from renoir_training.models import build_pipeline
from renoir_training.preview_decoder import PreviewDecoder, export_preview_decoder
from renoir_training.reference import reference_tensors
from renoir_training.vocabulary import known_words


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained pipeline, in `torch`, and its pack, in `pack`."""
    folder = tmp_path_factory.mktemp("export")
    pipeline = build_pipeline(folder / "tokenizer")
    for module in pipeline.vae.modules():
        if isinstance(module, torch.nn.GroupNorm):  # which begin as 1 and 0
            torch.nn.init.normal_(module.weight)
            torch.nn.init.normal_(module.bias)
    export_pack(pipeline, folder / "torch", folder / "pack", "0.0.0")
    return folder


@pytest.fixture(scope="module")
def pipeline(folder: Path) -> LatentConsistencyModelPipeline:
    return LatentConsistencyModelPipeline.from_pretrained(folder / "torch")


def run(folder: Path, graph: str, **inputs: torch.Tensor) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(folder / "pack" / graph / "model.onnx")
    return session.run(None, {name: tensor.numpy() for name, tensor in inputs.items()})


def largest_difference(actual: np.ndarray, expected: torch.Tensor) -> float:
    return float(np.abs(actual - expected.numpy()).max())


def test_unet_matches(folder: Path, pipeline: LatentConsistencyModelPipeline) -> None:
    reference = reference_tensors(pipeline)
    for row, timestep in enumerate(TIMESTEPS):
        [noise] = run(
            folder,
            "unet",
            sample=reference["sample"],
            timestep=torch.tensor(float(timestep)),
            encoder_hidden_states=reference["encoder_hidden_states"],
            timestep_cond=reference["timestep_cond"],
        )
        assert largest_difference(noise, reference["eps"][row : row + 1]) < 1e-4


@torch.no_grad()
def test_text_encoder_matches(folder: Path, pipeline: LatentConsistencyModelPipeline) -> None:
    tokens = pipeline.tokenizer(["a red ball on grass at day"], padding="max_length", return_tensors="pt").input_ids
    hidden, pooled = run(folder, "text_encoder", input_ids=tokens)
    expected = pipeline.text_encoder(tokens)
    assert largest_difference(hidden, expected.last_hidden_state) < 1e-4
    assert largest_difference(pooled, expected.pooler_output) < 1e-4


@torch.no_grad()
def test_vae_matches(folder: Path, pipeline: LatentConsistencyModelPipeline) -> None:
    picture = torch.rand(1, 3, 128, 128) * 2 - 1
    [moments] = run(folder, "vae_encoder", sample=picture)
    posterior = pipeline.vae.encode(picture).latent_dist
    assert moments.shape == (1, 8, 32, 32)
    assert largest_difference(moments, posterior.parameters) < 1e-4
    [decoded] = run(folder, "vae_decoder", latent_sample=posterior.mean)
    assert largest_difference(decoded, pipeline.vae.decode(posterior.mean).sample) < 1e-4


def test_the_manifest_lists_every_file_with_its_hash(folder: Path) -> None:
    pack = folder / "pack"
    manifest = json.loads((pack / "pack.json").read_text())
    for file in manifest["files"]:
        content = (pack / file["path"]).read_bytes()
        assert len(content) == file["sizeBytes"]
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
    listed = {file["path"] for file in manifest["files"]}
    present = {path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file()}
    assert present == listed | {"pack.json"}
    assert manifest["totalBytes"] < 25_000_000


def test_known_words_are_one_token_and_unknown_words_still_tokenize(folder: Path) -> None:
    tokenizer = CLIPTokenizer.from_pretrained(folder / "pack" / "tokenizer")
    for word in known_words():
        assert len(tokenizer(word).input_ids) == 3, word
    tokens = tokenizer("a giraffe in Zürich 日", padding="max_length", truncation=True).input_ids
    assert len(tokens) == 32
    assert max(tokens) < len(tokenizer)


def test_no_local_path_leaks_into_the_pack(folder: Path) -> None:
    for path in (folder / "pack").rglob("*.json"):
        assert str(folder) not in path.read_text(), path


@torch.no_grad()
def test_the_autoencoder_is_read_back_from_its_graphs(folder: Path, pipeline: LatentConsistencyModelPipeline) -> None:
    read = load_vae(folder / "pack")
    pictures = torch.rand(2, 3, 32, 32) * 2 - 1
    latents = pipeline.vae.encode(pictures).latent_dist.mean
    assert (read.encode(pictures).latent_dist.mean - latents).abs().max() < 1e-5
    assert (read.decode(latents).sample - pipeline.vae.decode(latents).sample).abs().max() < 1e-5


@torch.no_grad()
def test_an_enlarged_pack_keeps_its_latents_and_doubles_its_pictures(folder: Path, tmp_path: Path) -> None:
    pack, larger = folder / "pack", tmp_path / "pack"
    shutil.copytree(pack, larger)
    export_preview_decoder(PreviewDecoder(), pack / "preview_decoder", 32)
    decoder = enlarged(load_vae(pack))
    for parameter in decoder.parameters():
        parameter.copy_(parameter.half().float())
    enlarge_pack(pack, larger, decoder, "3.0.0")
    enlarge_pack(pack, larger, decoder, "3.0.0")  # after more training, say
    manifest = json.loads((larger / "pack.json").read_text())
    assert manifest["version"] == "3.0.0"
    assert manifest["image"] == {"width": 256, "height": 256} and manifest["latent"]["height"] == 32
    for part in ("vae_encoder", "vae_decoder"):
        config = json.loads((larger / part / "config.json").read_text())
        assert config["block_out_channels"] == [16, 16, 32, 48] and config["sample_size"] == 256
        assert len(config["up_block_types"]) == len(config["down_block_types"]) == 4

    pictures = torch.rand(1, 3, 256, 256) * 2 - 1

    def run(place: Path, part: str, value: np.ndarray) -> np.ndarray:
        session = onnxruntime.InferenceSession(place / part / "model.onnx")
        return session.run(None, {session.get_inputs()[0].name: value})[0]

    latents = run(pack, "vae_encoder", half_size(pictures).numpy())
    assert np.abs(run(larger, "vae_encoder", pictures.numpy()) - latents).max() < 1e-5
    latents = latents[:, :4]
    found = run(larger, "vae_decoder", latents)
    assert found.shape == (1, 3, 256, 256) and largest_difference(found, decoder(torch.from_numpy(latents))) < 1e-4
    preview = torch.from_numpy(run(larger, "preview_decoder", latents))
    assert largest_difference(run(pack, "preview_decoder", latents), half_size(preview)) < 1e-5


@torch.no_grad()
def test_an_enlarged_decoder_begins_with_the_pictures_of_the_smaller_one(folder: Path) -> None:
    vae = load_vae(folder / "pack")
    decoder = enlarged(vae)
    latents = torch.randn(1, 4, 16, 16)
    smaller = vae.decode(latents).sample
    assert (half_size(decoder(latents)) - smaller).abs().mean() < 0.5 * smaller.abs().mean()
    invented = {id(parameter) for parameter in decoder.added()}
    kept = [name for name, parameter in decoder.named_parameters() if id(parameter) not in invented]
    assert kept and not any(".up_blocks.3." in name for name in kept)
