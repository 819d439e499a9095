"""Fits a training's curve and says what more of it would bring: loss = floor + scale examples^-power.

Of a curve of PSNR the loss is the mean squared error.
The floor cannot be told from a short curve, so that it is fitted for several and the span of what they say is given.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FLOORS = np.linspace(0, 0.99, 100)
"""In terms of the lowest loss that was measured."""
CLOSE = 1.5
"""Fits whose squared error is at most so many times the best one's are taken for possible."""


@dataclass(frozen=True)
class Fit:
    floor: float
    scale: float
    power: float
    error: float

    def at(self, examples: float) -> float:
        return self.floor + self.scale * examples**-self.power


def fit_curve(examples: np.ndarray, losses: np.ndarray) -> list[Fit]:
    """The possible fits, best first: of each floor the line through the logarithms. Raises ValueError for fewer than three points."""
    if len(examples) < 3:
        raise ValueError("a curve has three points and more")
    fits = []
    for floor in FLOORS * losses.min():
        slope, offset = np.polyfit(np.log(examples), np.log(losses - floor), 1)
        fit = Fit(float(floor), float(np.exp(offset)), float(-slope), 0.0)
        error = float(np.square(fit.at(examples) - losses).mean())
        fits.append(Fit(fit.floor, fit.scale, fit.power, error))
    fits.sort(key=lambda fit: fit.error)
    return [fit for fit in fits if fit.error <= CLOSE * fits[0].error]


def to_loss(psnr: np.ndarray) -> np.ndarray:
    """Mean squared errors, of a range of 1, from decibels."""
    return 10 ** (-psnr / 10)


def to_decibels(loss: float) -> float:
    return -10 * float(np.log10(loss))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--curve", type=Path, default=Path("../bench/teacher/curve.json"))
    parser.add_argument("--seconds", type=float, default=0.11, help="of one core for an example")
    parser.add_argument("--hours", type=float, nargs="+", default=[1, 3, 10, 30, 100])
    parser.add_argument("--figure", choices=("loss", "psnr"), default="loss", help="of the curve's points")
    arguments = parser.parse_args()
    points = [point for point in json.loads(arguments.curve.read_text()) if point["examples"] > 0]
    examples, figures = (np.array([point[key] for point in points], float) for key in ("examples", arguments.figure))
    of_decibels = arguments.figure == "psnr"
    fits = fit_curve(examples, to_loss(figures) if of_decibels else figures)
    print(f"| hours of one core | examples | {arguments.figure} by the best fit | by all that fit nearly as well |\n| --- | --- | --- | --- |")
    for hours in arguments.hours:
        later = 3600 * hours / arguments.seconds
        told = [to_decibels(fit.at(later)) if of_decibels else fit.at(later) for fit in fits]
        best, low, high = (f"{figure:.{1 if of_decibels else 4}f}" for figure in (told[0], min(told), max(told)))
        print(f"| {hours:g} | {later:,.0f} | {best} | {low} to {high} |")
    print(f"best: {fits[0]}")


if __name__ == "__main__":
    main()
