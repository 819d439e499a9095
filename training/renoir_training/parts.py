"""What an object is made of: parts, each with a solid, a colour and a finish."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from torch import Tensor

from .vocabulary import Colour

Distance = Callable[[Tensor, Tensor, Tensor], Tensor]
"""Signed distance at coordinates in the object's frame: foot at y = 0, about two high, front towards negative z."""

Mask = Callable[[Tensor, Tensor, Tensor], Tensor]
"""Where on a part something is painted, as booleans."""

Finish = Literal["named", "plain", "glow"]
"""The material that the caption names, dull paint, or light of its own."""


@dataclass(frozen=True)
class Decal:
    """A second colour painted on a part. `None` is the colour that the caption names. A lamp shines in the dark."""

    colour: Colour | None
    where: Mask
    lamp: bool = False


@dataclass(frozen=True)
class Part:
    """A solid of one colour, sRGB. `None` is the colour that the caption names."""

    solid: Distance
    colour: Colour | None = None
    decals: tuple[Decal, ...] = ()
    finish: Finish = "named"


def plain(solid: Distance, colour: Colour, *decals: Decal) -> Part:
    """A part whose colour and finish belong to the object, whatever the caption says."""
    return Part(solid, colour, decals, "plain")


BROWN: Colour = (0.36, 0.20, 0.09)
CREAM: Colour = (0.95, 0.88, 0.74)
COAL: Colour = (0.06, 0.06, 0.07)
CHARCOAL: Colour = (0.20, 0.20, 0.22)
STEEL: Colour = (0.58, 0.61, 0.66)
SNOW: Colour = (0.96, 0.96, 0.95)
LEAF: Colour = (0.16, 0.46, 0.10)
GOLD: Colour = (0.93, 0.70, 0.16)
CARROT: Colour = (0.96, 0.45, 0.06)
TERRACOTTA: Colour = (0.71, 0.33, 0.18)
SLATE: Colour = (0.30, 0.22, 0.22)
GLASS: Colour = (0.55, 0.80, 0.93)
ROSE: Colour = (0.93, 0.42, 0.55)
