"""The attribute classifier: reads back what a picture shows, to score what the model draws."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, interpolate

from .scene import Scene
from .vocabulary import COLOURS, MATERIALS, OBJECTS, STYLES, SURFACES, TIMES

MAX_THINGS = 3
THING_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "colour": tuple(COLOURS),
    "kind": tuple(OBJECTS),
    "material": tuple(MATERIALS),
}
SCENE_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "surface": tuple(SURFACES),
    "time": tuple(TIMES),
    "style": tuple(STYLES),
}
COUNT = "count"


@dataclass(frozen=True)
class Labels:
    """What pictures show, as class indices: one per picture, and one per picture and slot from left to right."""

    count: Tensor
    scene: dict[str, Tensor]
    things: dict[str, Tensor]

    def to(self, device: torch.device) -> "Labels":
        return Labels(
            self.count.to(device),
            {name: values.to(device) for name, values in self.scene.items()},
            {name: values.to(device) for name, values in self.things.items()},
        )


def shown_attributes(scene: Scene) -> dict[str, str | int]:
    """What the classifier should read in a picture of the scene, as `slot 0 kind`: "ball" from left to right."""
    things = {
        f"slot {slot} {name}": getattr(thing, name)
        for slot, thing in enumerate(scene.things)
        for name in THING_ATTRIBUTES
    }
    return {COUNT: len(scene.things), **{name: getattr(scene, name) for name in SCENE_ATTRIBUTES}, **things}


def labels_of(scenes: list[Scene]) -> Labels:
    """Class indices of scenes; -1 in slots that hold no object."""

    def slots(name: str, classes: tuple[str, ...]) -> Tensor:
        rows = [[classes.index(getattr(thing, name)) for thing in scene.things] for scene in scenes]
        return torch.tensor([row + [-1] * (MAX_THINGS - len(row)) for row in rows])

    return Labels(
        torch.tensor([len(scene.things) for scene in scenes]),
        {
            name: torch.tensor([classes.index(getattr(scene, name)) for scene in scenes])
            for name, classes in SCENE_ATTRIBUTES.items()
        },
        {name: slots(name, classes) for name, classes in THING_ATTRIBUTES.items()},
    )


class Residual(nn.Module):
    """Two 3 x 3 convolutions beside a shortcut, the first of them with a stride."""

    def __init__(self, channels_in: int, channels_out: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels_in, channels_out, 3, stride, 1, bias=False),
            nn.BatchNorm2d(channels_out),
            nn.SiLU(),
            nn.Conv2d(channels_out, channels_out, 3, 1, 1, bias=False),
            nn.BatchNorm2d(channels_out),
        )
        self.shortcut = nn.Conv2d(channels_in, channels_out, 1, stride)
        self.activation = nn.SiLU()

    def forward(self, x: Tensor) -> Tensor:
        return self.activation(self.body(x) + self.shortcut(x))


class AttributeClassifier(nn.Module):
    """A small residual network. Slots look at its 8 x 8 features through attention, one query per (count, slot)."""

    width = 192
    side = 8
    reads = 128
    """Height and width, in pixels, of the pictures it was made for."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 5, 2, 2, bias=False), nn.BatchNorm2d(32), nn.SiLU())
        self.body = nn.Sequential(Residual(32, 64, 2), Residual(64, 128, 2), Residual(128, self.width, 2))
        self.position = nn.Parameter(0.02 * torch.randn(self.side**2, self.width))
        self.query = nn.Parameter(torch.randn(MAX_THINGS, MAX_THINGS, self.width))
        self.look = nn.MultiheadAttention(self.width, 4, batch_first=True)
        self.after = nn.Sequential(nn.LayerNorm(self.width), nn.Linear(self.width, 2 * self.width), nn.SiLU())
        wide = {name: len(classes) for name, classes in THING_ATTRIBUTES.items()}
        whole = {COUNT: MAX_THINGS} | {name: len(classes) for name, classes in SCENE_ATTRIBUTES.items()}
        self.thing_heads = nn.ModuleDict({name: nn.Linear(2 * self.width, size) for name, size in wide.items()})
        self.scene_heads = nn.ModuleDict({name: nn.Linear(2 * self.width, size) for name, size in whole.items()})

    def forward(self, pictures: Tensor, count: Tensor) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """Logits of pictures in -1..1 that are said to show `count` objects.

        Returns per-scene logits, batch x classes, and per-slot logits, batch x slots x classes. Slots beyond the count
        carry no meaning.
        """
        return self.read(self.features(pictures), count)

    def features(self, pictures: Tensor) -> Tensor:
        """What the network sees at 8 x 8 places, batch x places x width. Pictures of another size are brought to its own."""
        if pictures.shape[-1] != self.reads:
            pictures = interpolate(pictures, size=self.reads, mode="area")
        return self.body(self.stem(pictures)).flatten(2).transpose(1, 2)

    def read(self, features: Tensor, count: Tensor) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """The logits of `forward` from features."""
        pooled = torch.cat([features.mean(1), features.amax(1)], -1)
        tokens = features + self.position
        found, _ = self.look(self.query[count - 1], tokens, tokens, need_weights=False)
        slots = self.after(found)
        return (
            {name: head(pooled).float() for name, head in self.scene_heads.items()},
            {name: head(slots).float() for name, head in self.thing_heads.items()},
        )


def classification_loss(logits: tuple[dict[str, Tensor], dict[str, Tensor]], labels: Labels) -> Tensor:
    """Sum of the cross-entropies of all attributes; empty slots do not count."""
    whole, slots = logits
    loss = cross_entropy(whole[COUNT], labels.count - 1)
    for name, target in labels.scene.items():
        loss = loss + cross_entropy(whole[name], target)
    for name, target in labels.things.items():
        loss = loss + cross_entropy(slots[name].flatten(0, 1), target.flatten(), ignore_index=-1)
    return loss


@torch.no_grad()
def read_accuracy(classifier: AttributeClassifier, pictures: Tensor, scenes: list[Scene]) -> dict[str, float]:
    """Fraction of attributes read as the scenes have them. `pictures` are in -1..1, count x 3 x height x width."""
    device = next(classifier.parameters()).device
    right: dict[str, list[Tensor]] = {}
    for start in range(0, len(scenes), 64):
        labels = labels_of(scenes[start : start + 64])
        whole, slots = classifier(pictures[start : start + 64].to(device), labels.count.to(device))
        right.setdefault(COUNT, []).append(whole[COUNT].argmax(-1).cpu() == labels.count - 1)
        for name, target in labels.scene.items():
            right.setdefault(name, []).append(whole[name].argmax(-1).cpu() == target)
        for name, target in labels.things.items():
            right.setdefault(name, []).append((slots[name].argmax(-1).cpu() == target)[target >= 0])
    return {name: torch.cat(hits).float().mean().item() for name, hits in right.items()}


def load_classifier(path: Path) -> AttributeClassifier:
    """The classifier that `train_classifier` or `run_all` saved."""
    classifier = AttributeClassifier()
    saved = torch.load(path, map_location="cpu", weights_only=True)
    classifier.load_state_dict(saved.get("state", saved))
    return classifier.eval()
