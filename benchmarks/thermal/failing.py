"""Item 6: how fast each fault switches the heater off."""

from __future__ import annotations

import numpy as np

from benchmarks.thermal.figures import Table
from benchmarks.thermal.plant import MODELS, Array, Fleet
from benchmarks.thermal.runs import Hook, Run, Spoil

REST_S = 5400.0
LOOK_EVERY_S = 60.0


def seconds_to_detect(run: Run, onset_s: float) -> Array:
    """Seconds from the onset to the first fault; infinite where none was found."""
    return np.array([run.first_fault[i][0] - onset_s if i in run.first_fault else np.inf for i in range(run.fleet.n)])


def kinds(run: Run) -> dict[str, int]:
    """How often each kind of fault was found."""
    found: dict[str, int] = {}
    for _, fault in run.first_fault.values():
        found[fault.kind.value] = found.get(fault.kind.value, 0) + 1
    return found


def lost(from_s: float) -> Spoil:
    """The sensor does not answer any more."""
    return lambda t, readings: [None if t > from_s else r for r in readings.tolist()]


def jumped(from_s: float, by_k: float) -> Spoil:
    """The sensor reads wrong by a constant."""
    return lambda t, readings: [r + by_k if t > from_s else r for r in readings.tolist()]


def frozen(from_s: float) -> Spoil:
    """The sensor repeats itself."""
    held: list[float] = []

    def spoil(t: float, readings: Array) -> list[float | None]:
        if t <= from_s:
            return list(readings.tolist())
        if not held:
            held.extend(readings.tolist())
        return list(held)

    return spoil


def at(from_s: float, name: str, value: bool) -> Hook:
    """Set a property of the plant for all units at a time."""

    def hook(t: float, run: Run) -> None:
        if t >= from_s:
            getattr(run.fleet, name)[:] = value

    return hook


HEATING_S = 120.0
CASES: tuple[tuple[str, float, float, Hook | None, Spoil | None, float | None], ...] = (
    ("sensor lost", 37.0, REST_S, None, lost(REST_S), 14.0),
    ("sensor + 10 K", 37.0, REST_S, None, jumped(REST_S, 10.0), 8.0),
    ("sensor frozen, heating up", 37.0, HEATING_S, None, frozen(HEATING_S), 25.0),
    ("sensor frozen, at rest", 37.0, REST_S, None, frozen(REST_S), 360.0),
    ("heater open from the start, 37 °C", 37.0, 0.0, at(0.0, "is_heater_open", True), None, 150.0),
    ("heater open from the start, 25 °C", 25.0, 0.0, at(0.0, "is_heater_open", True), None, 150.0),
    ("heater opens, heating up", 37.0, HEATING_S, at(HEATING_S, "is_heater_open", True), None, 150.0),
    ("heater opens at rest, 37 °C", 37.0, REST_S, at(REST_S, "is_heater_open", True), None, 150.0),
    ("heater opens at rest, 25 °C", 25.0, REST_S, at(REST_S, "is_heater_open", True), None, 150.0),
    ("heater stuck on, at rest", 37.0, REST_S, at(REST_S, "is_stuck_on", True), None, 60.0),
    ("vial absent from the start", 37.0, 0.0, at(0.0, "has_vial", False), None, None),
    ("vial removed, heating up", 37.0, HEATING_S, at(HEATING_S, "has_vial", False), None, None),
    ("vial removed, at rest 37 °C", 37.0, REST_S, at(REST_S, "has_vial", False), None, None),
)


def failing(table: Table) -> None:
    """Run every fault on every model."""
    for model in MODELS:
        before: dict[tuple[float, float], Run] = {}
        for name, target_c, onset_s, hook, spoil, limit in CASES:
            if (target_c, onset_s) not in before:
                before[target_c, onset_s] = _healthy(model, table.units, target_c, onset_s)
            run = before[target_c, onset_s].branch()
            early = len(run.first_fault)
            watch_s = 3600.0 if "vial" in name else 900.0
            _until_found(run, watch_s, hook, None if spoil is None else renewed(name, onset_s))
            seconds = seconds_to_detect(run, onset_s)
            found = ", ".join(f"{kind} {n}" for kind, n in sorted(kinds(run).items()))
            table.add("6", f"{model}, {name}", f"s to off ({found})", seconds, at_95=limit)
            if "vial" in name:
                table.share("6", f"{model}, {name}", "found within 1 h", float(np.mean(np.isfinite(seconds))))
            if early:
                table.count("6", f"{model}, {name}", "false faults before", early, 0)


def _healthy(model: str, n: int, target_c: float, until_s: float) -> Run:
    """A fleet at work, just before something fails."""
    base = (18.0, 23.0) if target_c < 30.0 else (18.0, 28.0)
    run = Run(Fleet(model, n, 61, base_c=base), target_c)
    run.go(until_s, keep=False)
    return run


def _until_found(run: Run, watch_s: float, hook: Hook | None, spoil: Spoil | None) -> None:
    """Watch until every unit has found its fault, at most ``watch_s``."""
    end_s = run.fleet.time_s + watch_s
    while run.fleet.time_s < end_s and len(run.first_fault) < run.fleet.n:
        run.go(min(LOOK_EVERY_S, end_s - run.fleet.time_s), hook, spoil, keep=False)


def renewed(name: str, onset_s: float) -> Spoil:
    """The spoiling of a case, with nothing kept from another model's run."""
    if "lost" in name:
        return lost(onset_s)
    if "frozen" in name:
        return frozen(onset_s)
    return jumped(onset_s, 10.0)
