"""Prompt-to-Prompt (arXiv 2208.01626, section 3) as an attention processor of diffusers, for rows [source, target]."""

from dataclasses import dataclass

import torch
from diffusers.models.attention_processor import Attention
from torch import Tensor

from topologies import LATENT_HEIGHT, LATENT_WIDTH

FINEST_QUERIES = 16 * 16
"""Self-attention is controlled, and cross maps are averaged, where there are at most this many queries."""


@dataclass(frozen=True)
class Control:
    """M [tokens, tokens] from source to target tokens; alpha, emphasis and gate [tokens]; self gate [1]."""

    word_map: Tensor
    word_alpha: Tensor
    equalizer: Tensor
    cross_gate: Tensor
    self_gate: Tensor


class ControlledAttention:
    """Attention whose target row takes probabilities from the source row:

    cross: g (A_source M alpha + A_target (1 - alpha)) equalizer + (1 - g) A_target
    self:  self_gate A_source + (1 - self_gate) A_target
    """

    def __init__(self, control: Control) -> None:
        self.control = control
        self.cross_maps: dict[int, list[Tensor]] = {}

    def __call__(
        self,
        attention: Attention,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        **_: object,
    ) -> Tensor:
        is_cross = encoder_hidden_states is not None
        context = encoder_hidden_states if is_cross else hidden_states
        heads = (attention.heads, -1)
        query = attention.to_q(hidden_states).unflatten(-1, heads)
        key = attention.to_k(context).unflatten(-1, heads)
        value = attention.to_v(context).unflatten(-1, heads)
        scores = torch.einsum("bqhc,bkhc->bhqk", query, key) / query.shape[-1] ** 0.5
        if attention_mask is not None:
            scores = scores + attention_mask[:, None]
        source, target = scores.softmax(-1)
        if is_cross:
            target = self.replace_words(source, target)
        elif source.shape[1] <= FINEST_QUERIES:
            target = torch.lerp(target, source, self.control.self_gate)
        probabilities = torch.stack([source, target])
        if is_cross:
            self.cross_maps.setdefault(source.shape[1], []).append(probabilities)
        output = torch.einsum("bhqk,bkhc->bqhc", probabilities, value).flatten(2)
        return attention.to_out[0](output)

    def replace_words(self, source: Tensor, target: Tensor) -> Tensor:
        control = self.control
        edited = torch.lerp(target, source @ control.word_map, control.word_alpha) * control.equalizer
        return torch.lerp(target, edited, control.cross_gate)

    def average_map(self) -> Tensor:
        """Mean over heads and sites of the finest resolution in question, [2, tokens, height, width]."""
        queries = max(count for count in self.cross_maps if count <= FINEST_QUERIES)
        mean = torch.stack(self.cross_maps[queries]).mean(dim=(0, 2))
        scale = (queries / (LATENT_HEIGHT * LATENT_WIDTH)) ** 0.5
        return mean.transpose(1, 2).unflatten(-1, (round(LATENT_HEIGHT * scale), round(LATENT_WIDTH * scale)))
