"""What the three training loops share: threads, learning rate, weight average, checkpoints, log."""

import copy
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn


def prepare(threads: int, seed: int) -> None:
    torch.set_num_threads(threads)
    torch.manual_seed(seed)


@contextmanager
def mixed_precision() -> Iterator[None]:
    """bfloat16 matrix products and convolutions, float32 weights."""
    with torch.autocast("cpu", torch.bfloat16):
        yield


def cosine_rate(step: int, steps: int, warmup: int, floor: float = 0.02) -> float:
    """Factor on the learning rate: a linear warm-up, then half a cosine down to `floor`."""
    if step < warmup:
        return (step + 1) / warmup
    progress = torch.tensor((step - warmup) / max(1, steps - warmup)).clamp(0, 1)
    return floor + (1 - floor) * 0.5 * (1 + torch.cos(torch.pi * progress).item())


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


def save_checkpoint(path: Path, **parts: Any) -> None:
    """Writes under another name first, so that an interruption never leaves half a checkpoint."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    states = {name: part.state_dict() if hasattr(part, "state_dict") else part for name, part in parts.items()}
    torch.save(states, unfinished)
    unfinished.rename(path)


def load_checkpoint(path: Path) -> dict[str, Any] | None:
    return torch.load(path, weights_only=False) if path.exists() else None


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
