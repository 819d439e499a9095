"""pack.json: what the editor needs to know about a model pack before it loads one."""

import hashlib
import json
from pathlib import Path
from typing import Any

from .models import LATENT_CHANNELS, LATENT_SIZE, TEXT_WIDTH
from .scene import IMAGE_SIZE
from .tokenizer import MAX_TOKENS
from .vocabulary import COLOURS, SHAPES, SURFACES, TIMES, known_words

MANIFEST_NAME = "pack.json"
TIMESTEPS = (999, 759, 499, 259)

EXAMPLES = (
    ("a red ball on grass at day", "a blue ball on grass at day"),
    ("a yellow cube on sand at sunset", "a yellow cube on snow at sunset"),
    ("a purple ring on a checkered floor at day", "a purple cone on a checkered floor at day"),
    ("a white pyramid and a green ball on snow at day", "a white pyramid and a green ball on snow at night"),
)


def write_manifest(folder: Path, version: str, scaling_factor: float) -> dict[str, Any]:
    """Describes every file in `folder` and writes pack.json beside them."""
    files = [
        {
            "path": path.relative_to(folder).as_posix(),
            "sizeBytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST_NAME and path.suffix != ".md"
    ]
    manifest: dict[str, Any] = {
        "formatVersion": 1,
        "id": "starter",
        "name": "Renoir starter",
        "version": version,
        "license": "MIT",
        "description": "A small latent consistency model of tabletop scenes, trained from scratch on rendered images.",
        "files": files,
        "totalBytes": sum(file["sizeBytes"] for file in files),
        "image": {"width": IMAGE_SIZE, "height": IMAGE_SIZE},
        "latent": {
            "channels": LATENT_CHANNELS,
            "height": LATENT_SIZE,
            "width": LATENT_SIZE,
            "scalingFactor": scaling_factor,
        },
        "text": {"maxTokens": MAX_TOKENS, "width": TEXT_WIDTH},
        "vocabulary": {
            "objects": list(SHAPES),
            "colours": list(COLOURS),
            "surfaces": list(SURFACES.values()),
            "times": list(TIMES.values()),
            "words": known_words(),
        },
        "examples": [{"source": source, "target": target} for source, target in EXAMPLES],
        "recommended": {
            "steps": len(TIMESTEPS),
            "timesteps": list(TIMESTEPS),
            "guidance": 2.0,
            "editGuidance": 2.0,
        },
    }
    (folder / MANIFEST_NAME).write_text(json.dumps(manifest, indent=2) + "\n")
    return manifest
