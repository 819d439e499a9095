"""What the training loops share: arguments, learning rate, weight average, checkpoints, log."""

import argparse
import copy
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import l1_loss

SAVING_INTERVAL_SECONDS = 240


@dataclass(frozen=True)
class Settings:
    """The arguments that every training command understands."""

    data: Path
    steps: int
    batch: int
    rate: float
    device: torch.device
    scenes: int | None


def training_parser(description: str | None, steps: int, batch: int, rate: float) -> argparse.ArgumentParser:
    """A parser of the common arguments with a command's own defaults."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(".data"))
    parser.add_argument("--steps", type=int, default=steps)
    parser.add_argument("--batch", type=int, default=batch)
    parser.add_argument("--rate", type=float, default=rate, help="peak learning rate")
    parser.add_argument("--scenes", type=int, help="train on the first so many scenes instead of all")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    return parser


def prepare(arguments: argparse.Namespace, seed: int) -> Settings:
    """Sets threads and seed, and returns the common arguments."""
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(seed)
    return Settings(
        arguments.data,
        arguments.steps,
        arguments.batch,
        arguments.rate,
        torch.device(arguments.device),
        arguments.scenes,
    )


@contextmanager
def mixed_precision(device: torch.device) -> Iterator[None]:
    """bfloat16 matrix products and convolutions, float32 weights; float32 throughout on a CPU where bfloat16 is slower.

    Without AVX-512 there are no such kernels: a UNet's step took 12 times as long.
    """
    is_fast = device.type != "cpu" or torch.cpu.get_capabilities().get("avx512_bw", True)
    with torch.autocast(device.type, torch.bfloat16, enabled=is_fast):
        yield


def cosine_rate(step: int, steps: int, warmup: int, floor: float = 0.02) -> float:
    """Factor on the learning rate: a linear warm-up, then half a cosine down to `floor`."""
    if step < warmup:
        return (step + 1) / warmup
    progress = torch.tensor((step - warmup) / max(1, steps - warmup)).clamp(0, 1)
    return floor + (1 - floor) * 0.5 * (1 + torch.cos(torch.pi * progress).item())


def trapezoid_rate(step: int, steps: int, warmup: int, decay: float = 0.25) -> float:
    """Factor on the learning rate: a linear warm-up, all of it, then a linear way down to 0 in the last part.

    The number of steps can still be changed while the rate is constant (Hu et al., MiniCPM, 2024).
    """
    return min(1.0, (step + 1) / warmup, (steps - step) / (decay * steps))


class MatrixOptimizer:
    """Muon (Jordan et al., 2024) for matrices and convolutions, AdamW for the rest.

    Convolutions are matrices of output channels by taps. Tokens and positions are rows that are looked up one by one and
    stay with AdamW. After 250 steps the held-out loss of the UNet was 0.48 instead of AdamW's 0.58.
    """

    adam_rate = 0.6
    """AdamW's learning rate in terms of Muon's."""
    smallest_side = 16

    def __init__(self, module: nn.Module, rate: float, weight_decay: float) -> None:
        self.matrices: list[tuple[nn.Parameter, nn.Parameter]] = []
        others = []
        for name, parameter in module.named_parameters():
            is_matrix = parameter.ndim in (2, 4) and min(parameter.shape[:2]) >= self.smallest_side
            if is_matrix and "embedding" not in name:
                self.matrices.append((parameter, nn.Parameter(self._as_matrix(parameter.data))))
            else:
                others.append(parameter)
        self.parts = (
            torch.optim.Muon(
                [matrix for _, matrix in self.matrices],
                lr=rate,
                weight_decay=weight_decay,
                adjust_lr_fn="match_rms_adamw",
            ),
            torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.98), weight_decay=weight_decay),
        )
        self.parts[1].param_groups[0]["rate_factor"] = self.adam_rate

    @staticmethod
    def _as_matrix(values: Tensor) -> Tensor:
        """The same memory as a matrix; convolutions have to be in channels-last order."""
        return values.permute(0, 2, 3, 1).view(len(values), -1) if values.ndim == 4 else values

    @property
    def param_groups(self) -> list[dict[str, Any]]:
        return [group for part in self.parts for group in part.param_groups]

    def zero_grad(self, set_to_none: bool = True) -> None:
        for parameter, matrix in self.matrices:
            parameter.grad = matrix.grad = None
        self.parts[1].zero_grad(set_to_none)

    def step(self) -> None:
        for parameter, matrix in self.matrices:
            gradient = parameter.grad
            if gradient is not None and gradient.ndim == 4:
                gradient = gradient.permute(0, 2, 3, 1).reshape(len(gradient), -1)
            matrix.grad = gradient
        for part in self.parts:
            part.step()

    def state_dict(self) -> dict[str, Any]:
        return {"muon": self.parts[0].state_dict(), "adam": self.parts[1].state_dict()}

    def load_state_dict(self, saved: dict[str, Any]) -> None:
        self.parts[0].load_state_dict(saved["muon"])
        self.parts[1].load_state_dict(saved["adam"])


class WeightAverage:
    """An exponential moving average of a module's parameters."""

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.module = copy.deepcopy(module).requires_grad_(False).eval()
        self.decay = decay

    @torch.no_grad()
    def update(self, module: nn.Module, step: int) -> None:
        """Moves towards `module`; faster at first, so that the random start is soon forgotten."""
        decay = min(self.decay, (1 + step) / (10 + step))
        torch._foreach_lerp_(list(self.module.parameters()), list(module.parameters()), 1 - decay)


def differences_loss(first: Tensor, second: Tensor) -> Tensor:
    """L1 between horizontal and vertical differences: penalises blur and ringing along edges."""
    across = l1_loss(first[..., 1:] - first[..., :-1], second[..., 1:] - second[..., :-1])
    down = l1_loss(first[..., 1:, :] - first[..., :-1, :], second[..., 1:, :] - second[..., :-1, :])
    return across + down


def descend(loss: Tensor, module: nn.Module, optimizer: torch.optim.Optimizer | MatrixOptimizer, rate: float) -> None:
    """One optimiser step at a learning rate, with the gradient's norm clipped at one."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group.get("rate_factor", 1.0)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(module.parameters(), 1.0)
    optimizer.step()


class Checkpoints:
    """The state of modules and optimisers in one file, so that the same command continues where it was stopped."""

    def __init__(self, path: Path, interval: float = SAVING_INTERVAL_SECONDS, **parts: Any) -> None:
        self.path, self.interval, self.parts = path, interval, parts
        self.saved_at = time.monotonic()

    def resumed(self) -> int:
        """Loads the last checkpoint into the parts and returns the step to go on with: 0 without a checkpoint."""
        if not self.path.exists():
            return 0
        saved = torch.load(self.path, map_location="cpu", weights_only=True)
        for name, part in self.parts.items():
            part.load_state_dict(saved[name])
        return saved["step"]

    def due(self) -> bool:
        return time.monotonic() - self.saved_at > self.interval

    def save(self, step: int) -> None:
        """Writes under another name first, so that an interruption never leaves half a checkpoint."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_suffix(".part")
        torch.save({"step": step, **{name: part.state_dict() for name, part in self.parts.items()}}, unfinished)
        unfinished.rename(self.path)
        self.saved_at = time.monotonic()


class Progress:
    """Prints the mean of each figure every `interval` steps."""

    def __init__(self, steps: int, interval: int = 50) -> None:
        self.steps, self.interval = steps, interval
        self.sums: dict[str, float] = {}
        self.count = 0
        self.start = time.monotonic()

    def add(self, step: int, **figures: Tensor) -> None:
        self.count += 1
        for name, value in figures.items():
            self.sums[name] = self.sums.get(name, 0.0) + float(value.detach())
        if (step + 1) % self.interval == 0 or step + 1 == self.steps:
            seconds = (time.monotonic() - self.start) / self.count
            means = "  ".join(f"{name} {total / self.count:.5f}" for name, total in self.sums.items())
            print(f"step {step + 1}/{self.steps}  {means}  {seconds:.3f} s/step", flush=True)
            self.sums, self.count, self.start = {}, 0, time.monotonic()
