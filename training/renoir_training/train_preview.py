"""Trains the decoder for previews on what the pack's own decoder makes of latents, and puts it into the pack."""

import json
from pathlib import Path

import onnxruntime
import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d, interpolate, l1_loss

from .dataset import load_scenes, to_signed
from .enlarge import enlarged_preview
from .manifest import MANIFEST_NAME, PREVIEW_FOLDER, write_manifest
from .models import PackFormat
from .preview_decoder import PreviewDecoder, export_preview_decoder
from .training import (
    Checkpoints,
    Progress,
    WeightAverage,
    cosine_rate,
    descend,
    differences_loss,
    prepare,
    training_parser,
)

HELD_OUT_COUNT = 48


def _run(model: Path, values: Tensor) -> Tensor:
    """One graph of the pack on every row. Rows are independent of each other."""
    session = onnxruntime.InferenceSession(model)
    name = session.get_inputs()[0].name
    rows = [torch.from_numpy(session.run(None, {name: row.contiguous().numpy()})[0]) for row in values.split(1)]
    return torch.cat(rows)


def encode(pack: Path, pictures: Tensor) -> Tensor:
    """Means of the latents."""
    return _run(pack / "vae_encoder" / "model.onnx", to_signed(pictures)).chunk(2, 1)[0]


def decode(pack: Path, latents: Tensor) -> Tensor:
    return _run(pack / "vae_decoder" / "model.onnx", latents).clamp(-1, 1)


def between_steps(latents: Tensor, generator: torch.Generator) -> Tensor:
    """Latents as they are between the steps of an edit: blurred, of two pictures at once, and a little noisy."""
    count = len(latents)
    blurred = interpolate(avg_pool2d(latents, 2), scale_factor=2, mode="bilinear")
    others = latents[torch.randperm(count, generator=generator)]
    blur, mix = torch.rand(2, count, 1, 1, 1, generator=generator)
    is_mixed = torch.rand(count, 1, 1, 1, generator=generator) < 0.5
    mixed = torch.lerp(torch.lerp(latents, blurred, blur), others, 0.5 * mix * is_mixed)
    noise = torch.randn(latents.shape, generator=generator)
    return mixed + 0.2 * torch.rand(count, 1, 1, 1, generator=generator) * noise


def training_pairs(data: Path, pack: Path, limit: int | None) -> dict[str, Tensor]:
    """Latents of the scenes as they are and as between steps, with the full decoder's pictures; made once."""
    path = data / "preview-pairs.pt"
    if path.exists():
        return torch.load(path, weights_only=True)
    pictures, _ = load_scenes(data, held_out=False, limit=limit)
    generator = torch.Generator().manual_seed(3)
    whole = encode(pack, pictures)
    latents = torch.cat([whole, between_steps(encode(pack, pictures.flip(-1)), generator)])
    pairs = {"latents": latents, "pictures": decode(pack, latents)}
    torch.save(pairs, path)
    return pairs


def agreement(previews: Tensor, pictures: Tensor) -> float:
    """Mean PSNR, in dB, of previews against the full decoder's pictures."""
    error = (previews.clamp(-1, 1) - pictures).square().mean((1, 2, 3))
    return (10 * torch.log10(4 / error)).mean().item()


def main() -> None:
    parser = training_parser(__doc__, steps=1300, batch=8, rate=3e-3)
    parser.add_argument("--pack", type=Path, default=Path("../public/models/starter"))
    parser.add_argument("--go-on", action="store_true", help="begin with the pack's own preview decoder")
    arguments = parser.parse_args()
    settings = prepare(arguments, seed=5)
    pairs = training_pairs(settings.data, arguments.pack, settings.scenes)
    latents, pictures = pairs["latents"], pairs["pictures"]
    shown, _ = load_scenes(settings.data, held_out=True, limit=HELD_OUT_COUNT)
    held_out = encode(arguments.pack, shown)
    held_out_pictures = decode(arguments.pack, held_out)

    manifest = json.loads((arguments.pack / MANIFEST_NAME).read_text())
    latent, size = manifest["latent"], manifest["latent"]["height"]
    pack_format = PackFormat(manifest["image"]["height"], manifest["image"]["height"] // size, latent["channels"])
    folder = arguments.pack / PREVIEW_FOLDER
    module = enlarged_preview(folder, pack_format) if arguments.go_on else PreviewDecoder(pack_format)
    module = module.to(settings.device)
    average = WeightAverage(module, decay=0.99)
    optimizer = torch.optim.AdamW(module.parameters(), lr=settings.rate, betas=(0.9, 0.98), weight_decay=1e-4)
    path = settings.data / "preview.checkpoint"
    checkpoints = Checkpoints(path, module=module, average=average.module, optimizer=optimizer)
    progress = Progress(settings.steps)
    for step in range(checkpoints.resumed(), settings.steps):
        generator = torch.Generator().manual_seed(step)
        chosen = torch.randint(len(latents), (settings.batch,), generator=generator)
        found, wanted = module(latents[chosen].to(settings.device)), pictures[chosen].to(settings.device)
        pixels, differences = l1_loss(found, wanted), differences_loss(found, wanted)
        descend(pixels + differences, module, optimizer, settings.rate * cosine_rate(step, settings.steps, warmup=60))
        average.update(module, step)
        progress.add(step, pixels=pixels, differences=differences)
        if checkpoints.due() or step + 1 == settings.steps:
            checkpoints.save(step + 1)
            with torch.no_grad():
                found = agreement(average.module(held_out.to(settings.device)).cpu(), held_out_pictures)
            print(f"step {step + 1}: {found:.2f} dB to the decoder", flush=True)

    export_preview_decoder(average.module.cpu(), folder, size)
    write_manifest(arguments.pack, manifest["version"], latent["scalingFactor"], pack_format)
    exported = _run(folder / "model.onnx", held_out)
    print(f"final: {agreement(exported, held_out_pictures):.2f} dB to the decoder over {len(held_out)} held-out scenes")


if __name__ == "__main__":
    main()
