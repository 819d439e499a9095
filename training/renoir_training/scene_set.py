"""Training scenes rendered into the memory of a device, with their captions as tokens."""

import random
import re
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from transformers import CLIPTokenizer

from .captions import vary
from .edits import EDIT_KINDS, sample_edit
from .renderer import BATCH_PIXELS, render_batch
from .scene import HELD_OUT_SEED, Scene, mirrored, sample_scene
from .tokenizer import END_OF_WORD, END_TOKEN, MAX_TOKENS, START_TOKEN

CAPTIONS_PER_SCENE = 4
LARGEST_SHARD = 512
WORD = re.compile(r"[a-z]+|[,.]")


def training_scene(number: int) -> Scene:
    """Scenes come in pairs: every second one is the one before it after an edit.

    So objects are seen alone and in company, before and after a change, on equal ground: what adding, removing and exchanging them needs.
    """
    edit = sample_edit(number // 2, EDIT_KINDS[number // 2 % len(EDIT_KINDS)])
    return edit.target if number % 2 else edit.source


def held_out_scene(number: int) -> Scene:
    return sample_scene(HELD_OUT_SEED + number)


@dataclass(frozen=True)
class SceneSet:
    """`pictures[i]`, uint8, 3 x size x size, shows `scenes[i]`."""

    pictures: Tensor
    scenes: list[Scene]


def render_set(
    scene_of: Callable[[int], Scene],
    limit: int,
    size: int,
    device: torch.device,
    deadline: float | None = None,
    folder: Path | None = None,
) -> SceneSet:
    """Renders the first scenes, up to `limit` or, once there is a shard, until `deadline` (`time.monotonic`).

    With a folder, shards that are there are read and others are written: on a CPU they are too dear to be made again.
    """
    per_shard = min(limit, LARGEST_SHARD if folder else max(1, BATCH_PIXELS[device.type] // size**2))
    pictures, scenes = [], []
    for first in range(0, limit, per_shard):
        if first and deadline is not None and time.monotonic() > deadline:
            break
        shard = [scene_of(number) for number in range(first, min(limit, first + per_shard))]
        path = folder / f"{first:08d}.npy" if folder else None
        if path and path.exists():
            rendered = torch.from_numpy(np.load(path)).to(device)
        else:
            rendered = render_batch(shard, size, device)
        if path and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".part")
            with unfinished.open("wb") as file:
                np.save(file, rendered.cpu().numpy())
            unfinished.rename(path)
        pictures.append(rendered.permute(0, 3, 1, 2).contiguous())
        scenes += shard
    return SceneSet(torch.cat(pictures)[: len(scenes)], scenes)


def token_table(tokenizer: CLIPTokenizer) -> dict[str, int]:
    """The tokens of the known words: enough for captions, and a hundred times as fast as the tokenizer itself."""
    ends = {word.removesuffix(END_OF_WORD): token for word, token in tokenizer.get_vocab().items() if END_OF_WORD in word}
    return {**ends, START_TOKEN: tokenizer.bos_token_id, END_TOKEN: tokenizer.eos_token_id}


def tokens_of(text: str, table: dict[str, int]) -> list[int]:
    """A caption's tokens, padded. Raises KeyError for a word that is not known."""
    words = [table[word] for word in WORD.findall(text)][: MAX_TOKENS - 2]
    tokens = [table[START_TOKEN], *words, table[END_TOKEN]]
    return tokens + [table[END_TOKEN]] * (MAX_TOKENS - len(tokens))


def varied_tokens(numbers: range, table: dict[str, int]) -> np.ndarray:
    """Tokens of varied captions of training scenes and their mirror images: captions x 2 x scenes x tokens."""
    found = np.empty((CAPTIONS_PER_SCENE, 2, len(numbers), MAX_TOKENS), np.int16)
    for place, number in enumerate(numbers):
        rng, scene = random.Random(f"captions {number}"), training_scene(number)
        for side, shown in enumerate((scene, mirrored(scene))):
            for variant in range(CAPTIONS_PER_SCENE):
                found[variant, side, place] = tokens_of(vary(shown, rng), table)
    return found


class CaptionWriter:
    """Writes captions in other processes while the device renders, or at once where there are no workers."""

    share = 4096

    def __init__(self, table: dict[str, int], workers: int) -> None:
        self.table = table
        self.pool = ProcessPoolExecutor(workers, get_context("spawn")) if workers > 0 else None
        self.jobs: list[Future[np.ndarray]] = []

    def begin(self, limit: int) -> None:
        """Starts on captions for so many scenes; not all of them need be rendered."""
        if self.pool:
            self.jobs = [
                self.pool.submit(varied_tokens, range(first, min(limit, first + self.share)), self.table)
                for first in range(0, limit, self.share)
            ]

    def written(self, count: int, device: torch.device) -> Tensor:
        """Captions x (2 * count) x tokens: scenes first, then mirror images."""
        if self.pool:
            parts = [job.result() for job in self.jobs[: -(-count // self.share)]]
            self.pool.shutdown(cancel_futures=True)
            found = np.concatenate(parts, 2)[:, :, :count]
        else:
            found = varied_tokens(range(count), self.table)
        return torch.from_numpy(found).flatten(1, 2).to(device)


def random_batch(pictures: Tensor, batch: int, size: int, generator: torch.Generator) -> Tensor:
    """Pictures in -1..1, cropped at one random place to `size` (a multiple of eight from the border), half of them mirrored."""
    chosen = torch.randint(len(pictures), (batch,), generator=generator)
    room = (pictures.shape[-1] - size) // 8 + 1
    top, left = (8 * torch.randint(room, (2,), generator=generator)).tolist()
    crops = pictures[chosen.to(pictures.device), :, top : top + size, left : left + size].float().div_(127.5).sub_(1)
    half = batch // 2
    return torch.cat([crops[:half], crops[half:].flip(-1)]).contiguous(memory_format=torch.channels_last)

