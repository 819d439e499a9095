"""What is said of a longer training."""

import numpy as np
import pytest

from renoir_training.more_hours import fit_curve, to_decibels, to_loss


def test_a_curve_of_the_fitted_form_is_found_again() -> None:
    examples = np.array([500.0, 1000, 2000, 4000, 8000])
    [best, *_] = fit_curve(examples, 0.18 + 0.4 * examples**-0.4)
    assert best.at(1e5) == pytest.approx(0.18 + 0.4 * 1e5**-0.4, abs=1e-3)


def test_noise_leaves_several_floors_possible() -> None:
    examples = np.array([500.0, 1000, 2000, 4000])
    fits = fit_curve(examples, np.array([0.209, 0.206, 0.205, 0.202]))
    assert max(fit.floor for fit in fits) - min(fit.floor for fit in fits) > 0.05


def test_two_points_are_no_curve() -> None:
    with pytest.raises(ValueError, match="three points"):
        fit_curve(np.array([1.0, 2]), np.array([2.0, 1]))


def test_decibels_are_of_the_mean_squared_error() -> None:
    assert to_loss(np.array([30.0]))[0] == pytest.approx(1e-3)
    assert to_decibels(1e-3) == pytest.approx(30)
