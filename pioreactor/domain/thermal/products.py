"""Products with rows of eleven numbers, written out: loops over them would take three times as long."""

from __future__ import annotations

from collections.abc import Sequence

Row = tuple[float, float, float, float, float, float, float, float, float, float, float]


def dot(a: Sequence[float], b: Sequence[float]) -> float:
    """The inner product of two rows."""
    a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10 = a
    b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10 = b
    return (
        a0 * b0 + a1 * b1 + a2 * b2 + a3 * b3 + a4 * b4 + a5 * b5
        + a6 * b6 + a7 * b7 + a8 * b8 + a9 * b9 + a10 * b10
    )  # fmt: skip


def times(row: Row, rows: Sequence[Sequence[float]]) -> list[float]:
    """The inner products of one row with each of ``rows``."""
    a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10 = row
    products = []
    for b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10 in rows:
        products.append(
            a0 * b0 + a1 * b1 + a2 * b2 + a3 * b3 + a4 * b4 + a5 * b5
            + a6 * b6 + a7 * b7 + a8 * b8 + a9 * b9 + a10 * b10
        )  # fmt: skip
    return products


def less_square(rows: Sequence[Sequence[float]], shares: Sequence[float]) -> list[list[float]]:
    """Symmetric ``rows`` less the product of each share with every other; the result is exactly symmetric too."""
    a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10 = shares
    less = []
    for a, (b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10) in zip(shares, rows, strict=True):
        row = [
            b0 - a * a0, b1 - a * a1, b2 - a * a2, b3 - a * a3, b4 - a * a4, b5 - a * a5,
            b6 - a * a6, b7 - a * a7, b8 - a * a8, b9 - a * a9, b10 - a * a10,
        ]  # fmt: skip
        less.append(row)
    return less
