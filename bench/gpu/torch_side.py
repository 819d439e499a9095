"""Times the models of `--random sd-turbo` in PyTorch on the same card, in float16. Needs torch and diffusers."""

import argparse
import json
import statistics
import time
from pathlib import Path

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor
from torch import Tensor

UNET = {
    "sample_size": 64,
    "in_channels": 4,
    "out_channels": 4,
    "block_out_channels": (320, 640, 1280, 1280),
    "layers_per_block": 2,
    "cross_attention_dim": 1024,
    "attention_head_dim": (5, 10, 20, 20),
    "use_linear_projection": True,
    "down_block_types": ("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
    "up_block_types": ("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3,
}
VAE = {
    "block_out_channels": (128, 256, 512, 512),
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "latent_channels": 4,
    "layers_per_block": 2,
    "sample_size": 512,
}
WARM_UPS = 3


def time_run(run, repetitions: int) -> float:
    """Median milliseconds."""
    for _ in range(WARM_UPS):
        run()
    torch.cuda.synchronize()
    times = []
    for _ in range(repetitions):
        started = time.perf_counter()
        run()
        torch.cuda.synchronize()
        times.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(times), 2)


def measure(repetitions: int) -> dict:
    torch.manual_seed(0)
    options = {"device": "cuda", "dtype": torch.float16}
    with torch.device("cuda"):
        unet = UNet2DConditionModel(**UNET).to(torch.float16).eval().requires_grad_(False)
        vae = AutoencoderKL(**VAE).to(torch.float16).eval().requires_grad_(False)
    latent, previous = torch.randn(2, 1, 4, 64, 64, **options)
    words = torch.randn(2, 77, 1024, **options)
    timestep = torch.tensor([499], device="cuda")
    photo = torch.randn(1, 3, 512, 512, **options)

    def forward() -> Tensor:
        return unet(latent, timestep, words[:1]).sample

    def two_rows() -> Tensor:
        return unet(torch.cat([latent, previous]), timestep, words).sample

    def gradient() -> Tensor:
        with torch.enable_grad():
            z = latent.detach().requires_grad_(True)
            residual = previous + 0.1 * unet(z, timestep, words[:1]).sample - z
            return torch.autograd.grad(residual.float().abs().sum(), z)[0]

    report = {"torch": torch.__version__, "gpu": torch.cuda.get_device_name()}
    with torch.no_grad():
        report["forward"] = time_run(forward, repetitions)
        report["two rows"] = time_run(two_rows, repetitions)
        report["gradient"] = time_run(gradient, repetitions)
        report["encode"] = time_run(lambda: vae.encode(photo).latent_dist.mean, repetitions)
        report["decode"] = time_run(lambda: vae.decode(latent).sample, repetitions)
        # Attention control needs the probabilities, which fused attention never writes down.
        unet.set_attn_processor(AttnProcessor())
        report["two rows, explicit attention"] = time_run(two_rows, repetitions)
        report["gradient, explicit attention"] = time_run(gradient, repetitions)
    report["peak MiB"] = round(torch.cuda.max_memory_allocated() / 2**20)
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=20, help="timed runs of each kind")
    parser.add_argument("--out", type=Path, help="write the report here, as JSON")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    arguments = parser.parse_args()
    report = measure(arguments.n)
    if arguments.out:
        arguments.out.write_text(json.dumps(report, indent=2) + "\n")
    lines = [json.dumps(report)] if arguments.json else [f"{name}: {value}" for name, value in report.items()]
    print("\n".join(lines))


if __name__ == "__main__":
    main()
