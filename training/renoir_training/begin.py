"""Networks that begin as a pack of 256 px and its undistilled teacher, not at random.

Those of the same latents are what the pack's are. For latents of more channels than the first pack had, the autoencoder first makes that pack's
pictures: its first latent channels are the pack's, and the decoder hardly looks at the others; the UNet sees in the first channels what its teacher
did, and predicts nothing yet.
"""

import json
from pathlib import Path

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from torch import nn

from .enlarge import EnlargedDecoder
from .graph_weights import load_encoder, read_weights
from .manifest import MANIFEST_NAME
from .models import VAE_WIDTHS, PackFormat, build_unet
from .train_vae import quieten_posterior

FIRST = 4
"""Channels of the latents of the first pack, which was trained at 128 px."""
RANDOM_PART = 0.02
"""Of the usual deviation of the weights with which the decoder looks at added channels: some, so that the encoder is told what to put there."""


@torch.no_grad()
def halving_first_level(vae: AutoencoderKL, first: nn.Conv2d) -> None:
    """Makes the encoder's first level do what `first` does to the mean of every 2 x 2 pixels.

    `conv_in` moves four shifted copies of the colours into channels, the residual block starts as nothing, and the strided convolution picks
    from the copies. Only the mean to the left of and above a place is that of one pixel instead of two: a strided kernel of 3 reaches no further.
    """
    encoder = vae.encoder
    entry, block = encoder.conv_in, encoder.down_blocks[0]
    strided = block.downsamplers[0].conv
    for convolution in (entry, strided):
        nn.init.zeros_(convolution.bias)
        nn.init.normal_(convolution.weight, std=0.02)
    for resnet in block.resnets:
        nn.init.zeros_(resnet.conv2.weight)
        nn.init.zeros_(resnet.conv2.bias)
    # Along an axis: the pixel before, or the mean of this one and the next.
    before, here = torch.tensor([1.0, 0.0, 0.0]), torch.tensor([0.0, 0.5, 0.5])
    # Which copy, and which tap of the strided kernel (0, 1, 2 pixels on), stand for the taps of `first`.
    taps = ((0, 0), (1, 0), (1, 2))
    entry.weight[:12] = 0
    strided.weight[:, :12] = 0
    for colour in range(3):
        for row, down in enumerate((before, here)):
            for column, across in enumerate((before, here)):
                entry.weight[4 * colour + 2 * row + column, colour] = torch.outer(down, across)
        for down, (row, low) in enumerate(taps):
            for across, (column, left) in enumerate(taps):
                strided.weight[:, 4 * colour + 2 * row + column, low, left] += first.weight[:, colour, down, across]
    strided.bias.copy_(first.bias)


def latent_channels(pack: Path) -> int:
    return json.loads((pack / MANIFEST_NAME).read_text())["latent"]["channels"]


def begin_autoencoder(vae: AutoencoderKL, pack: Path) -> None:
    """Gives an autoencoder of factor 8 the weights of the pack's, which has as many channels or `FIRST`."""
    if latent_channels(pack) != vae.config.latent_channels:
        _widen_autoencoder(vae, pack)
        return
    for graph, names in (("vae_encoder", ("encoder", "quant_conv")), ("vae_decoder", ("decoder", "post_quant_conv"))):
        for name in names:
            read_weights(pack / graph / "model.onnx", getattr(vae, name), name)
    quieten_posterior(vae)


@torch.no_grad()
def _widen_autoencoder(vae: AutoencoderKL, pack: Path) -> None:
    small = load_encoder(pack)
    halving_first_level(vae, small.encoder.conv_in)
    for place, block in enumerate(small.encoder.down_blocks):
        vae.encoder.down_blocks[place + 1].load_state_dict(block.state_dict())
    vae.encoder.mid_block.load_state_dict(small.encoder.mid_block.state_dict())
    vae.encoder.conv_norm_out.load_state_dict(small.encoder.conv_norm_out.state_dict())
    last, mix = small.encoder.conv_out, small.quant_conv.weight[:FIRST, :, 0, 0]
    weight = torch.einsum("ij,jkhw->ikhw", mix, last.weight)
    head = vae.encoder.conv_out
    nn.init.normal_(head.weight, std=weight.std().item())
    nn.init.zeros_(head.bias)
    head.weight[:FIRST] = weight
    head.bias[:FIRST] = mix @ last.bias + small.quant_conv.bias[:FIRST]
    nn.init.dirac_(vae.quant_conv.weight)
    nn.init.zeros_(vae.quant_conv.bias)
    quieten_posterior(vae)

    whole = EnlargedDecoder(VAE_WIDTHS[4], FIRST)
    read_weights(pack / "vae_decoder" / "model.onnx", whole)
    nn.init.dirac_(vae.post_quant_conv.weight)
    nn.init.zeros_(vae.post_quant_conv.bias)
    vae.post_quant_conv.weight[:FIRST, :FIRST] = whole.post_quant_conv.weight
    vae.post_quant_conv.bias[:FIRST] = whole.post_quant_conv.bias
    entry = whole.decoder.conv_in
    others = {name: values for name, values in whole.decoder.state_dict().items() if not name.startswith("conv_in")}
    vae.decoder.load_state_dict(others, strict=False)
    vae.decoder.conv_in.bias.copy_(entry.bias)
    nn.init.normal_(vae.decoder.conv_in.weight, std=RANDOM_PART * entry.weight.std().item())
    vae.decoder.conv_in.weight[:, :FIRST] = entry.weight


def begin_unet(unet: UNet2DConditionModel, teacher: Path) -> None:
    """Gives a UNet of the same widths the weights of an undistilled teacher (`bench/teacher`).

    One of the same latents also predicts what the teacher does. Otherwise it does not look at the added channels yet, and its prediction begins as 0.
    """
    graph, channels = teacher / "unet" / "model.onnx", latent_channels(teacher)
    plain = build_unet(PackFormat(latent_channels=channels), takes_guidance=False)
    read_weights(graph, plain, "unet")
    if channels == unet.config.in_channels:
        unet.load_state_dict(plain.state_dict(), strict=False)
    else:
        _widen_unet(unet, plain)


@torch.no_grad()
def _widen_unet(unet: UNet2DConditionModel, plain: UNet2DConditionModel) -> None:
    state = {
        name: values for name, values in plain.state_dict().items() if name.split(".")[0] not in ("conv_in", "conv_out")
    }
    unet.load_state_dict(state, strict=False)
    nn.init.zeros_(unet.conv_in.weight)
    unet.conv_in.weight[:, :FIRST] = plain.conv_in.weight
    unet.conv_in.bias.copy_(plain.conv_in.bias)
    nn.init.zeros_(unet.conv_out.weight)
    nn.init.zeros_(unet.conv_out.bias)
