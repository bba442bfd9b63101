"""From samples of one photodiode to one level, and what follows for lamp and amplifier."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from pioreactor.domain.linear import solve
from pioreactor.domain.mains import harmonics
from pioreactor.domain.rotation import median

SAMPLES_PER_READING = 40
_SAMPLE_SPREAD_S = 0.85  # longest spacing times (samples - 1); golden-ratio jitter uses half of it on average
_GOLDEN = 0.618034
_REJECT_BEYOND = 4.0  # robust standard deviations
_HARMLESS = 1e-4  # a sample this close to the level, relative, is no outlier however quiet the others are
_MAX_REJECTED_SHARE = 0.3
_PASSES = 3
_MAX_INFLATION = 1.5  # how much the fit of hum may inflate the variance of the level before the mean is better


class LevelEstimate(NamedTuple):
    """Level of one photodiode over one window.

    ``level``: volts, pulled towards the previous level; ``raw``: volts, this window alone; ``hum``: amplitude of the
    mains in volts; ``spread``: robust standard deviation of one sample in volts; ``droop``: relative slope over the
    window in 1/s; ``used``: samples that counted.
    """

    level: float
    raw: float
    hum: float
    spread: float
    droop: float
    used: int


def sample_offsets_s(samples: int = SAMPLES_PER_READING) -> list[float]:
    """When to take each sample, seconds after the first: about 0.42 s in all, spaced irregularly against aliasing."""
    longest = _SAMPLE_SPREAD_S / max(samples - 1, 1)
    offsets = [0.0]
    for k in range(samples - 1):
        offsets.append(offsets[-1] + longest * ((_GOLDEN * k) % 1.0))
    return offsets


def smoothing_weight(penalizer: float, interval_s: float | None, samples: int = SAMPLES_PER_READING) -> float:
    """How many samples the previous level counts for; 0 without an interval (a single reading)."""
    return 0.0 if not interval_s else penalizer / interval_s * samples


def estimate_level(
    times_s: Sequence[float],
    volts: Sequence[float],
    *,
    mains_hz: float | None = None,
    weight: float = 0.0,
    previous: float | None = None,
) -> LevelEstimate:
    """Level of a signal in volts from at least one sample.

    The lowest and the highest sample are dropped, then a constant plus (with ``mains_hz``) two harmonics of the mains
    is fitted; samples beyond 4 robust standard deviations (a bubble) are left out and the fit repeated. ``weight``
    pulls the level towards ``previous`` as that many samples would. Raises ValueError without samples.
    """
    if not volts:
        raise ValueError("A level needs at least one sample.")
    times, values = _without_extremes(list(times_s), list(volts))
    columns = [[1.0] * len(values)]
    if mains_hz and len(values) >= 12:
        columns += harmonics(times, mains_hz)
    coefficients, residuals = _fit(columns, values)
    fewest = math.ceil(len(values) * (1.0 - _MAX_REJECTED_SHARE))
    for _ in range(_PASSES):
        # A bubble pulls the fit towards itself; seen from the median residual it stands out all the same.
        centre = median(residuals)
        spread = 1.4826 * median([abs(r - centre) for r in residuals])
        limit = max(_REJECT_BEYOND * spread, _HARMLESS * abs(coefficients[0]))
        kept = [i for i, r in enumerate(residuals) if abs(r - centre) <= limit]
        fewer = [[column[i] for i in kept] for column in columns]
        if not fewest <= len(kept) < len(values) or _inflation(fewer) > _MAX_INFLATION:
            break
        times = [times[i] for i in kept]
        values = [values[i] for i in kept]
        columns = fewer
        coefficients, residuals = _fit(columns, values)
    raw = coefficients[0]
    hum = math.hypot(*coefficients[1:3]) if len(coefficients) > 1 else 0.0
    level = raw
    if previous is not None and weight > 0.0:
        # With the harmonics profiled out, the level carries len/inflation samples of information: the penalised
        # optimum is the weighted mean of the two.
        n = len(values) / _inflation(columns)
        level = (n * raw + weight * previous) / (n + weight)
    return LevelEstimate(level, raw, hum, spread, _droop(times, residuals, raw), len(values))


def _without_extremes(times: list[float], values: list[float]) -> tuple[list[float], list[float]]:
    if len(values) > 2:
        for extreme in (min, max):
            index = values.index(extreme(values))
            del values[index], times[index]
    return times, values


def _gram(columns: list[list[float]]) -> list[list[float]]:
    size = len(columns)
    gram = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i, size):
            gram[i][j] = gram[j][i] = sum(map(float.__mul__, columns[i], columns[j]))
    return gram


def _inflation(columns: list[list[float]]) -> float:
    if len(columns) == 1:
        return 1.0
    unit = [1.0] + [0.0] * (len(columns) - 1)
    inverse = solve(_gram(columns), unit)
    return math.inf if inverse is None else max(1.0, inverse[0] * len(columns[0]))


def _fit(columns: list[list[float]], values: list[float]) -> tuple[list[float], list[float]]:
    mean = math.fsum(values) / len(values)
    if len(columns) > 1 and _inflation(columns) <= _MAX_INFLATION:
        right = [sum(map(float.__mul__, column, values)) for column in columns]
        solved = solve(_gram(columns), right)
        if solved is not None:
            rows = zip(*columns, strict=True)
            fitted = [sum(map(float.__mul__, solved, row)) for row in rows]
            return solved, [v - f for v, f in zip(values, fitted, strict=True)]
    del columns[1:]
    return [mean], [v - mean for v in values]


def _droop(times: list[float], residuals: list[float], level: float) -> float:
    middle = math.fsum(times) / len(times)
    span = math.fsum((t - middle) ** 2 for t in times)
    if span <= 0.0 or level == 0.0:
        return 0.0
    return math.fsum((t - middle) * r for t, r in zip(times, residuals, strict=True)) / span / level


def automatic_intensity(initial_percent: float, ref_volts: float, signal_volts: float) -> float:
    """Lamp intensity in percent (50 to 85) from levels seen at ``initial_percent``.

    Keeps REF at or below 0.250 V and leaves room for the signal to rise 50-fold below 3 V. A level that is not positive
    sets no limit.
    """
    by_ref = 0.250 * initial_percent / ref_volts if ref_volts > 0 else math.inf
    by_signal = 3.0 / 50.0 * initial_percent / signal_volts if signal_volts > 0 else math.inf
    return round(max(50.0, min(85.0, by_ref, by_signal)), 2)


GAINS: tuple[tuple[float, float], ...] = (
    (2 / 3, 6.144),
    (1.0, 4.096),
    (2.0, 2.048),
    (4.0, 1.024),
    (8.0, 0.512),
    (16.0, 0.256),
)
"""Gain of the ADS111x and its full scale in volts."""


def select_gain(volts: float) -> float:
    """The gain whose full scale holds ``volts`` with 15 % to spare, the most sensitive one that does."""
    for gain, full_scale in reversed(GAINS):
        if volts < 0.85 * full_scale:
            return gain
    return GAINS[0][0]
