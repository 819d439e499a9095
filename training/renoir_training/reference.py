"""Reference outputs of tokenizer and UNet, computed by transformers and PyTorch, for tests of other runtimes.

`python -m renoir_training.reference --pipeline DIR --pack DIR --out DIR` writes `starter-reference.json` and `.bin`:
token ids, plain predictions, the inversion objective with its gradient by autograd, and predictions under attention
control by an attention processor that shares no code with the graph compiler. Everything is computed in float64 on weights rounded to
float16, which is how the pack stores them, and written as float32.
"""

import argparse
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import LatentConsistencyModelPipeline
from diffusers.models.attention_processor import Attention
from torch import Tensor

from .manifest import TIMESTEPS
from .models import BUNDLED
from .tokenizer import MAX_TOKENS

LATENT_SHAPE = (BUNDLED.latent_channels, BUNDLED.latent_size, BUNDLED.latent_size)
PROMPT = "a red ball and a blue cube on sand at sunset"
TARGET_PROMPT = "a green ball and a blue cube on grass at night"
TOKENIZED = ("a red ball on grass at day", "A white Pyramid, and zebra's café on snow 123", "")
"""Known words, then unknown words, punctuation, accents and digits, then no word."""
GUIDANCE = 2.0
SELF_CONTROL_QUERIES = 16 * 16
# The gradient of |r| jumps where r changes its sign: keep r away from zero by far more than float32 rounding.
SMALLEST_RESIDUAL = 2e-3


@torch.no_grad()
def encode_prompts(pipeline: LatentConsistencyModelPipeline, prompts: list[str]) -> Tensor:
    """Last hidden states of the text encoder, padded to its full length."""
    tokens = pipeline.tokenizer(
        prompts, padding="max_length", max_length=MAX_TOKENS, truncation=True, return_tensors="pt"
    )
    usual = torch.get_default_dtype()
    # transformers fills its causal mask with the dtype's lowest value in the default dtype: float32 cannot hold float64's.
    torch.set_default_dtype(pipeline.text_encoder.dtype)
    try:
        return pipeline.text_encoder(tokens.input_ids)[0]
    finally:
        torch.set_default_dtype(usual)


def embed_guidance(pipeline: LatentConsistencyModelPipeline, guidance: Tensor) -> Tensor:
    """The UNet's `timestep_cond` for each guidance scale; a scale of 1 is plain conditional prediction."""
    width = pipeline.unet.config.time_cond_proj_dim
    return pipeline.get_guidance_scale_embedding(guidance - 1, embedding_dim=width)


@torch.no_grad()
def reference_tensors(pipeline: LatentConsistencyModelPipeline, seed: int = 0) -> dict[str, Tensor]:
    """One prediction for each of the four timesteps, on unit noise."""
    generator = torch.Generator().manual_seed(seed)
    sample = torch.randn(1, *LATENT_SHAPE, generator=generator)
    text = encode_prompts(pipeline, [PROMPT])
    guidance = embed_guidance(pipeline, torch.tensor([GUIDANCE]))
    timesteps = torch.tensor(TIMESTEPS, dtype=torch.float32)
    predictions = [pipeline.unet(sample, timestep, text, timestep_cond=guidance).sample for timestep in timesteps]
    return {
        "sample": sample,
        "timesteps": timesteps,
        "encoder_hidden_states": text,
        "timestep_cond": guidance,
        "eps": torch.cat(predictions),
    }


def write_reference(pipeline: LatentConsistencyModelPipeline, folder: Path) -> None:
    """Writes the plain predictions as one npz, and as raw little-endian float32 files with a JSON index."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {name: tensor.numpy().astype("<f4") for name, tensor in reference_tensors(pipeline).items()}
    np.savez(folder / "unet.npz", **arrays)
    index = {"prompt": PROMPT, "guidance": GUIDANCE, "tensors": []}
    for name, array in arrays.items():
        array.tofile(folder / f"{name}.bin")
        index["tensors"].append({"name": name, "file": f"{name}.bin", "dtype": "float32", "shape": list(array.shape)})
    (folder / "index.json").write_text(json.dumps(index, indent=2) + "\n")


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
        squares = self.l2 * (residual**2).sum() + self.prior * (deviation**2).sum()
        return self.l1 * residual.abs().sum() + squares / 2


@dataclass(frozen=True)
class Control:
    """Prompt-to-Prompt for rows [source, target]; see `ControlledAttention`."""

    word_map: Tensor
    word_alpha: Tensor
    equalizer: Tensor
    cross_gate: Tensor
    self_gate: Tensor


class ControlledAttention:
    """Attention of diffusers' `Attention` modules with the target row's probabilities replaced (arXiv 2208.01626, 3)."""

    def __init__(self, control: Control) -> None:
        self.control = control
        self.cross_maps: dict[int, list[Tensor]] = {}

    def __call__(
        self,
        attention: Attention,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        temb: Tensor | None = None,
    ) -> Tensor:
        is_cross = encoder_hidden_states is not None
        context = encoder_hidden_states if is_cross else hidden_states
        query, key, value = (
            projection.unflatten(-1, (attention.heads, -1)).transpose(1, 2)
            for projection in (attention.to_q(hidden_states), attention.to_k(context), attention.to_v(context))
        )
        probabilities = (torch.einsum("bhqc,bhkc->bhqk", query, key) * attention.scale).softmax(-1)
        source, target = probabilities
        if is_cross:
            target = self.cross(source, target)
        elif probabilities.shape[2] <= SELF_CONTROL_QUERIES:
            gate = self.control.self_gate
            target = gate * source + (1 - gate) * target
        probabilities = torch.stack([source, target])
        if is_cross:
            self.cross_maps.setdefault(probabilities.shape[2], []).append(probabilities)
        output = torch.einsum("bhqk,bhkc->bqhc", probabilities, value).flatten(2)
        return attention.to_out[1](attention.to_out[0](output)) / attention.rescale_output_factor

    def cross(self, source: Tensor, target: Tensor) -> Tensor:
        control = self.control
        mapped = torch.einsum("hqw,wn->hqn", source, control.word_map)
        edited = (mapped * control.word_alpha + target * (1 - control.word_alpha)) * control.equalizer
        return control.cross_gate * edited + (1 - control.cross_gate) * target

    def average_map(self) -> Tensor:
        """Mean over heads and sites of the finest resolution with at most 16 x 16 queries, [2, tokens, h, w]."""
        queries = max(count for count in self.cross_maps if count <= SELF_CONTROL_QUERIES)
        mean = torch.stack(self.cross_maps[queries]).mean(dim=(0, 2))
        side = int(queries**0.5)
        return mean.transpose(1, 2).unflatten(-1, (side, side))


def round_to_half(module: torch.nn.Module) -> torch.nn.Module:
    """The weights as the pack stores them (float16), computing in float64."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(parameter.half().float())
    return module.double().eval()


def inversion_objectives(alphas_cumprod: Tensor, timestep: int, lower: int) -> dict[str, Objective]:
    """RNRI's F (arXiv 2312.12540) and the plain half squared residual, for the DDIM step between two timesteps."""
    alpha_bar, alpha_bar_lower = float(alphas_cumprod[timestep]), float(alphas_cumprod[lower])
    drift = (alpha_bar / alpha_bar_lower) ** 0.5
    noise = (1 - alpha_bar) ** 0.5 - drift * (1 - alpha_bar_lower) ** 0.5
    return {
        "rnri": Objective(drift, noise, 1.0, 0.0, 0.1 / (1 - drift**2), drift),
        "squared": Objective(drift, noise, 0.0, 1.0, 0.0, 0.0),
    }


def attention_controls(generator: torch.Generator) -> dict[str, Control]:
    """A word swap, a refinement with an emphasised and a partly gated word, and a dense case for the formula itself."""
    tokens = MAX_TOKENS
    ones, identity = torch.ones(tokens).double(), torch.eye(tokens).double()
    swap = identity.clone()
    swap[2, 2], swap[3, 3], swap[2, 3], swap[3, 2] = 0.25, 0.5, 1.0, 0.75
    refine = identity.roll(1, dims=1)
    refine[:, :4] = identity[:, :4]
    refine[:, 4] = 0
    alpha, emphasis, gate = ones.clone(), ones.clone(), ones.clone()
    alpha[4], emphasis[5], gate[6:9] = 0, 1.5, 0

    def random(*shape: int) -> Tensor:
        return torch.rand(*shape, generator=generator).double()

    return {
        "swap": Control(swap, ones, ones, ones, torch.ones(1).double()),
        "refine": Control(refine, alpha, emphasis, gate, torch.zeros(1).double()),
        "dense": Control(
            random(tokens, tokens) / tokens, random(tokens), 0.5 + random(tokens), random(tokens), random(1)
        ),
    }


def gradient_cases(pipeline: LatentConsistencyModelPipeline, store: "TensorStore", seed: int) -> list[dict]:
    """eps, F and dF/dz at the four timesteps."""
    generator = torch.Generator().manual_seed(seed)
    text = store.tensors["hidden_states"][:1].clone().requires_grad_()
    guidance = store.tensors["timestep_cond"][:1]
    cases = []
    for timestep, lower in zip(TIMESTEPS, [*TIMESTEPS[1:], 0]):
        objectives = inversion_objectives(pipeline.scheduler.alphas_cumprod.double(), timestep, lower)
        shape = (1, *LATENT_SHAPE)
        sample = torch.randn(shape, generator=generator).double().requires_grad_()
        previous = torch.randn(shape, generator=generator).double()
        eps = pipeline.unet(sample, timestep, text, timestep_cond=guidance).sample
        step = objectives["squared"]
        residual = (step.drift * previous + step.noise * eps - sample).detach()
        tiny = residual.abs() < SMALLEST_RESIDUAL
        previous = previous + tiny * torch.where(residual < 0, -1.0, 1.0) * 2 * SMALLEST_RESIDUAL / step.drift
        previous = previous.float().double()
        prefix = f"gradient/{timestep}"
        store.add(f"{prefix}/sample", sample)
        store.add(f"{prefix}/previous", previous)
        store.add(f"{prefix}/noise_pred", eps)
        for name, objective in objectives.items():
            value = objective.evaluate(sample, previous, eps)
            gradient, text_gradient = torch.autograd.grad(value, (sample, text), retain_graph=True)
            store.add(f"{prefix}/{name}/gradient", gradient)
            if name == "squared" and timestep == TIMESTEPS[-1]:
                store.add("text_gradient", text_gradient)
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


@torch.no_grad()
def controlled_cases(pipeline: LatentConsistencyModelPipeline, store: "TensorStore", seed: int) -> list[dict]:
    """eps of rows [source, target] and the averaged cross maps under attention control."""
    generator = torch.Generator().manual_seed(seed)
    sample = torch.randn(2, *LATENT_SHAPE, generator=generator).double()
    store.add("controlled/sample", sample)
    cases = []
    for timestep, (name, control) in zip(TIMESTEPS, attention_controls(generator).items()):
        rounded = Control(*(tensor.float().double() for tensor in vars(control).values()))
        processor = ControlledAttention(rounded)
        pipeline.unet.set_attn_processor(processor)
        eps = pipeline.unet(
            sample, timestep, store.tensors["hidden_states"], timestep_cond=store.tensors["timestep_cond"]
        ).sample
        prefix = f"controlled/{name}"
        for field, tensor in vars(rounded).items():
            store.add(f"{prefix}/{field}", tensor)
        store.add(f"{prefix}/noise_pred", eps)
        store.add(f"{prefix}/attention_maps", processor.average_map())
        cases.append({"timestep": timestep, "name": name, "inputs": prefix})
    return cases


def tokenized_cases(pipeline: LatentConsistencyModelPipeline) -> list[dict]:
    """Token ids from BOS to EOS, without padding."""
    return [{"text": text, "ids": pipeline.tokenizer(text).input_ids} for text in TOKENIZED]


class TensorStore:
    """Tensors by name, written one after the other as little-endian float32."""

    def __init__(self) -> None:
        self.tensors: dict[str, Tensor] = {}

    def add(self, name: str, tensor: Tensor) -> None:
        self.tensors[name] = tensor.detach()

    def write(self, file: Path) -> dict[str, dict]:
        index, offset = {}, 0
        with file.open("wb") as stream:
            for name, tensor in self.tensors.items():
                array = tensor.numpy().astype("<f4")
                stream.write(array.tobytes())
                index[name] = {"shape": list(array.shape), "offset": offset}
                offset += array.size
        return index


def write_fixture(pipeline_folder: Path, pack_folder: Path, out_folder: Path, seed: int = 0) -> None:
    """Writes `starter-reference.json` and `starter-reference.bin`."""
    pipeline = LatentConsistencyModelPipeline.from_pretrained(pipeline_folder)
    round_to_half(pipeline.text_encoder)
    round_to_half(pipeline.unet)
    store = TensorStore()
    # What goes into the fixture is rounded to float32 first, so that every runtime starts from the same numbers.
    store.add("hidden_states", encode_prompts(pipeline, [PROMPT, TARGET_PROMPT]).float().double())
    store.add("timestep_cond", embed_guidance(pipeline, torch.tensor([1.0, GUIDANCE])).float().double())
    gradients = gradient_cases(pipeline, store, seed)
    controlled = controlled_cases(pipeline, store, seed + 1)
    out_folder.mkdir(parents=True, exist_ok=True)
    index = store.write(out_folder / "starter-reference.bin")
    weights = (pack_folder / "unet" / "model.onnx_data").read_bytes()
    fixture = {
        "formatVersion": 1,
        "unetDataSha256": hashlib.sha256(weights).hexdigest(),
        "prompts": [PROMPT, TARGET_PROMPT],
        "tokenized": tokenized_cases(pipeline),
        "gradient": gradients,
        "controlled": controlled,
        "tensors": index,
    }
    (out_folder / "starter-reference.json").write_text(json.dumps(fixture, indent=1) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pipeline", type=Path, required=True, help="saved diffusers pipeline")
    parser.add_argument("--pack", type=Path, required=True, help="pack exported from it (its digest goes into the fixture)")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    write_fixture(arguments.pipeline, arguments.pack, arguments.out)


if __name__ == "__main__":
    main()
