"""Which files are made: topology x exporter x precision."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch

from exporters import (
    EXAMPLE_TIMESTEP,
    convert_to_half,
    export_dynamo,
    export_optimum,
    export_torchscript,
    optimize_with_onnxruntime,
)
from topologies import TOPOLOGIES, build_unet

HALF = torch.float16

Write = Callable[[str, Path], None]
"""Writes the file of a topology. Files made from others find those beside their own."""


@dataclass(frozen=True)
class Export:
    """One way to a file."""

    exporter: str
    precision: str
    write: Write
    topologies: tuple[str, ...]


def _optimum(opset: int) -> Write:
    return lambda name, file: export_optimum(build_unet(name), file, opset)


def _torchscript(opset: int, dtype: torch.dtype = torch.float32, **options: object) -> Write:
    return lambda name, file: export_torchscript(name, build_unet(name), file, opset, dtype, **options)


def _dynamo(opset: int, dtype: torch.dtype = torch.float32, **options: object) -> Write:
    return lambda name, file: export_dynamo(name, build_unet(name), file, opset, dtype, **options)


def _from(source: str, convert: Callable[[Path, Path], object]) -> Write:
    def write(_: str, file: Path) -> None:
        convert(file.parent / f"{source}.onnx", file)

    return write


ALL = tuple(TOPOLOGIES)
# Optimum declares no class labels and no masks.
BY_HAND = ("masked", "upscaler", "pixel-sr")
BY_OPTIMUM = tuple(name for name in ALL if name not in BY_HAND)
HALVES = ("sd15", "lcm", "sd21", "masked", "sdxl", "upscaler", "pixel-sr", "sdxs", "bk-sdm")

EXPORTS: dict[str, Export] = {
    "optimum-14": Export(
        "Optimum, opset 14", "float32", _optimum(14), ("sd15", "lcm", "sd21", "sdxl", "sdxs", "bk-sdm")
    ),
    "optimum-17": Export("Optimum, opset 17", "float32", _optimum(17), BY_OPTIMUM),
    "optimum-18": Export("Optimum, opset 18", "float32", _optimum(18), ("sd15", "lcm", "sd21", "sdxl", "sdxs")),
    "torchscript-14": Export("TorchScript, opset 14", "float32", _torchscript(14), ("upscaler", "pixel-sr")),
    "torchscript-17": Export("TorchScript, opset 17", "float32", _torchscript(17), BY_HAND),
    "torchscript-18": Export("TorchScript, opset 18", "float32", _torchscript(18), ("upscaler", "pixel-sr")),
    "torchscript-17-half": Export("TorchScript, opset 17", "float16", _torchscript(17, HALF), HALVES),
    "optimum-17-converted": Export(
        "Optimum, opset 17", "float16, converted", _from("optimum-17", convert_to_half), ("sd15", "sdxl", "bk-sdm")
    ),
    "torchscript-17-converted": Export(
        "TorchScript, opset 17", "float16, converted", _from("torchscript-17", convert_to_half), ("masked", "pixel-sr")
    ),
    # torch.export cannot follow a mask of open length into the heads.
    "dynamo-18": Export(
        "dynamo, opset 18", "float32", _dynamo(18), tuple(name for name in ALL if name not in ("masked", "bk-sdm"))
    ),
    "dynamo-20": Export("dynamo, opset 20", "float32", _dynamo(20), ("sdxs",)),
    "dynamo-23": Export("dynamo, opset 23", "float32", _dynamo(23), ("sdxs",)),
    "dynamo-18-half": Export("dynamo, opset 18", "float16", _dynamo(18, HALF), ("sd15", "sdxs")),
    "dynamo-18-static": Export(
        "dynamo, opset 18, static", "float32", _dynamo(18, is_static=True), ("sd15", "masked", "pixel-sr")
    ),
    "torchscript-17-static": Export(
        "TorchScript, opset 17, static", "float32", _torchscript(17, is_static=True), ("lcm", "sdxl", "pixel-sr")
    ),
    "torchscript-17-folded": Export(
        "TorchScript, opset 17, heads in the batch", "float32", _torchscript(17, folds_heads=True), ("sd15", "sd21")
    ),
    "torchscript-17-folded-half": Export(
        "TorchScript, opset 17, heads in the batch", "float16", _torchscript(17, HALF, folds_heads=True), ("sd21",)
    ),
    "torchscript-17-vector": Export(
        "TorchScript, opset 17, timestep int64 [batch]",
        "float32",
        _torchscript(17, timestep=torch.tensor([EXAMPLE_TIMESTEP, 20])),
        ("sd15",),
    ),
    "torchscript-17-int32": Export(
        "TorchScript, opset 17, timestep int32 [1]",
        "float32",
        _torchscript(17, timestep=torch.tensor([EXAMPLE_TIMESTEP], dtype=torch.int32)),
        ("sd15",),
    ),
    "torchscript-17-double": Export(
        "TorchScript, opset 17, timestep float64",
        "float32",
        _torchscript(17, timestep=torch.tensor(float(EXAMPLE_TIMESTEP), dtype=torch.float64)),
        ("sd15",),
    ),
    "optimum-17-optimized": Export(
        "Optimum, opset 17, optimised by onnxruntime",
        "float32",
        _from("optimum-17", optimize_with_onnxruntime),
        ("sd15", "sdxs"),
    ),
    "optimum-17-optimized-half": Export(
        "Optimum, opset 17, optimised by onnxruntime",
        "float16, converted",
        _from("optimum-17", partial(optimize_with_onnxruntime, to_half=True)),
        ("sdxs",),
    ),
}
