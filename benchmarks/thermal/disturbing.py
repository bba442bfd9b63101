"""Item 4, and other disturbances at 37 °C for information."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.thermal.figures import BAND_K, Table
from benchmarks.thermal.incumbent import Incumbent
from benchmarks.thermal.plant import MODELS, Array, Fleet
from benchmarks.thermal.runs import Run, Track

REST_S = 5400.0
WATCH_S = 5400.0
INCUMBENT_REST_S = 4.0 * 3600.0
SEED = 41

Change = Callable[[Fleet], None]


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


@dataclass
class Rested:
    """A fleet that has held 37 °C for long, under our regulators and under the published cycle."""

    ours: Run
    theirs: Incumbent

    @classmethod
    def of(cls, model: str, n: int) -> Rested:
        """Run both until nothing moves any more."""
        ours = Run(Fleet(model, n, SEED), 37.0)
        ours.go(REST_S, keep=False)
        theirs = Incumbent(model, Fleet(model, n, SEED), 37.0)
        theirs.go(INCUMBENT_REST_S)
        return cls(ours, theirs)

    @property
    def held_c(self) -> Array:
        """What the liquid of each unit has, ours."""
        return self.ours.fleet.liquid_c

    @property
    def held_by_theirs_c(self) -> Array:
        """The same under the published cycle, mean of 15 minutes."""
        track = self.theirs.track
        return np.asarray(track.liquid[track.after(float(track.time_s[-1]) - 900.0)].mean(axis=0))

    def disturbed(self, change: Change, announce: Callable[[Run], None] | None = None) -> tuple[Run, Track]:
        """Let something happen, and watch for an hour and a half; the track begins at the change."""
        run = self.ours.branch()
        change(run.fleet)
        if announce is not None:
            announce(run)
        return run, run.go(WATCH_S)

    def disturbed_incumbent(self, change: Change) -> Track:
        """The same for the published cycle."""
        run = self.theirs.branch()
        change(run.fleet)
        run.forget_track()
        return run.go(WATCH_S)


def minutes_away(track: Track, before: Array) -> Array:
    """Minutes after which the liquid has come back within 0.5 K of what it was, for good."""
    away = np.abs(track.liquid - before) > BAND_K
    start = float(track.time_s[0])
    last = [np.flatnonzero(away[:, i]) for i in range(away.shape[1])]
    return np.array([(track.time_s[rows[-1]] - start) / 60.0 if len(rows) else 0.0 for rows in last])


def largest_deviation(track: Track, before: Array) -> Array:
    """Largest departure from what it was, K."""
    return np.asarray(np.abs(track.liquid - before).max(axis=0))


def error_in_estimate(rested: Rested, track: Track) -> Array:
    """Largest error of the estimate, K; the one that this unit had before the change is left out."""
    before = np.array([decision.liquid_c for decision in rested.ours.decisions]) - rested.held_c
    return np.asarray(np.abs(track.estimate - track.liquid - before).max(axis=0))


def disturbing(table: Table) -> None:
    """Run every disturbance on every model; the incumbent's figures beside."""
    for model in MODELS:
        rested = Rested.of(model, table.units)
        _dose(table, model, rested)
        _still(table, model, rested)
        for name, change in (("room − 5 °C", cold_room), ("supply − 5 %", weak_supply), ("lid off", lid_open)):
            run, track = rested.disturbed(change)
            other = rested.disturbed_incumbent(change)
            table.add(
                "4", f"{model}, {name}", "largest deviation (K)", largest_deviation(track, rested.held_c),
                incumbent=largest_deviation(other, rested.held_by_theirs_c),
            )  # fmt: skip
            _no_fault(table, model, name, run)


def _dose(table: Table, model: str, rested: Rested) -> None:
    theirs = minutes_away(rested.disturbed_incumbent(cold_dose), rested.held_by_theirs_c)
    for name, announce in (("announced", announce_dose), ("not announced", None)):
        run, track = rested.disturbed(cold_dose, announce)
        case = f"{model}, 5 mL cold dose, {name}"
        table.add(
            "4", case, "min until back within 0.5 K", minutes_away(track, rested.held_c), median=6.0, at_95=6.0,
            incumbent=theirs,
        )  # fmt: skip
        if announce is not None:
            error = error_in_estimate(rested, track)
            table.add("4", case, "error of the estimate (K)", error, median=0.5, at_95=0.5)
        _no_fault(table, model, name, run)


def _still(table: Table, model: str, rested: Rested) -> None:
    def announce(run: Run) -> None:
        for regulator in run.regulators:
            regulator.set_stirring(False)

    run, track = rested.disturbed(stirring_off, announce)
    other = rested.disturbed_incumbent(stirring_off)
    table.add(
        "4", f"{model}, stirring off", "largest deviation (K)", largest_deviation(track, rested.held_c),
        median={"v1.0": 0.8, "v1.1": 0.3}.get(model), incumbent=largest_deviation(other, rested.held_by_theirs_c),
    )  # fmt: skip
    _no_fault(table, model, "stirring off", run)


def _no_fault(table: Table, model: str, name: str, run: Run) -> None:
    if run.first_fault:
        table.count("7", f"{model}, {name}", "latched faults", len(run.first_fault), 0)
