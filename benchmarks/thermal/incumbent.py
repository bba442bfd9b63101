"""The published cycle: heat, pause, read the cooling board, infer the liquid, correct the duty. Our own implementation.

20 mL v1.0: every 225 s a pause with 29 readings, 5 s apart; two exponentials are fitted to them and the slow one is
taken for the liquid. All others: every 200 s a pause with 21 readings; a linear regression takes duty and readings. Its
coefficients are fitted anew here, on our plant with the same spread of units: the best that method can do.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from functools import cache

import numpy as np

from benchmarks.thermal.plant import STEP_S, Array, Fleet
from benchmarks.thermal.runs import Track

SPACING_S = 5.0
ROOM_C = 22.0
_KP, _KD, _MOST = 2.6, 4.6, 25.0
_TRAINING_UNITS = 60
_TRAINING_PERIODS = 50

Infer = Callable[[Array, Array], Array]


def period_s(model: str) -> float:
    """Seconds from one pause to the next."""
    return 225.0 if model == "v1.0" else 200.0


def samples(model: str) -> int:
    """Readings in a pause."""
    return 29 if model == "v1.0" else 21


def slow_exponential(duty: Array, series: Array) -> Array:
    """For each column of ``series``: the slow mode of its cooling at the end of the pause, °C."""
    n = len(series)
    out = np.empty(series.shape[1])
    for i in range(series.shape[1]):
        y = series[:, i] - ROOM_C
        out[i] = series[-1, i] if duty[i] == 0.0 else ROOM_C + _slow_mode(y, n)
    return out


def _slow_mode(y: Array, n: int) -> float:
    """Two exponentials by integral equations, with the weak priors of the published method."""
    once = np.concatenate([[0.0], np.cumsum(0.5 * (y[1:] + y[:-1]))])
    twice = np.concatenate([[0.0], np.cumsum(0.5 * (once[1:] + once[:-1]))])
    t = np.arange(n, dtype=float)
    columns = np.column_stack([twice, once, t, np.ones(n)])
    normal, right = columns.T @ columns, columns.T @ y
    normal[0, 0] += 100.0
    right[0] += 100.0 * -0.0012
    normal[1, 1] += 50.0
    right[1] += 50.0 * -0.325
    a, b, _, _ = np.linalg.solve(normal, right)
    if b * b + 4.0 * a < 0.0:
        return float(y[-1])
    root = math.sqrt(b * b + 4.0 * a)
    slow, fast = sorted((0.5 * (b + root), 0.5 * (b - root)), reverse=True)
    parts = np.column_stack([np.exp(slow * t), np.exp(fast * t)])
    amplitude, _ = np.linalg.lstsq(parts, y, rcond=None)[0]
    return float(amplitude * math.exp(slow * n))


def _features(duty: Array, series: Array) -> Array:
    """Duty in percent and readings, all by 35, and the two products of the published regression."""
    x0, x = 100.0 * duty / 35.0, series / 35.0
    return np.vstack([x0, x, x[0] ** 2, x[-2] * x0, np.ones_like(x0)]).T


@cache
def trained(model: str) -> Infer:
    """The regression, fitted to random duties on random units of our plant."""
    fleet = Fleet(model, _TRAINING_UNITS, 900)
    rng = np.random.default_rng(901)
    duty = rng.uniform(0.0, 1.0, fleet.n)
    rows, goals = [], []
    on_s = period_s(model) - samples(model) * SPACING_S
    for k in range(_TRAINING_PERIODS):
        duty = np.clip(duty + rng.normal(0.0, 0.15, fleet.n), 0.0, 1.0) if k % 12 else rng.uniform(0.0, 1.0, fleet.n)
        duty = np.where(fleet.plate_c > 70.0, 0.0, duty)
        fleet.advance(duty, on_s)
        series = _pause(fleet, samples(model))
        rows.append(_features(duty, series))
        goals.append(fleet.liquid_c)
    design, goal = np.vstack(rows), np.concatenate(goals)
    ridge = 1e-4 * np.eye(design.shape[1])
    weights = np.linalg.solve(design.T @ design + ridge, design.T @ goal)

    def infer(duty: Array, series: Array) -> Array:
        return np.where(duty == 0.0, series[-1], _features(duty, series) @ weights)

    return infer


def _pause(fleet: Fleet, n: int, note: Callable[[], None] = lambda: None) -> Array:
    """The readings of a pause, one row per sample."""
    series = []
    for _ in range(n):
        fleet.advance(np.zeros(fleet.n), SPACING_S)
        series.append(fleet.read())
        note()
    return np.array(series)


class Incumbent:
    """The thermostat of the published software: Δduty = 2.6·error − 4.6·(change of T), at most 25 % a cycle."""

    def __init__(self, model: str, fleet: Fleet, target_c: float) -> None:
        self.fleet = fleet
        self._target_c = target_c
        self._infer = slow_exponential if model == "v1.0" else trained(model)
        self._samples = samples(model)
        self._on_steps = round((period_s(model) - self._samples * SPACING_S) / STEP_S)
        self._duty: Array = np.zeros(fleet.n)
        self._estimate = fleet.read()
        self._before: Array | None = None
        self._rows: list[tuple[float, Array, Array, Array, Array]] = []

    def branch(self) -> Incumbent:
        """A copy that goes its own way from here."""
        return copy.deepcopy(self, {id(self._infer): self._infer})

    def forget_track(self) -> None:
        """Begin a new track."""
        self._rows = []

    @property
    def track(self) -> Track:
        """What has happened."""
        time_s, liquid, estimates, plate, applied = (np.array(column) for column in zip(*self._rows, strict=True))
        return Track(time_s, liquid, estimates, np.zeros_like(liquid), plate, applied)

    def go(self, seconds: float) -> Track:
        """Run whole cycles, for ``seconds`` at least."""
        end_s = self.fleet.time_s + seconds
        while self.fleet.time_s < end_s:
            self._heat()
            self._measure()
        return self.track

    def _heat(self) -> None:
        fleet, holder = self.fleet, self.fleet.holder
        checked_s = fleet.time_s
        for _ in range(self._on_steps):
            fleet.advance(self._duty)
            self._note(self._duty)
            if fleet.time_s - checked_s >= 53.0:
                checked_s = fleet.time_s
                plate, duty = fleet.read(), self._duty
                self._duty = np.where(
                    plate > holder.disable_c, 0.0, np.where(plate > holder.reduce_c, 0.9 * duty, duty)
                )

    def _measure(self) -> None:
        series = _pause(self.fleet, self._samples, lambda: self._note(np.zeros(self.fleet.n)))
        self._estimate = self._infer(self._duty, series)
        change = 0.0 if self._before is None else self._estimate - self._before
        self._before = self._estimate
        step = np.clip(_KP * (self._target_c - self._estimate) - _KD * change, -_MOST, _MOST) / 100.0
        self._duty = np.clip(self._duty + step, 0.0, 1.0)

    def _note(self, applied: Array) -> None:
        fleet = self.fleet
        self._rows.append((fleet.time_s, fleet.liquid_c, self._estimate, fleet.plate_c, applied))
