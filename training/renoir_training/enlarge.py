"""An autoencoder of twice the size around the same latents: pictures are halved before they are encoded, and decoded with a level more.

Latents stay what they are, so text encoder and UNet stay, too: pictures of 256 px cost a step what pictures of 128 px do.
"""

import json
import tempfile
from pathlib import Path

import onnx
import torch
from diffusers import AutoencoderKL
from diffusers.models.autoencoders.vae import Decoder
from onnx import helper
from torch import Tensor, nn

from .graph_weights import constants_of, load_encoder, read_weights
from .half_storage import store_half
from .manifest import MANIFEST_NAME, PREVIEW_FOLDER, write_manifest
from .models import ENLARGED, PackFormat
from .preview_decoder import PreviewDecoder, export_preview_decoder

ADDED_WIDTH = 16
"""Channels at full resolution. Few: the decoder runs on WebAssembly."""
GROUPS = 8


def load_vae(pack: Path) -> AutoencoderKL:
    """The autoencoder of a bundled pack of 128 px, from its exported graphs."""
    vae = load_encoder(pack)
    for part, root in ((vae.decoder, "decoder"), (vae.post_quant_conv, "post_quant_conv")):
        read_weights(pack / "vae_decoder" / "model.onnx", part, root)
    return vae


class EnlargedDecoder(nn.Module):
    """Latents [batch, 4, h, w] to pictures [batch, 3, 8 h, 8 w] in -1..1: diffusers' decoder with `ADDED_WIDTH` channels at the last level."""

    def __init__(self, widths: tuple[int, ...], latent_channels: int) -> None:
        super().__init__()
        self.post_quant_conv = nn.Conv2d(latent_channels, latent_channels, 1)
        self.decoder = Decoder(
            in_channels=latent_channels,
            out_channels=3,
            up_block_types=("UpDecoderBlock2D",) * (len(widths) + 1),
            block_out_channels=(ADDED_WIDTH, *widths),
            layers_per_block=1,
            norm_num_groups=GROUPS,
            mid_block_add_attention=False,
        )

    def forward(self, latent_sample: Tensor) -> Tensor:
        return self.decoder(self.post_quant_conv(latent_sample))

    def added(self) -> list[nn.Parameter]:
        """Parameters that `enlarged` invents: the rest comes from the smaller decoder."""
        *_, doubling, last = self.decoder.up_blocks
        parts = (doubling.upsamplers, last, self.decoder.conv_norm_out, self.decoder.conv_out)
        return [parameter for part in parts for parameter in part.parameters()]


@torch.no_grad()
def enlarged(vae: AutoencoderKL) -> EnlargedDecoder:
    """A decoder of twice the size that begins as the smaller one with its last features repeated: its pictures, enlarged."""
    widths = tuple(vae.config.block_out_channels)
    decoder = EnlargedDecoder(widths, vae.config.latent_channels)
    decoder.post_quant_conv.load_state_dict(vae.post_quant_conv.state_dict())
    decoder.decoder.load_state_dict(vae.decoder.state_dict(), strict=False)
    *_, doubling, last = decoder.decoder.up_blocks
    convolution = doubling.upsamplers[0].conv
    nn.init.dirac_(convolution.weight)
    nn.init.zeros_(convolution.bias)
    for block in last.resnets:
        nn.init.zeros_(block.conv2.weight)
        nn.init.zeros_(block.conv2.bias)
    return decoder


@torch.no_grad()
def enlarged_preview(folder: Path, pack_format: PackFormat) -> PreviewDecoder:
    """A preview decoder of twice the size that begins as an exported one with its pixels repeated."""
    weights = constants_of(onnx.load(folder / "model.onnx").graph)
    module = PreviewDecoder(pack_format)
    for name, parameter in module.named_parameters():
        values = weights[name]
        if len(values) < len(parameter):
            # One output channel a pixel of the shuffled square: 3 x 2 x 2 become 3 x 4 x 4.
            values = values.unflatten(0, (3, 2, 2)).repeat_interleave(2, 1).repeat_interleave(2, 2).flatten(0, 2)
        parameter.copy_(values)
    return module


def half_size(pictures: Tensor) -> Tensor:
    """Pictures [batch, 3, h, w] as the encoder sees them: the mean of every 2 x 2 pixels."""
    return nn.functional.avg_pool2d(pictures, 2)


def export_decoder(decoder: EnlargedDecoder, folder: Path, latent_size: int) -> None:
    """Writes `model.onnx` and its float16 weights into `folder`, and the size into its configuration."""
    axes = {"latent_sample": {0: "batch_size", 2: "latent_height", 3: "latent_width"}}
    with tempfile.TemporaryDirectory() as scratch:
        graph = Path(scratch) / "model.onnx"
        torch.onnx.export(
            decoder.eval(),
            (torch.zeros(1, decoder.post_quant_conv.in_channels, latent_size, latent_size),),
            str(graph),
            input_names=["latent_sample"],
            output_names=["sample"],
            dynamic_axes={**axes, "sample": {0: "batch_size", 2: "latent_height * 8", 3: "latent_width * 8"}},
            opset_version=18,
            dynamo=False,
        )
        store_half(graph, folder / "model.onnx")
    write_widths(folder / "config.json", 8 * latent_size)


def export_encoder(folder: Path, size: int) -> None:
    """Lets an exported encoder begin with the mean of every 2 x 2 pixels, in place."""
    graph_path = folder / "model.onnx"
    model = onnx.load(graph_path)
    first = next(node for node in model.graph.node if "sample" in node.input)
    first.input[list(first.input).index("sample")] = "half_sample"
    pool = helper.make_node("AveragePool", ["sample"], ["half_sample"], name="/half/AveragePool", kernel_shape=[2, 2], strides=[2, 2])
    model.graph.node.insert(list(model.graph.node).index(first), pool)
    with tempfile.TemporaryDirectory() as scratch:
        onnx.save_model(model, Path(scratch) / "model.onnx")
        store_half(Path(scratch) / "model.onnx", graph_path)
    write_widths(folder / "config.json", size)


def write_widths(path: Path, size: int) -> None:
    """Readers count the doublings of an autoencoder by its widths."""
    config = json.loads(path.read_text())
    if config["sample_size"] == size:
        return
    widths = config["block_out_channels"]
    added = {key: [config[key][0], *config[key]] for key in ("down_block_types", "up_block_types")}
    config = {**config, **added, "block_out_channels": [ADDED_WIDTH, *widths], "sample_size": size}
    path.write_text(json.dumps(config, indent=2) + "\n")


def enlarge_pack(pack: Path, out: Path, decoder: EnlargedDecoder, version: str) -> None:
    """Gives the pack in `out`, a copy of the smaller one in `pack` or what this made of it before, pictures of twice the size."""
    manifest = json.loads((out / MANIFEST_NAME).read_text())
    export_decoder(decoder, out / "vae_decoder", ENLARGED.latent_size)
    if manifest["image"]["height"] != ENLARGED.image_size:
        export_encoder(out / "vae_encoder", ENLARGED.image_size)
    preview = enlarged_preview(pack / PREVIEW_FOLDER, ENLARGED)
    (out / PREVIEW_FOLDER).mkdir(exist_ok=True)
    export_preview_decoder(preview, out / PREVIEW_FOLDER, ENLARGED.latent_size)
    write_manifest(out, version, manifest["latent"]["scalingFactor"], ENLARGED)
