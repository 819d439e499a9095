"""The ways by which UNets become ONNX files."""

from importlib import import_module
from pathlib import Path

import numpy as np
import onnx
import torch
from diffusers import UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor
from torch import Tensor, nn

from topologies import POOLED_WIDTH, TOPOLOGIES, random_inputs

EXAMPLE_TIMESTEP = 499
BY_TOKEN = {"encoder_hidden_states", "encoder_attention_mask"}
"""Inputs whose second axis is the prompt's length."""


class ArrayInt(int):
    """An `int` that also takes arrays of one element."""

    def __new__(cls, value: object) -> "ArrayInt":
        return super().__new__(cls, value.item() if isinstance(value, np.ndarray) else value)


class FlatUnet(nn.Module):
    """A UNet whose arguments are the file's inputs, in a row."""

    def __init__(self, unet: UNet2DConditionModel, names: list[str]) -> None:
        super().__init__()
        self.unet = unet
        self.names = names

    def forward(self, *values: Tensor) -> Tensor:
        inputs = dict(zip(self.names, values, strict=True))
        added = {name: inputs.pop(name) for name in ("text_embeds", "time_ids") if name in inputs}
        return self.unet(**inputs, added_cond_kwargs=added or None, return_dict=False)[0]


def flat_inputs(name: str, rows: int, timestep: Tensor) -> dict[str, Tensor]:
    """Example inputs in the order of the file."""
    inputs = random_inputs(name, rows, seed=1)
    classes = TOPOLOGIES[name].config.get("num_class_embeds")
    if classes is not None:
        inputs["class_labels"] = inputs["class_labels"].long()
    return {"sample": inputs.pop("sample"), "timestep": timestep, **inputs}


def dynamic_axes(inputs: dict[str, Tensor]) -> dict[str, dict[int, str]]:
    """Batch, height, width and tokens stay open."""
    axes: dict[str, dict[int, str]] = {name: {0: "batch_size"} for name in inputs if name != "timestep"}
    axes["sample"] = {0: "batch_size", 2: "height", 3: "width"}
    for name in BY_TOKEN & inputs.keys():
        axes[name] = {0: "batch_size", 1: "sequence_length"}
    return axes


def cast(inputs: dict[str, Tensor], dtype: torch.dtype) -> dict[str, Tensor]:
    """Inputs in the model's precision; integers and double-precision timesteps stay."""
    return {name: value.to(dtype) if value.dtype == torch.float32 else value for name, value in inputs.items()}


def export_optimum(unet: UNet2DConditionModel, file: Path, opset: int) -> None:
    """What `optimum-cli export onnx` does with a pipeline's UNet."""
    from optimum.exporters.onnx import export
    from optimum.exporters.onnx.model_configs import UNetOnnxConfig

    if unet.config.addition_embed_type == "text_time":
        # Optimum takes it from the pipeline's second text encoder.
        unet.config.text_encoder_projection_dim = POOLED_WIDTH
    export(unet, UNetOnnxConfig(unet.config, task="semantic-segmentation"), file, opset=opset)


def export_torchscript(
    name: str,
    unet: UNet2DConditionModel,
    file: Path,
    opset: int,
    dtype: torch.dtype = torch.float32,
    timestep: Tensor = torch.tensor(float(EXAMPLE_TIMESTEP)),
    is_static: bool = False,
    folds_heads: bool = False,
) -> None:
    """`torch.onnx.export` by tracing, as hand-written export scripts call it."""
    if folds_heads:
        unet.set_attn_processor(AttnProcessor())
    inputs = cast(flat_inputs(name, 1 if is_static else 2, timestep), dtype)
    axes = None if is_static else dynamic_axes(inputs)
    if axes is not None and timestep.ndim == 1 and len(timestep) > 1:
        axes["timestep"] = {0: "batch_size"}
    torch.onnx.export(
        FlatUnet(unet.to(dtype), list(inputs)),
        tuple(inputs.values()),
        str(file),
        input_names=list(inputs),
        output_names=["out_sample"],
        dynamic_axes=axes,
        opset_version=opset,
        dynamo=False,
    )


def export_dynamo(
    name: str,
    unet: UNet2DConditionModel,
    file: Path,
    opset: int,
    dtype: torch.dtype = torch.float32,
    timestep: Tensor = torch.tensor(EXAMPLE_TIMESTEP),
    is_static: bool = False,
) -> None:
    """`torch.onnx.export(dynamo=True)`."""
    inputs = cast(flat_inputs(name, 1 if is_static else 2, timestep), dtype)
    shapes = None
    if not is_static:
        batch, tokens = torch.export.Dim("batch"), torch.export.Dim("tokens")

        def axes(name: str) -> dict[int, torch.export.Dim]:
            if name == "timestep":
                return {}
            return {0: batch, 1: tokens} if name in BY_TOKEN else {0: batch}

        shapes = {"values": tuple(axes(name) for name in inputs)}
    program = torch.onnx.export(
        FlatUnet(unet.to(dtype), list(inputs)),
        tuple(inputs.values()),
        input_names=list(inputs),
        output_names=["out_sample"],
        dynamic_shapes=shapes,
        opset_version=opset,
        dynamo=True,
        verbose=False,
    )
    assert program is not None
    program.save(str(file), external_data=False)


def convert_to_half(source: Path, file: Path) -> None:
    """onnxruntime's float16 converter with float32 borders."""
    from onnxruntime.transformers.float16 import convert_float_to_float16

    onnx.save(convert_float_to_float16(onnx.load(source), keep_io_types=True), file)


def optimize_with_onnxruntime(source: Path, file: Path, to_half: bool = False) -> None:
    """`python -m onnxruntime.transformers.optimizer --model_type unet [--float16]`."""
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model

    # onnxruntime imports its fusions by their bare names. They turn arrays of one element into integers by
    # `int(array)`, which NumPy refuses since 2.4.
    import_module("fusion_attention_unet").__dict__["int"] = ArrayInt
    options = FusionOptions("unet")
    model = optimize_model(str(source), model_type="unet", opt_level=0, optimization_options=options)
    if to_half:
        model.convert_float_to_float16(keep_io_types=True)
    model.save_model_to_file(str(file))
