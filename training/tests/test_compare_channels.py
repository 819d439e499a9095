"""What the comparison of latent channels starts from: networks that are widened and compute what they computed."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from renoir_training.compare_channels import Widened, edge_strength, predict_noise, widened_unet
from renoir_training.models import build_unet
from renoir_training.sampling import signal_and_noise

STARTER = Path(__file__).parents[2] / "public" / "models" / "starter"


def run(part: str, value: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(STARTER / part / "model.onnx")
    return session.run(None, {session.get_inputs()[0].name: value})[0]


@pytest.mark.parametrize("channels", [4, 8])
@torch.no_grad()
def test_a_widened_autoencoder_begins_with_the_packs_latents_and_pictures(channels: int) -> None:
    torch.manual_seed(0)
    vae = Widened(STARTER, channels)
    vae.decoder.conv_in.weight[:, 4:] = 0  # which begins near 0, so that it can learn
    pictures = torch.rand(1, 3, 64, 64) * 2 - 1
    means, logs = vae.encode(pictures)
    expected = run("vae_encoder", pictures.numpy())
    assert means.shape == logs.shape == (1, channels, 8, 8)
    assert np.abs(means[:, :4].numpy() - expected[:, :4]).max() < 1e-4
    assert np.abs(logs[:, :4].numpy() - expected[:, 4:]).max() < 1e-4
    assert np.abs(vae.decode(means).numpy() - run("vae_decoder", expected[:, :4])).max() < 1e-4


@torch.no_grad()
def test_a_widened_unet_predicts_what_the_teacher_does_and_the_best_guess_for_white_latents_beside() -> None:
    torch.manual_seed(0)
    teacher = build_unet(takes_guidance=False).eval()
    noisy, timesteps, words = torch.randn(2, 8, 8, 8), torch.tensor([259, 759]), torch.randn(2, 32, 128)
    found = predict_noise(widened_unet(teacher, 8), noisy, timesteps, words)
    assert (found[:, :4] - teacher(noisy[:, :4], timesteps, words).sample).abs().max() < 1e-5
    assert torch.equal(found[:, 4:], signal_and_noise(timesteps)[1] * noisy[:, 4:])


def test_edge_strength_is_relative() -> None:
    pictures = torch.randint(0, 100, (2, 8, 8, 3), dtype=torch.uint8)
    assert edge_strength(2 * pictures, pictures) == pytest.approx(2)
