"""Curves fitted to points: those that made the points come back, and numpy's answers where it has one."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from pioreactor.domain.curve_fits import (
    fit_akima,
    fit_line_through_origin,
    fit_natural_spline,
    fit_polynomial,
    natural_spline,
    root_mean_square_error,
)

X = [0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0]


def noisy(y: list[float], relative: float = 0.01) -> list[float]:
    random.seed(3)
    return [value * (1.0 + random.gauss(0.0, relative)) for value in y]


def test_a_line_through_the_origin_and_its_error() -> None:
    x = [8.0, 8.0, 10.0, 12.0]
    y = [0.81, 0.79, 1.0, 1.2]
    line = fit_line_through_origin(x, y)
    (expected,), (squares,), *_ = np.linalg.lstsq(np.array(x)[:, None], np.array(y), rcond=None)
    assert line.slope == pytest.approx(expected)
    assert line.slope_error == pytest.approx(math.sqrt(squares / 3 / sum(a * a for a in x)))
    assert math.isnan(fit_line_through_origin([2.0], [1.0]).slope_error)


@pytest.mark.parametrize("degree", range(6))
def test_a_polynomial_is_that_of_numpy(degree: int) -> None:
    y = noisy([0.1 + a - 0.02 * a * a for a in X], 0.05)
    weights = [1.0, 2.0, 1.0, 1.0, 3.0, 1.0, 1.0, 0.5]
    ours = fit_polynomial(X, y, degree, weights).coefficients
    assert ours == pytest.approx(np.polyfit(X, y, degree, w=weights), rel=1e-6, abs=1e-9)


def test_the_degree_is_that_which_made_the_points() -> None:
    for degree, curve in enumerate((lambda a: 2.0, lambda a: 2.0 * a - 1.0, lambda a: 0.3 * a * a + a)):
        found = fit_polynomial(X, [curve(a) for a in X])
        assert len(found.coefficients) == degree + 1
        assert found(4.0) == pytest.approx(curve(4.0))


def test_far_from_zero_the_digits_hold() -> None:
    x = [1000.0 + a for a in X]
    found = fit_polynomial(x, [3.0 * (a - 1000.0) ** 2 + 7.0 for a in x], 2)
    assert found(1004.0) == pytest.approx(55.0, rel=1e-6)


def test_a_natural_spline_is_smooth_and_straight_at_its_ends() -> None:
    knots, values = [0.0, 1.0, 2.5, 4.0], [0.0, 2.0, 1.0, 3.0]
    curve = natural_spline(knots, values)
    assert [curve(k) for k in knots] == pytest.approx(values)
    (_, _, first_bend, _), *_, last = curve.coefficients
    assert first_bend == 0.0 and last[2] + 3.0 * last[3] * 1.5 == pytest.approx(0.0)
    for left, right, k in ((0, 1, 1.0), (1, 2, 1.5)):
        _, b, c, d = curve.coefficients[left]
        assert b + 2 * c * k + 3 * d * k * k == pytest.approx(curve.coefficients[right][1])
        assert 2 * c + 6 * d * k == pytest.approx(2 * curve.coefficients[right][2])


def test_a_spline_follows_what_bends_and_no_more() -> None:
    straight = fit_natural_spline(X, noisy([2.0 * a + 1.0 for a in X], 1e-3))
    assert len(straight.knots) == 2
    bent = [1.0 - math.exp(-a / 4.0) for a in X]
    curve = fit_natural_spline(X, bent)
    assert root_mean_square_error(curve, X, bent) < 0.01
    assert len(fit_natural_spline(X, bent, knots=4).knots) == 4
    heavy = fit_natural_spline([0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 1.0, 3.0], knots=2, weights=[1e6, 1, 1, 1])
    assert heavy(0.0) == pytest.approx(0.0, abs=1e-4)


def test_akima_goes_through_its_points_and_does_not_swing() -> None:
    x, y = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [0.0, 0.0, 0.0, 1.0, 1.0, 1.0]
    curve = fit_akima(x, y)
    assert [curve(a) for a in x] == pytest.approx(y)
    assert all(-1e-9 <= curve(a / 50.0) <= 1.0 + 1e-9 for a in range(251))
    assert fit_akima([1.0, 0.0, 1.0], [1.0, 0.0, 3.0])(1.0) == pytest.approx(2.0), "the same x: their mean"
    assert fit_akima([0.0, 2.0], [1.0, 5.0])(1.0) == pytest.approx(3.0)


@pytest.mark.parametrize(
    "fit",
    [
        lambda: fit_line_through_origin([0.0], [1.0]),
        lambda: fit_line_through_origin([], []),
        lambda: fit_polynomial([1.0, 1.0], [1.0, 2.0], 1),
        lambda: fit_polynomial([1.0], [math.nan]),
        lambda: fit_natural_spline([1.0, 1.0], [1.0, 2.0]),
        lambda: fit_natural_spline([1.0, 2.0], [1.0, 2.0], knots=3),
        lambda: fit_akima([1.0], [1.0]),
    ],
)
def test_points_that_are_too_few_are_refused(fit) -> None:
    with pytest.raises(ValueError, match=r"needs|determine"):
        fit()
