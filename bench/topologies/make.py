"""Makes the small UNets and their reference numbers.

`python make.py [--out DIR] [--exports ID ...] [--topologies NAME ...]` writes, per topology, `reference.json` and
`reference.bin`, and per export `ID.onnx` with `ID.json`. What is there already stays.
"""

import argparse
import json
import sys
import traceback
import warnings
from pathlib import Path

import torch

from cases import EXPORTS
from reference import write_reference
from topologies import LATENT_HEIGHT, LATENT_WIDTH, TOKENS, TOPOLOGIES


def write_export(name: str, identifier: str, folder: Path) -> None:
    """One file and what is to be known about it, written last: without it the file counts as unfinished."""
    export = EXPORTS[identifier]
    export.write(name, folder / f"{identifier}.onnx")
    description = {
        "topology": name,
        "exporter": export.exporter,
        "precision": export.precision,
        "latent": [LATENT_HEIGHT, LATENT_WIDTH],
        "tokens": TOKENS,
    }
    (folder / f"{identifier}.json").write_text(json.dumps(description) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / ".cache")
    parser.add_argument("--exports", nargs="*", default=list(EXPORTS), choices=list(EXPORTS))
    parser.add_argument("--topologies", nargs="*", default=list(TOPOLOGIES), choices=list(TOPOLOGIES))
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore")
    failures = 0
    for name in arguments.topologies:
        folder = arguments.out / name
        if not (folder / "reference.json").exists():
            write_reference(name, folder)
        for identifier in arguments.exports:
            if name not in EXPORTS[identifier].topologies or (folder / f"{identifier}.json").exists():
                continue
            try:
                write_export(name, identifier, folder)
                print(f"{name}/{identifier}", flush=True)
            except Exception:  # noqa: BLE001 - exporters fail in many ways; the other files are wanted all the same
                failures += 1
                print(f"{name}/{identifier} failed\n{traceback.format_exc()}", file=sys.stderr, flush=True)
    sys.exit(1 if failures > 0 else 0)


if __name__ == "__main__":
    main()
