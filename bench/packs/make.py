"""Makes the small packs and their reference numbers: `python make.py [--out DIR] [--packs NAME ...]`.

Per pack a folder as it would be published, and beside it `NAME.json` and `NAME.bin` with what diffusers computes.
"""

import argparse
import warnings
from pathlib import Path

import torch

from exports import EXPORTS, write_pack
from families import FAMILIES, build_pipeline
from reference import write_reference

HERE = Path(__file__).parent

PACKS = {
    f"{family}-{export}": (family, export)
    for family, export in (
        ("sd-turbo", "script-14"),
        ("sd-turbo", "script-14-bare"),
        ("sd-turbo", "script-17-half"),
        ("sd-turbo", "optimum-18"),
        ("sdxl-turbo", "optimum-14"),
        ("sdxl-turbo", "optimum-18"),
        ("lcm", "script-17-half"),
        ("lcm", "optimum-14"),
        ("lcm", "optimum-18"),
        ("sd15-lcm", "script-14"),
        ("sd15", "optimum-18"),
        ("sd15", "script-14-bare"),
        ("sd21-v", "optimum-18"),
        ("sdxl", "optimum-18"),
    )
}
"""Name of the folder: family and way of export."""


def make_pack(name: str, out: Path) -> None:
    """One pack and its reference; of equal weights, whatever way it is exported."""
    family, export = PACKS[name]
    out.mkdir(parents=True, exist_ok=True)
    write_reference(family, build_pipeline(family), out / name)
    write_pack(build_pipeline(family), EXPORTS[export], out / name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE / ".cache")
    parser.add_argument("--packs", nargs="*", default=list(PACKS), choices=list(PACKS))
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore")
    assert {family for family, _ in PACKS.values()} == set(FAMILIES)
    for name in arguments.packs:
        make_pack(name, arguments.out)
        size = sum(file.stat().st_size for file in (arguments.out / name).rglob("*") if file.is_file())
        print(f"{name}: {size / 1e6:.2f} MB", flush=True)


if __name__ == "__main__":
    main()
