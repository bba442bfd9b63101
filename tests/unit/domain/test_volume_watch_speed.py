"""What the stirrer's speed tells the volume watch: waste that works or not, and stirrers that feel no level."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pioreactor.domain.volume_watch import VerdictKind, VolumeWatch, WatchSettings
from pioreactor.domain.volume_watch.speed_watch import CONTROL_WAIT_S, SHORT_WAIT_S

PUMP_ML_PER_S = 0.06
MEASURED_EVERY_S = 1.5
ROOT_MEAN_SQUARE = 0.0004


class StirredVial:
    """A vial without readings: all that is known of it comes from the stirrer.

    ``per_ml``: share of the speed that 1 mL costs; ``dip``: share that a dose of 1 mL costs for a minute whatever the
    level does; ``sag``: share per percent of the heater's duty.
    """

    def __init__(self, per_ml: float = 0.005, dip: float = 0.0, sag: float = 0.0, seed: int = 1) -> None:
        self.watch = VolumeWatch(WatchSettings(), 15.0)
        self.volume_ml = 15.0
        self.t = 0.0
        self.waste_works = True
        self.arrives = 1.0
        self.per_ml, self.dip, self.sag = per_ml, dip, sag
        self._duty = 30.0
        self._dosed = (-1e9, 0.0)
        self._random = random.Random(seed)
        self.watch.drive(self._duty)

    def rest(self, seconds: float) -> None:
        """Time passes, and the speed is measured."""
        end = self.t + seconds
        while self.t + MEASURED_EVERY_S <= end:
            self.t += MEASURED_EVERY_S
            since, dose = self._dosed
            dip = self.dip * dose * math.exp(-(self.t - since) / 45.0)
            heater = 25.0 + 10.0 * dose * math.exp(-(self.t - since) / 200.0)
            share = 1.0 - self.per_ml * (self.volume_ml - 15.0) - dip - self.sag * heater
            rpm = 500.0 * share * (1.0 + self._random.gauss(0.0, ROOT_MEAN_SQUARE))
            self.watch.turn(self.t, round(rpm, 1), heater)

    def exchange(self, ml: float = 1.0, *, touched: bool = False) -> None:
        """One exchange with the waits that the watch asks for; ``touched``: the drive changes in the middle of it."""
        self.rest(20.0)
        wait_s = self.watch.speed.wait_s(self.t)
        self._pump("media", ml, ml * self.arrives)
        self._dosed = (self.t, ml)
        self.rest(max(5.0, wait_s))
        if touched:
            self._duty += 0.5
            self.watch.drive(self._duty)
        self._pump("waste", 3.0 * ml, 0.0)
        if self.waste_works:
            self.volume_ml = min(self.volume_ml, max(15.0, self.volume_ml - 3.0 * ml))
        self.rest(20.0)
        self.t += 600.0

    def _pump(self, name: str, booked_ml: float, moved_ml: float) -> None:
        parts = max(1, round(booked_ml / PUMP_ML_PER_S / 0.5))
        for _ in range(parts):
            if name == "waste":
                self.watch.add_waste(self.t, booked_ml / parts)
            else:
                self.watch.add_inflow(self.t, name, booked_ml / parts)
            self.volume_ml += moved_ml / parts
            self.t += 0.5

    def exchanges(self, count: int, ml: float = 1.0) -> None:
        for _ in range(count):
            self.exchange(ml)

    def kinds(self) -> set[VerdictKind]:
        return {verdict.kind for verdict in self.watch.verdicts()}


def test_a_waste_that_works_is_seen_to_work_by_the_stirrer_alone() -> None:
    vial = StirredVial()
    vial.exchanges(30)
    assert vial.watch.speed.gain.is_proven
    assert not vial.kinds()
    assert vial.watch.bound_ml() < 15.3
    assert vial.watch.verifying_ml() is None
    assert abs(vial.watch.speed.gain.gain + 0.005) < 0.0008


def test_a_blocked_waste_is_named_after_two_exchanges() -> None:
    vial = StirredVial()
    vial.exchanges(8)
    vial.waste_works = False
    vial.exchanges(2)
    assert vial.kinds() == {VerdictKind.WASTE_BLOCKED}


def test_a_bottle_that_is_empty_is_no_blocked_waste() -> None:
    vial = StirredVial()
    vial.exchanges(8)
    vial.arrives = 0.0
    vial.exchanges(2)
    assert vial.kinds() == {VerdictKind.NOT_DELIVERED}


@pytest.mark.parametrize("dip", [0.0, 0.003, 0.006])
def test_a_stirrer_that_feels_no_level_tells_nothing(dip: float) -> None:
    """Also where a dose slows it down and it recovers by itself, as if the waste had worked."""
    vial = StirredVial(per_ml=0.0, dip=dip)
    vial.waste_works = False
    for _ in range(4):
        vial.exchange()
    assert not vial.watch.speed.gain.is_proven
    assert vial.watch.bound_ml() == pytest.approx(19.0, abs=0.1)
    assert VerdictKind.WASTE_BLOCKED not in vial.kinds()


def test_a_drive_that_changed_in_between_tells_nothing() -> None:
    vial = StirredVial()
    vial.exchanges(8)
    vial.exchange(touched=True)
    assert vial.watch.bound_ml() >= 15.0 + 0.95  # all of it may have stayed
    vial.waste_works = False
    vial.exchange(touched=True)
    assert not vial.kinds()
    assert vial.watch.bound_ml() >= 16.0 + 0.95


def test_the_heater_is_no_liquid() -> None:
    """Each dose cools, the heater answers, and the supply sags for minutes."""
    vial = StirredVial(sag=1e-4)
    vial.exchanges(30)
    assert vial.watch.speed.gain.is_proven
    assert not vial.kinds()
    vial.waste_works = False
    vial.exchanges(2)
    assert vial.kinds() == {VerdictKind.WASTE_BLOCKED}


def test_waits_are_long_until_the_stirrer_is_known_and_none_where_it_is_not_heard() -> None:
    vial = StirredVial()
    assert vial.watch.speed.wait_s(0.0) == 0.0
    vial.rest(10.0)
    assert vial.watch.speed.wait_s(vial.t) == CONTROL_WAIT_S
    vial.exchanges(6)
    assert vial.watch.speed.wait_s(vial.t - 600.0) == SHORT_WAIT_S
    assert vial.watch.speed.wait_s(vial.t) == 0.0


@settings(max_examples=40, deadline=None)
@given(
    per_ml=st.floats(0.0, 0.01),
    dip=st.floats(0.0, 0.005),
    ml=st.floats(0.3, 1.0),
    good=st.integers(0, 12),
    seed=st.integers(0, 1000),
)
def test_what_is_allowed_never_fills_the_vial(per_ml: float, dip: float, ml: float, good: int, seed: int) -> None:
    """However the stirrer behaves and whenever the waste stops: what the watch lets in stays below the rim."""
    vial = StirredVial(per_ml, dip, seed=seed)
    for number in range(good + 30):
        vial.waste_works = number < good
        allowed = min(ml, vial.watch.room_ml())
        if vial.kinds() or allowed < 0.1:
            break
        vial.exchange(allowed)
    assert vial.volume_ml <= 20.0
