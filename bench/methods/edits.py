"""Edits in PyTorch, float64, written from their papers and programs and not from this project's code.

Every edit takes an `EditProblem` and returns the clean latent that each of its steps predicts, the latent that it ends with and its rows.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

import torch
from diffusers import UNet2DConditionModel
from diffusers.models.attention_processor import Attention, AttnProcessor
from diffusers.models.resnet import ResnetBlock2D
from torch import Tensor

from methods import CLEAN, Draws, Schedule, ddim_step

MAP_QUERIES = 16 * 16
"""Cross maps are averaged at the finest resolution with at most this many queries."""


@dataclass
class EditProblem:
    unet: UNet2DConditionModel
    schedule: Schedule
    trajectory: list[Tensor]
    """z_0 first."""
    timesteps: list[int]
    """Least noisy first."""
    source: Tensor
    target: Tensor
    empty: Tensor
    """Hidden states [1, tokens, width]."""
    source_token: int
    target_token: int
    draws: Draws
    guidance: float = 1.0


@dataclass
class EditOutcome:
    latent: Tensor
    cleans: list[Tensor] = field(default_factory=list)
    rows: int = 0
    margin: float = float("inf")
    """How near to its threshold a mask came."""


def project(attention: Attention, hidden_states: Tensor, text: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
    """Queries, keys and values [rows, heads, places, width]; keys and values of the text where there is one."""
    context = hidden_states if text is None else text
    projected = (attention.to_q(hidden_states), attention.to_k(context), attention.to_v(context))
    q, k, v = (states.unflatten(-1, (attention.heads, -1)).transpose(1, 2) for states in projected)
    return q, k, v


class MutualAttention:
    """MasaCtrl's processor for rows [source, target]; `masks` are those of the source, by yes and no, and of the target, soft."""

    def __init__(self, first_site: int, masks: tuple[Tensor, Tensor] | None) -> None:
        self.first_site, self.masks = first_site, masks
        self.site = 0
        self.cross_maps: dict[int, list[Tensor]] = {}

    def __call__(
        self,
        attention: Attention,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        **_: object,
    ) -> Tensor:
        q, k, v = project(attention, hidden_states, encoder_hidden_states)
        q = q * q.shape[-1] ** -0.5
        if encoder_hidden_states is not None:
            probabilities = (q @ k.transpose(-1, -2)).softmax(-1)
            self.cross_maps.setdefault(q.shape[2], []).append(probabilities)
            rows = probabilities @ v
        else:
            is_mutual = self.site >= self.first_site
            self.site += 1
            read = 0 if is_mutual else 1
            source = (q[0] @ k[0].transpose(-1, -2)).softmax(-1) @ v[0]
            scores = q[1] @ k[read].transpose(-1, -2)
            if is_mutual and self.masks is not None:
                target = self.read_by_masks(scores, v[0])
            else:
                target = scores.softmax(-1) @ v[read]
            rows = torch.stack([source, target])
        return attention.to_out[0](rows.transpose(1, 2).flatten(2))

    def read_by_masks(self, scores: Tensor, values: Tensor) -> Tensor:
        height, width = self.masks[0].shape
        scale = (scores.shape[-1] / (height * width)) ** 0.5
        size = (round(height * scale), round(width * scale))
        keys, queries = (
            torch.nn.functional.interpolate(mask[None, None], size).flatten() for mask in self.masks
        )
        thing = scores.masked_fill(keys == 0, -torch.inf).softmax(-1) @ values
        around = scores.masked_fill(keys == 1, -torch.inf).softmax(-1) @ values
        return queries[:, None] * thing + (1 - queries[:, None]) * around

    def maps(self) -> Tensor:
        """[2, queries, tokens], averaged over heads and sites."""
        queries = max(count for count in self.cross_maps if count <= MAP_QUERIES)
        return torch.stack(self.cross_maps[queries]).mean(dim=(0, 2))


def masactrl(problem: EditProblem, masked: bool = False, threshold: float = 0.1) -> EditOutcome:
    """Cao et al. 2023; the source row stands on its trajectory, masks are of the maps of the steps before."""
    sites = sum(name.endswith("attn1.processor") for name in problem.unet.attn_processors)
    count = len(problem.timesteps)
    first_step = max(1, round(count * 4 / 50))
    latent = problem.trajectory[-1]
    outcome = EditOutcome(latent)
    maps: Tensor | None = None
    levels = [CLEAN, *problem.timesteps]
    for step, (timestep, lower) in enumerate(pairwise(reversed(levels))):
        pair = torch.cat([problem.trajectory[count - step], latent])
        masks = None
        if masked and maps is not None:
            height, width = latent.shape[-2:]
            scale = (maps.shape[1] / (height * width)) ** 0.5
            places = (round(height * scale), round(width * scale))
            ranged = []
            for row, token in enumerate((problem.source_token, problem.target_token)):
                attended = maps[row, :, token]
                attended = (attended - attended.min()) / (attended.max() - attended.min())
                ranged.append(
                    torch.nn.functional.interpolate(attended.reshape(1, 1, *places), (height, width))[0, 0]
                )
            outcome.margin = min(outcome.margin, float((ranged[0] - threshold).abs().min()))
            masks = ((ranged[0] >= threshold).double(), ranged[1])
        is_active = step >= first_step
        alone = not is_active and not masked

        def predict(words: Tensor) -> tuple[Tensor, Tensor]:
            processor = MutualAttention(round(sites * 10 / 16) if is_active else sites, masks)
            problem.unet.set_attn_processor(processor)
            with torch.no_grad():
                eps = problem.unet(pair, timestep, encoder_hidden_states=words).sample[1:]
            outcome.rows += 1 if alone else 2
            return eps, processor.maps()

        eps, found = predict(torch.cat([problem.source, problem.target]))
        maps = found if maps is None else maps + found
        if problem.guidance != 1:
            without, _ = predict(torch.cat([problem.empty, problem.empty]))
            eps = without + problem.guidance * (eps - without)
        outcome.cleans.append((latent - problem.schedule.s(timestep) * eps) / problem.schedule.a(timestep))
        latent = ddim_step(problem.schedule, latent, eps, timestep, lower)
    outcome.latent = latent
    return outcome


class InjectedAttention:
    """Plug-and-Play's processor for rows [source, target]: from a site on the target attends by the source's queries and keys."""

    def __init__(self, first_site: int, is_active: bool) -> None:
        self.first_site, self.is_active = first_site, is_active
        self.site = 0
        self.block: torch.nn.Module | None = None
        """The residual block that ran last, and the one that ran last before the first site."""
        self.block_before: torch.nn.Module | None = None

    def __call__(
        self,
        attention: Attention,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        **_: object,
    ) -> Tensor:
        q, k, v = project(attention, hidden_states, encoder_hidden_states)
        if encoder_hidden_states is None:
            if self.site == self.first_site:
                self.block_before = self.block
            if self.is_active and self.site >= self.first_site:
                q, k = (states[:1].expand_as(states) for states in (q, k))
            self.site += 1
        rows = torch.nn.functional.scaled_dot_product_attention(q, k, v)
        return attention.to_out[0](rows.transpose(1, 2).flatten(2))


def plug_and_play(problem: EditProblem) -> EditOutcome:
    """Tumanyan et al. 2022: features of the residual block before the decoder's second site, self-attention from there on."""
    unet = problem.unet
    count = len(problem.timesteps)
    sites = sum(name.endswith("attn1.processor") for name in unet.attn_processors)
    blocks = [module for module in unet.modules() if isinstance(module, ResnetBlock2D)]
    latent = problem.trajectory[-1]
    outcome = EditOutcome(latent)
    levels = [CLEAN, *problem.timesteps]
    for step, (timestep, lower) in enumerate(pairwise(reversed(levels))):
        takes_features, takes_attention = step < int(0.8 * count), step < int(0.5 * count)

        def predict(words: Tensor, block: torch.nn.Module | None, is_active: bool) -> tuple[Tensor, InjectedAttention]:
            processor = InjectedAttention(sites // 2, is_active)
            unet.set_attn_processor(processor)
            hooks = [one.register_forward_hook(lambda one, *_: setattr(processor, "block", one)) for one in blocks]
            if block is not None:
                copy = lambda _module, _inputs, output: output[:1].expand_as(output)  # noqa: E731
                hooks.append(block.conv2.register_forward_hook(copy))
            pair = torch.cat([problem.trajectory[count - step], latent])
            with torch.no_grad():
                eps = unet(pair, timestep, encoder_hidden_states=torch.cat([problem.source, words])).sample[1:]
            for hook in hooks:
                hook.remove()
            return eps, processor

        _, uninjected = predict(problem.target, None, False)
        block = uninjected.block_before if takes_features else None
        eps, _ = predict(problem.target, block, takes_attention)
        rows = 2 if takes_features or takes_attention else 1
        outcome.rows += rows
        if problem.guidance != 1:
            without, _ = predict(problem.empty, block, takes_attention)
            outcome.rows += rows
            eps = without + problem.guidance * (eps - without)
        outcome.cleans.append((latent - problem.schedule.s(timestep) * eps) / problem.schedule.a(timestep))
        latent = ddim_step(problem.schedule, latent, eps, timestep, lower)
    outcome.latent = latent
    return outcome


class UnifiedAttention:
    """InfEdit's processor for rows [source, layout, target], or [source, target] without a layout.

    `is_early`: everything attends as the source does, at sites of at most `most_queries` places. `kept` has 1 for the tokens of the target
    that attend as in the row before it.
    """

    def __init__(self, kept: Tensor, is_early: bool, most_queries: float) -> None:
        self.kept, self.is_early, self.most_queries = kept, is_early, most_queries

    def __call__(
        self,
        attention: Attention,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        **_: object,
    ) -> Tensor:
        q, k, v = project(attention, hidden_states, encoder_hidden_states)
        has_layout = len(q) == 3
        if encoder_hidden_states is None:
            if has_layout:
                queries, keys = (0, 0) if self.is_early else (2, 2)
                q = torch.stack([q[0], q[queries], q[queries]])
                k = torch.stack([k[0], k[0], k[keys]])
                v = torch.stack([v[0], v[0], v[2]])
            elif self.is_early and q.shape[2] <= self.most_queries:
                q, k = (states[:1].expand_as(states) for states in (q, k))
        probabilities = (q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5).softmax(-1)
        if encoder_hidden_states is not None:
            own, other = probabilities[-1], probabilities[-2]
            mixed = self.kept * other + (1 - self.kept) * own
            probabilities = torch.cat([probabilities[:-1], mixed[None]])
        rows = probabilities @ v
        return attention.to_out[0](rows.transpose(1, 2).flatten(2))


def unify(problem: EditProblem, latents: list[Tensor], timestep: int, kept: Tensor, is_early: bool) -> Tensor:
    """eps of [source, layout, target] or [source, target]; only the last row has the target's words."""
    height, width = latents[0].shape[-2:]
    problem.unet.set_attn_processor(UnifiedAttention(kept, is_early, max(16 * 16, height * width / 16)))
    words = torch.cat([problem.source] * (len(latents) - 1) + [problem.target])
    with torch.no_grad():
        return problem.unet(torch.cat(latents), timestep, encoder_hidden_states=words).sample


def inf_edit(problem: EditProblem, cross: float, own: float, has_layout: bool) -> EditOutcome:
    """Xu et al. 2024, from its equations; control in the first floor(cross (N + 1)) and floor(own N) steps, as Prompt-to-Prompt counts."""
    original = problem.trajectory[0]
    count = len(problem.timesteps)
    cross_steps, own_steps = int(cross * (count + 1)), int(own * count)
    outcome = EditOutcome(original)
    start = problem.draws.normal(original)
    latents = [start] * (3 if has_layout else 2)
    kept = torch.ones(problem.target.shape[1], dtype=torch.float64)
    kept[problem.target_token] = 0
    levels = [CLEAN, *problem.timesteps]
    for step, (timestep, lower) in enumerate(pairwise(reversed(levels))):
        a, s = problem.schedule.a(timestep), problem.schedule.s(timestep)
        is_controlled = step < max(cross_steps, own_steps)
        rows = latents if is_controlled else [latents[0], latents[-1]]
        eps = unify(problem, rows, timestep, kept if step < cross_steps else torch.zeros_like(kept), step < own_steps)
        outcome.rows += len(rows)
        wanted = eps[-1:]
        if problem.guidance != 1:
            problem.unet.set_attn_processor(AttnProcessor())
            with torch.no_grad():
                without = problem.unet(latents[-1], timestep, encoder_hidden_states=problem.empty).sample
            outcome.rows += 1
            wanted = without + problem.guidance * (wanted - without)
        predicted = [eps[:1], eps[-2:-1], wanted] if has_layout else [eps[:1], wanted]
        cleans = [original + ((row - latents[0]) - s * (of_row - eps[:1])) / a for row, of_row in zip(latents, predicted)]
        outcome.cleans.append(cleans[-1])
        if lower != CLEAN:
            noise = problem.draws.normal(original)
            latents = [problem.schedule.a(lower) * clean + problem.schedule.s(lower) * noise for clean in cleans]
    outcome.latent = outcome.cleans[-1]
    return outcome


EDITS: dict[str, tuple[Callable[[EditProblem], EditOutcome], float]] = {
    "masactrl": (masactrl, 1.0),
    "masactrl, guided": (masactrl, 2.0),
    "masactrl-masked": (lambda problem: masactrl(problem, masked=True), 1.0),
    "masactrl-masked, guided": (lambda problem: masactrl(problem, masked=True), 2.0),
    "plug-and-play": (plug_and_play, 1.0),
    "plug-and-play, guided": (plug_and_play, 2.0),
    "inf-edit": (partial(inf_edit, cross=0, own=0, has_layout=False), 1.0),
    "inf-edit-controlled": (partial(inf_edit, cross=0.7, own=0.7, has_layout=False), 1.0),
    "inf-edit-layout": (partial(inf_edit, cross=0.7, own=0.3, has_layout=True), 1.0),
    "inf-edit-layout, guided": (partial(inf_edit, cross=0.7, own=0.3, has_layout=True), 2.0),
}
"""By the names of `EDITORS`, with the scale of guidance."""
