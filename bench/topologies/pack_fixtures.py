"""Packs some cases for the tests: `python pack_fixtures.py [--cases DIR] [--out DIR]`.

Files are stripped of what no runtime reads (stack traces, intermediate types) and compressed.
"""

import argparse
import gzip
import shutil
from pathlib import Path

import onnx

HERE = Path(__file__).parent

PACKED = (
    "bk-sdm/optimum-14",
    "lcm/torchscript-17-static",
    "sd21/torchscript-17-folded-half",
    "sdxl/dynamo-18",
    "masked/torchscript-17-converted",
    "pixel-sr/torchscript-17-half",
    "sdxs/dynamo-18-half",
    "sdxs/optimum-17-optimized",
)
"""Every kind of input and block, and between them every exporter, precision and layout of attention."""


def strip(model: onnx.ModelProto) -> bytes:
    model.ClearField("metadata_props")
    model.graph.ClearField("metadata_props")
    model.graph.ClearField("value_info")
    for node in model.graph.node:
        node.ClearField("metadata_props")
        node.ClearField("doc_string")
    return model.SerializeToString()


def compress(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, default=HERE / ".cache")
    parser.add_argument("--out", type=Path, default=HERE.parent.parent / "test/fixtures/topologies")
    arguments = parser.parse_args()
    for case in PACKED:
        source, target = arguments.cases / case, arguments.out / case
        target.parent.mkdir(parents=True, exist_ok=True)
        model = onnx.load(source.with_suffix(".onnx"))
        target.with_suffix(".onnx.gz").write_bytes(compress(strip(model)))
        shutil.copy(source.with_suffix(".json"), target.parent)
        shutil.copy(source.parent / "reference.json", target.parent)
        reference = (source.parent / "reference.bin").read_bytes()
        (target.parent / "reference.bin.gz").write_bytes(compress(reference))


if __name__ == "__main__":
    main()
