"""Simulated optical-density traces with known truth, for the growth-rate benchmark and its tests.

Every generator takes a numpy random generator and is deterministic for a given seed. Times are seconds, growth rates
1/h, noise is a fraction of the signal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
RateCurve = Callable[[Array], Array]

DEFAULT_NOISE = 0.0056
START_OD = 0.3
PUMP_TICK_S = 0.5


@dataclass
class Trace:
    """Readings, what was booked, and the truth.

    Attributes:
        time_s: shape (n,).
        ods: readings per sensor, shape (n,), NaN where missing or flagged.
        rate: true growth rate, 1/h, shape (n,).
        ln_od: true ln of the well-mixed OD, shape (n,).
        doses: booked inflow events (time_s, volume_ml, vial_volume_ml before the event).
        pump_runs: times of waste pump events.
        unflagged: what a reader without saturation flags would see, where that differs.
        lost_doses_s: start times of doses that were booked but never arrived.
        n_doses: number of doses, each of many events.
    """

    time_s: Array
    ods: dict[str, Array]
    rate: Array
    ln_od: Array
    doses: list[tuple[float, float, float]] = field(default_factory=list)
    pump_runs: list[float] = field(default_factory=list)
    unflagged: dict[str, Array] | None = None
    lost_doses_s: list[float] = field(default_factory=list)
    n_doses: int = 0

    @property
    def reading(self) -> Array:
        """The first sensor's readings."""
        return next(iter(self.ods.values()))

    def thinned(self, every: int) -> Trace:
        """Every n-th reading of the same run, with the same doses."""
        cut = slice(None, None, every)
        return Trace(
            self.time_s[cut],
            {label: od[cut] for label, od in self.ods.items()},
            self.rate[cut],
            self.ln_od[cut],
            self.doses,
            self.pump_runs,
        )

    def without(self, lost: NDArray[np.bool_]) -> Trace:
        """The same run with some readings missing."""
        ods = {label: np.where(lost, np.nan, od) for label, od in self.ods.items()}
        return Trace(self.time_s, ods, self.rate, self.ln_od, self.doses, self.pump_runs)


# --- noise -----------------------------------------------------------------------------------------------------------


def noise(rng: np.random.Generator, n: int, deviation: float = DEFAULT_NOISE, correlation: float = 0.0) -> Array:
    """Normal noise of ln reading, first-order autoregressive with the given lag-1 correlation."""
    white = rng.standard_normal(n) * deviation
    if correlation == 0.0:
        return white
    fresh = white * math.sqrt(1.0 - correlation**2)
    out = np.empty(n)
    last = white[0]
    for i in range(n):
        last = correlation * last + fresh[i] if i else white[0]
        out[i] = last
    return out


def bubbles(rng: np.random.Generator, n: int, share: float) -> Array:
    """Factor on the readings: a share of them is 1 to 60 % too high."""
    return 1.0 + np.where(rng.random(n) < share, rng.uniform(0.01, 0.6, n), 0.0)


def grid(hours: float, interval_s: float = 5.0) -> Array:
    """Times of readings."""
    return np.arange(0.0, hours * 3600.0, interval_s)


# --- growth rate curves ----------------------------------------------------------------------------------------------


def constant(rate: float) -> RateCurve:
    """One rate throughout."""
    return lambda time_s: np.full(len(time_s), rate)


def step(before: float, after: float, at_h: float = 2.5) -> RateCurve:
    """A sudden change."""
    return lambda time_s: np.where(time_s < at_h * 3600.0, before, after)


def knots(hours: Sequence[float], rates: Sequence[float]) -> RateCurve:
    """Straight lines between knots."""
    return lambda time_s: np.interp(time_s / 3600.0, hours, rates)


def diauxic() -> RateCurve:
    """Lag, first sugar, pause, second sugar fading, 6 h."""
    return knots([0.0, 0.7, 1.4, 2.3, 2.85, 3.5, 6.0], [0.02, 0.02, 0.46, 0.46, 0.07, 0.33, 0.10])


def lag_exponential() -> RateCurve:
    """Lag, exponential, stationary phase, 8 h."""
    return knots([0.0, 1.5, 2.5, 5.0, 6.0, 8.0], [0.0, 0.0, 0.45, 0.45, 0.02, 0.0])


def ramp(per_h: float = 0.1) -> RateCurve:
    """Constant for an hour, then rising steadily for four hours."""
    return knots([0.0, 1.0, 5.0], [0.1, 0.1, 0.1 + 4.0 * per_h])


def batch(rate: float = 0.4, lag_h: float = 3.0, end_h: float = 10.0) -> RateCurve:
    """Baranyi-like lag, logistic end, 16 h."""

    def curve(time_s: Array) -> Array:
        hours = time_s / 3600.0
        awake = 1.0 / (1.0 + np.exp(-4.0 * rate * (hours - lag_h)))
        fed = 1.0 / (1.0 + np.exp(1.5 * (hours - end_h)))
        return np.asarray(rate * awake * fed)

    return curve


# --- cultures --------------------------------------------------------------------------------------------------------


def _grow(time_s: Array, rate: Array) -> Array:
    steps = np.diff(time_s) / 3600.0 * 0.5 * (rate[1:] + rate[:-1])
    return math.log(START_OD) + np.concatenate([[0.0], np.cumsum(steps)])


def culture(
    rng: np.random.Generator,
    curve: RateCurve,
    hours: float,
    *,
    interval_s: float = 5.0,
    deviation: float = DEFAULT_NOISE,
    correlation: float = 0.0,
    bubble_share: float = 0.0,
    drift_per_h: float = 0.0,
    jitter_s: float = 0.0,
) -> Trace:
    """A culture without doses, seen by one sensor.

    Args:
        rng: random numbers.
        curve: growth rate over time.
        hours: length of the run.
        interval_s: between readings.
        deviation, correlation: of the noise.
        bubble_share: share of readings hit by a bubble.
        drift_per_h: relative drift of the optical signal.
        jitter_s: readings come up to this much late.
    """
    time_s = grid(hours, interval_s)
    if jitter_s:
        time_s = time_s + rng.uniform(0.0, jitter_s, len(time_s))
    rate = curve(time_s)
    ln_od = _grow(time_s, rate)
    signal = ln_od + drift_per_h * time_s / 3600.0 + noise(rng, len(time_s), deviation, correlation)
    od = np.exp(signal) * (bubbles(rng, len(time_s), bubble_share) if bubble_share else 1.0)
    return Trace(time_s, {"1": od}, rate, ln_od)


def with_level_change(trace: Trace, from_s: float, until_s: float, factor: float, *, of_culture: bool) -> Trace:
    """Multiply the readings by a factor for a while: undeclared dilution (``of_culture``), adhering bubble."""
    hit = (trace.time_s >= from_s) & (trace.time_s < until_s)
    ods = {label: np.where(hit, od * factor, od) for label, od in trace.ods.items()}
    ln_od = np.where(hit, trace.ln_od + math.log(factor), trace.ln_od) if of_culture else trace.ln_od
    return Trace(trace.time_s, ods, trace.rate, ln_od, trace.doses, trace.pump_runs)


def saturating(rng: np.random.Generator, curve: RateCurve, hours: float, share: float = 0.75) -> Trace:
    """A sensor that saturates after a share of the run; the readings are flagged, the unflagged ones are flat."""
    trace = culture(rng, curve, hours)
    ceiling = math.exp(float(trace.ln_od[int(share * len(trace.time_s))]))
    unflagged = {label: np.minimum(od, ceiling) for label, od in trace.ods.items()}
    ods = {label: np.where(od >= 0.985 * ceiling, np.nan, od) for label, od in trace.ods.items()}
    return Trace(trace.time_s, ods, trace.rate, trace.ln_od, unflagged=unflagged)


def three_angles(rng: np.random.Generator, curve: RateCurve, hours: float, lost_h: tuple[float, float] | None) -> Trace:
    """Three sensors with 0.5, 1 and 3 % noise, the third drifting by 2 %/h; the first may be lost for a while."""
    time_s = grid(hours)
    rate = curve(time_s)
    ln_od = _grow(time_s, rate)
    ods = {}
    for label, offset, deviation, drift in (("1", 0.0, 0.005, 0.0), ("2", 0.7, 0.01, 0.0), ("3", -1.2, 0.03, 0.02)):
        z = ln_od + offset + drift * time_s / 3600.0 + noise(rng, len(time_s), deviation)
        ods[label] = np.exp(z)
    if lost_h is not None:
        lost = (time_s >= lost_h[0] * 3600.0) & (time_s < lost_h[1] * 3600.0)
        ods["1"] = np.where(lost, np.nan, ods["1"])
    return Trace(time_s, ods, rate, ln_od)


@dataclass(frozen=True)
class Dosing:
    """How liquid is exchanged.

    Attributes:
        mixing_s: time constant with which a dose becomes visible.
        volume_ml, vial_ml: of a dose, and of the vial before it.
        duration_s: how long the pump runs for a dose; waste runs 2 s longer, right after it.
        gain: delivered over booked volume.
        repeatability: relative standard deviation of doses.
        pump_noise: extra noise of readings while a pump runs.
        every_s: fixed interval (chemostat), or ``None``: dose when the well-mixed OD exceeds the start OD
            (turbidostat).
        min_interval_s: shortest time between two doses.
        lost: which doses (counted from 0) are booked but never arrive.
    """

    mixing_s: float = 6.0
    volume_ml: float = 1.0
    vial_ml: float = 15.0
    duration_s: float = 11.0
    gain: float = 1.0
    repeatability: float = 0.01
    pump_noise: float = 0.01
    every_s: float | None = None
    min_interval_s: float = 120.0
    lost: tuple[int, ...] = ()


def dosed_culture(
    rng: np.random.Generator,
    curve: RateCurve,
    hours: float,
    dosing: Dosing,
    *,
    interval_s: float = 5.0,
    deviation: float = DEFAULT_NOISE,
    correlation: float = 0.0,
) -> Trace:
    """A turbidostat or chemostat: doses in ticks of half a second, each becoming visible through a plume."""
    time_s = grid(hours, interval_s)
    n = len(time_s)
    rate = curve(time_s)
    grown = _grow(time_s, rate)
    trace = Trace(time_s, {}, rate, np.empty(n))
    ticks = max(1, round(dosing.duration_s / PUMP_TICK_S))
    waiting: list[tuple[float, float]] = []  # when, delivered dilution
    diluted = unseen = 0.0
    last_dose_s, busy_until_s = -math.inf, -math.inf
    seen = np.empty(n)
    busy = np.zeros(n, dtype=bool)
    for i, now_s in enumerate(time_s):
        unseen *= math.exp(-interval_s / dosing.mixing_s)
        while waiting and waiting[0][0] <= now_s:
            event_s, dilution = waiting.pop(0)
            diluted += dilution
            unseen += dilution * math.exp((event_s - now_s) / dosing.mixing_s)
        trace.ln_od[i] = grown[i] - diluted
        seen[i] = trace.ln_od[i] + unseen
        busy[i] = now_s < busy_until_s
        if dosing.every_s is not None:
            due = now_s - last_dose_s >= dosing.every_s and now_s >= dosing.every_s
        else:
            due = trace.ln_od[i] >= math.log(START_OD) and now_s > 600.0
        if not due or waiting or now_s - last_dose_s < dosing.min_interval_s:
            continue
        last_dose_s, busy_until_s = now_s, now_s + 2.0 * dosing.duration_s + 3.0
        arrives = trace.n_doses not in dosing.lost
        delivered = dosing.gain * (1.0 + dosing.repeatability * rng.standard_normal()) if arrives else 0.0
        if not arrives:
            trace.lost_doses_s.append(now_s)
        trace.n_doses += 1
        for k in range(ticks):
            event_s = now_s + 1.0 + k * PUMP_TICK_S
            booked = dosing.volume_ml / ticks
            before = dosing.vial_ml + k * booked
            actual = dosing.vial_ml + k * booked * delivered
            trace.doses.append((event_s, booked, before))
            waiting.append((event_s, math.log1p(booked * delivered / actual)))
        trace.pump_runs.extend(now_s + 1.0 + dosing.duration_s + k * PUMP_TICK_S for k in range(ticks + 4))
    extra = np.where(busy, dosing.pump_noise, 0.0) * rng.standard_normal(n)
    trace.ods["1"] = np.exp(seen + noise(rng, n, deviation, correlation) + extra)
    return trace
