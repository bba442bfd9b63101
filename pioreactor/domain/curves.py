"""Calibration curves: value at x, and x at a value.

A curve is a polynomial or a piecewise cubic (natural spline or Akima). The numbers are those of the calibration files.
"""

from __future__ import annotations

import cmath
import itertools
import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct

from pioreactor.exc import NoSolutionsFoundError, SolutionAboveDomainError, SolutionBelowDomainError

_IMAGINARY = 1e-10
_SAME_ROOT = 1e-7
_EDGE = 1e-12


class PolynomialCurve(Struct, frozen=True):
    """y = Σ c·x^k; ``coefficients`` run from the highest power down to the constant."""

    coefficients: tuple[float, ...]

    def __call__(self, x: float) -> float:
        """Value at ``x``."""
        y = 0.0
        for c in self.coefficients:
            y = y * x + c
        return y

    def solutions(self, y: float) -> list[float]:
        """Every real x with this value, ascending; empty for none and for a constant."""
        if len(self.coefficients) < 2:
            return []
        roots = polynomial_roots([*self.coefficients[:-1], self.coefficients[-1] - y])
        return sorted(r.real for r in roots if abs(r.imag) <= _IMAGINARY * (abs(r.real) + 1.0))


class PiecewiseCubic(Struct, frozen=True):
    """Cubic per interval: a + b·u + c·u² + d·u³ with u = x - left knot; the end intervals extrapolate.

    ``kind`` tells how it was fitted (``spline`` or ``akima``); both are evaluated alike.
    """

    knots: tuple[float, ...]
    coefficients: tuple[tuple[float, float, float, float], ...]
    kind: Literal["spline", "akima"] = "spline"

    def __post_init__(self) -> None:
        ascending = all(b > a for a, b in itertools.pairwise(self.knots))
        if len(self.knots) != len(self.coefficients) + 1 or not ascending:
            raise ValueError("A piecewise curve needs ascending knots and one cubic for each interval between them.")

    def __call__(self, x: float) -> float:
        """Value at ``x``."""
        index = min(max(bisect_right(self.knots, x) - 1, 0), len(self.coefficients) - 1)
        a, b, c, d = self.coefficients[index]
        u = x - self.knots[index]
        return a + u * (b + u * (c + u * d))

    def solutions(self, y: float) -> list[float]:
        """Every real x with this value, ascending; near duplicates at knots are merged."""
        found: list[float] = []
        last = len(self.coefficients) - 1
        for index, (a, b, c, d) in enumerate(self.coefficients):
            left, right = self.knots[index], self.knots[index + 1]
            for root in polynomial_roots([d, c, b, a - y]):
                if abs(root.imag) > _IMAGINARY * (abs(root.real) + 1.0):
                    continue
                x = left + root.real
                if (index == 0 or x >= left - _SAME_ROOT) and (index == last or x <= right + _SAME_ROOT):
                    found.append(x)
        merged: list[float] = []
        for x in sorted(found):
            if not merged or x - merged[-1] > _SAME_ROOT:
                merged.append(x)
        return merged


Curve = PolynomialCurve | PiecewiseCubic


def solve_curve(
    curve: Curve, y: float, domain: tuple[float, float] = (-math.inf, math.inf), *, enforce_bounds: bool = False
) -> float:
    """The x at which ``curve`` takes the value ``y``, rounded to 10 decimals.

    Of several solutions the smallest inside ``domain`` counts, else the one closest to it. With ``enforce_bounds`` a
    solution outside raises SolutionBelowDomainError or SolutionAboveDomainError. NoSolutionsFoundError: the curve
    never takes this value.
    """
    roots = curve.solutions(y)
    if not roots:
        raise NoSolutionsFoundError(f"The curve never takes the value {y:.6g}.")
    low, high = domain
    inside = [x for x in roots if low - _EDGE <= x <= high + _EDGE]
    if inside:
        return round(max(low, min(inside[0], high)), 10)
    nearest = min(roots, key=lambda x: max(low - x, x - high))
    if enforce_bounds and nearest < low:
        raise SolutionBelowDomainError(f"{y:.6g} belongs to x = {nearest:.6g}, below the calibrated {low:.6g}.")
    if enforce_bounds:
        raise SolutionAboveDomainError(f"{y:.6g} belongs to x = {nearest:.6g}, above the calibrated {high:.6g}.")
    return round(nearest, 10)


def polynomial_roots(coefficients: Sequence[float]) -> list[complex]:
    """Roots of a polynomial (highest power first); leading zeros are dropped, a constant has none."""
    scale = max((abs(c) for c in coefficients), default=0.0)
    start = next((i for i, c in enumerate(coefficients) if abs(c) > 1e-300 and abs(c) > 1e-16 * scale), None)
    if start is None or len(coefficients) - start < 2:
        return []
    monic = [c / coefficients[start] for c in coefficients[start:]]
    if len(monic) == 2:
        return [complex(-monic[1])]
    if len(monic) == 3:
        return _quadratic(monic[1], monic[2])
    return _polish(monic, _durand_kerner(monic))


def _quadratic(p: float, q: float) -> list[complex]:
    root = cmath.sqrt(p * p - 4.0 * q)
    # The sum that does not cancel gives one root; the product of both gives the other.
    larger = -0.5 * (p + (root if (p * root.real) >= 0 else -root))
    if larger == 0:
        return [0j, 0j]
    return [complex(larger), complex(q / larger)]


def _durand_kerner(monic: list[float]) -> list[complex]:
    degree = len(monic) - 1
    radius = 1.0 + max(abs(c) for c in monic[1:])
    radius = min(radius, 2.0 * max(abs(c) ** (1.0 / k) for k, c in enumerate(monic[1:], start=1)) or 1.0)
    roots = [radius * cmath.exp(1j * (2.0 * math.pi * k / degree + 0.4)) for k in range(degree)]
    for _ in range(500):
        change = 0.0
        for i, z in enumerate(roots):
            denominator = 1.0 + 0j
            for j, other in enumerate(roots):
                if j != i:
                    denominator *= z - other
            step = _horner(monic, z) / denominator if denominator else 1e-12 * radius
            roots[i] = z - step
            change = max(change, abs(step))
        if change <= 1e-15 * radius:
            break
    return roots


def _polish(monic: list[float], roots: list[complex]) -> list[complex]:
    # A real root comes out with a rounding-sized imaginary part; Newton on the real axis settles which ones are real.
    degree = len(monic) - 1
    slope = [c * (degree - k) for k, c in enumerate(monic[:-1])]
    size = max(abs(r) for r in roots) or 1.0
    polished: list[complex] = []
    for root in roots:
        if abs(root.imag) > 1e-5 * max(abs(root), 1e-3 * size):
            polished.append(root)
            continue
        x = _newton(lambda z: _real_horner(monic, z), lambda z: _real_horner(slope, z), root.real)
        noise = 1e-12 * sum(abs(c) * abs(x) ** (degree - k) for k, c in enumerate(monic))
        polished.append(complex(x) if abs(_real_horner(monic, x)) <= noise + 1e-300 else root)
    return polished


def _newton(f: Callable[[float], float], slope: Callable[[float], float], x: float) -> float:
    best, best_value = x, abs(f(x))
    for _ in range(30):
        gradient = slope(x)
        if gradient == 0.0 or best_value == 0.0:
            break
        x -= f(x) / gradient
        value = abs(f(x))
        if not value < best_value:
            break
        best, best_value = x, value
    return best


def _horner(coefficients: list[float], z: complex) -> complex:
    result = 0j
    for c in coefficients:
        result = result * z + c
    return result


def _real_horner(coefficients: list[float], x: float) -> float:
    result = 0.0
    for c in coefficients:
        result = result * x + c
    return result
