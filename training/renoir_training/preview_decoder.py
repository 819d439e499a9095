"""A small decoder for the pictures between the steps: plain convolutions at low resolution, and pixels shuffled out of channels.

The idea is TAESD's (github.com/madebyollin/taesd): no normalisation, no attention, trained on what the full decoder makes of latents.
"""

import json
import tempfile
from pathlib import Path

import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from .half_storage import store_half
from .models import BUNDLED, PackFormat

WIDTHS = (48, 24)
"""Channels at the size of the latent and at twice that size."""


class PreviewDecoder(nn.Module):
    """Latents to pictures of -1..1, larger by the format's factor; the last doublings come out of one shuffle."""

    def __init__(self, pack_format: PackFormat = BUNDLED) -> None:
        super().__init__()
        wide, narrow = WIDTHS
        self.pack_format = pack_format
        self.last_scale = pack_format.factor // 2
        channels = (
            (pack_format.latent_channels, wide),
            (wide, wide),
            (wide, wide),
            (wide, 4 * narrow),
            (narrow, narrow),
            (narrow, 3 * self.last_scale**2),
        )
        self.convolutions = nn.ModuleList(nn.Conv2d(into, out, 3, padding=1) for into, out in channels)

    def forward(self, latents: Tensor) -> Tensor:
        first, second, third, widen, fourth, last = self.convolutions
        start = first(latents).relu()
        hidden = third(second(start).relu()).relu() + start
        hidden = fourth(nn.functional.pixel_shuffle(widen(hidden).relu(), 2)).relu()
        return nn.functional.pixel_shuffle(last(hidden), self.last_scale)


def export_preview_decoder(module: PreviewDecoder, folder: Path, latent_size: int) -> None:
    """Writes `model.onnx`, its float16 weights and a configuration into `folder`, in operators that every runtime has."""
    nodes, weights = [], []

    def emit(op: str, inputs: list[str], output: str, **attributes: object) -> str:
        nodes.append(helper.make_node(op, inputs, [output], name=f"/{output}/{op}", **attributes))
        return output

    def constant(name: str, tensor: onnx.TensorProto) -> str:
        weights.append(tensor)
        return name

    def convolve(value: str, index: int) -> str:
        layer = module.convolutions[index]
        names = [f"convolutions.{index}.{part}" for part in ("weight", "bias")]
        for name, parameter in zip(names, (layer.weight, layer.bias), strict=True):
            constant(name, numpy_helper.from_array(parameter.detach().float().contiguous().numpy(), name))
        return emit("Conv", [value, *names], f"convolution_{index}", kernel_shape=[3, 3], pads=[1, 1, 1, 1])

    def shuffle(value: str, channels: int, size: int, scale: int, output: str) -> str:
        """Channels in groups to squares of scale x scale pixels (`DepthToSpace`, as three operators)."""

        def shape(name: str, extents: list[int]) -> str:
            return constant(name, helper.make_tensor(name, TensorProto.INT64, [len(extents)], extents))

        split = emit("Reshape", [value, shape(f"{output}_split", [1, channels, scale, scale, size, size])], f"{output}_grouped")
        turned = emit("Transpose", [split], f"{output}_turned", perm=[0, 1, 4, 2, 5, 3])
        return emit("Reshape", [turned, shape(f"{output}_shape", [1, channels, scale * size, scale * size])], output)

    start = emit("Relu", [convolve("latent_sample", 0)], "start")
    inner = emit("Relu", [convolve(start, 1)], "inner")
    inner = emit("Relu", [convolve(inner, 2)], "outer")
    inner = emit("Add", [inner, start], "joined")
    inner = shuffle(emit("Relu", [convolve(inner, 3)], "wide"), WIDTHS[1], latent_size, 2, "doubled")
    inner = emit("Relu", [convolve(inner, 4)], "narrow")
    shuffle(convolve(inner, 5), 3, 2 * latent_size, module.last_scale, "sample")

    def border(name: str, channels: int, size: int) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, channels, size, size])

    graph = helper.make_graph(
        nodes,
        "preview_decoder",
        [border("latent_sample", module.pack_format.latent_channels, latent_size)],
        [border("sample", 3, module.pack_format.factor * latent_size)],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    with tempfile.TemporaryDirectory() as scratch:
        onnx.save_model(model, Path(scratch) / "model.onnx")
        store_half(Path(scratch) / "model.onnx", folder / "model.onnx")
    # In diffusers' names: a reader counts the doublings by the channels of each size.
    sizes = module.pack_format.factor.bit_length()
    config = {
        "latent_channels": module.pack_format.latent_channels,
        "decoder_block_out_channels": [*WIDTHS, *(3 for _ in range(sizes - len(WIDTHS)))],
        "scaling_factor": 1.0,
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
