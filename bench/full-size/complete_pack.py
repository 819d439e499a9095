"""Completes a folder of `export_random.py --model sd-turbo` to a pack: SD-Turbo's other components, full size, random weights."""

import argparse
import json
import sys
from pathlib import Path

import torch
from diffusers import AutoencoderKL, EulerDiscreteScheduler
from torch import Tensor, nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "packs"))

from exports import PIXELS, TextEncoder, VaeDecoder, VaeEncoder  # noqa: E402 - a folder of scripts, not a package

VOCABULARY = HERE.parent.parent / "public/models/starter/tokenizer"
TEXT = CLIPTextConfig(
    vocab_size=49408,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=23,
    num_attention_heads=16,
    hidden_act="gelu",
    projection_dim=512,
)
VAE = {
    "block_out_channels": (128, 256, 512, 512),
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "latent_channels": 4,
    "layers_per_block": 2,
    "sample_size": 512,
}


def export(module: nn.Module, inputs: dict[str, Tensor], outputs: list[str], folder: Path, axes: dict) -> None:
    """One component, as the usual conversion scripts write it."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        module.eval(),
        tuple(inputs.values()),
        str(folder / "model.onnx"),
        input_names=list(inputs),
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=17,
        do_constant_folding=False,
        dynamo=False,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dtype", choices=("float32", "float16"), default="float32")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    dtype = getattr(torch, arguments.dtype)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    with torch.no_grad():
        # The plain attention, as older exports have it.
        text = CLIPTextModel._from_config(TEXT, attn_implementation="eager").to(dtype)
        ids = {"input_ids": torch.zeros(1, 77, dtype=torch.int32)}
        axes = {"input_ids": {0: "batch", 1: "sequence"}}
        export(TextEncoder(text), ids, ["last_hidden_state", "pooler_output"], folder / "text_encoder", axes)
        text.config.to_json_file(folder / "text_encoder/config.json")
        vae = AutoencoderKL(**VAE)
        # Float16 overflows in the encoder on WebGPU: packs bring it in float32.
        picture = {"sample": torch.randn(1, 3, 64, 64)}
        export(VaeEncoder(vae), picture, ["latent_sample"], folder / "vae_encoder", {"sample": PIXELS})
        latent = {"latent_sample": torch.randn(1, 4, 8, 8, dtype=dtype)}
        export(VaeDecoder(vae.to(dtype)), latent, ["sample"], folder / "vae_decoder", {"latent_sample": PIXELS})
    for name in ("vae_encoder", "vae_decoder"):
        vae.save_config(folder / name)
    CLIPTokenizer.from_pretrained(VOCABULARY, pad_token="!", model_max_length=77).save_pretrained(folder / "tokenizer")
    betas = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
    EulerDiscreteScheduler(**betas, timestep_spacing="trailing").save_pretrained(folder / "scheduler")
    index = {"_class_name": "OnnxStableDiffusionPipeline", "scheduler": ["diffusers", "EulerDiscreteScheduler"]}
    (folder / "model_index.json").write_text(json.dumps(index, indent=2) + "\n")


if __name__ == "__main__":
    main()
