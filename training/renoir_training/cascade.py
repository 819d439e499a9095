"""A pixel cascade in small (Saharia et al., Imagen, 2022): text to a picture, and that picture to one of twice its size.

Both stages work on pixels, without an autoencoder, on cosine betas (Nichol and Dhariwal, 2021). The second takes the enlarged picture, noised
to a level that it is told, beside its own noisy one, as DeepFloyd IF does. Words come from the starter's text encoder.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from diffusers import DDIMScheduler, UNet2DConditionModel
from torch import Tensor
from torch.nn.functional import avg_pool2d, interpolate

from .models import TEXT_WIDTH

SMALL_SIZE = 32
LARGE_SIZE = 64
TRAINING_STEPS = 1000
HIGHEST_NOISE_LEVEL = 400
"""Of the picture beside the latent, while it trains; a timestep of the same betas."""


@dataclass(frozen=True)
class Stage:
    """Sizes of one UNet. `attends`: levels with attention, from full resolution down."""

    size: int
    widths: tuple[int, ...]
    attends: tuple[bool, ...]
    takes_picture: bool


STAGES = {
    "unet_1": Stage(SMALL_SIZE, (24, 40, 56), (False, False, True), takes_picture=False),
    "unet_2": Stage(LARGE_SIZE, (16, 24, 32), (False, False, True), takes_picture=True),
}


def build_stage(stage: Stage) -> UNet2DConditionModel:
    """3 channels in and out; with a picture beside the latent 6 in, and its noise level as `class_labels`."""
    down = ("CrossAttnDownBlock2D" if attends else "DownBlock2D" for attends in stage.attends)
    up = ("CrossAttnUpBlock2D" if attends else "UpBlock2D" for attends in reversed(stage.attends))
    return UNet2DConditionModel(
        sample_size=stage.size,
        in_channels=6 if stage.takes_picture else 3,
        out_channels=3,
        down_block_types=tuple(down),
        up_block_types=tuple(up),
        block_out_channels=stage.widths,
        layers_per_block=1,
        attention_head_dim=4,
        cross_attention_dim=TEXT_WIDTH,
        norm_num_groups=8,
        class_embed_type="timestep" if stage.takes_picture else None,
    )


def build_cascade_scheduler() -> DDIMScheduler:
    """v-prediction: at the noisy end of cosine betas hardly anything of the picture is left in the noise that is predicted."""
    return DDIMScheduler(
        num_train_timesteps=TRAINING_STEPS,
        beta_schedule="squaredcos_cap_v2",
        prediction_type="v_prediction",
        clip_sample=False,
        set_alpha_to_one=True,
    )


@cache
def cosine_alpha_bars() -> Tensor:
    return build_cascade_scheduler().alphas_cumprod.double()


def cosine_amplitudes(timesteps: Tensor) -> tuple[Tensor, Tensor]:
    """Amplitudes of picture and noise, shaped to multiply pictures."""
    alpha_bar = cosine_alpha_bars()[timesteps].float().view(-1, 1, 1, 1)
    return alpha_bar.sqrt(), (1 - alpha_bar).sqrt()


def shrink(pictures: Tensor) -> Tensor:
    """The mean of every 2 x 2 pixels."""
    return avg_pool2d(pictures, LARGE_SIZE // SMALL_SIZE)


def enlarge_bilinear(pictures: Tensor) -> Tensor:
    return interpolate(pictures, scale_factor=LARGE_SIZE // SMALL_SIZE, mode="bilinear", align_corners=False)


class WordReader:
    """Hidden states of captions by a pack's text encoder, which is not trained further."""

    def __init__(self, pack: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = torch.get_num_threads()
        self.session = onnxruntime.InferenceSession(pack / "text_encoder" / "model.onnx", options)
        self.input = self.session.get_inputs()[0]

    def read(self, tokens: np.ndarray) -> Tensor:
        """Rows x tokens to rows x tokens x width."""
        kind = np.int64 if "int64" in self.input.type else np.int32
        return torch.from_numpy(self.session.run(["last_hidden_state"], {self.input.name: tokens.astype(kind)})[0])
