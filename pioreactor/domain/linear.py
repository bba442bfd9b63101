"""Small dense linear systems without numpy: a few unknowns, solved in microseconds."""

from __future__ import annotations

import math
from collections.abc import Sequence


def solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float] | None:
    """Solution of ``matrix · x = right`` by elimination with row exchange; None when the matrix is singular."""
    n = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    scale = max((abs(value) for row in matrix for value in row), default=0.0)
    for column in range(n):
        pivot = max(range(column, n), key=lambda r: abs(rows[r][column]))
        if abs(rows[pivot][column]) <= 1e-12 * scale or scale == 0.0:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        lead = rows[column]
        for row in rows[column + 1 :]:
            factor = row[column] / lead[column]
            if factor:
                for k in range(column, n + 1):
                    row[k] -= factor * lead[k]
    solution = [0.0] * n
    for i in range(n - 1, -1, -1):
        row = rows[i]
        solution[i] = (row[n] - sum(row[k] * solution[k] for k in range(i + 1, n))) / row[i]
    return solution


def least_squares(
    columns: Sequence[Sequence[float]], y: Sequence[float], ridge: tuple[float, float]
) -> list[float] | None:
    """Coefficients c that minimise |Σ c_j·columns_j - y|² + λ(c_0 - previous)², with ``ridge`` = (λ, previous)."""
    weight, previous = ridge
    matrix = [[sum(map(float.__mul__, a, b)) for b in columns] for a in columns]
    right = [sum(map(float.__mul__, a, y)) for a in columns]
    matrix[0][0] += weight
    right[0] += weight * previous
    return solve(matrix, right)


def orthogonal_least_squares(rows: Sequence[Sequence[float]], y: Sequence[float]) -> list[float] | None:
    """Coefficients c that minimise |rows · c - y|², by reflections; None where the rows do not determine them.

    Twice the digits of the normal equations, which curves of a high degree need.
    """
    unknowns = len(rows[0]) if rows else 0
    if len(rows) < unknowns:
        return None
    work = [[*row, value] for row, value in zip(rows, y, strict=True)]
    scale = max((abs(value) for row in rows for value in row), default=0.0)
    for column in range(unknowns):
        length = math.sqrt(sum(row[column] ** 2 for row in work[column:]))
        if length <= 1e-12 * scale or scale == 0.0:
            return None
        _reflect(work, column, -math.copysign(length, work[column][column]))
    solution = [0.0] * unknowns
    for i in range(unknowns - 1, -1, -1):
        row = work[i]
        solution[i] = (row[unknowns] - sum(row[k] * solution[k] for k in range(i + 1, unknowns))) / row[i]
    return solution


def _reflect(work: list[list[float]], column: int, goal: float) -> None:
    """Mirror the rows from ``column`` on so that this column becomes (goal, 0, 0, …)."""
    vector = [row[column] for row in work[column:]]
    vector[0] -= goal
    square = sum(value * value for value in vector)
    if square == 0.0:
        return
    for k in range(column, len(work[0])):
        factor = 2.0 * sum(v * row[k] for v, row in zip(vector, work[column:], strict=True)) / square
        for v, row in zip(vector, work[column:], strict=True):
            row[k] -= factor * v
