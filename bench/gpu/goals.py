"""Measures the bundled model and one of full size on this machine's card, and holds both against what they are to reach.

`python3 goals.py --out DIR` runs serve.py for each, with the options that follow `--` (`-- --browser PATH`), writes `pack.json` and
`sd-turbo.json` to DIR and prints the table; `--read` prints it of reports that are there. Ends with 1 where a goal is missed or was
not measured.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODELS = {"pack": [], "sd-turbo": ["--random", "sd-turbo"]}


def edits(name):
    return lambda device: device["edits"][name]


def gradient_ratio(device):
    return device["runs"]["gradient"]["median"] / device["runs"]["forward"]["median"]


GOALS = (
    ("pack", "whole edit, s", edits("whole"), 0.35),
    ("pack", "later words, s", edits("laterWords"), 0.08),
    ("sd-turbo", "whole edit, s", edits("whole"), 2.0),
    ("sd-turbo", "later words, s", edits("laterWords"), 0.5),
    ("sd-turbo", "gradient / forward", gradient_ratio, 2.6),
    ("sd-turbo", "opening, s", lambda device: device["opening"], 8.0),
)


def measured(report, read):
    """None where the run failed or was left out."""
    try:
        return read(report["webgpu"])
    except (KeyError, TypeError):
        return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder of the reports")
    parser.add_argument("--read", action="store_true", help="measure nothing")
    parser.add_argument("options", nargs="*", help="of serve.py, after --")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    reports = {}
    for name, choice in MODELS.items():
        file = arguments.out / f"{name}.json"
        if not arguments.read:
            file.unlink(missing_ok=True)
            subprocess.run([sys.executable, str(HERE / "serve.py"), *choice, "--out", str(file), *arguments.options], check=False)
        reports[name] = json.loads(file.read_text()) if file.exists() else {}
    reached = []
    for name, what, read, limit in GOALS:
        value = measured(reports[name], read)
        reached.append(value is not None and value <= limit)
        verdict = "not measured" if value is None else f"{value:.2f} {'reached' if reached[-1] else 'MISSED'}"
        print(f"{name:<10}{what:<20}at most {limit:<6}{verdict}")
    sys.exit(0 if all(reached) else 1)


if __name__ == "__main__":
    main()
