"""SeedSelect in PyTorch, float64: the loss on predicted clean latents, its gradient by autograd through the sampling, and AdamW's moves."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from methods import CLEAN, Schedule, ddim_step

WEIGHTS = [0.05, 0.25, 0.7]


@dataclass
class Search:
    losses: list[float]
    first_gradient: Tensor
    seed: Tensor


def seed_select(
    predict: Callable[[Tensor, int], Tensor],
    schedule: Schedule,
    timesteps: list[int],
    seed: Tensor,
    wanted: Tensor,
    iterations: int,
) -> Search:
    """Samuel et al. 2023, from a middle of seeds: 0.05 three times, then a tenth. `timesteps` least noisy first."""
    leaf = seed.clone().requires_grad_()
    optimiser = torch.optim.AdamW([leaf], lr=0.05)
    losses, gradients = [], []
    levels = [CLEAN, *timesteps]
    for iteration in range(iterations):
        for group in optimiser.param_groups:
            group["lr"] = 0.05 if iteration < 3 else 0.005
        point, cleans = leaf, []
        for timestep, lower in pairwise(reversed(levels)):
            eps = predict(point, timestep)
            cleans.append((point - schedule.s(timestep) * eps) / schedule.a(timestep))
            point = ddim_step(schedule, point, eps, timestep, lower)
        loss = sum(w * (clean - wanted).pow(2).mean() for w, clean in zip(WEIGHTS, cleans[-3:], strict=True))
        optimiser.zero_grad()
        loss.backward()
        losses.append(float(loss.detach()))
        gradients.append(leaf.grad.clone())
        optimiser.step()
    return Search(losses, gradients[0], leaf.detach())
