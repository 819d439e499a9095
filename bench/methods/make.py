"""Writes what the inversions of methods.py make of a small UNet: `python make.py [--only NAME ...]`.

The UNets are those of bench/topologies; the weights come from seeds, so that nothing else is needed to make them again.
"""

import argparse
import gzip
import json
import math
import sys
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "topologies"))

from edits import EDITS, EditProblem, unify  # noqa: E402
from methods import METHODS, Draws, Problem, Schedule  # noqa: E402
from reference import Denoiser, TensorStore  # noqa: E402
from seeds import seed_select  # noqa: E402
from topologies import build_unet  # noqa: E402

CASES = {"bk-sdm": [99, 249, 399]}
"""Topology and timesteps, least noisy first. Beyond them the iterations of this UNet diverge and amplify rounding."""

JUMPY = "rnri"
"""Divides by slopes and goes by signs: from most latents it amplifies the rounding of single precision beyond any tolerance."""

SMALLEST_MARGIN = 2e-5
LARGEST_AMPLIFICATION = 20.0
"""Of a disturbance of z_0, up to the last level."""

NORMALS, UNIFORMS = 20_000, 4_000
"""More random numbers than any method draws."""


def write_case(name: str, timesteps: list[int], folder: Path, only: list[str] | None) -> None:
    generator = torch.Generator().manual_seed(11)
    denoiser = Denoiser(name, build_unet(name))
    for parameter in denoiser.unet.parameters():
        parameter.requires_grad_(False)
    clean = denoiser.random_sample(1, generator)
    normals = torch.randn(NORMALS, generator=generator).float().double()
    uniforms = torch.rand(UNIFORMS, generator=generator).float().double()
    store = TensorStore()
    known = {"methods": {}, "edits": {}} if only is None else read_case(folder / f"{name}.json", store)
    store.add("clean", clean)
    store.add("normals", normals)
    store.add("uniforms", uniforms)
    for key, value in denoiser.rows.items():
        store.add(f"rows/{key}", value)

    def problem(latent: Tensor) -> Problem:
        by_empty = partial(denoiser.predict, first=1)
        draws = Draws(normals, uniforms)
        empty = denoiser.rows["encoder_hidden_states"][1:]
        return Problem(denoiser.predict, by_empty, Schedule(), latent, timesteps, draws, empty, predict_by)

    def predict_by(sample: Tensor, timestep: int, states: Tensor) -> Tensor:
        return denoiser.unet(sample, timestep, encoder_hidden_states=states).sample

    methods = {method: found for method, found in known["methods"].items() if method in METHODS}
    for method, invert in METHODS.items():
        if only is not None and method not in only:
            continue
        latent = clean
        while True:
            outcome = invert(problem(latent))
            if not method.startswith(JUMPY):
                break
            disturbed = latent + 1e-7 * denoiser.random_sample(1, generator)
            other = invert(problem(disturbed))
            difference = float((other.states[-1][0] - outcome.states[-1][0]).abs().max())
            if outcome.margin > SMALLEST_MARGIN and difference < 1e-7 * LARGEST_AMPLIFICATION:
                break
            latent = denoiser.random_sample(1, generator)
        store.add(f"{method}/0/0", latent)
        for level, state in enumerate(outcome.states[1:], start=1):
            for part, latent in enumerate(state):
                store.add(f"{method}/{level}/{part}", latent)
        for level, noise in enumerate(outcome.noises, start=1):
            store.add(f"{method}/noise/{level}", noise)
        for level, states in enumerate(outcome.empties, start=1):
            store.add(f"{method}/empty/{level}", states)
        methods[method] = {"rows": outcome.rows, "residuals": outcome.residuals}
        print(f"{name} {method}: {outcome.rows} rows, |z| {float(outcome.states[-1][0].abs().mean()):.2f}")
    edits = write_edits(denoiser, store, timesteps, known["edits"], only)
    seeds = write_seeds(denoiser, store, timesteps) if only is None or SEEDS in only else known.get("seeds")
    folder.mkdir(parents=True, exist_ok=True)
    binary = folder / f"{name}.bin"
    tensors = store.write(binary)
    binary.with_suffix(".bin.gz").write_bytes(gzip.compress(binary.read_bytes(), 9, mtime=0))
    binary.unlink()
    index = {"timesteps": timesteps, "rows": list(denoiser.rows), "methods": methods, "edits": edits, "seeds": seeds, "tensors": tensors}
    (folder / f"{name}.json").write_text(json.dumps(index) + "\n")


SEEDS = "seed-select"
SEED_MOVES = 4


def write_seeds(denoiser: Denoiser, store: TensorStore, timesteps: list[int]) -> dict[str, list[float]]:
    """A seed that is none of the photo's, towards the photo."""
    wanted = store.tensors["clean"]
    seed = store.tensors["normals"][: wanted.numel()].reshape(wanted.shape)
    found = seed_select(denoiser.predict, Schedule(), timesteps, seed, wanted, SEED_MOVES)
    store.add(f"{SEEDS}/gradient", found.first_gradient)
    print(f"{SEEDS}: {found.losses}")
    return {"losses": found.losses}


SOURCE_TOKEN, TARGET_TOKEN = 2, 5
"""Where the changed words of the edits stand."""


def read_case(file: Path, store: TensorStore) -> dict[str, dict]:
    """What was written before, its tensors into the store."""
    index = json.loads(file.read_text())
    values = np.frombuffer(gzip.decompress(file.with_suffix(".bin.gz").read_bytes()), "<f4")
    for name, entry in index["tensors"].items():
        size = math.prod(entry["shape"])
        part = values[entry["offset"] : entry["offset"] + size].reshape(entry["shape"])
        store.add(name, torch.from_numpy(part.astype("f8")))
    return index


def write_edits(
    denoiser: Denoiser, store: TensorStore, timesteps: list[int], known: dict[str, dict], only: list[str] | None
) -> dict[str, dict]:
    """Edits along what DDIM inversion made, from the first row of the text to the second."""
    trajectory = [store.tensors["clean"], *(store.tensors[f"ddim/{level}/0"] for level in range(1, 1 + len(timesteps)))]
    source, target = denoiser.rows["encoder_hidden_states"].split(1)
    empty = torch.randn(source.shape, generator=torch.Generator().manual_seed(12)).float().double()
    store.add("empty", empty)
    edits = {name: found for name, found in known.items() if name in EDITS}

    def problem(guidance: float = 1.0) -> EditProblem:
        words = (source, target, empty, SOURCE_TOKEN, TARGET_TOKEN)
        draws = Draws(store.tensors["normals"], store.tensors["uniforms"])
        return EditProblem(denoiser.unet, Schedule(), trajectory, timesteps, *words, draws, guidance)

    for name, (edit, guidance) in EDITS.items():
        if only is not None and name not in only:
            continue
        outcome = edit(problem(guidance))
        store.add(f"{name}/latent", outcome.latent)
        for step, clean in enumerate(outcome.cleans, start=1):
            store.add(f"{name}/clean/{step}", clean)
        edits[name] = {"rows": outcome.rows, "guidance": guidance, "tokens": [SOURCE_TOKEN, TARGET_TOKEN]}
        print(f"{name}: {outcome.rows} rows, margin {outcome.margin:.1e}")
    if only is None or UNIFIED in only:
        write_unified(store, problem())
    return edits


UNIFIED = "unified"


def write_unified(store: TensorStore, problem: EditProblem) -> None:
    """eps of three rows of noise under InfEdit's attention control, in an early step and in a later one."""
    size = problem.trajectory[0].numel()
    latents = [part.reshape(problem.trajectory[0].shape) for part in store.tensors["normals"][: 3 * size].split(size)]
    kept = torch.ones(problem.target.shape[1], dtype=torch.float64)
    kept[problem.target_token] = 0
    for name, is_early in (("early", True), ("late", False)):
        store.add(f"{UNIFIED}/{name}", unify(problem, latents, problem.timesteps[-1], kept, is_early))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE.parent.parent / "test/fixtures/methods")
    parser.add_argument("--only", nargs="+", choices=[*METHODS, *EDITS, SEEDS, UNIFIED], help="keep what is there of all others")
    arguments = parser.parse_args()
    for name, timesteps in CASES.items():
        write_case(name, timesteps, arguments.out, arguments.only)


if __name__ == "__main__":
    main()
