"""Reference numbers of a topology by PyTorch alone, in float64.

Predictions, gradients of the inversion objective by autograd, and predictions under attention control by an attention
processor that shares no code with the graph compiler.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel
from torch import Tensor

from attention_control import Control, ControlledAttention
from topologies import LATENT_HEIGHT, LATENT_WIDTH, TOKENS, TOPOLOGIES, build_unet, random_inputs

STEPS = {749: 499, 249: 0}
"""Timesteps of the references, with those that a step goes down to."""

SMALLEST_RESIDUAL = 2e-2
"""The gradient of |r| jumps where r changes its sign: r keeps away from zero by more than float16 rounding."""


@dataclass(frozen=True)
class Objective:
    """F(z) = l1 sum|r| + l2/2 sum r^2 + prior/2 sum (z - prior_mean z_prev)^2, r = drift z_prev + noise eps(z) - z."""

    drift: float
    noise: float
    l1: float
    l2: float
    prior: float
    prior_mean: float

    def evaluate(self, sample: Tensor, previous: Tensor, eps: Tensor) -> Tensor:
        residual = self.drift * previous + self.noise * eps - sample
        deviation = sample - self.prior_mean * previous
        squares = self.l2 * residual.square().sum() + self.prior * deviation.square().sum()
        return self.l1 * residual.abs().sum() + squares / 2


def inversion_objectives(timestep: int, lower: int) -> dict[str, Objective]:
    """RNRI's F (arXiv 2312.12540) and the plain half squared residual, for the DDIM step between two timesteps."""
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000, dtype=torch.float64) ** 2
    alpha_bar = torch.cumprod(1 - betas, 0)
    drift = float((alpha_bar[timestep] / alpha_bar[lower]).sqrt())
    noise = float((1 - alpha_bar[timestep]).sqrt() - drift * (1 - alpha_bar[lower]).sqrt())
    return {
        "rnri": Objective(drift, noise, 1.0, 0.0, 0.1 / (1 - drift**2), drift),
        "squared": Objective(drift, noise, 0.0, 1.0, 0.0, 0.0),
    }


class TensorStore:
    """Tensors by name, written one after the other as little-endian float32."""

    def __init__(self) -> None:
        self.tensors: dict[str, Tensor] = {}

    def add(self, name: str, tensor: Tensor) -> None:
        self.tensors[name] = tensor.detach()

    def write(self, file: Path) -> dict[str, dict[str, object]]:
        index, offset = {}, 0
        with file.open("wb") as stream:
            for name, tensor in self.tensors.items():
                array = tensor.numpy().astype("<f4")
                stream.write(array.tobytes())
                index[name] = {"shape": list(array.shape), "offset": offset}
                offset += array.size
        return index


class Denoiser:
    """A UNet in float64 over the latent alone: everything else about a row is fixed."""

    def __init__(self, name: str, unet: UNet2DConditionModel) -> None:
        self.unet = unet.double()
        self.topology = TOPOLOGIES[name]
        self.channels = self.topology.config["out_channels"]
        self.rows = {key: value.double() for key, value in random_inputs(name, 2, seed=2).items()}
        image = self.rows.pop("sample")[:, self.channels :]
        if image.shape[1] > 0:
            self.rows["image_condition"] = image

    def predict(self, sample: Tensor, timestep: int, first: int = 0) -> Tensor:
        """eps of as many rows as `sample` has, by what is fixed of the rows from `first` on."""
        rows = {key: value[first : first + sample.shape[0]] for key, value in self.rows.items()}
        if "image_condition" in rows:
            sample = torch.cat([sample, rows.pop("image_condition")], dim=1)
        if self.topology.config.get("num_class_embeds") is not None:
            rows["class_labels"] = rows["class_labels"].long()
        added = {key: rows.pop(key) for key in ("text_embeds", "time_ids") if key in rows}
        return self.unet(sample, timestep, **rows, added_cond_kwargs=added or None).sample

    def random_sample(self, rows: int, generator: torch.Generator) -> Tensor:
        shape = (rows, self.channels, LATENT_HEIGHT, LATENT_WIDTH)
        return torch.randn(shape, generator=generator).half().double()


def gradient_cases(denoiser: Denoiser, store: TensorStore, generator: torch.Generator) -> list[dict]:
    """eps, F and dF/dz of one row."""
    cases = []
    for timestep, lower in STEPS.items():
        objectives = inversion_objectives(timestep, lower)
        sample = denoiser.random_sample(1, generator).requires_grad_()
        previous = denoiser.random_sample(1, generator)
        eps = denoiser.predict(sample, timestep)
        step = objectives["squared"]
        residual = (step.drift * previous + step.noise * eps - sample).detach()
        away = torch.where(residual < 0, -1.0, 1.0) * 2 * SMALLEST_RESIDUAL / step.drift
        previous = (previous + (residual.abs() < SMALLEST_RESIDUAL) * away).float().double()
        prefix = f"gradient/{timestep}"
        store.add(f"{prefix}/sample", sample)
        store.add(f"{prefix}/previous", previous)
        store.add(f"{prefix}/noise_pred", eps)
        for name, objective in objectives.items():
            value = objective.evaluate(sample, previous, eps)
            store.add(f"{prefix}/{name}/gradient", torch.autograd.grad(value, sample, retain_graph=True)[0])
            cases.append(
                {
                    "timestep": timestep,
                    "name": name,
                    "coefficients": asdict(objective),
                    "objective": float(value.detach()),
                    "inputs": prefix,
                    "gradient": f"{prefix}/{name}/gradient",
                }
            )
    return cases


def attention_controls(generator: torch.Generator) -> dict[str, Control]:
    """A refinement with a new, an emphasised and some ungated words; and a dense case for the formula itself."""
    ones, identity = torch.ones(TOKENS).double(), torch.eye(TOKENS).double()
    refine = identity.roll(1, dims=1)
    refine[:, :4] = identity[:, :4]
    refine[:, 4] = 0
    alpha, emphasis, gate = ones.clone(), ones.clone(), ones.clone()
    alpha[4], emphasis[5], gate[6:9] = 0, 1.5, 0

    def random(*shape: int) -> Tensor:
        return torch.rand(*shape, generator=generator).half().double()

    return {
        "refine": Control(refine, alpha, emphasis, gate, torch.zeros(1).double()),
        "dense": Control(
            random(TOKENS, TOKENS) / 8, random(TOKENS), 0.5 + random(TOKENS), random(TOKENS), random(1)
        ),
    }


@torch.no_grad()
def controlled_cases(denoiser: Denoiser, store: TensorStore, generator: torch.Generator) -> list[dict]:
    """eps of rows [source, target] and the averaged cross maps under attention control."""
    sample = denoiser.random_sample(2, generator)
    store.add("controlled/sample", sample)
    cases = []
    for timestep, (name, control) in zip(STEPS, attention_controls(generator).items(), strict=True):
        processor = ControlledAttention(control)
        denoiser.unet.set_attn_processor(processor)
        prefix = f"controlled/{name}"
        for field, tensor in vars(control).items():
            store.add(f"{prefix}/{field}", tensor)
        store.add(f"{prefix}/noise_pred", denoiser.predict(sample, timestep))
        store.add(f"{prefix}/attention_maps", processor.average_map())
        cases.append({"timestep": timestep, "name": name, "inputs": prefix})
    return cases


def write_reference(name: str, folder: Path) -> None:
    """Writes `reference.json` and `reference.bin` (little-endian float32, one tensor after the other)."""
    generator = torch.Generator().manual_seed(3)
    denoiser = Denoiser(name, build_unet(name))
    store = TensorStore()
    for key, value in denoiser.rows.items():
        store.add(f"rows/{key}", value)
    gradient = gradient_cases(denoiser, store, generator)
    controlled = controlled_cases(denoiser, store, generator)
    folder.mkdir(parents=True, exist_ok=True)
    tensors = store.write(folder / "reference.bin")
    reference = {"formatVersion": 1, "rows": list(denoiser.rows), "gradient": gradient, "controlled": controlled}
    (folder / "reference.json").write_text(json.dumps({**reference, "tensors": tensors}) + "\n")
