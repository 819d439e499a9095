"""The optimiser and the learning rate of the teacher."""

import copy

import torch
from torch import nn

from renoir_training.training import MatrixOptimizer, descend, trapezoid_rate


def test_the_rate_warms_up_stays_and_ends_at_nothing() -> None:
    rates = [trapezoid_rate(step, steps=100, warmup=10) for step in range(101)]
    assert rates[0] == 0.1 and rates[9:76] == [1.0] * 67
    assert all(later < earlier for earlier, later in zip(rates[75:], rates[76:], strict=False))
    assert rates[100] == 0


def build_network() -> nn.Module:
    torch.manual_seed(0)
    layers = nn.Sequential(nn.Conv2d(16, 32, 3, padding=1), nn.GroupNorm(4, 32), nn.SiLU(), nn.Conv2d(32, 16, 1))
    return layers.to(memory_format=torch.channels_last)


def train(network: nn.Module, optimizer: MatrixOptimizer, steps: int) -> list[float]:
    generator = torch.Generator().manual_seed(1)
    pictures = torch.randn(8, 16, 8, 8, generator=generator).contiguous(memory_format=torch.channels_last)
    losses = []
    for _ in range(steps):
        loss = (network(pictures) - pictures.roll(1, -1)).square().mean()
        descend(loss, network, optimizer, rate=1e-2)
        losses.append(loss.item())
    return losses


def test_convolutions_are_moved_in_place_and_every_parameter_moves() -> None:
    network = build_network()
    before = copy.deepcopy(network)
    optimizer = MatrixOptimizer(network, rate=1e-2, weight_decay=0.0)
    assert len(optimizer.matrices) == 2
    losses = train(network, optimizer, steps=80)
    assert losses[-1] < 0.2 * losses[0]
    assert all((old != new).any() for old, new in zip(before.parameters(), network.parameters(), strict=True))


def test_a_matrix_step_has_equal_singular_values() -> None:
    network = build_network()
    before = network[0].weight.detach().clone()
    train(network, MatrixOptimizer(network, rate=1e-2, weight_decay=0.0), steps=1)
    change = (network[0].weight.detach() - before).permute(0, 2, 3, 1).flatten(1)
    values = torch.linalg.svdvals(change)
    assert values.max() / values.min() < 2.5, "orthogonalised by a few Newton-Schulz steps"


def test_training_goes_on_from_a_saved_state_as_if_it_had_not_stopped() -> None:
    straight = build_network()
    whole = train(straight, MatrixOptimizer(straight, 1e-2, 0.0), steps=6)
    first = build_network()
    optimizer = MatrixOptimizer(first, 1e-2, 0.0)
    train(first, optimizer, steps=3)
    second = copy.deepcopy(first)
    resumed = MatrixOptimizer(second, 1e-2, 0.0)
    resumed.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    assert train(second, resumed, steps=3) == whole[3:]
