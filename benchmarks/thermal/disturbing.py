"""Item 4, and other disturbances at 37 °C for information."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.thermal.figures import BAND_K, Table
from benchmarks.thermal.incumbent import run_incumbent
from benchmarks.thermal.plant import MODELS, Array, Fleet
from benchmarks.thermal.runs import Run, Track

REST_S = 5400.0
WATCH_S = 5400.0
INCUMBENT_REST_S = 4.0 * 3600.0
SEED = 41

Change = Callable[[Fleet], None]


def once(at_s: float, change: Change) -> Callable[[float, Fleet], None]:
    """Do something at a time, once."""
    done: list[bool] = []

    def hook(t: float, fleet: Fleet) -> None:
        if t >= at_s and not done:
            done.append(True)
            change(fleet)

    return hook


def cold_dose(fleet: Fleet) -> None:
    """5 mL of the room's temperature."""
    fleet.mix_in(5.0, fleet.ambient_c)


def announce_dose(run: Run) -> None:
    """Tell the regulators about it."""
    for regulator in run.regulators:
        regulator.dose(5.0)


def stirring_off(fleet: Fleet) -> None:
    """Nothing stirs."""
    fleet.is_stirred = False


def cold_room(fleet: Fleet) -> None:
    """A window was opened."""
    fleet.room_step_c = -5.0


def weak_supply(fleet: Fleet) -> None:
    """5 % less voltage."""
    fleet.supply = fleet.supply * 0.95**2


def lid_open(fleet: Fleet) -> None:
    """The lid was taken off."""
    fleet.is_lid_open[:] = True


def disturbed(model: str, n: int, change: Change, announce: Callable[[Run], None] | None = None) -> tuple[Run, Track]:
    """Hold 37 °C, let something happen, and watch for an hour and a half; the track begins at the change."""
    run = Run(Fleet(model, n, SEED), 37.0)
    run.go(REST_S, keep=False)
    change(run.fleet)
    if announce is not None:
        announce(run)
    return run, run.go(WATCH_S)


def disturbed_incumbent(model: str, n: int, change: Change) -> tuple[Track, Array]:
    """The same for the published cycle, after four hours of settling; and what it held before, mean of 15 min."""
    fleet = Fleet(model, n, SEED)
    at_s = INCUMBENT_REST_S
    track = run_incumbent(model, fleet, 37.0, at_s + WATCH_S, once(at_s, change))
    before = track.liquid[track.after(at_s - 900.0, at_s)].mean(axis=0)
    rows = track.after(at_s + 0.1)
    return Track(*(np.asarray(part[rows]) for part in track.__dict__.values())), before


def minutes_away(track: Track, before: Array) -> Array:
    """Minutes after which the liquid has come back within 0.5 K of what it was, for good."""
    away = np.abs(track.liquid - before) > BAND_K
    start = float(track.time_s[0])
    last = [np.flatnonzero(away[:, i]) for i in range(away.shape[1])]
    return np.array([(track.time_s[rows[-1]] - start) / 60.0 if len(rows) else 0.0 for rows in last])


def largest_deviation(track: Track, before: Array) -> Array:
    """Largest departure from what it was, K."""
    return np.asarray(np.abs(track.liquid - before).max(axis=0))


def error_in_estimate(run: Run, track: Track) -> Array:
    """Largest error of the estimate, the constant one of this unit left out, K."""
    error = track.estimate - track.liquid
    return np.asarray(np.abs(error - error[:1]).max(axis=0))


def disturbing(table: Table) -> None:
    """Run every disturbance on every model; the incumbent's figures beside."""
    for model in MODELS:
        _dose(table, model, is_announced=True)
        _dose(table, model, is_announced=False)
        _still(table, model)
        for name, change in (("room − 5 °C", cold_room), ("supply − 5 %", weak_supply), ("lid off", lid_open)):
            run, track = disturbed(model, table.units, change)
            before = track.liquid[0]
            other, held = disturbed_incumbent(model, table.units, change)
            table.add(
                "4", f"{model}, {name}", "largest deviation (K)", largest_deviation(track, before),
                incumbent=largest_deviation(other, held),
            )  # fmt: skip
            _no_fault(table, model, name, run)


def _dose(table: Table, model: str, *, is_announced: bool) -> None:
    held = _held(model, table.units)
    run, track = disturbed(model, table.units, cold_dose, announce_dose if is_announced else None)
    name = f"5 mL cold dose, {'announced' if is_announced else 'not announced'}"
    other, other_held = disturbed_incumbent(model, table.units, cold_dose)
    table.add(
        "4", f"{model}, {name}", "min until back within 0.5 K", minutes_away(track, held), median=6.0,
        incumbent=minutes_away(other, other_held),
    )  # fmt: skip
    if is_announced:
        table.add("4", f"{model}, {name}", "error of the estimate (K)", error_in_estimate(run, track), median=0.5)
    _no_fault(table, model, name, run)


def _held(model: str, n: int) -> Array:
    """What the units of this benchmark hold before the change."""
    run = Run(Fleet(model, n, SEED), 37.0)
    run.go(REST_S, keep=False)
    return run.fleet.liquid_c


def _still(table: Table, model: str) -> None:
    def announce(run: Run) -> None:
        for regulator in run.regulators:
            regulator.set_stirring(False)

    run, track = disturbed(model, table.units, stirring_off, announce)
    other, held = disturbed_incumbent(model, table.units, stirring_off)
    limit = {"v1.0": 0.8, "v1.1": 0.3}.get(model)
    deviation = largest_deviation(track, track.liquid[0])
    table.add(
        "4", f"{model}, stirring off", "largest deviation (K)", deviation, median=limit,
        incumbent=largest_deviation(other, held),
    )  # fmt: skip
    _no_fault(table, model, "stirring off", run)


def _no_fault(table: Table, model: str, name: str, run: Run) -> None:
    if run.first_fault:
        table.count("7", f"{model}, {name}", "latched faults", len(run.first_fault), 0)
