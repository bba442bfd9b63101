"""Item 7: weeks of ordinary trouble, in which no fault may be found."""

from __future__ import annotations

import numpy as np

from benchmarks.thermal.figures import Table
from benchmarks.thermal.plant import MODELS, STEP_S, Array, Fleet
from benchmarks.thermal.runs import Run

DAY_S = 86400.0
DAYS = 2.0  # per unit: more units rather than longer runs
TARGETS_C = (37.0, 30.0, 37.0, 42.0, 25.0, 34.0)
DOSE_ML = 1.0
DOSE_EVERY_S = 1200.0


class OrdinaryTrouble:
    """Targets that step, doses in every second unit, lids opened, stirring stopped, a rail that wanders, odd readings.

    ``is_rough`` off leaves only the steps of the target (for a run with a very quiet sensor).
    """

    def __init__(self, n: int, seed: int, *, is_rough: bool = True) -> None:
        self._rng = np.random.default_rng([seed, 12])
        self._is_dosed = (np.arange(n) % 2 == 0) & is_rough
        self._is_rough = is_rough

    def hook(self, t: float, run: Run) -> None:
        """Make happen what is due before the step that ends at ``t`` + 2 s."""
        fleet = run.fleet
        if t % (4.0 * 3600.0) < STEP_S:
            target_c = TARGETS_C[int(t // (4.0 * 3600.0)) % len(TARGETS_C)]
            for regulator in run.regulators:
                regulator.target_c = target_c
        if not self._is_rough:
            return
        if t % DOSE_EVERY_S < STEP_S and t > 3600.0:
            volume = DOSE_ML * self._is_dosed
            fleet.mix_in(volume, fleet.ambient_c)
            fleet.draw_off(volume)
            for regulator, is_dosed in zip(run.regulators, self._is_dosed, strict=True):
                if is_dosed:
                    regulator.dose(DOSE_ML)
                    regulator.set_volume(fleet.nominal_ml)
        half_day = t % (DAY_S / 2.0)
        fleet.is_lid_open[:] = 5.0 * 3600.0 <= half_day < 5.0 * 3600.0 + 120.0
        is_stirred = not 8.0 * 3600.0 <= half_day < 8.0 * 3600.0 + 600.0
        if is_stirred != fleet.is_stirred:
            fleet.is_stirred = is_stirred
            for regulator in run.regulators:
                regulator.set_stirring(is_stirred)
        if t % (6.0 * 3600.0) < STEP_S:
            fleet.supply = 1.0 + self._rng.uniform(-0.06, 0.06, fleet.n)  # ± 3 % of the voltage

    def spoil(self, t: float, readings: Array) -> list[float | None]:
        """One odd reading an hour, and one in a hundred that fails."""
        if not self._is_rough:
            return list(readings.tolist())
        n = len(readings)
        is_spike = self._rng.random(n) < STEP_S / 3600.0
        spoiled = np.where(is_spike, self._rng.uniform(-20.0, 125.0, n), readings)
        failed = self._rng.random(n) < 0.01
        return [None if bad else r for r, bad in zip(spoiled.tolist(), failed, strict=True)]


def weeks(table: Table) -> None:
    """Count faults and probes of all models."""
    per_model = table.weeks / len(MODELS)
    for model in MODELS:
        n = max(1, round(per_model * 7.0 / DAYS))
        run = Run(Fleet(model, n, 71, base_c=(19.0, 25.0), day_wave_c=(0.0, 3.0)), 37.0)
        trouble = OrdinaryTrouble(n, 71)
        errors = []
        for _ in range(round(DAYS * 24.0)):
            run.go(3600.0, trouble.hook, trouble.spoil, keep=False)
            errors.append(np.array([d.liquid_c for d in run.decisions]) - run.fleet.liquid_c)
        case = f"{model}, {n * DAYS / 7.0:.1f} unit-weeks of ordinary trouble"
        for when, fault in run.first_fault.values():
            print(f"{case}: {fault} at {when:.0f} s")
        probes = sum(regulator.faults.probe.count for regulator in run.regulators)
        table.count("7", case, "latched faults", len(run.first_fault), 0)
        table.count("7", case, "probes", probes)
        table.add("7", case, "|estimate error| (K)", np.median(np.abs(np.array(errors)), axis=0))
    run = Run(Fleet("v1.1", max(2, round(per_model)), 72, noise_c=0.003, base_c=(19.0, 25.0)), 37.0)
    quiet = OrdinaryTrouble(run.fleet.n, 72, is_rough=False)
    run.go(2.0 * DAY_S, quiet.hook, keep=False)
    case = f"v1.1, {2.0 * run.fleet.n:.0f} unit-days with a sensor of 0.003 K noise"
    for when, fault in run.first_fault.values():
        print(f"{case}: {fault} at {when:.0f} s")
    table.count("7", case, "latched faults", len(run.first_fault), 0)
