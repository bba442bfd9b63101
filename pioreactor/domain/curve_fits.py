"""Fitting calibration curves to recorded points: line through the origin, polynomial, natural spline, Akima."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple, TypeVar

from pioreactor.domain.curves import PiecewiseCubic, PolynomialCurve
from pioreactor.domain.linear import orthogonal_least_squares, solve

AnyCurve = TypeVar("AnyCurve", PolynomialCurve, PiecewiseCubic)

HIGHEST_DEGREE: Final = 5
MOST_KNOTS: Final = 6
_EXACT: Final = 1e-9
"""Residuals below this share of the largest value count as none, so that of two exact curves the simpler one wins."""


class OriginLine(NamedTuple):
    """y = slope · x. ``slope_error``: standard error of the slope; NaN for a single point."""

    slope: float
    slope_error: float


def fit_line_through_origin(x: Sequence[float], y: Sequence[float]) -> OriginLine:
    """The line through the origin nearest to the points. Raises ValueError without a point off x = 0."""
    _check(x, y)
    square = sum(a * a for a in x)
    if square == 0.0:
        raise ValueError("A line through the origin needs a point whose x is not 0.")
    slope = sum(a * b for a, b in zip(x, y, strict=True)) / square
    if len(x) < 2:
        return OriginLine(slope, math.nan)
    sse = sum((b - slope * a) ** 2 for a, b in zip(x, y, strict=True))
    return OriginLine(slope, math.sqrt(sse / (len(x) - 1) / square))


def fit_polynomial(
    x: Sequence[float], y: Sequence[float], degree: int | None = None, weights: Sequence[float] | None = None
) -> PolynomialCurve:
    """The polynomial of a degree nearest to the points; ``weights`` multiply the residuals.

    ``degree`` None: the one of 0 … 5 with the smallest corrected Akaike criterion. Raises ValueError where the points
    do not determine it.
    """
    _check(x, y)
    w = list(weights) if weights is not None else [1.0] * len(x)
    if degree is not None:
        return _polynomial(x, y, degree, w)
    highest = max(0, min(HIGHEST_DEGREE, len(x) - 1, len(set(x)) - 1))
    return _simplest([(k + 1, _polynomial(x, y, k, w)) for k in range(highest + 1)], x, y, w)


def fit_natural_spline(
    x: Sequence[float], y: Sequence[float], knots: int | None = None, weights: Sequence[float] | None = None
) -> PiecewiseCubic:
    """The cubic spline with straight ends nearest to the points; residuals count by the roots of ``weights``.

    ``knots``: how many, at quantiles of x; None: the number of 2 … 6 with the smallest corrected Akaike criterion.
    Raises ValueError where the points do not determine it.
    """
    _check(x, y)
    w = [math.sqrt(value) for value in weights] if weights is not None else [1.0] * len(x)
    if knots is not None:
        return _spline(x, y, knots, w)
    most = min(MOST_KNOTS, len(x), len(set(x)))
    if most < 2:
        raise ValueError("A spline needs points at two x at least.")
    candidates = [(k, curve) for k in range(2, most + 1) if (curve := _spline_or_none(x, y, k, w))]
    if not candidates:
        raise ValueError("The points determine no spline.")
    return _simplest(candidates, x, y, w)


def fit_akima(x: Sequence[float], y: Sequence[float]) -> PiecewiseCubic:
    """Akima's curve through the points; points at the same x are averaged first.

    Raises ValueError for points at fewer than two x.
    """
    _check(x, y)
    at: dict[float, list[float]] = {}
    for a, b in zip(x, y, strict=True):
        at.setdefault(a, []).append(b)
    if len(at) < 2:
        raise ValueError("An Akima curve needs points at two x at least.")
    knots = sorted(at)
    values = [sum(at[k]) / len(at[k]) for k in knots]
    rises = [(v2 - v1) / (k2 - k1) for (k1, k2), (v1, v2) in zip(_pairs(knots), _pairs(values), strict=True)]
    slopes = _akima_slopes(rises)
    cubics = []
    for i, (left, right) in enumerate(_pairs(knots)):
        h = right - left
        c = (3.0 * rises[i] - 2.0 * slopes[i] - slopes[i + 1]) / h
        d = (slopes[i] + slopes[i + 1] - 2.0 * rises[i]) / (h * h)
        cubics.append((values[i], slopes[i], c, d))
    return PiecewiseCubic(tuple(knots), tuple(cubics), "akima")


def root_mean_square_error(curve: Callable[[float], float], x: Sequence[float], y: Sequence[float]) -> float:
    """How far the points lie from a curve, in units of y."""
    return math.sqrt(sum((b - curve(a)) ** 2 for a, b in zip(x, y, strict=True)) / len(x)) if x else math.nan


def natural_spline(knots: Sequence[float], values: Sequence[float]) -> PiecewiseCubic:
    """The cubic spline through the values at the knots whose second derivative is 0 at both ends."""
    h = [b - a for a, b in _pairs(knots)]
    bends = [0.0, *_inner_bends(h, values), 0.0]
    cubics = []
    for i, width in enumerate(h):
        slope = (values[i + 1] - values[i]) / width - width * (2.0 * bends[i] + bends[i + 1]) / 6.0
        cubics.append((values[i], slope, bends[i] / 2.0, (bends[i + 1] - bends[i]) / (6.0 * width)))
    return PiecewiseCubic(tuple(knots), tuple(cubics), "spline")


def _inner_bends(h: Sequence[float], values: Sequence[float]) -> list[float]:
    """Second derivatives at the knots between the ends."""
    count = len(h) - 1
    if count < 1:
        return []
    matrix = [[0.0] * count for _ in range(count)]
    right = []
    for i in range(count):
        matrix[i][i] = 2.0 * (h[i] + h[i + 1])
        if i > 0:
            matrix[i][i - 1] = h[i]
        if i < count - 1:
            matrix[i][i + 1] = h[i + 1]
        right.append(6.0 * ((values[i + 2] - values[i + 1]) / h[i + 1] - (values[i + 1] - values[i]) / h[i]))
    bends = solve(matrix, right)
    assert bends is not None, "the diagonal dominates"
    return bends


def _polynomial(x: Sequence[float], y: Sequence[float], degree: int, w: Sequence[float]) -> PolynomialCurve:
    if degree < 0:
        raise ValueError(f"A polynomial has a degree of 0 or more, not {degree}.")
    # Around the middle and in units of the half width all powers have the same size.
    middle, half = (max(x) + min(x)) / 2.0, (max(x) - min(x)) / 2.0 or 1.0
    rows = [
        [weight * ((a - middle) / half) ** k for k in range(degree, -1, -1)] for a, weight in zip(x, w, strict=True)
    ]
    found = orthogonal_least_squares(rows, [weight * b for b, weight in zip(y, w, strict=True)])
    if found is None:
        raise ValueError(f"A polynomial of degree {degree} needs points at {degree + 1} different x.")
    coefficients = [0.0]
    for c in found:  # Horner's rule, with (x - middle)/half for the variable
        times_x = [value / half for value in coefficients] + [0.0]
        times_constant = [0.0] + [-middle / half * value for value in coefficients]
        coefficients = [a + b for a, b in zip(times_x, times_constant, strict=True)]
        coefficients[-1] += c
    return PolynomialCurve(tuple(coefficients[-(degree + 1) :]))


def _spline(x: Sequence[float], y: Sequence[float], count: int, w: Sequence[float]) -> PiecewiseCubic:
    knots = _quantiles(x, count)
    if len(set(knots)) < count or count < 2:
        raise ValueError(f"A spline with {count} knots needs points at more different x.")
    units = [natural_spline(knots, [float(i == j) for i in range(count)]) for j in range(count)]
    rows = [[weight * unit(a) for unit in units] for a, weight in zip(x, w, strict=True)]
    values = orthogonal_least_squares(rows, [weight * b for b, weight in zip(y, w, strict=True)])
    if values is None:
        raise ValueError(f"A spline with {count} knots needs points at more different x.")
    return natural_spline(knots, values)


def _spline_or_none(x: Sequence[float], y: Sequence[float], count: int, w: Sequence[float]) -> PiecewiseCubic | None:
    try:
        return _spline(x, y, count, w)
    except ValueError:
        return None


def _quantiles(x: Sequence[float], count: int) -> list[float]:
    ordered = sorted(x)
    found = []
    for i in range(count):
        place = i * (len(ordered) - 1) / max(1, count - 1)
        below = min(int(place), len(ordered) - 1)
        above = min(below + 1, len(ordered) - 1)
        found.append(ordered[below] + (place - below) * (ordered[above] - ordered[below]))
    return found


def _akima_slopes(rises: list[float]) -> list[float]:
    first = rises[0]
    second = rises[1] if len(rises) > 1 else first
    last = rises[-1]
    before_last = rises[-2] if len(rises) > 1 else last
    padded = [
        3.0 * first - 2.0 * second,
        2.0 * first - second,
        *rises,
        2.0 * last - before_last,
        3.0 * last - 2.0 * before_last,
    ]
    slopes = []
    for i in range(len(rises) + 1):
        m1, m2, m3, m4 = padded[i : i + 4]
        left, right = abs(m4 - m3), abs(m2 - m1)
        tiny = 1e-12 * max(map(abs, padded))
        slopes.append((left * m2 + right * m3) / (left + right) if left + right > tiny else (m2 + m3) / 2.0)
    return slopes


def _simplest(
    candidates: Iterable[tuple[int, AnyCurve]], x: Sequence[float], y: Sequence[float], w: Sequence[float]
) -> AnyCurve:
    """Of curves, each with the number of its coefficients, the one that the points speak for."""
    smallest_sse = len(x) * (_EXACT * max((abs(b) for b in y), default=0.0)) ** 2 or 1e-300

    def criterion(candidate: tuple[int, AnyCurve]) -> float:
        k, curve = candidate
        sse = sum((weight * (b - curve(a))) ** 2 for a, b, weight in zip(x, y, w, strict=True))
        spare = len(x) - k - 1
        correction = 2.0 * k * (k + 1) / spare if spare > 0 else math.inf
        return len(x) * math.log(max(sse, smallest_sse) / len(x)) + 2.0 * k + correction

    return min(candidates, key=criterion)[1]


def _pairs(values: Sequence[float]) -> list[tuple[float, float]]:
    return list(itertools.pairwise(values))


def _check(x: Sequence[float], y: Sequence[float]) -> None:
    if not x or len(x) != len(y):
        raise ValueError("A curve needs points, and as many y as x.")
    if not all(math.isfinite(value) for value in (*x, *y)):
        raise ValueError("A curve needs points that are finite numbers.")
