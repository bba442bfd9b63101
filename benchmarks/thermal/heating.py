"""Items 1, 2, 3 and 5: warming up from cold and holding, with and without a thermometer's help."""

from __future__ import annotations

import numpy as np

from benchmarks.thermal.figures import Table, final, minutes_to_stay, ripple
from benchmarks.thermal.incumbent import Incumbent
from benchmarks.thermal.plant import MODELS, Array, Fleet
from benchmarks.thermal.runs import Run, Track
from pioreactor.domain.thermal import ThermalCalibration

SEED = 21
RUN_S = 3.0 * 3600.0
CALIBRATED_AFTER_S = 3600.0
SETTLED = {"v1.0": (13.0, 18.0), "v1.1": (11.0, 15.0), "40 mL": (17.0, 24.0)}
THERMOMETER_SD_K = 0.05


def calibrations(run: Run, seed: int) -> list[ThermalCalibration]:
    """What one reading of a thermometer gives for each unit of a fleet that has settled."""
    measured = run.fleet.liquid_c + THERMOMETER_SD_K * np.random.default_rng(seed).standard_normal(run.fleet.n)
    found = []
    for regulator, thermometer_c in zip(run.branch().regulators, measured.tolist(), strict=True):
        try:
            found.append(regulator.calibrate_with(thermometer_c))
        except ValueError:
            found.append(regulator.calibration)
    return found


def begin(
    model: str,
    n: int,
    target_c: float,
    seed: int,
    calibrated: list[ThermalCalibration] | None = None,
    spread: str = "hard",
) -> Run:
    """Start from cold; the units of a seed are the same in every run."""
    base = (18.0, 23.0) if target_c < 30.0 else (18.0, 28.0)
    run = Run(Fleet(model, n, seed, base_c=base, spread=spread), target_c, start=False)
    readings = run.fleet.read().tolist()
    for i, regulator in enumerate(run.regulators):
        if calibrated is not None:
            regulator.calibrate(calibrated[i])
        regulator.start_cold(readings[i])
    return run


def heating(table: Table) -> None:
    """Run every model at 37 °C, and other targets for information."""
    plates: list[float] = []
    for model in MODELS:
        run = begin(model, table.units, 37.0, SEED)
        first = run.go(CALIBRATED_AFTER_S)
        calibrated = calibrations(run, SEED)
        track = first.then(run.go(RUN_S - CALIBRATED_AFTER_S))
        other = Incumbent(model, Fleet(model, table.units, SEED), 37.0).go(RUN_S)
        _at_37(table, model, run, track, other)
        plates.append(_plate_over_reduce(run, track))
        _calibrated(table, model, calibrated)
    for model, target_c in (("v1.0", 25.0), ("v1.0", 45.0), ("v1.1", 25.0), ("v1.1", 45.0), ("40 mL", 45.0)):
        run = begin(model, table.units, target_c, SEED + 1)
        track = run.go(RUN_S)
        plates.append(_plate_over_reduce(run, track))
        case = f"{model}, {target_c:g} °C"
        table.add("3", case, "steady |error| (K)", np.abs(final(track) - target_c))
        table.add("1", case, "min to own final value ± 0.5 K", minutes_to_stay(track, final(track)))
        if run.first_fault:
            table.count("7", case, "latched faults", len(run.first_fault), 0)
    table.count("5", "all runs without faults", "plate above the reduce limit (K)", max(plates), 0.0)


def _at_37(table: Table, model: str, run: Run, track: Track, other: Track) -> None:
    case = f"{model}, 37 °C"
    middle, high = SETTLED[model]
    table.add(
        "1",
        case,
        "min to own final value ± 0.5 K",
        minutes_to_stay(track, final(track)),
        median=middle,
        at_95=high,
        incumbent=minutes_to_stay(other, final(other)),
    )
    goal = np.full(run.fleet.n, 37.0)
    table.share(
        "1",
        case,
        "stay within target ± 0.5 K in 3 h",
        float(np.mean(np.isfinite(minutes_to_stay(track, goal)))),
        incumbent=f"{np.mean(np.isfinite(minutes_to_stay(other, goal))):.0%}",
    )
    table.add(
        "2", case, "overshoot over own final value (K)", track.liquid.max(axis=0) - final(track), at_95=0.25,
        incumbent=other.liquid.max(axis=0) - final(other),
    )  # fmt: skip
    table.add("2", case, "ripple (± K)", ripple(track), at_95=0.05, incumbent=ripple(other))
    table.add(
        "3", case, "steady |error| (K)", np.abs(final(track) - 37.0), at_95=0.9, incumbent=np.abs(final(other) - 37.0)
    )
    inside = np.abs(track.estimate[-1] - track.liquid[-1]) <= 2.0 * track.sd[-1]
    table.share("3", case, "units within 2 σ of what is published", float(np.mean(inside)), 0.90)
    if run.first_fault:
        table.count("7", case, "latched faults", len(run.first_fault), 0)


def _calibrated(table: Table, model: str, calibrated: list[ThermalCalibration]) -> None:
    """One point at 37 °C, then the whole course again."""
    run = begin(model, table.units, 37.0, SEED, calibrated)
    track = run.go(RUN_S)
    case = f"{model}, 37 °C after one point"
    table.add("3", case, "steady |error| (K)", np.abs(final(track) - 37.0), at_95=0.35)
    table.add("2", case, "overshoot over target (K)", track.liquid.max(axis=0) - 37.0, at_95=0.35)
    inside = np.abs(track.estimate[-1] - track.liquid[-1]) <= 2.0 * track.sd[-1]
    table.share("3", case, "units within 2 σ of what is published", float(np.mean(inside)), 0.90)
    nominal = begin(model, 1, 37.0, SEED, spread="none")
    course = nominal.go(RUN_S)
    table.add("3", f"{model}, nominal unit", "steady |error| (K)", np.abs(final(course) - 37.0), at_95=0.05)
    if nominal.first_fault or run.first_fault:
        table.count("7", case, "latched faults", len(run.first_fault) + len(nominal.first_fault), 0)


def _plate_over_reduce(run: Run, track: Track) -> float:
    plate: Array = track.plate
    return float(plate.max()) - run.fleet.holder.reduce_c
