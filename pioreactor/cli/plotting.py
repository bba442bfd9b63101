"""Points and a curve as text, for terminals."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Final

WIDTH: Final = 60
HEIGHT: Final = 17
_CURVE, _POINT, _SEVERAL = "·", "o", "8"
_MARGIN: Final = 0.04


def draw(
    x: Sequence[float], y: Sequence[float], curve: Callable[[float], float] | None = None, *, labels: tuple[str, str]
) -> str:
    """Lines of text: ``o`` is a point, ``8`` several, ``·`` the curve between the outermost points."""
    if not x:
        return "There are no recorded points to draw."
    low_x, high_x = _span(x)
    traced = [curve(low_x + (high_x - low_x) * i / (2 * WIDTH)) for i in range(2 * WIDTH + 1)] if curve else []
    traced = [value if math.isfinite(value) else math.nan for value in traced]
    low_y, high_y = _span([*y, *(value for value in traced if not math.isnan(value))])
    cells = [[" "] * WIDTH for _ in range(HEIGHT)]

    def place(a: float, b: float) -> tuple[int, int]:
        column = round((a - low_x) / (high_x - low_x) * (WIDTH - 1))
        row = round((high_y - b) / (high_y - low_y) * (HEIGHT - 1))
        return min(max(row, 0), HEIGHT - 1), min(max(column, 0), WIDTH - 1)

    for i, value in enumerate(traced):
        if not math.isnan(value):
            row, column = place(low_x + (high_x - low_x) * i / (2 * WIDTH), value)
            cells[row][column] = _CURVE
    for a, b in zip(x, y, strict=True):
        row, column = place(a, b)
        cells[row][column] = _SEVERAL if cells[row][column] in (_POINT, _SEVERAL) else _POINT
    return "\n".join(_framed(cells, (low_x, high_x), (low_y, high_y), labels))


def draw_series(series: Sequence[Sequence[tuple[float, float]]], *, labels: tuple[str, str]) -> str:
    """The first series as points, the straight pieces between the points of the second, if there is one, as a curve."""
    points = series[0]
    curve = _pieces(sorted(series[1])) if len(series) > 1 else None
    return draw([x for x, _ in points], [y for _, y in points], curve, labels=labels)


def _pieces(corners: Sequence[tuple[float, float]]) -> Callable[[float], float]:
    def value(x: float) -> float:
        for (x1, y1), (x2, y2) in itertools.pairwise(corners):
            if x1 <= x <= x2 and x2 > x1:
                return y1 + (y2 - y1) * (x - x1) / (x2 - x1)
        return math.nan

    return value


def _framed(
    cells: list[list[str]], x_range: tuple[float, float], y_range: tuple[float, float], labels: tuple[str, str]
) -> list[str]:
    marks = {0: f"{y_range[1]:.4g}", HEIGHT - 1: f"{y_range[0]:.4g}", (HEIGHT - 1) // 2: f"{sum(y_range) / 2.0:.4g}"}
    wide = max(map(len, marks.values()))
    lines = [f"{labels[1]}"]
    lines += [f"{marks.get(i, ''):>{wide}} ┤{''.join(row).rstrip()}" for i, row in enumerate(cells)]
    lines.append(f"{'':>{wide}} └{'─' * WIDTH}")
    low, high = f"{x_range[0]:.4g}", f"{x_range[1]:.4g}"
    lines.append(f"{'':>{wide}}  {low}{labels[0]:^{max(0, WIDTH - len(low) - len(high))}}{high}")
    return lines


def _span(values: Sequence[float]) -> tuple[float, float]:
    """Lowest and highest value, with a little room; never the same."""
    low, high = min(values), max(values)
    room = _MARGIN * (high - low) or abs(low) * _MARGIN or 1.0
    return low - room, high + room
