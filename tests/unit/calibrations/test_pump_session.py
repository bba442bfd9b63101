"""A pump's session from its first page to the calibration, with the hardware told instead of run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from pioreactor.calibrations.protocols import pump
from pioreactor.calibrations.sessions import engine
from pioreactor.calibrations.sessions.errors import InputError, SessionEndedError, WorkError
from pioreactor.calibrations.sessions.protocol import Work
from pioreactor.calibrations.sessions.structs import LEGAL_MOVES, CalibrationSession, SessionStatus
from pioreactor.calibrations.structs import SimplePeristalticPumpCalibration

PROTOCOL = pump.PROTOCOL._replace(check=lambda _: None)
RATE = 0.1


class Bench:
    """Answers a session and notes what the hardware was asked to do."""

    def __init__(self) -> None:
        self.session = engine.begin(PROTOCOL, "media_pump", "an-id", "2026-11-01T10:00:00Z")
        self.works: list[Work] = []
        self.kept: list[Any] = []

    def perform(self, work: Work) -> Mapping[str, Any]:
        self.works.append(work)
        return {"seconds": work.inputs["duration_s"] + 0.01, "voltage": 12.1}

    def answer(self, **inputs: Any) -> str:
        self.session, kept = engine.advance(PROTOCOL, self.session, inputs, self.perform, lambda: "later")
        self.kept += kept
        return self.session.step_id

    def view(self) -> Any:
        return engine.view(PROTOCOL, self.session)

    def until_tracer(self, **answers: Any) -> None:
        for _ in range(3):
            self.answer()
        assert self.answer(calibration_name="monday") == "targets"
        self.answer(target_volumes_ml=answers.get("targets", "1, 2"))
        assert self.answer(hz="200", dc=80) == "tubes"
        assert self.answer() == "prime"
        assert self.answer() == "tracer"
        assert self.answer() == "tracer_volume"


@pytest.fixture
def bench(unit: Any) -> Bench:
    return Bench()


def test_ten_runs_make_a_line_through_the_origin(bench: Bench) -> None:
    bench.until_tracer()
    assert [work.inputs["duration_s"] for work in bench.works] == [15.0, 1.0]
    assert bench.works[0].inputs == {"pump_device": "media_pump", "duration_s": 15.0, "hz": 200.0, "dc": 80.0}
    assert bench.answer(volume_ml=RATE) == "run"
    expected = [8.0] * 4 + [15.0] * 2 + [22.0] * 4
    for number, seconds in enumerate(expected, start=1):
        assert bench.view().title == f"Run {number} of 10" and f"{seconds:.2f} s" in bench.view().body
        assert bench.answer() == "run_volume"
        bench.answer(volume_ml=f"{RATE * (seconds + 0.01):.5f}")
    assert [work.inputs["duration_s"] for work in bench.works[2:]] == pytest.approx(expected)
    assert bench.session.status is SessionStatus.COMPLETE and bench.session.result is not None
    [(device, calibration)] = bench.kept
    assert device == "media_pump" and isinstance(calibration, SimplePeristalticPumpCalibration)
    assert calibration.curve_data_.coefficients == pytest.approx([RATE, 0.0], rel=1e-4)  # type: ignore[union-attr]
    assert (calibration.calibration_name, calibration.hz, calibration.dc, calibration.voltage) == (
        "monday",
        200,
        80,
        12.1,
    )
    assert calibration.recorded_data.x[0] == 8.01, "what the pump really ran"
    assert bench.session.result["slope_error_ml_per_s"] < 1e-5
    assert bench.session.result["recommended_ml"] == pytest.approx([0.8, 2.2])
    result = bench.view()
    assert result.step_type == "result" and "0.10000 ±" in result.body
    assert [len(line["points"]) for line in result.metadata["chart"]["series"]] == [10, 2]
    with pytest.raises(SessionEndedError, match="complete"):
        bench.answer()


def test_a_run_can_be_redone(bench: Bench) -> None:
    bench.until_tracer()
    bench.answer(volume_ml=RATE)
    assert "actions" not in bench.view().metadata, "there is nothing to redo yet"
    with pytest.raises(InputError):
        bench.answer(**pump.REDO)
    bench.answer()
    runs = len(bench.works)
    assert bench.answer(**pump.REDO) == "run" and len(bench.works) == runs
    bench.answer()
    bench.answer(volume_ml=0.5)
    assert bench.answer(**pump.REDO) == "run"
    assert bench.session.data["runs"] == []
    assert len(bench.works) == runs + 1, "redoing asks first, and pumps only then"


def test_more_that_gives_less_is_said(bench: Bench) -> None:
    bench.until_tracer()
    bench.answer(volume_ml=RATE)
    for number in range(10):
        bench.answer()
        bench.answer(volume_ml=1.0 - 0.05 * number)
    assert "did not move more" in bench.view().body


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"volume_ml": 0}, "more than 0 mL"),
        ({"volume_ml": "much"}, "must be a number"),
        ({"volume_ml": "nan"}, "must be a number"),
        ({"volume_ml": True}, "must be a number"),
        ({}, "is missing"),
        ({"volume_ml": 0.1, "volume": 1}, "does not ask for volume"),
        ({"volume_ml": 0.001}, "280 s is the most"),
        ({"volume_ml": 50}, "tells nothing"),
    ],
)
def test_an_answer_that_cannot_be_used_changes_nothing(bench: Bench, answers: dict[str, Any], words: str) -> None:
    bench.until_tracer()
    before = bench.session
    with pytest.raises(InputError, match=words):
        bench.answer(**answers)
    assert bench.session is before


def test_hardware_that_fails_changes_nothing(bench: Bench) -> None:
    bench.until_tracer()
    bench.answer(volume_ml=RATE)
    before = bench.session

    def fail(_: Work) -> Mapping[str, Any]:
        raise WorkError("The pump is in use.")

    with pytest.raises(WorkError):
        engine.advance(PROTOCOL, before, {}, fail, lambda: "later")
    assert bench.answer() == "run_volume"


def test_a_name_that_is_taken_is_asked_about(bench: Bench) -> None:
    from pioreactor.testing.calibrations import write_pump_calibration

    write_pump_calibration("media_pump", "monday")
    for _ in range(3):
        bench.answer()
    assert bench.view().fields[0].default == "media_pump-2026-11-01"
    assert bench.answer(calibration_name="monday") == "overwrite"
    assert bench.answer(overwrite="no") == "name"
    bench.answer(calibration_name="monday")
    assert bench.answer(overwrite="y") == "targets"
    bench.session = Bench().session
    for _ in range(3):
        bench.answer()
    for name in ("../x", "a/b", "x" * 81):
        with pytest.raises(InputError):
            bench.answer(calibration_name=name)


def test_only_a_session_in_progress_ends(bench: Bench) -> None:
    aborted = engine.end(bench.session, SessionStatus.ABORTED, "later")
    assert engine.view(PROTOCOL, aborted).title == "The session is aborted"
    for status in SessionStatus:
        with pytest.raises(SessionEndedError):
            engine.end(aborted, status, "later")
    ends = [status for status, moves in LEGAL_MOVES.items() if not moves]
    assert set(ends) == set(SessionStatus) - {SessionStatus.IN_PROGRESS}


def test_a_session_survives_the_disk(bench: Bench) -> None:
    from pioreactor.calibrations.sessions import store

    bench.until_tracer()
    store.add(bench.session)
    assert store.load("an-id") == bench.session
    assert isinstance(store.load("an-id"), CalibrationSession)
