from __future__ import annotations

import math
import random
from statistics import pstdev

import pytest

from pioreactor.domain.volume_watch import QUIET_S, VerdictKind, VolumeWatch, WatchSettings, verifying_exchange_ml
from pioreactor.domain.volume_watch.steps import StepMeter
from pioreactor.domain.volume_watch.verifying import ENOUGH_ML, LEAST_ML, MOST_ML

NOISE = 0.0056
READING_S = 5.0
STEP = math.log(16 / 15)


def measured_steps(growth: list[float], parts: int = 1, spacing_s: float = 600.0, seed: int = 1) -> list[float]:
    """Errors of the steps of a culture with this growth (1/h) in each interval, white noise, known noise."""
    rng = random.Random(seed)
    meter = StepMeter()
    t = level = 0.0
    errors = []
    for number, rate in enumerate(growth):
        if number:
            meter.close(NOISE**2)
            found = meter.measure()
            if found is not None:
                errors.append(found.size - STEP)
            meter.begin(t, NOISE**2)
            for part in range(parts):
                level -= STEP / parts
                for _ in range(12):
                    t += READING_S
                    level += rate * READING_S / 3600.0
                    meter.read(t, level + rng.gauss(0.0, NOISE), NOISE**2, may_go_on=True)
                if part < parts - 1:
                    meter.interrupt()
        for _ in range(int(spacing_s / READING_S)):
            t += READING_S
            level += rate * READING_S / 3600.0
            meter.read(t, level + rng.gauss(0.0, NOISE), NOISE**2)
    return errors


@pytest.mark.parametrize("parts", [1, 2])
def test_steps_of_a_culture_that_grows_evenly_are_known_to_a_thousandth(parts: int) -> None:
    errors = measured_steps([0.4] * 40, parts)
    assert len(errors) == 38
    assert pstdev(errors[5:]) < 0.0015
    assert abs(sum(errors[5:])) / len(errors[5:]) < 0.0006


def test_growth_that_changes_with_each_dose_makes_steps_uncertain_but_not_wrong() -> None:
    rng = random.Random(4)
    errors = measured_steps([rng.uniform(0.0, 0.8) for _ in range(60)])
    assert pstdev(errors[10:]) < 0.005
    assert abs(sum(errors[10:])) / len(errors[10:]) < 0.002


def test_nothing_is_measured_without_readings_on_both_sides() -> None:
    meter = StepMeter()
    meter.begin(0.0, NOISE**2)
    assert meter.measure() is None
    meter.close(NOISE**2)
    meter.begin(600.0, NOISE**2)
    assert meter.measure() is None
    for number in range(60):
        meter.read(700.0 + 5.0 * number, 0.0, NOISE**2)
    assert meter.measure() is None
    meter.begin(1100.0, NOISE**2)
    meter.spoil()
    assert meter.measure() is None


@pytest.mark.parametrize(
    ("owed_ml", "most_ml", "quiet_s", "expected_ml"),
    [
        (0.5, 1.5, 2 * QUIET_S, 0.0),
        (ENOUGH_ML, 1.5, 0.9 * QUIET_S, 0.0),
        (ENOUGH_ML, 1.5, QUIET_S, ENOUGH_ML),
        (9.0, 9.0, QUIET_S, MOST_ML),
        (1.0, 0.6, QUIET_S, 0.6),
        (1.0, 0.9 * LEAST_ML, QUIET_S, 0.0),
    ],
)
def test_a_verifying_exchange_waits_for_volume_and_quiet(
    owed_ml: float, most_ml: float, quiet_s: float, expected_ml: float
) -> None:
    assert verifying_exchange_ml(owed_ml, most_ml, quiet_s) == pytest.approx(expected_ml)


class Honouring:
    """A vial whose doses keep to what the watch allows; readings of 0.3 % noise."""

    def __init__(self) -> None:
        self.watch = VolumeWatch(WatchSettings(), 15.0)
        self.t = self.level = 0.0
        self.volume_ml = 15.0
        self.waste_works = True
        self._rng = random.Random(2)

    def rest(self, seconds: float) -> None:
        for _ in range(int(seconds / READING_S)):
            self.t += READING_S
            self.level += 0.3 * READING_S / 3600.0
            self.watch.read(self.t, self.level + self._rng.gauss(0.0, 0.003))

    def exchange(self, ml: float) -> None:
        self.watch.add_inflow(self.t, "media", ml)
        self.level -= math.log1p(ml / self.volume_ml)
        self.volume_ml += ml
        self.rest(60.0)
        self.watch.add_waste(self.t, 3.0 * ml)
        if self.waste_works:
            self.volume_ml = min(self.volume_ml, 15.0)

    def run(self, due_ml: float, hours: float) -> None:
        """``due_ml`` each ten minutes, put together when asked."""
        owed = 0.0
        for _ in range(int(6 * hours)):
            owed = min(owed + due_ml, 2.5)
            most = self.watch.verifying_ml()
            ml = owed if most is None else verifying_exchange_ml(owed, most, QUIET_S)
            if ml > 0.0:
                self.exchange(ml)
                owed -= ml
            self.rest(540.0)


def kinds(watch: VolumeWatch) -> set[VerdictKind]:
    return {verdict.kind for verdict in watch.verdicts()}


def test_small_exchanges_are_put_together_and_keep_the_bound_low() -> None:
    vial = Honouring()
    vial.rest(900.0)
    for _ in range(12):
        vial.run(0.25, 2.0)
        assert kinds(vial.watch) == set()
    assert vial.watch.bound_ml() < 19.0


def test_with_small_exchanges_a_blocked_waste_is_stopped_before_it_spills() -> None:
    vial = Honouring()
    vial.rest(900.0)
    vial.run(0.25, 12.0)
    vial.waste_works = False
    vial.run(0.25, 12.0)
    assert kinds(vial.watch) & {VerdictKind.WASTE_BLOCKED, VerdictKind.UNVERIFIED}
    assert vial.volume_ml < 20.0
