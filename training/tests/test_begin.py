"""Networks for more latent channels begin as what they were widened from."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from renoir_training.begin import FIRST, begin_autoencoder, begin_unet
from renoir_training.dataset import to_bytes, to_signed
from renoir_training.enlarge import EnlargedDecoder, half_size
from renoir_training.export import export_pack
from renoir_training.graph_weights import load_encoder, read_weights
from renoir_training.models import VAE_WIDTHS, PackFormat, build_pipeline, build_unet, build_vae, velocity_itself
from renoir_training.quality import psnr
from renoir_training.sampling import signal_and_noise

ROOT = Path(__file__).parents[2]
PACK, TEACHER = ROOT / "public" / "models" / "starter", ROOT / "bench" / "teacher"
WIDE = PackFormat(image_size=256, factor=8, latent_channels=16)


@pytest.fixture(scope="module")
def pictures() -> torch.Tensor:
    paths = sorted((ROOT / "bench" / "data" / "validation").glob("*-source.webp"))[:4]
    arrays = [np.asarray(Image.open(path).convert("RGB")) for path in paths]
    return torch.from_numpy(np.stack(arrays)).permute(0, 3, 1, 2).contiguous()


@torch.no_grad()
def test_the_autoencoder_begins_with_the_packs_latents_and_pictures(pictures: torch.Tensor) -> None:
    torch.manual_seed(0)
    vae = build_vae(WIDE).eval()
    begin_autoencoder(vae, PACK)
    small = load_encoder(PACK)
    whole = EnlargedDecoder(VAE_WIDTHS[4], FIRST).eval()
    read_weights(PACK / "vae_decoder" / "model.onnx", whole)

    shown = to_signed(pictures)
    latents, wanted = vae.encode(shown).latent_dist.mean, small.encode(half_size(shown)).latent_dist.mean
    assert latents.shape == (4, 16, 32, 32)
    # All but the mean over two pixels before a place, of which one is seen.
    assert (latents[:, :FIRST] - wanted).square().mean() < 0.01 * wanted.square().mean()
    rebuilt = to_bytes(vae.decode(latents).sample)
    assert psnr(rebuilt, to_bytes(whole(wanted))) > 35


@torch.no_grad()
def test_an_autoencoder_of_the_same_latents_begins_as_the_packs(tmp_path: Path) -> None:
    same = PackFormat(image_size=32, factor=8, latent_channels=8)
    pipeline = build_pipeline(tmp_path / "tokenizer", pack_format=same)
    for parameter in pipeline.vae.parameters():
        parameter += 0.02 * torch.randn(parameter.shape)  # what is 1 or 0 is left out of a graph
    export_pack(pipeline, tmp_path / "torch", tmp_path / "pack", "1.0.0")
    vae = build_vae(same).eval()
    begin_autoencoder(vae, tmp_path / "pack")
    picture = torch.rand(1, 3, 32, 32) * 2 - 1
    latents = vae.encode(picture).latent_dist.mean
    torch.testing.assert_close(latents, pipeline.vae.encode(picture).latent_dist.mean, rtol=1e-2, atol=1e-2)
    torch.testing.assert_close(vae.decode(latents).sample, pipeline.vae.decode(latents).sample, rtol=1e-2, atol=1e-2)


@torch.no_grad()
def test_the_unet_sees_what_its_teacher_sees_and_predicts_nothing_yet() -> None:
    teacher = build_unet(takes_guidance=False).eval()
    read_weights(TEACHER / "unet" / "model.onnx", teacher, "unet")
    unet = build_unet(WIDE, predicts="v_prediction").eval()
    begin_unet(unet, TEACHER)
    noisy, timesteps, text = torch.randn(2, 16, 32, 32), torch.tensor([259, 759]), torch.randn(2, 24, 128)
    condition = {"encoder_hidden_states": text, "timestep_cond": torch.zeros(2, unet.config.time_cond_proj_dim)}

    seen = []
    for network in (unet, teacher):
        network.conv_norm_out.register_forward_hook(lambda _, inputs, __: seen.append(inputs[0]))
    (noise,) = unet(noisy, timesteps, **condition)
    teacher(noisy[:, :FIRST], timesteps, text)
    torch.testing.assert_close(*seen, rtol=1e-4, atol=1e-4)
    _, spread = signal_and_noise(timesteps)
    assert torch.equal(noise, spread * noisy), "a velocity of 0"


@torch.no_grad()
def test_a_velocity_unet_is_exported_as_one_that_predicts_velocity() -> None:
    torch.manual_seed(0)
    unet = build_unet(WIDE, widths=(8, 16, 24), predicts="v_prediction").eval()
    noisy, timesteps, text = torch.randn(2, 16, 8, 8), torch.tensor([19, 999]), torch.randn(2, 24, 128)
    condition = torch.zeros(2, unet.config.time_cond_proj_dim)
    (noise,) = unet(noisy, timesteps, text, timestep_cond=condition, return_dict=False)
    velocity = velocity_itself(unet)(noisy, timesteps, text, timestep_cond=condition).sample
    signal, spread = signal_and_noise(timesteps)
    torch.testing.assert_close(signal * velocity + spread * noisy, noise, rtol=1e-5, atol=1e-5)
    clean = (noisy - spread * noise) / signal
    torch.testing.assert_close(signal * noise - spread * clean, velocity, rtol=1e-3, atol=1e-3)
