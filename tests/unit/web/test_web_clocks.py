"""Setting clocks over HTTP, down to the host's program.

Its clock and its chrony are stand-ins: a test must not set the clock of the computer that it runs on.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pioreactor import clock
from pioreactor.runtime import clock_wishes
from pioreactor.storage.paths import run_dir
from tests.programs import load_program
from tests.unit.web.web_bench import signed_in, wait_for_task, with_token

PROGRAM = "time_sync/files/set_clock.py"
NOBODY, A_SERVER = "7F7F0101,,10,1.0,0.0", "C0000201,192.0.2.1,2,1.0,0.0"
STEP = ["reset sources", "burst 3/5", "waitsync 15 0 0 1", "makestep"]


class Clock:
    """In the place of the module ``time`` of the program."""

    def __init__(self) -> None:
        self.was_set_to: list[float] = []
        self._ahead_s = 0.0

    def set(self, unix_s: float) -> None:
        self.was_set_to.append(unix_s)
        self._ahead_s = unix_s - time.time()

    def time(self) -> float:
        return time.time() + self._ahead_s

    def monotonic(self) -> float:
        return time.monotonic()


class Host:
    """Waits for wishes as systemd does, and starts the program of the role for each."""

    def __init__(self) -> None:
        self.folder = run_dir() / "clock"
        self.folder.mkdir(parents=True)
        self.follows = NOBODY
        self.broken = ""
        self.asked: list[str] = []
        self.clock = Clock()
        self.program = load_program(PROGRAM)
        self.program.time = self.clock  # type: ignore[attr-defined]
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._wait)
        self._thread.start()

    def close(self) -> None:
        self._ending.set()
        self._thread.join()

    def chrony(self, *words: str) -> str:
        if words[-1] == "tracking":
            return self.follows
        self.asked.append(" ".join(words))
        if words[0] == self.broken:
            raise self.program.RefusedError(f"chronyc {words[0]} failed.")
        return ""

    def leave(self, wish: object) -> dict[str, object]:
        """Carry out a wish that nobody waits for; its outcome."""
        found: dict[str, object] = self.program.carry_out(json.dumps(wish).encode(), self.chrony, self.clock.set)
        return found

    def _wait(self) -> None:
        while not self._ending.wait(0.01):
            if (self.folder / "wish").exists():
                self.program.main(self.folder, self.chrony, self.clock.set)


@pytest.fixture
def host(data_root: Path) -> Iterator[Host]:
    made = Host()
    yield made
    made.close()


@pytest.fixture
def worker(make_app: Callable[[], Flask], monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setenv("HOSTNAME", "worker1")
    return with_token(make_app())


def test_the_leader_takes_the_time_and_the_workers_are_told(leader: FlaskClient, host: Host) -> None:
    model = {"model_name": "pioreactor_20ml", "model_version": "1.5"}
    leader.put("/api/workers", json={"pioreactor_unit": "worker1", **model})
    moment = clock.now() + timedelta(hours=5)
    local = moment.astimezone().isoformat()
    told = wait_for_task(leader, leader.post("/api/system/utc_clock", json={"utc_clock_time": local}))["result"]
    [set_to] = host.clock.was_set_to
    assert 0 <= set_to - moment.timestamp() < 5  # what has passed since it was said is added
    assert host.asked == ["reset sources"]
    assert told["leader1"]["value"]["stepped_s"] == pytest.approx(5 * 3600, abs=1)
    assert told["worker1"]["error"]["kind"] == "connection_error"  # nothing listens on its port in this test
    trail = leader.get("/api/audit?text=utc_clock").get_json()
    assert "Set all clocks" in json.dumps(trail) and local in json.dumps(trail)


@pytest.mark.parametrize(
    ("by_s", "level", "word"), [(-600, "warning", "back"), (600, "warning", "forward"), (0, "notice", "(back|forward)")]
)
def test_a_step_stands_in_the_log(leader: FlaskClient, host: Host, by_s: float, level: str, word: str) -> None:
    wanted = clock.to_iso(clock.now() + timedelta(seconds=by_s))
    assert leader.post("/unit_api/system/utc_clock", json={"utc_clock_time": wanted}).status_code == 200
    rows = leader.get("/unit_api/journal").get_json()["rows"]
    [line] = [row["payload"] for row in rows if row["topic"].endswith(f"/logs/ui/{level}")]
    told = re.search(rf"The clock was set {word} by (?P<by>[\d.]+) s", line)
    # What passes until the clock is set belongs to the step.
    assert told is not None and float(told["by"]) == pytest.approx(abs(by_s), abs=0.9), line


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T12:00:00", "noon", "", "1970-01-01T00:00:00Z", "2023-12-31T23:59:59Z", "2099-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "; date", None,
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_and_nothing_is_left(leader: FlaskClient, host: Host, text: str | None) -> None:
    for path in ("/api/system/utc_clock", "/unit_api/system/utc_clock"):
        refused = leader.post(path, json={"utc_clock_time": text})
        assert refused.status_code == 400 and "utc_clock_time" in refused.get_json()["remediation"]
    assert list(host.folder.iterdir()) == [] and host.clock.was_set_to == []


def test_a_leader_that_follows_a_server_says_so(leader: FlaskClient, host: Host) -> None:
    host.follows = A_SERVER
    refused = leader.post("/api/system/utc_clock", json={"utc_clock_time": clock.timestamp()})
    assert refused.status_code == 409 and "192.0.2.1" in refused.get_json()["cause"]
    assert host.clock.was_set_to == []


def test_workers_step_while_the_leader_s_clock_stays(leader: FlaskClient, host: Host) -> None:
    assert leader.post("/api/workers/$broadcast/system/utc_clock").status_code == 409
    leader.put("/api/workers", json={"pioreactor_unit": "worker1"})
    told = wait_for_task(leader, leader.post("/api/workers/$broadcast/system/utc_clock"))["result"]
    assert list(told) == ["worker1"] and told["worker1"]["error"]["kind"] == "connection_error"
    assert host.clock.was_set_to == [] == host.asked


def test_a_worker_steps_to_its_sources(worker: FlaskClient, host: Host) -> None:
    told = wait_for_task(worker, worker.post("/unit_api/system/utc_clock"))
    assert told["result"]["stepped_s"] == pytest.approx(0, abs=0.5) and host.asked == STEP
    assert worker.post("/unit_api/system/utc_clock", json={"utc_clock_time": clock.timestamp()}).status_code == 400
    host.broken = "waitsync"
    told = wait_for_task(worker, worker.patch("/unit_api/system/utc_clock"))
    assert told["status"] == "failed" and "waitsync failed" in told["error"] and host.asked[-1].startswith("waitsync")
    assert host.clock.was_set_to == []


def test_a_computer_that_takes_no_wishes_says_so(leader: FlaskClient, worker: FlaskClient) -> None:
    refused = leader.post("/api/system/utc_clock", json={"utc_clock_time": clock.timestamp()})
    assert refused.status_code == 409 and "playbooks/site.yml" in refused.get_json()["cause"]
    refused = worker.post("/unit_api/system/utc_clock")
    assert refused.status_code == 409 and "playbooks/site.yml" in refused.get_json()["error"]


def test_only_admins_set_clocks(make_app: Callable[[], Flask], host: Host) -> None:
    operator = signed_in(make_app(), "operator")
    for path in ("/api/system/utc_clock", "/unit_api/system/utc_clock"):
        assert operator.post(path, json={"utc_clock_time": clock.timestamp()}).status_code == 403
    assert host.clock.was_set_to == []


def test_a_host_that_says_nothing_is_told_and_the_wish_taken_back(data_root: Path) -> None:
    folder = run_dir() / "clock"
    folder.mkdir(parents=True)
    with pytest.raises(clock_wishes.ClockNotSetError, match="systemctl status pioreactor-clock"):
        clock_wishes.set_clock(clock.now(), within_s=0.1)
    assert list(folder.iterdir()) == []
    (folder / "wish").touch()
    with pytest.raises(clock_wishes.ClockNotSetError, match="already"):
        clock_wishes.set_clock(clock.now(), within_s=0.1)


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"wish_id": "a", "utc_s": 1e9, "noted_s": "now"}, "before 2024"),
        ({"wish_id": "a", "utc_s": 1e99, "noted_s": "now"}, "five years"),
        ({"wish_id": "a", "utc_s": float("nan"), "noted_s": "now"}, "before 2024"),
        ({"wish_id": "a", "utc_s": "tomorrow", "noted_s": "now"}, "cannot be read"),
        ({"wish_id": "a", "utc_s": None, "noted_s": 0.0}, "too old"),
        ({"wish_id": "a", "utc_s": None, "noted_s": float("nan")}, "too old"),
        ({"wish_id": "a", "utc_s": None}, "cannot be read"),
        (["makestep"], "cannot be read"),
    ],
)
def test_the_program_believes_nothing(host: Host, wish: object, why: str) -> None:
    if isinstance(wish, dict) and wish.get("noted_s") == "now":
        wish = {**wish, "noted_s": time.monotonic()}
    elif isinstance(wish, dict) and wish.get("noted_s") == 0.0:
        wish = {**wish, "noted_s": time.monotonic() - 61}
    outcome = host.leave(wish)
    assert why in str(outcome["failure"]) and host.asked == host.clock.was_set_to == []


def test_the_program_follows_no_link_and_tries_nothing_for_ever(host: Host, tmp_path: Path) -> None:
    host.close()
    secret = tmp_path / "secret"
    secret.write_text("{}")
    (host.folder / "wish").symlink_to(secret)
    with pytest.raises(OSError):
        host.program.main(host.folder, host.chrony, host.clock.set)
    assert list(host.folder.iterdir()) == [] and secret.exists()
