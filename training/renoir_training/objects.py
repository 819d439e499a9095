"""Every kind of object, by its name in the vocabulary."""

from .objects_made import MADE_OBJECTS
from .objects_plain import PLAIN_OBJECTS
from .parts import Part

PARTS: dict[str, tuple[Part, ...]] = {**PLAIN_OBJECTS, **MADE_OBJECTS}
