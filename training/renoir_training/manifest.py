"""pack.json: what the editor needs to know about a model pack before it loads one."""

import hashlib
import json
from pathlib import Path
from typing import Any

from .models import BUNDLED, TEXT_WIDTH, PackFormat
from .tokenizer import MAX_TOKENS
from .vocabulary import COLOURS, MATERIALS, OBJECTS, STYLES, SURFACES, TIMES, known_words, synonyms

MANIFEST_NAME = "pack.json"
PREVIEW_FOLDER = "preview_decoder"
COMPILED_FOLDER = "compiled"
"""What the editor makes of the pack: no part of it."""
TIMESTEPS = (999, 759, 499, 259)
# What `npm run bench -- tune` found best over all kinds of edit.
INVERSION_GUIDANCE = 1.0
EDIT_GUIDANCE = 1.5

# What marks a photo as a scene of the kind the pack was trained on; `npm run bench -- photos` measures all three. See docs/unfamiliar-photos.md.
HIGHEST_NOISE_ENERGY = 0.6
LOWEST_BOUND_DB = 23
HIGHEST_WORDLESS_ENERGY = {"energy": 0.35, "perDb": 0.015}

EXAMPLES = (
    ("a red duck on water at day", "a yellow duck on water at day"),
    ("a blue cat on grass at day", "a blue robot on grass at day"),
    ("a pink house on snow at day", "a pink house on snow at night"),
    ("a matte purple apple on a wooden table at sunset", "a metal purple apple on a wooden table at sunset"),
    ("a photo of a red car on cobblestones at day", "a cartoon of a red car on cobblestones at day"),
    ("a yellow star and a green gift on sand at sunset", "a yellow star and a green gift on snow at sunset"),
)


def write_manifest(
    folder: Path, version: str, scaling_factor: float, pack_format: PackFormat = BUNDLED
) -> dict[str, Any]:
    """Describes every file in `folder` and writes pack.json beside them."""
    files = [
        {
            "path": path.relative_to(folder).as_posix(),
            "sizeBytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.name != MANIFEST_NAME
        and path.suffix != ".md"
        and path.relative_to(folder).parts[0] != COMPILED_FOLDER
    ]
    manifest: dict[str, Any] = {
        "formatVersion": 1,
        "id": "starter",
        "name": "Renoir starter",
        "version": version,
        "license": "MIT",
        "description": "A small latent consistency model of toys in landscapes, trained from scratch on renderings.",
        "files": files,
        "totalBytes": sum(file["sizeBytes"] for file in files),
        "image": {"width": pack_format.image_size, "height": pack_format.image_size},
        "latent": {
            "channels": pack_format.latent_channels,
            "height": pack_format.latent_size,
            "width": pack_format.latent_size,
            "scalingFactor": scaling_factor,
        },
        **({"preview": {"scalingFactor": scaling_factor}} if (folder / PREVIEW_FOLDER).exists() else {}),
        "text": {"maxTokens": MAX_TOKENS, "width": TEXT_WIDTH},
        "vocabulary": {
            "objects": list(OBJECTS),
            "colours": list(COLOURS),
            "materials": list(MATERIALS),
            "surfaces": [phrases[0] for phrases in SURFACES.values()],
            "times": [phrases[0] for phrases in TIMES.values()],
            "styles": [phrases[0] for phrases in STYLES.values()],
            "synonyms": synonyms(),
            "words": known_words(),
        },
        "familiar": {
            "steps": len(TIMESTEPS),
            "noiseEnergy": HIGHEST_NOISE_ENERGY,
            "boundDb": LOWEST_BOUND_DB,
            "wordless": HIGHEST_WORDLESS_ENERGY,
        },
        "examples": [{"source": source, "target": target} for source, target in EXAMPLES],
        "recommended": {
            "steps": len(TIMESTEPS),
            "timesteps": list(TIMESTEPS),
            "guidance": INVERSION_GUIDANCE,
            "editGuidance": EDIT_GUIDANCE,
        },
    }
    (folder / MANIFEST_NAME).write_text(json.dumps(manifest, indent=2) + "\n")
    return manifest
