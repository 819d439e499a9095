"""Stages that train until their share of the time is used up, and go on from there when they are run again."""

import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from torch import Tensor

from .training import Checkpoints

SHARES = {
    "render": 0.20,
    "classifier": 0.05,
    "autoencoder": 0.23,
    "encode": 0.04,
    "teacher": 0.28,
    "distil": 0.13,
    "preview": 0.02,
    "finish": 0.05,
}
"""The stages in their order, and the part of the time that each may take."""
LOG_SECONDS = 15
SAVING_SECONDS = 60


def seconds_for(stage: str, seconds: float, planned: set[str]) -> float:
    """A stage's part of the seconds that are left for it and the planned stages after it, in proportion to their shares."""
    order = list(SHARES)
    ahead = [name for name in order[order.index(stage) :] if name in planned]
    return max(0.0, seconds) * SHARES[stage] / sum(SHARES[name] for name in ahead)


def half_cosine(progress: float, step: int, warmup: int, floor: float = 0.02) -> float:
    """Factor on the learning rate: a warm-up of some steps, then half a cosine over the stage's time."""
    return min(1.0, (step + 1) / warmup) * (floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * progress)))


def late_fall(progress: float, step: int, warmup: int, fall: float = 0.25) -> float:
    """Factor on the learning rate: a warm-up of some steps, all of it, and a straight way to 0 in the last of the time."""
    return min(1.0, (step + 1) / warmup, (1 - progress) / fall + 1e-3)


class TimedLoop:
    """Counts the steps of a stage, saves its parts every minute and at the end, and prints the means of its figures."""

    def __init__(
        self,
        name: str,
        path: Path,
        seconds: float,
        least_steps: int,
        saved: Callable[[float], None] = lambda _: None,
        **parts: Any,
    ) -> None:
        """`saved` is called with the part of the time that is over whenever a checkpoint was written before the end."""
        self.name, self.seconds, self.least_steps, self.saved = name, seconds, least_steps, saved
        self.fraction = 0.0
        self.checkpoints = Checkpoints(path, SAVING_SECONDS, loop=self, **parts)
        self.step = self.first = self.checkpoints.resumed()
        self.sums: dict[str, Tensor] = {}
        self.count, self.logged_at = 0, time.monotonic()

    def state_dict(self) -> dict[str, float]:
        return {"fraction": self.fraction}

    def load_state_dict(self, saved: dict[str, float]) -> None:
        self.fraction = saved["fraction"]

    def steps(self) -> Iterator[tuple[int, float]]:
        """The number of each step, and how much of the stage's time is over, 0..1."""
        start, begun = time.monotonic(), self.fraction
        while True:
            spent = min(1.0, (time.monotonic() - start) / max(self.seconds, 1e-6))
            self.fraction = begun + (1 - begun) * spent
            if spent == 1 and self.step - self.first >= self.least_steps:
                break
            yield self.step, self.fraction
            self.step += 1
            if self.checkpoints.due():
                self.checkpoints.save(self.step)
                self.saved(self.fraction)
        self._print()
        self.checkpoints.save(self.step)

    def add(self, **figures: Tensor) -> None:
        """Figures of a step. They stay on the device until they are printed, so that it need not wait."""
        self.count += 1
        for name, value in figures.items():
            self.sums[name] = self.sums.get(name, 0.0) + value.detach()
        if time.monotonic() - self.logged_at > LOG_SECONDS:
            self._print()

    def _print(self) -> None:
        if not self.count:
            return
        means = "  ".join(f"{name} {float(total) / self.count:.5f}" for name, total in self.sums.items())
        seconds = (time.monotonic() - self.logged_at) / self.count
        print(f"{self.name} {100 * self.fraction:.0f} %  step {self.step}  {means}  {seconds:.4f} s/step", flush=True)
        self.sums, self.count, self.logged_at = {}, 0, time.monotonic()
