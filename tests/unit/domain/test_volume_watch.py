from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

from pioreactor.domain.volume_watch import VerdictKind, VolumeWatch, WatchSettings

GROWTH_PER_H = 0.3
READING_S = 5.0
PUMP_ML_PER_S = 0.03


class Vial:
    """A vial that mixes at once, with readings of 0.3 % noise and exchanges of one dose and three times the waste."""

    def __init__(self, watch: VolumeWatch, volume_ml: float = 15.0, seed: int = 1) -> None:
        self.watch = watch
        self.volume_ml = volume_ml
        self.level = 0.0
        self.t = 0.0
        self.waste_works = True
        self.delivered = {"media": 1.0, "alt_media": 1.0}
        self.leak_ml_per_s = 0.0
        self.optics = 0.0
        self.reads = True
        self._random = random.Random(seed)

    def pass_time(self, seconds: float) -> None:
        """Readings go on."""
        end = self.t + seconds
        while self.t + READING_S <= end:
            self.t += READING_S
            self.level += GROWTH_PER_H * READING_S / 3600.0
            self._pour(self.leak_ml_per_s * READING_S)
            if self.reads:
                self.watch.read(self.t, self.level + self.optics + self._random.gauss(0.0, 0.003))

    def _pour(self, ml: float) -> None:
        if ml > 0.0:
            self.level -= math.log1p(ml / self.volume_ml)
        self.volume_ml += ml

    def exchange(self, ml: float, pump: str = "media") -> None:
        """One exchange, booked in parts of half a second, as the pumps do."""
        parts = max(1, round(ml / PUMP_ML_PER_S / 0.5))
        for _ in range(parts):
            self.watch.add_inflow(self.t, pump, ml / parts)
            self._pour(self.delivered[pump] * ml / parts)
            self.t += 0.5
        self.t += 5.0
        for _ in range(parts):
            self.watch.add_waste(self.t, 3.0 * ml / parts)
            self.t += 0.5
        if self.waste_works and self.volume_ml > 15.0:
            self.volume_ml = max(15.0, self.volume_ml - 3.0 * ml)

    def dose(self, exchanges: int, ml: float = 1.0, pause_s: float = 1200.0, pump: str = "media") -> None:
        """Exchanges with readings between, until a verdict that is more than a question."""
        for _ in range(exchanges):
            self.exchange(ml, pump)
            self.pass_time(pause_s)
            if self.kinds() - {VerdictKind.UNVERIFIED}:
                return

    def kinds(self) -> set[VerdictKind]:
        return {verdict.kind for verdict in self.watch.verdicts()}


@pytest.fixture
def vial() -> Vial:
    made = Vial(VolumeWatch(WatchSettings(), 15.0))
    made.pass_time(600.0)
    return made


def test_a_healthy_vial_is_left_alone_and_its_interval_holds_the_truth(vial: Vial) -> None:
    vial.dose(40)
    assert vial.kinds() == set()
    estimate = vial.watch.estimate()
    assert estimate.low_ml <= vial.volume_ml <= estimate.high_ml
    assert estimate.high_ml - estimate.low_ml < 3.0
    assert estimate.bound_ml < 20.0


def test_blocked_waste_is_noticed_before_the_vial_spills(vial: Vial) -> None:
    vial.dose(15)
    vial.waste_works = False
    vial.dose(8)
    assert VerdictKind.WASTE_BLOCKED in vial.kinds()
    assert vial.volume_ml < 20.0
    verdict = vial.watch.verdicts()[0]
    assert verdict.volume_ml == pytest.approx(vial.volume_ml, abs=1.5)
    estimate = vial.watch.estimate()
    assert estimate.low_ml <= vial.volume_ml <= estimate.high_ml


def test_a_reset_begins_anew(vial: Vial) -> None:
    vial.dose(15)
    vial.waste_works = False
    vial.dose(8)
    vial.waste_works, vial.volume_ml = True, 15.0
    vial.watch.reset(vial.t, 15.0)
    assert vial.kinds() == set()
    vial.pass_time(600.0)
    vial.dose(10)
    assert vial.kinds() == set()


@pytest.mark.parametrize(("rate_ml_per_s", "within_s"), [(0.03, 90.0), (0.09, 40.0)])
def test_a_pump_that_does_not_stop_is_noticed_within_a_few_readings(
    vial: Vial, rate_ml_per_s: float, within_s: float
) -> None:
    vial.dose(3)
    vial.leak_ml_per_s = rate_ml_per_s
    vial.pass_time(within_s)
    assert vial.kinds() == {VerdictKind.UNEXPECTED_INFLOW}
    assert vial.volume_ml < 20.0


@pytest.mark.parametrize("size", [-0.3, -0.05, 0.05, 0.8, -2.0])
def test_a_jump_of_the_signal_is_no_inflow(vial: Vial, size: float) -> None:
    vial.dose(3)
    vial.optics = size
    vial.pass_time(1800.0)
    assert vial.kinds() == set()


def test_a_culture_that_stops_growing_is_no_inflow(vial: Vial, monkeypatch: pytest.MonkeyPatch) -> None:
    vial.dose(3)
    monkeypatch.setitem(globals(), "GROWTH_PER_H", -0.1)
    vial.pass_time(1800.0)
    assert vial.kinds() == set()


@pytest.mark.parametrize(("share", "kind"), [(0.0, VerdictKind.NOT_DELIVERED), (0.5, VerdictKind.PARTLY_DELIVERED)])
def test_doses_that_do_not_arrive_are_noticed(vial: Vial, share: float, kind: VerdictKind) -> None:
    vial.dose(12)
    vial.delivered["media"] = share
    vial.dose(8)
    assert vial.kinds() == {kind}
    verdict = vial.watch.verdicts()[0]
    assert verdict.pump == "media"
    assert verdict.amount_ml > 0.4


def test_doses_that_arrive_again_end_the_verdict(vial: Vial) -> None:
    vial.dose(12)
    vial.delivered["media"] = 0.0
    vial.dose(4)
    assert vial.kinds() == {VerdictKind.NOT_DELIVERED}
    vial.delivered["media"] = 1.0
    for _ in range(6):
        vial.exchange(1.0)
        vial.pass_time(1200.0)
    assert vial.kinds() == set()


def test_one_pump_is_not_blamed_for_the_other(vial: Vial) -> None:
    for _ in range(10):
        vial.dose(1)
        vial.dose(1, pump="alt_media")
    vial.delivered["alt_media"] = 0.0
    for _ in range(3):
        vial.dose(1)
        vial.dose(1, pump="alt_media")
    assert [(v.kind, v.pump) for v in vial.watch.verdicts()] == [(VerdictKind.NOT_DELIVERED, "alt_media")]


def test_without_readings_the_bound_is_all_that_was_added(vial: Vial) -> None:
    vial.reads = False
    for dose in range(1, 7):
        vial.exchange(1.0)
        vial.pass_time(1200.0)
        assert vial.watch.bound_ml() == pytest.approx(min(20.0, 15.0 + dose), abs=0.01)
    assert vial.kinds() == {VerdictKind.UNVERIFIED}
    vial.watch.reset(vial.t, 15.0)
    assert vial.kinds() == set()
    assert vial.watch.bound_ml() == pytest.approx(15.0)


def test_filling_a_vial_to_its_tube_is_not_suspicious() -> None:
    vial = Vial(VolumeWatch(WatchSettings(), 10.0), 10.0)
    vial.pass_time(600.0)
    for _ in range(5):
        vial.dose(1)
        assert vial.watch.estimate_of_books() == pytest.approx(vial.volume_ml, abs=0.01)
    assert vial.watch.bound_ml() == pytest.approx(15.0, abs=0.01)


def test_corrections_and_whole_doses_count(vial: Vial) -> None:
    vial.watch.add_inflow(vial.t, "media", 1.0)
    vial.watch.add_inflow(vial.t + 10.0, "media", -0.4)
    assert vial.watch.estimate_of_books() == pytest.approx(15.6)
    vial.watch.add_waste(vial.t + 20.0, 3.0)
    assert vial.watch.estimate_of_books() == pytest.approx(15.0)


def test_the_same_input_gives_the_same_answer() -> None:
    def play() -> list[float]:
        vial = Vial(VolumeWatch(WatchSettings(), 15.0), seed=7)
        vial.pass_time(600.0)
        vial.dose(6)
        return [*vial.watch.estimate(), *(s.evidence for s in vial.watch.waste)]

    assert play() == play()


def test_readings_out_of_order_and_unusable_ones_do_no_harm(vial: Vial) -> None:
    vial.dose(3)
    for stamp, level in ((vial.t - 100.0, 5.0), (vial.t, None), (vial.t, 9.0)):
        vial.watch.read(stamp, level)
    vial.pass_time(600.0)
    assert vial.kinds() == set()


def test_random_messages_never_break_it() -> None:
    rng = random.Random(3)
    watch = VolumeWatch(WatchSettings(), 12.0)
    t = 0.0
    steps: list[Callable[[], None]] = [
        lambda: watch.read(t, rng.gauss(0.0, 1.0)),
        lambda: watch.read(t, None),
        lambda: watch.add_inflow(t, rng.choice(["media", "alt_media", "drug"]), rng.uniform(-1.0, 3.0)),
        lambda: watch.add_waste(t, rng.uniform(0.0, 5.0)),
        lambda: watch.distrust(t),
        lambda: watch.tell(rng.uniform(0.0, 20.0)),
    ]
    for _ in range(4000):
        t += rng.expovariate(1.0 / 20.0)
        rng.choice(steps)()
        estimate = watch.estimate()
        assert 0.0 <= estimate.low_ml <= estimate.high_ml <= 20.0
        assert all(math.isfinite(v.evidence) and math.isfinite(v.volume_ml) for v in watch.verdicts())
        assert len(watch.waste.blocked) <= 44


def test_a_tube_outside_the_vial_is_refused() -> None:
    with pytest.raises(ValueError, match="tube"):
        WatchSettings(tube_ml=21.0)
