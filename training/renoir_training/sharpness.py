"""What makes an autoencoder's pictures sharp: a distance between features, and a critic that tells them from renderings."""

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize, relu

from .classifier import AttributeClassifier

CRITIC_WIDTHS = (32, 64, 128)
LARGEST_WEIGHT = 10.0


class FeatureDistance(nn.Module):
    """Distance between what the classifier sees in two pictures at four scales, as LPIPS measures it (Zhang et al., 2018).

    No pretrained network of photographs is needed: the classifier learnt these very textures, edges and finishes.
    """

    def __init__(self, classifier: AttributeClassifier) -> None:
        super().__init__()
        self.levels = nn.ModuleList([classifier.stem, *classifier.body])
        self.requires_grad_(False).eval()

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        total = first.new_zeros(())
        for level in self.levels:
            first, second = level(first), level(second)
            difference = normalize(first.float(), dim=1) - normalize(second.float(), dim=1)
            total = total + difference.square().sum(1).mean()
        return total / len(self.levels)


class PatchCritic(nn.Module):
    """Scores overlapping patches of a picture (Isola et al., 2017): high for renderings, low for reconstructions."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 3
        for width in CRITIC_WIDTHS:
            layers += [nn.Conv2d(channels, width, 4, 2, 1), nn.GroupNorm(8, width), nn.LeakyReLU(0.2)]
            channels = width
        self.layers = nn.Sequential(*layers, nn.Conv2d(channels, 1, 3, 1, 1))

    def forward(self, pictures: Tensor) -> Tensor:
        return self.layers(pictures).float()


def critic_loss(critic: PatchCritic, real: Tensor, rebuilt: Tensor) -> Tensor:
    """Hinge loss: scores of renderings above one, of reconstructions below minus one."""
    return relu(1 - critic(real)).mean() + relu(1 + critic(rebuilt.detach())).mean()


def balanced_weight(likeness: Tensor, persuasion: Tensor, last_layer: nn.Parameter) -> Tensor:
    """The weight at which persuading the critic pulls the last layer as strongly as likeness does (Esser et al., 2021)."""
    [towards_likeness] = torch.autograd.grad(likeness, last_layer, retain_graph=True)
    [towards_persuasion] = torch.autograd.grad(persuasion, last_layer, retain_graph=True)
    return (towards_likeness.norm() / (towards_persuasion.norm() + 1e-4)).clamp(0, LARGEST_WEIGHT).detach()
