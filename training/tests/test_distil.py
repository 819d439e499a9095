"""The consistency function of the student, on a denoiser that is exact: of a single picture."""

import torch
from torch import Tensor

from renoir_training.distil import CLEAN, SOLVER_POINTS, Conditions, consistency, draw_points, solver_step, step_end
from renoir_training.sampling import seeded_noise, signal_and_noise

PICTURE = seeded_noise(1, seed=5) * 0.5


class ExactDenoiser(torch.nn.Module):
    """The noise in noisy latents of `PICTURE`, whatever the words say."""

    def forward(self, noisy: Tensor, timesteps: Tensor, *_: Tensor, **__: object) -> tuple[Tensor]:
        signal, spread = signal_and_noise(timesteps)
        return ((noisy - signal * PICTURE) / spread,)


def conditions(count: int) -> Conditions:
    return Conditions(torch.zeros(count, 4, 8), torch.zeros(count, 4, 8), torch.linspace(1, 4, count))


def noised(timesteps: Tensor, noise: Tensor) -> Tensor:
    signal, spread = signal_and_noise(timesteps)
    return signal * PICTURE + spread * noise


def test_a_step_ends_where_the_next_one_of_the_editor_begins() -> None:
    timesteps = torch.tensor([999, 779, 759, 519, 499, 279, 259, 19])
    assert step_end(timesteps).tolist() == [759, 759, 499, 499, 259, 259, CLEAN, CLEAN]


def test_points_cover_the_schedule_and_never_pass_the_end_of_their_step() -> None:
    start, end = draw_points(SOLVER_POINTS, torch.Generator().manual_seed(0))
    assert start.tolist() == list(range(19, 1000, 20))
    assert end[0] == CLEAN and torch.equal(end[1:], start[:-1])
    assert (end >= step_end(start)).all()


def test_one_trajectory_arrives_at_one_place() -> None:
    start = torch.tensor([999, 899, 779, 499, 279, 259, 19])
    noise = seeded_noise(1, seed=1)
    noisy, goal = noised(start, noise), step_end(start)
    arrived = consistency(ExactDenoiser(), noisy, start, goal, conditions(len(start)))
    there = torch.where((goal == CLEAN).view(-1, 1, 1, 1), PICTURE, noised(goal.clamp_min(0), noise))
    torch.testing.assert_close(arrived, there, atol=1e-4, rtol=1e-4)


def test_a_step_of_the_teacher_stays_on_the_trajectory_that_the_student_must_keep() -> None:
    start, end = draw_points(SOLVER_POINTS, torch.Generator().manual_seed(0))
    many = conditions(len(start))
    noisy, goal = noised(start, seeded_noise(1, seed=2)), step_end(start)
    earlier = solver_step(ExactDenoiser(), noisy, start, end, many)
    torch.testing.assert_close(
        consistency(ExactDenoiser(), earlier, end, goal, many),
        consistency(ExactDenoiser(), noisy, start, goal, many),
        atol=1e-4,
        rtol=1e-4,
    )
    at_the_end = end == goal
    assert at_the_end.sum() == 4
    agreed = consistency(ExactDenoiser(), earlier, end, goal, many)
    assert torch.equal(agreed[at_the_end], earlier[at_the_end]), "the teacher's own latents, where it has arrived"
