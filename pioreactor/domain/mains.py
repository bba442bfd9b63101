"""Mains hum in optical signals: which frequency, and the columns that describe it in a fit."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pioreactor.domain.linear import least_squares

HARMONIC_COLUMNS = 4
MAINS_FREQUENCIES_HZ = (60.0, 50.0)
_SIGNIFICANT = 10.0  # gain in AIC over "no hum" below which hum is not worth removing


def harmonics(times_s: Sequence[float], frequency_hz: float) -> list[list[float]]:
    """Four columns: sine and cosine at ``frequency_hz`` and at twice that (rectified light flickers at the second)."""
    origin = times_s[0]
    omega = 2.0 * math.pi * frequency_hz
    sines = [math.sin(omega * (t - origin)) for t in times_s]
    cosines = [math.cos(omega * (t - origin)) for t in times_s]
    second_sines = [2.0 * s * c for s, c in zip(sines, cosines, strict=True)]
    second_cosines = [c * c - s * s for s, c in zip(sines, cosines, strict=True)]
    return [sines, cosines, second_sines, second_cosines]


def infer_mains_hz(times_s: Sequence[float], volts: Sequence[float]) -> float | None:
    """The mains frequency that explains the samples, 60.0 or 50.0 Hz; None when there is no hum worth removing.

    Wants about two seconds of samples at irregular spacing (regular spacing can alias the two onto each other). The
    frequency with the lower Akaike criterion wins, 60 Hz on a tie; the slow slope of a warming lamp is part of the fit.
    """
    if len(times_s) < 3 * HARMONIC_COLUMNS:
        return None
    middle = 0.5 * (times_s[0] + times_s[-1])
    trend = [[1.0] * len(times_s), [t - middle for t in times_s]]
    without = _criterion(trend, volts)
    best_hz, best = None, without - _SIGNIFICANT
    for frequency in MAINS_FREQUENCIES_HZ:
        criterion = _criterion([*trend, *harmonics(times_s, frequency)], volts)
        if criterion < best:
            best_hz, best = frequency, criterion
    return best_hz


def _criterion(columns: list[list[float]], y: Sequence[float]) -> float:
    coefficients = least_squares(columns, y, (0.0, 0.0))
    if coefficients is None:
        return math.inf
    n = len(y)
    squares = 0.0
    for i, value in enumerate(y):
        squares += (value - sum(c * column[i] for c, column in zip(coefficients, columns, strict=True))) ** 2
    if squares <= 1e-20:
        return -math.inf
    return n * math.log(squares / n) + 2.0 * len(columns)
