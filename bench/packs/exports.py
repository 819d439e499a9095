"""The two ways in which pipelines become folders of ONNX files."""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import onnx
import torch
from diffusers import AutoencoderKL, AutoencoderTiny, DiffusionPipeline
from torch import Tensor, nn

from families import build_preview_decoder

Axes = dict[str, dict[int, str]]

README = """---
license: mit
---
A pipeline of random weights, for tests.
"""


@dataclass(frozen=True)
class Export:
    """One way to a folder; `weights` names the file beside each graph that its weights lie in, None for one file."""

    write: Callable[[DiffusionPipeline, Path], None]
    weights: str | None = None
    has_configs: bool = True
    """Whether `unet/config.json` and the like are there: the oldest export scripts write none."""
    has_preview: bool = False
    """Whether TAESD's decoder lies beside the pack's own, as `preview_decoder`."""


class TextEncoder(nn.Module):
    """Token ids to hidden states and the pooled embedding."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: Tensor) -> tuple[Tensor, ...]:
        return self.encoder(input_ids, return_dict=False)[:2]


class Unet(nn.Module):
    """Positional inputs, tensor output."""

    def __init__(self, unet: nn.Module, names: list[str]) -> None:
        super().__init__()
        self.unet = unet
        self.names = names

    def forward(self, *values: Tensor) -> Tensor:
        return self.unet(**dict(zip(self.names, values, strict=True)), return_dict=False)[0]


class VaeEncoder(nn.Module):
    """Picture to a latent that is drawn at random."""

    def __init__(self, vae: AutoencoderKL) -> None:
        super().__init__()
        self.vae = vae

    def forward(self, sample: Tensor) -> Tensor:
        return self.vae.encode(sample, return_dict=False)[0].sample()


class VaeDecoder(nn.Module):
    """Latent to picture."""

    def __init__(self, vae: AutoencoderKL) -> None:
        super().__init__()
        self.vae = vae

    def forward(self, latent_sample: Tensor) -> Tensor:
        return self.vae.decode(latent_sample, return_dict=False)[0]


class PreviewDecoder(nn.Module):
    """Latent to picture, by TAESD."""

    def __init__(self, tiny: AutoencoderTiny) -> None:
        super().__init__()
        self.tiny = tiny

    def forward(self, latent_sample: Tensor) -> Tensor:
        return self.tiny.decode(latent_sample, return_dict=False)[0]


PIXELS = {0: "batch", 1: "channels", 2: "height", 3: "width"}


def by_script(dtype: torch.dtype, opset: int) -> Callable[[DiffusionPipeline, Path], None]:
    """As the first conversion scripts do: open axes, int32 tokens, int64 timestep, drawn latents."""

    def write(pipeline: DiffusionPipeline, folder: Path) -> None:
        pipeline.to(dtype)

        def export(name: str, module: nn.Module, inputs: dict[str, Tensor], outputs: list[str], axes: Axes) -> None:
            (folder / name).mkdir(parents=True)
            torch.onnx.export(
                module.eval(),
                tuple(inputs.values()),
                str(folder / name / "model.onnx"),
                input_names=list(inputs),
                output_names=outputs,
                dynamic_axes=axes,
                opset_version=opset,
                do_constant_folding=True,
                dynamo=False,
            )

        ids = torch.zeros(1, pipeline.tokenizer.model_max_length, dtype=torch.int32)
        tokens = {0: "batch", 1: "sequence"}
        outputs = ["last_hidden_state", "pooler_output"]
        export("text_encoder", TextEncoder(pipeline.text_encoder), {"input_ids": ids}, outputs, {"input_ids": tokens})
        unet = pipeline.unet.config
        inputs = {
            "sample": torch.randn(2, unet.in_channels, unet.sample_size, unet.sample_size, dtype=dtype),
            "timestep": torch.tensor([499, 499]),
            "encoder_hidden_states": torch.randn(2, ids.shape[1], unet.cross_attention_dim, dtype=dtype),
        }
        axes = {"sample": PIXELS, "timestep": {0: "batch"}, "encoder_hidden_states": tokens}
        if unet.time_cond_proj_dim is not None:
            inputs["timestep_cond"] = torch.randn(2, unet.time_cond_proj_dim, dtype=dtype)
            axes["timestep_cond"] = {0: "batch"}
        export("unet", Unet(pipeline.unet, list(inputs)), inputs, ["out_sample"], axes)
        size = unet.sample_size * pipeline.vae_scale_factor
        picture = {"sample": torch.randn(1, 3, size, size, dtype=dtype)}
        export("vae_encoder", VaeEncoder(pipeline.vae), picture, ["latent_sample"], {"sample": PIXELS})
        latent = {"latent_sample": torch.randn(1, unet.in_channels, unet.sample_size, unet.sample_size, dtype=dtype)}
        export("vae_decoder", VaeDecoder(pipeline.vae), latent, ["sample"], {"latent_sample": PIXELS})

    return write


def by_optimum(opset: int) -> Callable[[DiffusionPipeline, Path], None]:
    """What `optimum-cli export onnx` does."""

    def write(pipeline: DiffusionPipeline, folder: Path) -> None:
        from optimum.exporters.onnx import main_export

        with tempfile.TemporaryDirectory() as saved:
            pipeline.save_pretrained(saved)
            main_export(saved, folder, task="text-to-image", opset=opset, do_validation=False, no_post_process=True)

    return write


EXPORTS: dict[str, Export] = {
    "script-14": Export(by_script(torch.float32, 14), has_preview=True),
    "script-14-bare": Export(by_script(torch.float32, 14), weights="weights.pb", has_configs=False),
    "script-17-half": Export(by_script(torch.float16, 17), weights="model.onnx.data"),
    "optimum-14": Export(by_optimum(14)),
    "optimum-18": Export(by_optimum(18), weights="model.onnx_data"),
}


def write_preview_decoder(pipeline: DiffusionPipeline, folder: Path) -> None:
    """`preview_decoder/model.onnx`, every axis open, and its configuration."""
    tiny = build_preview_decoder(pipeline)
    target = folder / "preview_decoder"
    target.mkdir()
    size = pipeline.unet.config.sample_size
    torch.onnx.export(
        PreviewDecoder(tiny).eval(),
        (torch.randn(1, tiny.config.latent_channels, size, size),),
        str(target / "model.onnx"),
        input_names=["latent_sample"],
        output_names=["sample"],
        dynamic_axes={"latent_sample": PIXELS},
        opset_version=14,
        dynamo=False,
    )
    tiny.save_config(target)


def write_pack(pipeline: DiffusionPipeline, export: Export, folder: Path) -> None:
    """Writes the whole folder as it would be published, without `pack.json`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    configs = {"unet": pipeline.unet, "text_encoder": pipeline.text_encoder}
    configs |= {"vae_encoder": pipeline.vae, "vae_decoder": pipeline.vae}
    export.write(pipeline, folder)
    if export.has_preview:
        write_preview_decoder(pipeline, folder)
    pipeline.scheduler.save_pretrained(folder / "scheduler")
    for name in ("tokenizer", "tokenizer_2"):
        tokenizer = getattr(pipeline, name, None)
        if tokenizer is None:
            continue
        tokenizer.save_pretrained(folder / name)
        for file in ("vocab.json", "merges.txt"):
            if tokenizer.is_fast:
                (folder / name / file).unlink(missing_ok=True)
    for name, component in configs.items():
        file = folder / name / "config.json"
        if export.has_configs and not file.exists():
            component.config.to_json_file(file) if name == "text_encoder" else component.save_config(file.parent)
        elif not export.has_configs:
            file.unlink(missing_ok=True)
    if not (folder / "model_index.json").exists():
        index = {"_class_name": "Onnx" + type(pipeline).__name__, "_diffusers_version": "0.14.0"}
        index |= {name: ["diffusers", "OnnxRuntimeModel"] for name in configs}
        index |= {"tokenizer": ["transformers", "CLIPTokenizer"]}
        index |= {"scheduler": ["diffusers", type(pipeline.scheduler).__name__]}
        (folder / "model_index.json").write_text(json.dumps(index, indent=2) + "\n")
    (folder / "README.md").write_text(README)
    for file in sorted(folder.glob("*/model.onnx")):
        _finish_model(file, export.weights)


def _finish_model(file: Path, weights: str | None) -> None:
    """Takes out what no runtime reads (stack traces, long names) and lays the weights where they belong."""
    model = onnx.load(file)
    for other in file.parent.glob("model.onnx?*"):
        other.unlink()
    model.ClearField("metadata_props")
    model.graph.ClearField("metadata_props")
    model.graph.ClearField("value_info")
    for node in model.graph.node:
        node.ClearField("metadata_props")
        node.ClearField("doc_string")
    _shorten_names(model.graph)
    if weights is not None:
        onnx.external_data_helper.convert_model_to_external_data(
            model, all_tensors_to_one_file=True, location=weights, size_threshold=256
        )
    onnx.save_model(model, file)


def _shorten_names(graph: onnx.GraphProto) -> None:
    """Numbers instead of module paths, which are most of a small file."""
    kept = {value.name for value in [*graph.input, *graph.output]}
    names: dict[str, str] = {"": ""}

    def short(name: str) -> str:
        return name if name in kept else names.setdefault(name, f"v{len(names)}")

    for tensor in graph.initializer:
        tensor.name = short(tensor.name)
    for number, node in enumerate(graph.node):
        assert all(attribute.type != onnx.AttributeProto.GRAPH for attribute in node.attribute)
        node.name = f"{node.op_type}_{number}"
        node.input[:] = [short(name) for name in node.input]
        node.output[:] = [short(name) for name in node.output]
