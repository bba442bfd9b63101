from __future__ import annotations

import json
import math
import socket
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor import clock
from pioreactor.background_jobs.monitor import checks, computer, versions
from pioreactor.background_jobs.monitor.assignment import store_assignment
from pioreactor.background_jobs.monitor.blinking import Blinker, error_pattern, identify_pattern
from pioreactor.background_jobs.monitor.fleet import FleetWatch
from pioreactor.background_jobs.monitor.heartbeat import Heartbeat
from pioreactor.background_jobs.monitor.inquiries import does_web_server_answer
from pioreactor.background_jobs.monitor.light import Button, wants_button
from pioreactor.background_jobs.monitor.rounds import Rounds, Task
from pioreactor.config import forget_config
from pioreactor.error_codes import ErrorCode
from pioreactor.storage import unit_state


def test_identify_is_four_double_blinks() -> None:
    steps = list(identify_pattern())
    assert steps == [(True, 0.14), (False, 0.14), (True, 0.14), (False, 0.45)] * 4


@pytest.mark.parametrize("code", list(ErrorCode))
def test_an_error_blinks_as_often_as_its_number(code: ErrorCode) -> None:
    steps = list(error_pattern(code))
    assert steps[:2] == [(True, 2.0), (False, 0.25)]
    assert steps[2:-1] == [(True, 0.25), (False, 0.25)] * code
    assert steps[-1] == (False, 5.0)


class Player:
    """Stands for the light and for a person who watches it: every wait lasts until it is let go."""

    def __init__(self) -> None:
        self.levels: list[bool] = []
        self.waited: list[float] = []
        self.go_on = threading.Event()
        self.blinker = Blinker(self.levels.append, wait=self.wait)

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        self.go_on.wait(5)
        return False


def test_a_request_that_comes_while_it_blinks_is_dropped() -> None:
    player = Player()
    assert player.blinker.identify()
    assert not player.blinker.error(2)
    assert not player.blinker.identify()
    player.go_on.set()
    assert clock.wait_until(lambda: not player.blinker.is_busy(), timeout=5)
    assert player.levels == [True, False] * 8 + [False]
    assert player.waited == [0.14, 0.14, 0.14, 0.45] * 4
    assert player.blinker.error(1)
    assert clock.wait_until(lambda: not player.blinker.is_busy(), timeout=5)


@pytest.mark.parametrize("code", [0, 9, -1])
def test_there_are_eight_error_codes(code: int) -> None:
    with pytest.raises(ValueError):
        Player().blinker.error(code)


def test_a_light_that_fails_is_told_and_frees_the_blinker() -> None:
    told: list[Exception] = []

    def fail(_is_on: bool) -> None:
        raise OSError("line is gone")

    blinker = Blinker(fail, on_error=told.append)
    assert blinker.identify()
    assert clock.wait_until(lambda: not blinker.is_busy(), timeout=5)
    assert str(told[0]) == "line is gone"


def test_closing_ends_a_pattern_with_the_light_off() -> None:
    levels: list[bool] = []
    blinker = Blinker(levels.append)
    blinker.error(8)
    assert clock.wait_until(lambda: levels == [True], timeout=5)
    blinker.close()
    assert levels == [True, False]
    assert not blinker.identify()


@given(st.lists(st.integers(0, 1)))
def test_each_press_is_told_once_however_often_the_line_reports_it(states: list[int]) -> None:
    told: list[bool] = []
    pin: Any = SimpleNamespace()
    Button(pin, on_press=lambda: told.append(True), on_release=lambda: told.append(False))
    for state in states:
        pin.when_changed(0.0, state)
    expected = [bool(b) for a, b in zip([0, *states], states, strict=False) if a != b]
    assert told == expected
    assert (pin.pull, pin.edges) == ("down", "both")


@pytest.mark.parametrize(
    ("choice", "cores", "expected"),
    [("auto", 4, True), ("auto", 1, False), ("auto", None, False), ("true", 1, True), ("false", 4, False)],
)
def test_when_the_button_is_watched(choice: str, cores: int | None, expected: bool) -> None:
    assert wants_button(choice, cores) is expected


@pytest.mark.parametrize(
    ("volts", "flag", "is_wrong"),
    [(5.0, True, False), (4.80, True, True), (4.80, None, True), (4.80, False, False), (4.85, None, False)],
)
def test_a_weak_supply_needs_a_low_rail_that_the_kernel_does_not_deny(
    volts: float, flag: bool | None, is_wrong: bool
) -> None:
    finding = checks.check_rail(volts, flag)
    assert (finding is not None and finding.code is ErrorCode.VOLTAGE_PROBLEM) == is_wrong


def test_limits_of_disk_and_processor() -> None:
    assert checks.check_disk(3.0) is None and checks.check_cpu_temperature(80.0) is None
    assert checks.check_cpu_temperature(None) is None
    disk, heat = checks.check_disk(2.9), checks.check_cpu_temperature(81.0)
    assert disk is not None and disk.code == 3
    assert heat is not None and heat.code == 6


def test_facts_of_a_computer(tmp_path: Path) -> None:
    (tmp_path / "sys/class/thermal/thermal_zone0").mkdir(parents=True)
    (tmp_path / "sys/class/thermal/thermal_zone0/temp").write_text("48312\n")
    (tmp_path / "sys/class/hwmon/hwmon0").mkdir(parents=True)
    (tmp_path / "sys/class/hwmon/hwmon0/name").write_text("rpi_volt\n")
    (tmp_path / "sys/class/hwmon/hwmon0/in0_lcrit_alarm").write_text("1\n")
    (tmp_path / "proc/device-tree").mkdir(parents=True)
    (tmp_path / "proc/device-tree/model").write_bytes(b"Raspberry Pi 5 Model B Rev 1.0\x00")
    assert computer.cpu_temperature_c(tmp_path) == pytest.approx(48.312)
    assert computer.has_under_voltage(tmp_path) is True
    assert computer.machine(tmp_path) == "Raspberry Pi 5 Model B Rev 1.0"


def test_facts_that_are_not_there(tmp_path: Path) -> None:
    assert computer.cpu_temperature_c(tmp_path) is None
    assert computer.has_under_voltage(tmp_path) is None
    assert computer.machine(tmp_path)
    assert computer.available_disk_space_gb(tmp_path / "not" / "there") > 0
    assert all(address.count(".") == 3 and address != "127.0.0.1" for address in computer.ipv4_addresses())


def test_mac_addresses(tmp_path: Path) -> None:
    for name, address, wireless in (("eth0", "aa", False), ("wlan0", "bb", True), ("wlan1", "cc", True)):
        (tmp_path / name / "device").mkdir(parents=True)
        (tmp_path / name / "address").write_text(f"{address}\n")
        if wireless:
            (tmp_path / name / "wireless").mkdir()
    (tmp_path / "lo").mkdir()
    (tmp_path / "lo" / "address").write_text("00\n")
    assert computer.mac_addresses(is_wireless=True, folder=tmp_path) == ["bb", "cc"]
    assert computer.mac_addresses(is_wireless=False, folder=tmp_path) == ["aa"]


def test_a_request_changes_known_versions_only() -> None:
    assert versions.merge_versions({"app": "1", "hat": None}, {"app": "2", "evil": 3}) == {"app": "2", "hat": None}


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOT_PIOREACTOR", str(tmp_path))


def assignment(experiment: str | None, at: str, unit: str = "worker1", **more: object) -> bytes:
    fields = {"pioreactor_unit": unit, "experiment": experiment, "assigned_at": at, "updated_at": at, **more}
    return json.dumps(fields).encode()


@pytest.mark.usefixtures("disk")
def test_an_assignment_reaches_the_disk_and_keeps_the_rest() -> None:
    unit_state.save(
        unit_state.UnitState(model_name="pioreactor_20ml", is_active=False, updated_at="2026-01-01T00:00:00Z")
    )
    stored = store_assignment(assignment("E 1", "2026-01-02T00:00:00.000Z"), "worker1")
    assert stored == unit_state.load()
    assert stored is not None
    assert (stored.experiment, stored.model_name, stored.is_active) == ("E 1", "pioreactor_20ml", False)
    assert store_assignment(assignment("E 1", "2026-01-02T00:00:00.000Z"), "worker1") is None


@pytest.mark.usefixtures("disk")
@pytest.mark.parametrize(
    ("told", "former"),
    [
        (["A"], None),
        (["A", "B"], "A"),
        (["A", None], "A"),
        (["A", None, "B"], "A"),
        (["A", "B", "A"], "B"),
        (["A", None, "A"], None),
    ],
)
def test_the_unit_remembers_which_experiment_it_has_left(told: list[str | None], former: str | None) -> None:
    for day, experiment in enumerate(told, 1):
        store_assignment(assignment(experiment, f"2026-01-0{day}T00:00:00Z"), "worker1")
    assert unit_state.load().former_experiment == former


@pytest.mark.usefixtures("disk")
def test_the_message_says_whether_the_unit_is_active() -> None:
    store_assignment(assignment("E", "2026-01-01T00:00:00Z", is_active=False), "worker1")
    assert not unit_state.load().is_active
    # A leader of an older release says nothing about it.
    store_assignment(assignment("F", "2026-01-02T00:00:00Z"), "worker1")
    assert unit_state.load().experiment == "F" and not unit_state.load().is_active
    store_assignment(assignment("F", "2026-01-03T00:00:00Z", is_active=True), "worker1")
    assert unit_state.load().is_active


@pytest.mark.usefixtures("disk")
def test_an_old_assignment_does_not_undo_a_newer_one() -> None:
    store_assignment(assignment("new", "2026-01-03T00:00:00Z"), "worker1")
    assert store_assignment(assignment("old", "2026-01-02T00:00:00Z"), "worker1") is None
    assert unit_state.load().experiment == "new"


@pytest.mark.usefixtures("disk")
@pytest.mark.parametrize(
    "payload",
    [b"", b"{}", b"[1]", b"\xff", assignment("E", "yesterday"), assignment("E", "2026-01-02T00:00:00Z", "other")],
)
def test_what_is_no_assignment_changes_nothing(payload: bytes) -> None:
    with pytest.raises(ValueError):
        store_assignment(payload, "worker1")
    assert not unit_state.exists()


class Logger:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def warning(self, msg: object) -> None:
        self.lines.append(f"W {msg}")

    def notice(self, msg: str) -> None:
        self.lines.append(f"N {msg}")


def test_the_leader_tells_once_that_a_worker_is_lost_and_once_that_it_is_back() -> None:
    logger = Logger()
    watch = FleetWatch("leader1", lambda: {"worker1"}, logger)
    for state in ("ready", "lost", "lost", "ready", "ready", "disconnected"):
        watch.note("worker1", state)
    watch.note("leader1", "lost")
    watch.note("retired9", "lost")
    assert [line.split(":")[0] for line in logger.lines] == ["W worker1 is lost", "N worker1 is back."]


def test_a_lost_worker_is_told_when_the_inventory_cannot_be_asked() -> None:
    logger = Logger()
    FleetWatch("leader1", lambda: None, logger).note("worker1", "lost")
    assert len(logger.lines) == 1


def test_the_heart_beats_at_once_and_stops_when_told() -> None:
    beats: list[bytes] = []
    heartbeat = Heartbeat(beats.append)
    heartbeat.start()
    assert clock.wait_until(lambda: len(beats) == 1, timeout=5)
    heartbeat.stop()
    assert set(json.loads(beats[0])) == {"timestamp", "speed"}


@pytest.mark.parametrize(("status", "expected"), [("200 OK", True), ("503 Unavailable", False), ("", False)])
def test_the_health_of_the_web_server(
    status: str, expected: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        (tmp_path / "config.ini").write_text(f"[ui]\nport = {port}\n")
        monkeypatch.setenv("DOT_PIOREACTOR", str(tmp_path))
        forget_config()

        def answer() -> None:
            with server.accept()[0] as connection:
                assert connection.recv(1000).startswith(b"GET /unit_api/health HTTP/1.0\r\n")
                if status:
                    connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())

        threading.Thread(target=answer, daemon=True).start()
        tried: list[float] = []

        def give_up(pause: float) -> bool:
            tried.append(pause)
            return True

        # Asked once; a second try is refused, which counts as healthy: nobody wants to know any more.
        assert does_web_server_answer(give_up)
        assert (tried == []) is expected
    forget_config()


def test_a_web_server_that_never_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.ini").write_text("[ui]\nport = 1\n")
    monkeypatch.setenv("DOT_PIOREACTOR", str(tmp_path))
    forget_config()
    tried: list[float] = []
    assert not does_web_server_answer(lambda pause: bool(tried.append(pause)))
    assert len(tried) == 4
    forget_config()


def test_a_task_that_fails_does_not_stop_the_others() -> None:
    told: list[Exception] = []
    done = threading.Event()
    calls: list[str] = []

    def fail() -> None:
        raise OSError("no bus")

    def again() -> None:
        calls.append("again")
        if len(calls) == 3:
            done.set()

    once = Task(math.inf, lambda: calls.append("once"))
    rounds = Rounds([Task(math.inf, fail), once, Task(0.01, again)], on_error=told.append)
    rounds.start()
    assert done.wait(5)
    rounds.stop()
    assert [str(error) for error in told] == ["no bus"]
    assert calls.count("once") == 1
