"""Small dense linear systems without numpy: a few unknowns, solved in microseconds."""

from __future__ import annotations

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
