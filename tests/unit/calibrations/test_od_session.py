"""A session of OD standards, with the photodiodes told instead of read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest

from pioreactor.calibrations.protocols import od_standards
from pioreactor.calibrations.sessions import engine
from pioreactor.calibrations.sessions.errors import InputError, RefusedError
from pioreactor.calibrations.sessions.protocol import Work
from pioreactor.calibrations.sessions.structs import SessionStatus
from pioreactor.config import forget_config
from pioreactor.testing.unit import UnitFolder

PROTOCOL = od_standards.PROTOCOL
INTENSITY = 80.0


class Bench:
    def __init__(self, device: str, answers: int = 2) -> None:
        self.session = engine.begin(PROTOCOL, device, "an-id", "2026-11-01T10:00:00Z")
        self.works: list[Work] = []
        self.kept: list[Any] = []
        self.od = 0.0
        self.intensity = INTENSITY
        for _ in range(answers):
            self.answer()

    def perform(self, work: Work) -> Mapping[str, Any]:
        """Like 90° and 135° on one unit: one rises and bends, the other falls beyond OD 2."""
        self.works.append(work)
        seen = {
            "2": 0.01 + 0.1 * (1.0 - math.exp(-self.od / 3.0)),
            "3": 0.01 + 0.1 * self.od * math.exp(-self.od / 2.0),
        }
        voltages = {channel: seen[channel] for channel in work.inputs["channel_angle_map"]}
        return {"voltages": voltages, "reference_v": 0.02, "ir_led_intensity": self.intensity}

    def answer(self, **inputs: Any) -> str:
        self.session, kept = engine.advance(PROTOCOL, self.session, inputs, self.perform, lambda: "later")
        self.kept += kept
        return self.session.step_id

    def measure(self, od: float) -> str:
        self.od = od
        return self.answer(od600=od)

    def view(self) -> Any:
        return engine.view(PROTOCOL, self.session)


@pytest.fixture
def wired(unit: UnitFolder) -> UnitFolder:
    for channel, angle in (("1", "REF"), ("2", "90"), ("3", "135"), ("4", "90")):
        unit.configure("od_config.photodiode_channel", channel, angle)
    forget_config()
    return unit


def test_two_angles_at_once(wired: UnitFolder) -> None:
    bench = Bench("od")
    assert bench.answer(calibration_name="monday") == "channel"
    assert bench.view().step_type == "confirm" and "channel 2 at 90°" in bench.view().body
    bench.answer()
    assert bench.answer(rpm="450") == "standard"
    for number, od in enumerate((4.0, 1.0, 0.25, 2.0, 3.0, 0.5), start=1):
        assert bench.view().title == f"Standard {number}"
        assert bench.measure(od) == "next"
        bench.answer(next="another" if number < 6 else "blank")
    assert [work.inputs["reference_v"] for work in bench.works] == [None] + [0.02] * 5
    assert bench.works[0].inputs["rpm"] == 450.0
    bench.measure(0.0)
    assert bench.session.status is SessionStatus.COMPLETE
    assert [device for device, _ in bench.kept] == ["od90", "od135"]
    for channel, (_, calibration) in zip("23", bench.kept, strict=True):
        assert calibration.recorded_data.x == [0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0], "the blank first"
        assert (calibration.pd_channel, calibration.ir_led_intensity) == (channel, INTENSITY)
    assert bench.kept[0][1].y_to_x(0.01 + 0.1 * (1.0 - math.exp(-0.5))) == pytest.approx(1.5, rel=0.05)
    body = bench.view().body
    assert "At 135° the signal falls from OD 1.9 to 4: one signal means two ODs." in body and "At 90°" not in body


def test_one_of_two_photodiodes_at_the_same_angle(wired: UnitFolder) -> None:
    bench = Bench("od90")
    bench.answer(calibration_name="monday")
    assert bench.view().fields[0].options == ["2", "4"]
    with pytest.raises(InputError, match="one of 2, 4"):
        bench.answer(pd_channel="3")
    bench.answer(pd_channel="2")
    assert bench.session.data["channel_angle_map"] == {"2": "90"}


def test_standards_that_are_too_few_or_redone(wired: UnitFolder) -> None:
    bench = Bench("od135")
    bench.answer(calibration_name="monday")
    assert bench.answer() == "rpm"
    bench.answer(rpm=500)
    with pytest.raises(InputError, match="0 or more"):
        bench.measure(-0.1)
    bench.measure(1.0)
    with pytest.raises(InputError, match="different OD"):
        bench.answer(next="blank")
    bench.answer(next="another")
    bench.measure(1.0)
    with pytest.raises(InputError, match="different OD"):
        bench.answer(next="blank")
    assert bench.answer(**od_standards.REDO) == "standard"
    assert len(bench.session.data["standards"]) == 1
    bench.intensity = 70.0
    with pytest.raises(InputError, match="intensity"):
        bench.measure(2.0)
    bench.intensity = INTENSITY
    bench.measure(2.0)
    assert bench.answer(next="blank") == "blank"


def test_what_is_in_the_way(wired: UnitFolder) -> None:
    with pytest.raises(RefusedError, match="has od135, od90"):
        Bench("od45")
    wired.configure("od_config.photodiode_channel", "1", "")
    forget_config()
    with pytest.raises(RefusedError, match="REF"):
        Bench("od90")
