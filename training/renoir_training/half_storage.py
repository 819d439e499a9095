"""Stores the weights of an ONNX graph as float16 while the computation stays float32."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

MINIMUM_BYTES = 1024
EXTERNAL_DATA_NAME = "model.onnx_data"


def store_half(source: Path, target: Path) -> None:
    """Rewrites `source` to `target` with float16 weights, each followed by a `Cast` to float32.

    Any ONNX runtime executes the result, and a runtime that folds constants pays for the casts once, on load. The
    weights go to `model.onnx_data` beside the graph.
    """
    model = onnx.load(source)
    casts = []
    for initializer in model.graph.initializer:
        if initializer.data_type != TensorProto.FLOAT:
            continue
        weights = numpy_helper.to_array(initializer)
        if weights.nbytes < MINIMUM_BYTES:
            continue
        name = initializer.name
        initializer.CopyFrom(numpy_helper.from_array(weights.astype(np.float16), f"{name}_float16"))
        casts.append(helper.make_node("Cast", [f"{name}_float16"], [name], name=f"{name}_cast", to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    target.parent.mkdir(parents=True, exist_ok=True)
    (target.parent / EXTERNAL_DATA_NAME).unlink(missing_ok=True)
    onnx.save_model(
        model,
        target,
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location=EXTERNAL_DATA_NAME,
        size_threshold=MINIMUM_BYTES // 2,
    )
    (target.parent / EXTERNAL_DATA_NAME).chmod(0o644)
    onnx.checker.check_model(str(target))
