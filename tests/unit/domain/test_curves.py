from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pioreactor.domain.curves import PiecewiseCubic, PolynomialCurve, polynomial_roots, solve_curve
from pioreactor.exc import NoSolutionsFoundError, SolutionAboveDomainError, SolutionBelowDomainError

moderate = st.floats(-10, 10).map(lambda x: round(x, 3))


@given(
    roots=st.lists(st.integers(-20, 20), min_size=1, max_size=5, unique=True),
    scale=st.sampled_from([0.01, 1.0, 50.0]),
)
def test_every_root_is_found(roots: list[int], scale: float) -> None:
    coefficients = [scale]
    for root in roots:
        shifted = [*coefficients, 0.0]
        coefficients = [a - root * b for a, b in zip(shifted, [0.0, *coefficients], strict=True)]
    assert PolynomialCurve(tuple(coefficients)).solutions(0.0) == pytest.approx(sorted(roots), abs=1e-5)


@given(coefficients=st.lists(moderate, min_size=2, max_size=6), x=moderate)
def test_the_inverse_leads_back(coefficients: list[float], x: float) -> None:
    curve = PolynomialCurve(tuple(coefficients))
    powers = range(len(coefficients) - 1, 0, -1)
    slope = sum(c * k * x ** (k - 1) for k, c in zip(powers, coefficients, strict=False))
    assume(abs(slope) > 1e-2)
    assert any(math.isclose(root, x, rel_tol=1e-5, abs_tol=1e-5) for root in curve.solutions(curve(x)))


def test_degenerate_polynomials() -> None:
    assert polynomial_roots([0.0, 0.0]) == []
    assert polynomial_roots([3.0]) == []
    assert PolynomialCurve((2.0,)).solutions(2.0) == []
    assert PolynomialCurve((0.0, 2.0, 0.0)).solutions(4.0) == [2.0]
    assert PolynomialCurve((1.0, 0.0, 1.0)).solutions(0.0) == []


def spline() -> PiecewiseCubic:
    # x² on the left, continued as a straight line on the right.
    return PiecewiseCubic((0.0, 1.0, 2.0), ((0.0, 0.0, 1.0, 0.0), (1.0, 2.0, 0.0, 0.0)))


@given(x=st.floats(0.01, 5.0))
def test_piecewise_curve_and_its_inverse(x: float) -> None:
    curve = spline()
    assert curve(x) == pytest.approx(x * x if x <= 1 else 1 + 2 * (x - 1))
    assert curve.solutions(curve(x))[-1] == pytest.approx(x, abs=1e-6)


def test_knots_are_not_counted_twice() -> None:
    assert spline().solutions(1.0) == pytest.approx([-1.0, 1.0])


def test_malformed_piecewise_curve() -> None:
    with pytest.raises(ValueError, match="ascending"):
        PiecewiseCubic((0.0, 0.0), ((0.0, 0.0, 0.0, 0.0),))


def test_choice_among_solutions() -> None:
    parabola = PolynomialCurve((1.0, 0.0, 0.0))
    assert solve_curve(parabola, 4.0, (0.0, 3.0)) == 2.0
    assert solve_curve(parabola, 4.0, (-3.0, 3.0)) == -2.0
    assert solve_curve(parabola, 16.0, (0.0, 3.0)) == 4.0
    with pytest.raises(SolutionAboveDomainError):
        solve_curve(parabola, 16.0, (0.0, 3.0), enforce_bounds=True)
    with pytest.raises(SolutionBelowDomainError):
        solve_curve(PolynomialCurve((1.0, 0.0)), -1.0, (0.0, 3.0), enforce_bounds=True)
    with pytest.raises(NoSolutionsFoundError):
        solve_curve(parabola, -1.0)
