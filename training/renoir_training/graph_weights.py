"""The networks of a pack as PyTorch modules, their weights read back from the graphs that they were exported as."""

from pathlib import Path

import numpy as np
import onnx
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from onnx import numpy_helper
from torch import Tensor, nn
from transformers import CLIPTextModel, CLIPTokenizer

from .models import build_text_encoder, build_unet, build_vae

WEIGHT_OPERATORS = {"Conv": 1, "Gemm": 1, "MatMul": 1, "Gather": 0, "LayerNormalization": 1, "Mul": 1}
"""Operators that take a module's weight -> which of their inputs it is."""
BIAS_OPERATORS = {"Conv": 2, "Gemm": 2, "LayerNormalization": 2, "Add": 1}


def constants_of(graph: onnx.GraphProto) -> dict[str, Tensor]:
    """The float constants of a graph as float32, those stored in half precision also by the name of what they are cast to."""
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in values:
            values[node.output[0]] = values[node.input[0]]
    return {
        name: torch.from_numpy(array.astype(np.float32))
        for name, array in values.items()
        if array.size and np.issubdtype(array.dtype, np.floating)
    }


def _constant(node: onnx.NodeProto, place: int | None, constants: dict[str, Tensor]) -> Tensor | None:
    """The constant among a node's inputs, which the exporter puts at `place` or, in a sum or product, on either side."""
    if place is None or len(node.input) <= place:
        return None
    names = reversed(node.input) if node.op_type in ("Add", "Mul", "MatMul") else (node.input[place],)
    return next((constants[name] for name in names if name in constants), None)


@torch.no_grad()
def read_weights(graph: Path, module: nn.Module, root: str = "") -> None:
    """Copies the weights of an exported graph into `module`, whose path within what was exported is `root`.

    Optimum's export names every node after the module that it belongs to, and folds some weights into constants of other names; so
    weights are found by the names of the nodes. Raises ValueError where the graph does not have all of the module's.
    """
    model = onnx.load(graph)
    constants = constants_of(model.graph)
    parameters = {f"{root}.{name}" if root else name: parameter for name, parameter in module.named_parameters()}
    missing = set(parameters)
    for node in model.graph.node:
        path = ".".join(node.name.split("/")[1:-1])
        for kind, places in (("weight", WEIGHT_OPERATORS), ("bias", BIAS_OPERATORS)):
            parameter = parameters.get(f"{path}.{kind}")
            values = _constant(node, places.get(node.op_type), constants)
            if parameter is not None and values is not None:
                parameter.copy_((values.T if node.op_type == "MatMul" else values).reshape(parameter.shape))
                missing.discard(f"{path}.{kind}")
    if missing:
        raise ValueError(f"{graph} has no {', '.join(sorted(missing))}")


def load_text_encoder(pack: Path, tokenizer: CLIPTokenizer) -> CLIPTextModel:
    text_encoder = build_text_encoder(tokenizer).eval()
    read_weights(pack / "text_encoder" / "model.onnx", text_encoder)
    return text_encoder


def load_unet(pack: Path) -> UNet2DConditionModel:
    unet = build_unet().eval()
    read_weights(pack / "unet" / "model.onnx", unet)
    return unet


def load_encoder(pack: Path) -> AutoencoderKL:
    """The autoencoder of a bundled pack with its encoder read back: the decoder may be a larger one, and stays random."""
    vae = build_vae().eval()
    for part, root in ((vae.encoder, "encoder"), (vae.quant_conv, "quant_conv")):
        read_weights(pack / "vae_encoder" / "model.onnx", part, root)
    return vae
