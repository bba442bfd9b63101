from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pioreactor import clock
from pioreactor.actions.lamps import Lamps
from pioreactor.background_jobs.od_reading.acquisition import Sampler
from pioreactor.background_jobs.od_reading.board import BoardOptics
from pioreactor.background_jobs.od_reading.settings import ODReadingSettings
from pioreactor.exc import BusError, HardwareNotFoundError
from pioreactor.hardware.adc import open_adc
from pioreactor.hardware.led.rp2040 import RP2040Led
from tests.unit.hardware.fake_bus import Ads111xChip, FakeBus, Rp2040Chip


class LitPhotodiode(Ads111xChip):
    """Sees the lamp A, the room, and leaks of lamp B; 0.3 % noise."""

    def __init__(self, address: int, hat: Rp2040Chip, volts_at_80: float, dark: float = 0.006) -> None:
        super().__init__(address)
        self.hat, self.volts_at_80, self.dark = hat, volts_at_80, dark
        self.random = random.Random(address)

    def read(self, count: int) -> bytes:
        light = self.volts_at_80 * self.hat.leds[0] / 204 + 0.02 * self.hat.leds[1] / 255
        self.inputs = [self.dark + light * (1 + self.random.gauss(0, 0.003))] * 4
        return super().read(count)


class Board:
    def __init__(self) -> None:
        self.hat = Rp2040Chip()
        self.ref = LitPhotodiode(0x49, self.hat, 0.06)
        self.signal = LitPhotodiode(0x4A, self.hat, 0.30)
        self.bus = FakeBus(h=self.hat, r=self.ref, s=self.signal)
        self.seen: list[dict[str, float]] = []
        self.opened = ExitStack()

    def lamps(self) -> Lamps:
        lamps = Lamps(RP2040Led(self.bus, 0x2C))
        self.opened.callback(lamps.close)
        return lamps

    def optics(self, **settings: object) -> BoardOptics:
        inputs = {"1": open_adc("ads1114", 0x49, 0, self.bus), "2": open_adc("ads1114", 0x4A, 0, self.bus)}
        optics = BoardOptics(
            Sampler(inputs, self.bus),  # type: ignore[arg-type]
            self.lamps(),
            "A",
            ODReadingSettings(**settings),  # type: ignore[arg-type]
            lambda levels: self.seen.append(dict(levels)),
        )
        self.opened.callback(optics.close)
        return optics


@pytest.fixture(autouse=True)
def fast_clock() -> Iterator[None]:
    clock.configure(50.0)
    yield
    clock.configure(1.0)


@pytest.fixture
def board(unit_folder: Path) -> Iterator[Board]:
    made = Board()
    with made.opened:
        yield made


def test_levels_are_volts_above_dark_whatever_the_range(board: Board) -> None:
    optics = board.optics(penalizer=0.0)
    optics.prepare(80.0)
    for volts in (0.005, 0.3, 1.5, 0.02):
        board.signal.volts_at_80 = volts
        optics.measure(80.0, 5.0)
        level = optics.measure(80.0, 5.0).levels["2"]
        assert level.volts == pytest.approx(volts, rel=0.005)
        assert level.quality.code == "ok"
    assert board.hat.leds[0] == 0
    optics.close()


def test_first_reading_beyond_the_range_is_marked_and_the_next_is_right(board: Board) -> None:
    optics = board.optics()
    optics.prepare(80.0)
    board.signal.volts_at_80 = 2.0
    assert optics.measure(80.0, 5.0).levels["2"].quality.code == "saturated"
    board.signal.volts_at_80 = 2.0
    for _ in range(3):
        last = optics.measure(80.0, 5.0).levels["2"]
    assert last.quality.code == "ok"
    assert last.volts == pytest.approx(2.0, rel=0.01)
    board.signal.volts_at_80 = 3.4
    assert optics.measure(80.0, 5.0).levels["2"].quality.code == "saturated"


def test_other_lamps_are_off_and_locked_during_a_reading_and_on_again_afterwards(board: Board) -> None:
    optics = board.optics()
    lamps = board.lamps()
    optics.prepare(80.0)
    lamps.set({"B": 40.0})
    board.seen.clear()
    level = optics.measure(80.0, 5.0).levels["2"]
    assert level.volts == pytest.approx(0.3, rel=0.01)
    assert [state["B"] for state in board.seen] == [0.0, 0.0, 0.0, 40.0]
    assert lamps.levels() == {"A": 0.0, "B": 40.0, "C": 0.0, "D": 0.0}
    assert not any(lamps.is_locked(channel) for channel in lamps.levels())


def test_light_in_the_room_is_subtracted_and_reported(board: Board) -> None:
    optics = board.optics(penalizer=0.0)
    optics.prepare(80.0)
    board.signal.dark = 0.08
    snapshot = optics.measure(80.0, 5.0)
    assert snapshot.dark_jump_v == pytest.approx(0.074, abs=0.002)
    assert snapshot.levels["2"].volts == pytest.approx(0.3, rel=0.01)


def test_a_dead_board_is_named_and_reading_resumes_by_itself(board: Board) -> None:
    optics = board.optics()
    optics.prepare(80.0)
    gone = board.bus.chips.pop(0x4A)
    with pytest.raises(BusError, match="0x4A"):
        optics.measure(80.0, 5.0)
    optics.make_safe()
    assert board.hat.leds[0] == 0
    with pytest.raises(HardwareNotFoundError, match="channel 2"):
        optics.measure(80.0, 5.0)
    board.bus.chips[0x4A] = gone
    gone.config = 0x8583
    assert optics.measure(80.0, 5.0).levels["2"].volts == pytest.approx(0.3, rel=0.01)


def test_a_stuck_converter_is_stale(board: Board) -> None:
    optics = board.optics()
    optics.prepare(80.0)
    board.signal.random.gauss = lambda *_: 0.0  # type: ignore[method-assign]
    optics.measure(80.0, 5.0)
    assert optics.measure(80.0, 5.0).levels["2"].quality.code == "stale"


def test_overvoltage_needs_two_readings_and_a_level_that_can_be(board: Board) -> None:
    optics = board.optics()
    optics.prepare(80.0)
    board.signal.volts_at_80 = 3.28
    found = [optics.measure(80.0, 5.0).levels["2"].overvoltage for _ in range(6)]
    assert found[-1] == "stop"
    # The ranges widen one after the other; the level is seen above 3.2 V twice before it counts.
    assert found.index("stop") >= 2
    board.signal.volts_at_80 = 6.1  # no amplifier gives that: a dead converter
    assert [optics.measure(80.0, 5.0).levels["2"].overvoltage for _ in range(3)][1:] == ["ok", "ok"]
