"""Writes a UNet of full size with random weights, as the usual exporters write a trained one."""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from diffusers import UNet2DConditionModel

from unet_configs import CONFIGS

OPSET = 17
DATA_NAME = "model.onnx_data"
SINGLE_FILE_LIMIT = 2**31


def build_unet(model: str, dtype: torch.dtype) -> UNet2DConditionModel:
    """The UNet without memory for its weights."""
    with torch.device("meta"):
        return UNet2DConditionModel(**CONFIGS[model]).to(dtype)


def fill_random(unet: UNet2DConditionModel, seed: int) -> None:
    """Gaussian weights of variance 1 / fan-in, scales near one, biases near zero: activations keep their size."""
    generator = torch.Generator().manual_seed(seed)
    unet.to_empty(device="cpu")
    for name, parameter in unet.named_parameters():
        random = torch.randn(parameter.shape, generator=generator)
        if parameter.dim() < 2:
            random.mul_(0.02).add_(0.0 if name.endswith("bias") else 1.0)
        else:
            random.mul_(parameter[0].numel() ** -0.5)
        parameter.copy_(random)


def fill_constant(unet: UNet2DConditionModel) -> None:
    """Every weight becomes a view of one number: enough to trace a model that does not fit into memory.

    The exporter merges equal weights, so each gets a number of its own.
    """
    parameters = [(module, name) for module in unet.modules() for name, _ in module.named_parameters(recurse=False)]
    for number, (module, name) in enumerate(parameters):
        parameter = getattr(module, name)
        view = torch.tensor(number / len(parameters), dtype=parameter.dtype).expand(parameter.shape)
        setattr(module, name, torch.nn.Parameter(view, requires_grad=False))


class Denoise(torch.nn.Module):
    """The UNet with positional inputs and a tensor for output, as Optimum traces it."""

    def __init__(self, unet: UNet2DConditionModel) -> None:
        super().__init__()
        self.unet = unet

    def forward(
        self,
        sample: torch.Tensor,
        timestep: torch.Tensor,
        encoder_hidden_states: torch.Tensor,
        text_embeds: torch.Tensor | None = None,
        time_ids: torch.Tensor | None = None,
    ) -> torch.Tensor:
        added = None if text_embeds is None else {"text_embeds": text_embeds, "time_ids": time_ids}
        return self.unet(sample, timestep, encoder_hidden_states, added_cond_kwargs=added, return_dict=False)[0]


def example_inputs(unet: UNet2DConditionModel) -> dict[str, torch.Tensor]:
    """Two rows of 16 x 16 latents: the graph does not depend on the size, tracing gets cheap."""
    dtype = next(unet.parameters()).dtype
    inputs = {
        "sample": torch.randn(2, unet.config.in_channels, 16, 16, dtype=dtype),
        "timestep": torch.tensor([1], dtype=torch.int64),
        "encoder_hidden_states": torch.randn(2, 77, unet.config.cross_attention_dim, dtype=dtype),
    }
    if unet.config.addition_embed_type == "text_time":
        width = unet.config.projection_class_embeddings_input_dim - 6 * unet.config.addition_time_embed_dim
        inputs["text_embeds"] = torch.randn(2, width, dtype=dtype)
        inputs["time_ids"] = torch.randn(2, 6, dtype=dtype)
    return inputs


def export(unet: UNet2DConditionModel, file: Path, weights: bool) -> None:
    """Batch, height, width and text length stay open. Without `weights` every parameter becomes a graph input."""
    inputs = example_inputs(unet)
    rows = {0: "batch_size"}
    axes = {
        "sample": rows | {2: "height", 3: "width"},
        "encoder_hidden_states": rows | {1: "sequence_length"},
        "text_embeds": rows,
        "time_ids": rows,
        "out_sample": rows | {2: "height", 3: "width"},
    }
    torch.onnx.export(
        Denoise(unet).eval(),
        tuple(inputs.values()),
        str(file),
        input_names=list(inputs),
        output_names=["out_sample"],
        dynamic_axes={name: axis for name, axis in axes.items() if name in inputs or name == "out_sample"},
        opset_version=OPSET,
        export_params=weights,
        do_constant_folding=weights,
        dynamo=False,
    )


def refer(tensor: onnx.TensorProto, offset: int, length: int) -> None:
    """Lets a tensor's data lie in the weight file."""
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    del tensor.external_data[:]
    for key, value in (("location", DATA_NAME), ("offset", offset), ("length", length)):
        tensor.external_data.add(key=key, value=str(value))


def gather_weights(traced: Path, target: Path) -> None:
    """Joins the one file a weight, that the exporter writes beyond 2 GB, into one, without loading the model."""
    model = onnx.load(str(traced), load_external_data=False)
    with (target.parent / DATA_NAME).open("wb") as data:
        for tensor in model.graph.initializer:
            if tensor.data_location != onnx.TensorProto.EXTERNAL:
                continue
            entries = {entry.key: entry.value for entry in tensor.external_data}
            content = (traced.parent / entries["location"]).read_bytes()
            refer(tensor, data.tell(), len(content))
            data.write(content)
    onnx.save(model, str(target))


def invent_weights(traced: Path, target: Path, inputs: set[str]) -> None:
    """Turns parameters among the graph inputs into initialisers in a sparse file of zeros."""
    model = onnx.load(str(traced))
    offset = 0
    for value in list(model.graph.input):
        if value.name in inputs:
            continue
        element = value.type.tensor_type.elem_type
        shape = [dimension.dim_value for dimension in value.type.tensor_type.shape.dim]
        tensor = model.graph.initializer.add(name=value.name, data_type=element, dims=shape)
        length = torch.Size(shape).numel() * onnx.helper.tensor_dtype_to_np_dtype(element).itemsize
        refer(tensor, offset, length)
        offset += length
        model.graph.input.remove(value)
    with (target.parent / DATA_NAME).open("wb") as data:
        data.truncate(offset)
    onnx.save(model, str(target))


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="gets unet/model.onnx, its weights and unet/config.json")
    parser.add_argument("--model", choices=sorted(CONFIGS), default="sd-turbo")
    parser.add_argument("--dtype", choices=["float32", "float16"], default="float32")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-weights", action="store_true", help="a sparse file of zeros stands for the weights")
    arguments = parser.parse_args()

    target = arguments.folder / "unet" / "model.onnx"
    target.parent.mkdir(parents=True, exist_ok=True)
    unet = build_unet(arguments.model, getattr(torch, arguments.dtype))
    (target.parent / "config.json").write_text(json.dumps(dict(unet.config), indent=2) + "\n")
    inputs = set(example_inputs(unet))
    with tempfile.TemporaryDirectory(dir=arguments.folder) as scratch:
        traced = Path(scratch) / "model.onnx"
        if arguments.no_weights:
            fill_constant(unet)
            export(unet, traced, weights=False)
            invent_weights(traced, target, inputs)
            return
        fill_random(unet, arguments.seed)
        size = sum(parameter.nbytes for parameter in unet.parameters())
        export(unet, traced, weights=True)
        if size < SINGLE_FILE_LIMIT:
            shutil.move(traced, target)
        else:
            gather_weights(traced, target)


if __name__ == "__main__":
    main()
