"""Exports a trained (or, for tests, an untrained) pipeline as a model pack: ONNX graphs, tokenizer and manifest."""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import torch
from diffusers import LatentConsistencyModelPipeline
from optimum.exporters.onnx import main_export
from transformers import CLIPTokenizerFast

from .half_storage import store_half
from .manifest import MANIFEST_NAME, write_manifest
from .models import BUNDLED, PackFormat, add_format, build_pipeline, chosen_format, format_of
from .reference import write_reference

GRAPHS = ("text_encoder", "unet", "vae_encoder", "vae_decoder")


@torch.no_grad()
def round_weights(pipeline: LatentConsistencyModelPipeline) -> None:
    """Rounds every weight to float16 precision, so that PyTorch and the stored pack compute with the same numbers."""
    for module in (pipeline.text_encoder, pipeline.unet, pipeline.vae):
        for parameter in module.parameters():
            parameter.copy_(parameter.half().float())


def export_graphs(pipeline_folder: Path, graph_folder: Path) -> None:
    """Writes the float32 graphs, the tokenizer and the scheduler in the layout that every Optimum export has."""
    main_export(str(pipeline_folder), str(graph_folder), task="latent-consistency", do_validation=False)


def copy_config(source: Path, target: Path) -> None:
    """Copies a component's configuration without the local path that diffusers notes in it."""
    config = json.loads(source.read_text())
    config.pop("_name_or_path", None)
    target.write_text(json.dumps(config, indent=2) + "\n")


def assemble_pack(
    graph_folder: Path, pack_folder: Path, version: str, scaling_factor: float, pack_format: PackFormat = BUNDLED
) -> None:
    """Turns an Optimum export into a pack and puts it in place of an older one by a rename."""
    staging = Path(tempfile.mkdtemp(prefix=f".{pack_folder.name}-", dir=pack_folder.parent))
    staging.chmod(0o755)
    shutil.copytree(graph_folder / "tokenizer", staging / "tokenizer")
    fast = CLIPTokenizerFast.from_pretrained(graph_folder / "tokenizer")
    fast.backend_tokenizer.save(str(staging / "tokenizer" / "tokenizer.json"))
    (staging / "scheduler").mkdir()
    copy_config(graph_folder / "scheduler" / "scheduler_config.json", staging / "scheduler" / "scheduler_config.json")
    copy_config(graph_folder / "model_index.json", staging / "model_index.json")
    for graph in GRAPHS:
        store_half(graph_folder / graph / "model.onnx", staging / graph / "model.onnx")
        copy_config(graph_folder / graph / "config.json", staging / graph / "config.json")
    for document in pack_folder.glob("*.md"):
        shutil.copy(document, staging)
    write_manifest(staging, version, scaling_factor, pack_format)
    if pack_folder.exists():
        retired = Path(tempfile.mkdtemp(prefix=f".{pack_folder.name}-", dir=pack_folder.parent))
        pack_folder.rename(retired / "pack")
        staging.rename(pack_folder)
        shutil.rmtree(retired)
    else:
        staging.rename(pack_folder)


def export_pack(pipeline: LatentConsistencyModelPipeline, torch_folder: Path, pack_folder: Path, version: str) -> None:
    """Saves the PyTorch pipeline (the reference for gradient tests) and the ONNX pack made from it."""
    round_weights(pipeline)
    pipeline.save_pretrained(torch_folder)
    pack_folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        export_graphs(torch_folder, Path(scratch))
        scaling_factor = float(pipeline.vae.config.scaling_factor)
        assemble_pack(Path(scratch), pack_folder, version, scaling_factor, format_of(pipeline.vae))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pipeline", type=Path, help="trained pipeline folder; without it the weights are random")
    parser.add_argument("--torch-output", type=Path, default=Path(".data/starter-torch"))
    parser.add_argument("--output", type=Path, default=Path("../public/models/starter"))
    parser.add_argument("--reference", type=Path, help="also write reference tensors of the UNet into this folder")
    parser.add_argument("--version", default="1.0.0")
    add_format(parser)
    arguments = parser.parse_args()
    if arguments.pipeline:
        pipeline = LatentConsistencyModelPipeline.from_pretrained(arguments.pipeline)
    else:
        pack_format = chosen_format(arguments)
        pipeline = build_pipeline(arguments.torch_output / "tokenizer", pack_format=pack_format)
    export_pack(pipeline, arguments.torch_output, arguments.output, arguments.version)
    if arguments.reference:
        write_reference(pipeline, arguments.reference)
    print((arguments.output / MANIFEST_NAME).read_text())


if __name__ == "__main__":
    main()
