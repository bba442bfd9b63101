"""Calibrating the pumps of a simulated vial, as a person does: what came out is read from the vessel."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.calibrations import load_active_calibration
from pioreactor.calibrations.sessions import service
from pioreactor.calibrations.sessions.errors import SessionBusyError, WorkError
from pioreactor.calibrations.sessions.structs import CalibrationSession, SessionStatus
from pioreactor.simulation.physics.pumps import NOMINAL_ML_PER_S, Pump
from pioreactor.storage.vial_state import load_vial_state
from pioreactor.testing.fixtures import clock_environment
from pioreactor.testing.unit import pio_command

pytestmark = pytest.mark.timeout(300)
SEED = 1
VOLUME = "Measured, mL (or g)"


class Terminal:
    """``pio calibrations run`` with somebody in front of it."""

    def __init__(self, bench: Any, *words: str) -> None:
        self.said = ""
        self.process = subprocess.Popen(
            pio_command("calibrations", "run", *words),
            env=bench.unit.environment(**clock_environment()),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            bufsize=1,
        )

    def question(self) -> str:
        """Reads on to the next question; empty at the end."""
        assert self.process.stdout is not None
        line = ""
        while character := self.process.stdout.read(1):
            self.said += character
            line = "" if character == "\n" else line + character
            if line.endswith(": "):
                return line
        return ""

    def answer(self, text: str = "") -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def answer_until(self, words: str) -> None:
        """Enter at every question until the one with these words has been asked."""
        while words not in (asked := self.question()):
            assert asked, self.said
            self.answer()

    def end(self) -> int:
        """What is left to be said is read, and nothing more is typed; the exit code. May be called again."""
        assert self.process.stdin is not None and self.process.stdout is not None
        if not self.process.stdout.closed:
            self.process.stdin.close()
            self.said += self.process.stdout.read()
            self.process.stdout.close()
        return self.process.wait(30)


@pytest.fixture
def at_terminal(bench: Any) -> Iterator[Callable[..., Terminal]]:
    started: list[Terminal] = []

    def start(*words: str) -> Terminal:
        started.append(Terminal(bench, *words))
        return started[-1]

    yield start
    for terminal in started:
        if terminal.process.poll() is None:
            terminal.process.kill()
        terminal.end()


@pytest.fixture(autouse=True)
def _children_have_our_clock(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in clock_environment().items():
        monkeypatch.setenv(name, value)


def until_prime(device: str = "media_pump", **answers: Any) -> CalibrationSession:
    """A session that would fill the tubes next."""
    session = service.start(device, "duration_based")
    while session.step_id != "prime":
        session = service.answer(session.session_id, answers if session.step_id == "targets" else {})
    return session


class Answering:
    """An answer that takes its time, given in another thread."""

    def __init__(self, session: CalibrationSession) -> None:
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._answer, args=(session.session_id,))
        self._thread.start()

    def _answer(self, session_id: str) -> None:
        try:
            service.answer(session_id, {"prime_duration_s": 60})
        except Exception as error:
            self.error = error

    def outcome(self) -> Exception | None:
        self._thread.join(30)
        assert not self._thread.is_alive()
        return self.error


@pytest.mark.slow
def test_a_calibration_from_the_first_page_to_a_dose(bench: Any, at_terminal: Any) -> None:
    books = load_vial_state(bench.unit.experiment)
    words = ("--calibration-name", "fresh", "--prime-duration-s", "5", "--hz=250", "--dc", "100", "-y")
    person = at_terminal("--device", "media_pump", *words)
    before = bench.truth()["media_added_ml"]
    while question := person.question():
        if VOLUME not in question:
            before = bench.truth()["media_added_ml"]
            person.answer()
            continue
        bench.wait_until_off()
        moved = bench.truth()["media_added_ml"] - before
        bench.vial.bench.add_liquid(volume_ml=-moved)
        person.answer(f"{moved:.4f}")
    assert person.end() == 0, person.said
    assert "fresh is the active calibration of media_pump." in person.said

    calibration = load_active_calibration("media_pump")
    assert calibration is not None and calibration.calibration_name == "fresh"
    truth = NOMINAL_ML_PER_S * Pump(SEED, "media", 0.0).gain
    found = calibration.curve_data_.coefficients[0]  # type: ignore[union-attr]
    print(f"found {found:.5f} mL/s, the pump has {truth:.5f} mL/s: {100 * (found / truth - 1):+.2f} %")
    assert found == pytest.approx(truth, rel=0.02)
    assert len(calibration.recorded_data.x) == 10
    assert calibration.voltage == pytest.approx(12.0, abs=0.2)  # type: ignore[union-attr]
    assert load_vial_state(bench.unit.experiment) == books, "no vial was filled"
    assert bench.events() == []

    volume = bench.volume_ml()
    assert bench.start("add_media", "--ml", "1").wait() == 0
    bench.assert_given(bench.volume_ml() - volume, 0.98)


def test_aborting_stops_the_pump(bench: Any) -> None:
    books = load_vial_state(bench.unit.experiment)
    session = until_prime()
    answering = Answering(session)
    bench.wait_until_pumping()
    with pytest.raises(SessionBusyError):
        service.answer(session.session_id, {})
    begun = clock.wall_monotonic()
    assert service.abort(session.session_id).status is SessionStatus.ABORTED
    assert not bench.outputs().get("media")
    print(f"off and confirmed {clock.wall_monotonic() - begun:.2f} s after the request")
    assert isinstance(answering.outcome(), WorkError)
    assert service.abort(session.session_id).status is SessionStatus.ABORTED
    assert load_vial_state(bench.unit.experiment) == books and bench.events() == []


def test_a_run_that_dies_leaves_the_session_where_it_was(bench: Any) -> None:
    from pioreactor.runtime.registry import Registry

    session = until_prime()
    answering = Answering(session)
    bench.wait_until_pumping()
    registry = Registry()
    [job] = registry.running(job_source=f"calibration:{session.session_id}")
    registry.close()
    assert (job.job_name, job.experiment) == ("add_media", f"_testing_{bench.unit.experiment}")
    os.kill(job.pid, signal.SIGKILL)
    bench.wait_until_off()
    assert isinstance(answering.outcome(), WorkError)
    assert service.look(session.session_id)[0] == session
    service.abort(session.session_id)


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT])
def test_nobody_in_front_of_the_terminal(bench: Any, at_terminal: Any, blow: signal.Signals) -> None:
    person = at_terminal("--device", "waste_pump", "--prime-duration-s", "60")
    person.answer_until("mL")  # the usual volumes
    person.answer()
    person.answer_until("Hz")
    person.answer()
    for _ in range(2):
        assert person.question()
        person.answer()
    bench.wait_until_pumping("waste")
    person.process.send_signal(blow)
    bench.wait_until_off("waste")
    person.end()
    assert person.process.returncode in (-signal.SIGKILL, 1), person.said


def test_a_pump_that_cannot_run_says_why_and_can_be_tried_again(bench: Any, guardian: Any) -> None:
    session = until_prime()
    guardian.send_signal(signal.SIGKILL)
    guardian.wait()
    with pytest.raises(WorkError, match="pio run monitor"):
        service.answer(session.session_id, {"prime_duration_s": 5})
    assert service.look(session.session_id)[0] == session
    assert not bench.outputs().get("media")
