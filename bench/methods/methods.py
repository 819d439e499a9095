"""Inversions in PyTorch, float64, written from their papers and programs and not from this project's code.

Every method takes a `Problem` and a `Draws`, and returns the latents of all levels, its residuals and the rows of the UNet that it spent.
Latents are VP: x_t = a_t x_0 + s_t n.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise

import torch
from torch import Tensor

CLEAN = -1


class Schedule:
    """Stable Diffusion's betas in double precision; a = 1, s = 0 at the clean level."""

    def __init__(self) -> None:
        betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000, dtype=torch.float64) ** 2
        self.alpha_bars = torch.cumprod(1 - betas, 0)

    def bar(self, timestep: int) -> float:
        return 1.0 if timestep == CLEAN else float(self.alpha_bars[timestep])

    def a(self, timestep: int) -> float:
        return self.bar(timestep) ** 0.5

    def s(self, timestep: int) -> float:
        return (1 - self.bar(timestep)) ** 0.5


class Draws:
    """Recorded random numbers, handed out in order."""

    def __init__(self, normals: Tensor, uniforms: Tensor) -> None:
        self.normals, self.uniforms = normals, uniforms
        self.normal_at = self.uniform_at = 0

    def normal(self, like: Tensor) -> Tensor:
        start, self.normal_at = self.normal_at, self.normal_at + like.numel()
        return self.normals[start : self.normal_at].reshape(like.shape)

    def uniform(self) -> float:
        self.uniform_at += 1
        return float(self.uniforms[self.uniform_at - 1])


@dataclass
class Problem:
    predict: Callable[[Tensor, int], Tensor]
    predict_empty: Callable[[Tensor, int], Tensor]
    """The same by the empty prompt."""
    schedule: Schedule
    clean: Tensor
    timesteps: list[int]
    """Least noisy first."""
    draws: Draws
    empty: Tensor
    """Hidden states of the empty prompt, and eps by any."""
    predict_by: Callable[[Tensor, int, Tensor], Tensor]
    guidance: float = 1.0

    @property
    def passes(self) -> int:
        """Predictions that eps takes."""
        return 1 if self.guidance == 1 else 2

    def eps(self, point: Tensor, timestep: int) -> Tensor:
        """Ho and Salimans 2022."""
        words = self.predict(point, timestep)
        if self.guidance == 1:
            return words
        return torch.lerp(self.predict_empty(point, timestep), words, self.guidance)


@dataclass
class Outcome:
    states: list[list[Tensor]]
    """The latents of every level, z_0 first."""
    residuals: list[list[float]] = field(default_factory=list)
    noises: list[Tensor] = field(default_factory=list)
    empties: list[Tensor] = field(default_factory=list)
    """Hidden states that stand for the empty prompt at each level, least noisy first."""
    rows: int = 0
    margin: float = float("inf")
    """How near to 0 a residual or a slope came whose sign decided."""


class Step:
    """z = f(z) of one inverse step; counts rows."""

    def __init__(self, problem: Problem, lower: int, upper: int, previous: Tensor, recorded: Tensor | None) -> None:
        schedule = problem.schedule
        self.problem, self.timestep, self.previous, self.recorded = problem, upper, previous, recorded
        self.a, self.s = schedule.a(upper), schedule.s(upper)
        self.drift = self.a / schedule.a(lower)
        if recorded is None:
            self.factor, self.shift = self.s - self.drift * schedule.s(lower), 0.0
        else:
            # Euler ancestral on y = x / a: y_lower = y + (down - sigma) eps + up n.
            sigma, to = self.s / self.a, schedule.s(lower) / schedule.a(lower)
            up = (to**2 * (sigma**2 - to**2) / sigma**2) ** 0.5
            down = (to**2 - up**2) ** 0.5
            self.factor, self.shift = -self.a * (down - sigma), -self.a * up
            self.up, self.down, self.lower_a = up, down, schedule.a(lower)
        self.first = lower == CLEAN
        self.rows = 0
        self.residuals: list[float] = []
        self.margin = float("inf")

    def image(self, eps: Tensor) -> Tensor:
        shift = 0 if self.recorded is None else self.shift * self.recorded
        return self.drift * self.previous + self.factor * eps + shift

    def eps(self, point: Tensor) -> Tensor:
        self.rows += self.problem.passes
        with torch.no_grad():
            return self.problem.eps(point, self.timestep)

    def f(self, point: Tensor) -> Tensor:
        image = self.image(self.eps(point))
        self.residuals.append(float((image - point).abs().mean()))
        return image

    def gradient(self, point: Tensor, objective: Callable[[Tensor, Tensor], Tensor]) -> tuple[Tensor, float, Tensor]:
        """f(z), F(z) and dF/dz by autograd, F of z and r = f(z) - z."""
        self.rows += 2 if self.problem.passes == 1 else 5
        leaf = point.detach().clone().requires_grad_()
        image = self.image(self.problem.eps(leaf, self.timestep))
        value = objective(leaf, image - leaf)
        (slope,) = torch.autograd.grad(value, leaf)
        residual = (image - leaf).detach()
        self.residuals.append(float(residual.abs().mean()))
        self.margin = min(self.margin, float(residual.abs().min()), float(slope.abs().min()))
        return image.detach(), float(value.detach()), slope


Solver = Callable[[Step, Tensor], Tensor]


def solve_levels(problem: Problem, solver: Solver, start: str = "previous", process: str = "ddim") -> Outcome:
    """Level by level. 'predicted' starts where the last eps, and half of its trend, lead."""
    latent = problem.clean
    outcome = Outcome([[latent]])
    explained: list[Tensor] = []
    for lower, upper in pairwise([CLEAN, *problem.timesteps]):
        recorded = problem.draws.normal(latent) if process == "ancestral" else None
        step = Step(problem, lower, upper, latent, recorded)
        begin = latent
        if start == "predicted" and explained:
            eps = explained[-1]
            if len(explained) > 1:
                eps = eps + 0.5 * (eps - explained[-2])
            begin = step.image(eps)
        point = solver(step, begin)
        known = 0 if step.recorded is None else step.shift * step.recorded
        explained.append((point - step.drift * latent - known) / step.factor)
        latent = point
        outcome.states.append([latent])
        outcome.residuals.append(step.residuals)
        outcome.rows += step.rows
        outcome.margin = min(outcome.margin, step.margin)
        if step.recorded is not None:
            outcome.noises.append(step.recorded)
    return outcome


def adjusted(method: Callable[[Problem], Outcome]) -> Callable[[Problem], Outcome]:
    """Samuel et al., section 4.2, as in their first program: noise to the last two of 50 steps, and denoise by the photo's words."""

    def run(problem: Problem) -> Outcome:
        schedule = problem.schedule
        latent = schedule.a(21) * problem.clean + schedule.s(21) * problem.draws.normal(problem.clean)
        for level, lower in ((21, 1), (1, CLEAN)):
            with torch.no_grad():
                eps = problem.eps(latent, level)
            denoised = (latent - schedule.s(level) * eps) / schedule.a(level)
            latent = schedule.a(lower) * denoised + schedule.s(lower) * eps
        outcome = method(replace(problem, clean=latent))
        # z_0 as it was given.
        return replace(outcome, states=[[problem.clean], *outcome.states[1:]], rows=outcome.rows + 2 * problem.passes)

    return run


def ddim(step: Step, point: Tensor) -> Tensor:
    return step.f(point)


def fixed_point(iterations: int) -> Solver:
    def solve(step: Step, point: Tensor) -> Tensor:
        for _ in range(iterations):
            point = step.f(point)
        return point

    return solve


def aidi(iterations: int) -> Solver:
    """Pan et al. 2023, eq. 11."""

    def solve(step: Step, point: Tensor) -> Tensor:
        images: list[Tensor] = []
        for _ in range(iterations):
            images.append(step.f(point))
            point = (images[-1] + images[max(0, len(images) - 2)]) / 2
        return point

    return solve


def anderson(iterations: int, window: int, ridge: float, above: float = 0.058, extra: int = 4) -> Solver:
    def solve(step: Step, point: Tensor) -> Tensor:
        points, images = [], []
        for _ in range(iterations if iterations < window or step.first else iterations + extra):
            points.append(point)
            images.append(step.f(point))
            stacked = torch.stack([(f - z).flatten() for f, z in zip(images[-window:], points[-window:], strict=True)])
            gram = stacked @ stacked.T
            gram = gram + ridge * gram.trace() / len(gram) * torch.eye(len(gram), dtype=gram.dtype)
            weights = torch.linalg.solve(gram, torch.ones(len(gram), dtype=gram.dtype))
            weights = weights / weights.sum()
            point = sum(w * f for w, f in zip(weights, images[-window:], strict=True))
            if len(images) >= iterations and step.residuals[-1] <= above * step.a:
                break
        return point

    return solve


def broyden(iterations: int) -> Solver:
    """Broyden 1965, the good method, with the inverse Jacobian of g(z) = z - f(z) written out."""

    def solve(step: Step, point: Tensor) -> Tensor:
        shape = point.shape
        inverse = torch.eye(point.numel(), dtype=point.dtype)
        g = (point - step.f(point)).flatten()
        for _ in range(iterations - 1):
            move = -inverse @ g
            point = point + move.reshape(shape)
            after = (point - step.f(point)).flatten()
            change = inverse @ (after - g)
            inverse = inverse + torch.outer(move - change, move @ inverse) / (move @ change)
            g = after
        return point - (inverse @ g).reshape(shape)

    return solve


def lbfgs(iterations: int) -> Solver:
    """Nocedal 1980 on |r|^2 / 2 as the matrix that its two loops stand for, built up anew at every step; f at the smallest residual."""

    def objective(_: Tensor, r: Tensor) -> Tensor:
        return r.square().sum() / 2

    def solve(step: Step, point: Tensor) -> Tensor:
        shape = point.shape
        identity = torch.eye(point.numel(), dtype=point.dtype)
        pairs: list[tuple[Tensor, Tensor]] = []
        candidates: list[tuple[float, Tensor]] = []

        def direction(slope: Tensor) -> Tensor:
            inverse = identity
            if pairs:
                s, y = pairs[-1]
                inverse = identity * (s @ y) / (y @ y)
            for s, y in pairs:
                rho = 1 / (s @ y)
                inverse = (identity - rho * torch.outer(s, y)) @ inverse @ (identity - rho * torch.outer(y, s))
                inverse = inverse + rho * torch.outer(s, s)
            return -(inverse @ slope)

        image, value, slope = step.gradient(point, objective)
        candidates.append((value, image))
        for _ in range(iterations - 1):
            move = direction(slope.flatten())
            point = point + move.reshape(shape)
            image, value, after = step.gradient(point, objective)
            candidates.append((value, image))
            change = (after - slope).flatten()
            if move @ change > 0:
                pairs.append((move, change))
            slope = after
        point = point + direction(slope.flatten()).reshape(shape)
        image = step.f(point)
        candidates.append((float(objective(point, image - point)), image))
        return min(candidates, key=lambda pair: pair[0])[1]

    return solve


def rnri(iterations: int, eta: float = 0.1, lam: float = 0.1, floored: bool = False) -> Solver:
    """Samuel et al., eq. 8, f at the best point; the point after the last update counts.

    `floored` is the ablation: max(|g|, eta) for |g| + eta, no step longer than 0.5, and the last point left out.
    """

    def solve(step: Step, point: Tensor) -> Tensor:
        variance = 1 - step.drift**2

        def objective(z: Tensor, r: Tensor) -> Tensor:
            return r.abs().sum() + lam / (2 * variance) * (z - step.drift * step.previous).square().sum()

        candidates: list[tuple[float, Tensor]] = []
        for _ in range(iterations):
            image, value, slope = step.gradient(point, objective)
            candidates.append((value, image))
            length = (value / point.numel()) / (slope.abs().clamp(min=eta) if floored else slope.abs() + eta)
            point = point - torch.sign(slope) * (length.clamp(max=0.5) if floored else length)
        if floored:
            return min(candidates, key=lambda pair: pair[0])[1]
        image = step.f(point)
        candidates.append((float(objective(point, image - point)), image))
        return min(candidates, key=lambda pair: pair[0])[1]

    return solve


def rnri_released(iterations: int, in_sampler_space: bool) -> Solver:
    """The sign step of the authors' program; in its sampler's space on y = x / a, from y_prev."""

    def solve(step: Step, begin: Tensor) -> Tensor:
        unit = step.a if in_sampler_space else 1.0
        y = step.drift * begin / unit if in_sampler_space else begin
        best, best_score = None, float("inf")
        for _ in range(iterations):
            f = step.f(y * unit) / unit
            spread = (f * unit - step.a * step.problem.clean) / step.s
            score = float(((f - y).abs() + 0.05 * spread.square()).mean())
            if score < best_score:
                best, best_score = f * unit, score
            y = y + score * torch.sign(f - y)
        return best

    return solve


def gradient_secant(step: Step, begin: Tensor) -> Tensor:
    """One steepest-descent step on |r|^2 / 2 whose length is exact for r linear between z and a probe |r| ahead."""
    point = step.f(begin)
    image, _, slope = step.gradient(point, lambda _, r: r.square().sum() / 2)
    r = image - point
    reach = (r.square().sum() / slope.square().sum()).sqrt()
    ahead = point - reach * slope
    r_ahead = step.image(step.eps(ahead)) - ahead
    change = (r_ahead - r) / reach
    length = -(r * change).sum() / change.square().sum()
    r_there = r + length * change
    step.residuals.append(float(r_there.abs().mean()))
    return point - length * slope + r_there


def exact_dpm(iterations: int, rho: float = 0.5) -> Solver:
    """Hong et al. 2024, order 1: z <- z - rho (D(z) - z_prev), D the denoising step."""

    def solve(step: Step, begin: Tensor) -> Tensor:
        z, rate, smallest = step.f(begin), rho, float("inf")
        for _ in range(iterations):
            eps = step.eps(z)
            shift = 0 if step.recorded is None else step.shift * step.recorded
            denoised = (z - step.factor * eps - shift) / step.drift
            step.residuals.append(float((step.image(eps) - z).abs().mean()))
            error = float((denoised - step.previous).square().sum())
            if error < 1e-3:
                return z
            rate, smallest = (rate / 2 if error > smallest else rate), min(smallest, error)
            z = z - rate * (denoised - step.previous)
        return z

    return solve


def exact_dpm_2(problem: Problem, iterations: int, rho: float = 0.5, fine: int = 2) -> Outcome:
    """Hong et al. 2024, algorithm 2, in the terms of DPM-Solver++: sigma / alpha, half log-SNR and predicted clean latents."""
    schedule, outcome = problem.schedule, Outcome([[problem.clean]])

    def half_log_snr(timestep: int) -> float:
        return math.log(schedule.a(timestep) / schedule.s(timestep))

    def data(x: Tensor, label: int, level: int) -> Tensor:
        outcome.rows += problem.passes
        with torch.no_grad():
            return (x - schedule.s(level) * problem.eps(x, label)) / schedule.a(level)

    def naive(x: Tensor, lower: int, upper: int) -> Tensor:
        if lower == CLEAN:
            outcome.rows += problem.passes
            with torch.no_grad():
                return schedule.a(upper) * x + schedule.s(upper) * problem.eps(x, upper)
        phi = math.expm1(half_log_snr(upper) - half_log_snr(lower))
        ratio = schedule.s(upper) / schedule.s(lower)
        return ratio * (x + schedule.a(lower) * phi * data(x, upper, lower))

    def ahead(x: Tensor, lower: int, upper: int) -> Tensor:
        between = [round(lower + (upper - lower) * i / fine) for i in range(fine + 1)]
        for start, end in pairwise(between):
            x = naive(x, start, end)
        return x

    levels = [CLEAN, *problem.timesteps]
    for i in range(1, len(levels)):
        t, s, x_t = levels[i - 1], levels[i], outcome.states[-1][0]
        term = torch.zeros_like(x_t)
        if i == 1 or i == len(levels) - 1:
            z = naive(x_t, t, s)
        else:
            r = levels[i + 1]
            z = ahead(x_t, t, s)
            y = ahead(z, s, r)
            h, h_0 = half_log_snr(t) - half_log_snr(s), half_log_snr(s) - half_log_snr(r)
            term = 0.5 * schedule.a(t) * math.expm1(-h) * (h / h_0) * (data(z, s, s) - data(y, r, r))
        residuals = []
        for _ in range(iterations):
            m = data(z, s, s)
            eps = (z - schedule.a(s) * m) / schedule.s(s)
            predicted = schedule.a(t) * m + schedule.s(t) * eps - term
            error = predicted - x_t
            residuals.append(float(error.abs().mean()) * schedule.a(s) / schedule.a(t))
            if float(error.square().sum()) < 1e-3:
                break
            z = z - rho * error
        outcome.states.append([z])
        outcome.residuals.append(residuals)
    return outcome


def easy_inv(problem: Problem, eta: float = 0.8) -> Outcome:
    """Between 0.05 and 0.3 of the levels z_t <- eta z_t + (1 - eta) z_prev."""
    count = len(problem.timesteps)

    def solve(step: Step, begin: Tensor) -> Tensor:
        image = step.f(begin)
        part = (problem.timesteps.index(step.timestep) + 1) / count
        return eta * image + (1 - eta) * step.previous if 0.05 < part < 0.3 else image

    return solve_levels(problem, solve)


def noise_alignment(iterations: int) -> Solver:
    """TFinv: mean (D(z) - z_prev)^2 + KL of z, and an Adam that is new at every iteration."""

    def solve(step: Step, begin: Tensor) -> Tensor:
        z = step.f(begin)
        for i in range(iterations):

            def objective(latent: Tensor, r: Tensor) -> Tensor:
                v = latent.var()
                return (r / step.drift).square().mean() + v + latent.mean() ** 2 - 1 - v.log()

            _, _, slope = step.gradient(z, objective)
            z = z - 0.02 * (1 - i / 801) * torch.sign(slope)
        return z

    return solve


def iter_inv(iterations: int, rate: float = 0.3) -> Solver:
    """Tang et al. 2023: descent of |D(z) - z_prev|^2 by autograd through the denoising step; what made it larger is taken back and halved."""

    def solve(step: Step, z: Tensor) -> Tensor:
        timesteps = step.problem.timesteps
        length = rate * float(torch.linspace(1.0, 0.5, len(timesteps), dtype=torch.float64)[timesteps.index(step.timestep)]) ** 0.5
        best: tuple[float, Tensor, Tensor] | None = None
        for _ in range(iterations):
            _, loss, slope = step.gradient(z, lambda _, r: (r / step.drift).square().sum())
            if best is None or loss <= best[0]:
                best = (loss, z, slope)
            else:
                length /= 2
            z = best[1] - length * best[2]
        return z

    return solve


def renoise(iterations: int) -> Solver:
    """Garibi et al. 2024: the regularisers by autograd of their definitions."""

    def solve(step: Step, begin: Tensor) -> Tensor:
        problem = step.problem
        noised = step.a * problem.clean + step.s * problem.draws.normal(problem.clean)
        reference = step.eps(noised)
        z, averaged = begin, []
        for i in range(iterations + 1):
            eps = step.eps(z)
            step.residuals.append(float((step.image(eps) - z).abs().mean()))
            if i >= min(8, iterations):
                averaged.append(eps)
                eps = regularise(eps, reference, problem.draws)
            z = step.image(eps)
        z = step.image(regularise(torch.stack(averaged).mean(0), reference, problem.draws))
        if step.recorded is not None and step.up > 0:
            step.recorded = correct(step, z)
        return z

    return solve


def correct(step: Step, z: Tensor) -> Tensor:
    """Ten moves of one length towards the noise with which the sampler's step leads back to the level below."""
    eps = step.eps(z)
    deterministic = (z - step.s * eps) / step.a + step.down * eps
    needed = (step.previous / step.lower_a - deterministic) / step.up
    noise = step.recorded
    length = 1.8 * (noise.numel() / 16384) ** 0.5
    for _ in range(10):
        noise = noise - length * (noise - needed) / (noise - needed).norm()
    return noise


def regularise(eps: Tensor, reference: Tensor, draws: Draws) -> Tensor:
    pull = 20 * eps.shape[-1] * eps.shape[-2] / 64**2
    for _ in range(4):
        leaf = eps.clone().requires_grad_()
        (slope,) = torch.autograd.grad(patch_divergence(leaf, reference), leaf)
        eps = eps - 0.065 * slope.clamp(-100, 100)
        for _ in range(5):
            leaf = eps.clone().requires_grad_()
            (slope,) = torch.autograd.grad(autocorrelation(leaf, draws), leaf)
            eps = eps - pull / 5 * slope
    return eps


def patch_divergence(noise: Tensor, reference: Tensor) -> Tensor:
    def moments(x: Tensor) -> tuple[Tensor, Tensor]:
        patches = x.unfold(2, 4, 4).unfold(3, 4, 4).flatten(-2)
        return patches.mean(-1), patches.var(-1)

    (m0, v0), (m1, v1) = moments(noise), moments(reference)
    return (torch.log((v1 + 1e-6) / (v0 + 1e-6)) + (v0 + (m0 - m1) ** 2) / (v1 + 1e-6) - 1).abs().sum()


def autocorrelation(noise: Tensor, draws: Draws) -> Tensor:
    total = torch.zeros((), dtype=noise.dtype)
    for channel in noise[0]:
        plane = channel
        while True:
            for axis in (0, 1):
                shift = int(draws.uniform() * plane.shape[axis] / 2)
                total = total + (plane * plane.roll(shift, axis)).mean() ** 2
            if min(plane.shape) <= 8:
                break
            plane = torch.nn.functional.avg_pool2d(plane[None, None], 2)[0, 0]
    return total


def ddim_step(schedule: Schedule, x: Tensor, eps: Tensor, timestep: int, lower: int) -> Tensor:
    clean = (x - schedule.s(timestep) * eps) / schedule.a(timestep)
    return schedule.a(lower) * clean + schedule.s(lower) * eps


def edict(problem: Problem, p: float = 0.93) -> Outcome:
    """Wallace et al. 2023, undone; who goes first changes from level to level."""
    schedule = problem.schedule
    x = y = problem.clean
    outcome = Outcome([[x, y]])
    for level, (lower, upper) in enumerate(pairwise([CLEAN, *problem.timesteps])):
        a = schedule.a(lower) / schedule.a(upper)
        b = schedule.s(lower) - a * schedule.s(upper)
        first, second = (x, y) if level % 2 == 0 else (y, x)
        follower = (second - (1 - p) * first) / p
        leader = (first - (1 - p) * follower) / p
        with torch.no_grad():
            second = (follower - b * problem.eps(leader, upper)) / a
            first = (leader - b * problem.eps(second, upper)) / a
        x, y = (first, second) if level % 2 == 0 else (second, first)
        outcome.states.append([x, y])
        outcome.rows += 2 * problem.passes
    return outcome


def bdia(problem: Problem, gamma: float = 1.0) -> Outcome:
    """Zhang et al. 2023: z_(i-1) = z_(i+1) - (1 - g)(z_(i+1) - z_i) - g D(i -> i+1) + D(i -> i-1), solved for z_(i+1)."""
    schedule, levels = problem.schedule, [CLEAN, *problem.timesteps]
    with torch.no_grad():
        eps = problem.eps(problem.clean, levels[1])
    z = [problem.clean, ddim_step(schedule, problem.clean, eps, CLEAN, levels[1])]
    for i in range(1, len(levels) - 1):
        with torch.no_grad():
            eps = problem.eps(z[i], levels[i])
        down = ddim_step(schedule, z[i], eps, levels[i], levels[i - 1]) - z[i]
        up = ddim_step(schedule, z[i], eps, levels[i], levels[i + 1]) - z[i]
        z.append((z[i - 1] - (1 - gamma) * z[i] + gamma * up - down) / gamma)
    states = [[z[0]]] + [[z[i], z[i - 1]] for i in range(1, len(z))]
    return Outcome(states, rows=problem.passes * (len(levels) - 1))


def posterior_mean(schedule: Schedule, x: Tensor, eps: Tensor, timestep: int, lower: int) -> Tensor:
    bar, low = schedule.bar(timestep), schedule.bar(lower)
    variance = (1 - low) / (1 - bar) * (1 - bar / low)
    clean = (x - (1 - bar) ** 0.5 * eps) / bar**0.5
    return low**0.5 * clean + max(0.0, 1 - low - variance) ** 0.5 * eps


def edit_friendly(problem: Problem) -> Outcome:
    schedule, levels = problem.schedule, [CLEAN, *problem.timesteps]
    latents = [problem.clean]
    for timestep in problem.timesteps:
        noise = problem.draws.normal(problem.clean)
        latents.append(schedule.a(timestep) * problem.clean + schedule.s(timestep) * noise)
    outcome = Outcome([[latent] for latent in latents], rows=problem.passes * len(problem.timesteps))
    for i, timestep in enumerate(problem.timesteps, start=1):
        with torch.no_grad():
            eps = problem.eps(latents[i], timestep)
        outcome.noises.append(latents[i - 1] - posterior_mean(schedule, latents[i], eps, timestep, levels[i - 1]))
    return outcome


def direct_inversion(problem: Problem) -> Outcome:
    outcome = solve_levels(problem, ddim)
    schedule = problem.schedule
    for i, (lower, upper) in enumerate(pairwise([CLEAN, *problem.timesteps])):
        below, here = outcome.states[i][0], outcome.states[i + 1][0]
        with torch.no_grad():
            eps = problem.eps(here, upper)
        outcome.noises.append(below - ddim_step(schedule, here, eps, upper, lower))
        outcome.rows += problem.passes
    return outcome


def null_text(problem: Problem, iterations: int) -> Outcome:
    """Mokady et al. 2023: the empty prompt's hidden states, level by level from the noisiest, by torch's Adam and autograd."""
    outcome = solve_levels(replace(problem, guidance=1.0), ddim)
    schedule, levels = problem.schedule, [CLEAN, *problem.timesteps]
    latent, empty = outcome.states[-1][0], problem.empty
    for index, level in enumerate(reversed(range(1, len(levels)))):
        timestep, wanted = levels[level], outcome.states[level - 1][0]
        with torch.no_grad():
            words = problem.predict(latent, timestep)
        outcome.rows += 1

        def step(states: Tensor) -> Tensor:
            eps = torch.lerp(problem.predict_by(latent, timestep, states), words, problem.guidance)
            return ddim_step(schedule, latent, eps, timestep, levels[level - 1])

        leaf = empty.clone().requires_grad_()
        optimiser = torch.optim.Adam([leaf], lr=1e-2 * (1 - index / 100))
        for _ in range(iterations):
            loss = torch.nn.functional.mse_loss(step(leaf), wanted)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            outcome.rows += 2
            if float(loss.detach()) < 1e-5 + index * 2e-5:
                break
        empty = leaf.detach()
        outcome.empties.insert(0, empty)
        with torch.no_grad():
            latent = step(empty)
        outcome.rows += 1
    return outcome


def solved(solver: Solver, **options: str) -> Callable[[Problem], Outcome]:
    return lambda problem: solve_levels(problem, solver, **options)


def guided(method: Callable[[Problem], Outcome], guidance: float = 1.5) -> Callable[[Problem], Outcome]:
    return lambda problem: method(replace(problem, guidance=guidance))


METHODS: dict[str, Callable[[Problem], Outcome]] = {
    "ddim": solved(ddim),
    "ddim@predicted": solved(ddim, start="predicted"),
    "fixed-point": solved(fixed_point(4)),
    "fixed-point@predicted": solved(fixed_point(4), start="predicted"),
    "fixed-point, ancestral": solved(fixed_point(4), process="ancestral"),
    "aidi": solved(aidi(5)),
    "aidi-accelerated": solved(anderson(5, 4, 0.0, extra=0)),
    "anderson": solved(anderson(4, 4, 1e-4), start="predicted"),
    "broyden": solved(broyden(4), start="predicted"),
    "lbfgs": solved(lbfgs(2), start="predicted"),
    "lbfgs:3": solved(lbfgs(3), start="predicted"),
    "rnri": solved(rnri(2)),
    "rnri?lambda=0.3&eta=0.2": solved(rnri(2, 0.2, 0.3)),
    "rnri-floored": solved(rnri(2, floored=True)),
    "rnri, ancestral": solved(rnri(2), process="ancestral"),
    "rnri-sign": solved(rnri_released(2, in_sampler_space=False)),
    "rnri-released, ancestral": solved(rnri_released(2, in_sampler_space=True), process="ancestral"),
    "rnri~1.5": guided(solved(rnri(2))),
    "rnri~1.5, ancestral": guided(solved(rnri(2), process="ancestral")),
    "anderson!": adjusted(solved(anderson(4, 4, 1e-4), start="predicted")),
    "anderson~1.5!": guided(adjusted(solved(anderson(4, 4, 1e-4), start="predicted"))),
    "gradient-secant": solved(gradient_secant),
    "gradient-secant~1.5": guided(solved(gradient_secant)),
    "exact-dpm": solved(exact_dpm(8)),
    "exact-dpm-2": partial(exact_dpm_2, iterations=8),
    "easy-inv": easy_inv,
    "noise-alignment": solved(noise_alignment(3)),
    "iter-inv": solved(iter_inv(20)),
    "iter-inv:3@predicted": solved(iter_inv(3), start="predicted"),
    "iter-inv:3~1.5": guided(solved(iter_inv(3))),
    "renoise": solved(renoise(9)),
    "renoise, ancestral": solved(renoise(9), process="ancestral"),
    "edict": edict,
    "bdia": bdia,
    "edit-friendly": edit_friendly,
    "direct-inversion": direct_inversion,
    "null-text:4~3": guided(partial(null_text, iterations=4), 3.0),
    "edict~1.5": guided(edict),
    "bdia~1.5": guided(bdia),
    "edit-friendly~1.5": guided(edit_friendly),
    "direct-inversion~1.5": guided(direct_inversion),
}
"""By the names of `npm run bench -- inversion`; ', ancestral' is along Euler ancestral with recorded noises, '~W' under guidance."""
