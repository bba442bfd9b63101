"""`make demo` as a person or a script uses it: a real make, a real terminal signal, nothing left behind."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from pioreactor import clock
from tests.system.ports import free_run_of_ports

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


class Demo:
    """One `make demo` and what it has printed so far."""

    def __init__(self, port: int, **variables: str) -> None:
        command = ["make", "demo", f"DEMO_PORT={port}", *(f"{key}={value}" for key, value in variables.items())]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        )
        self.text = ""

    def read_until(self, pattern: str, seconds: float) -> re.Match[str]:
        assert self.process.stdout is not None
        deadline = time.monotonic() + seconds
        while not (found := re.search(pattern, self.text)):
            ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"not seen in {seconds} s: {pattern}\n{self.text}"
            chunk = os.read(self.process.stdout.fileno(), 65536)
            assert chunk, f"ended before: {pattern}\n{self.text}"
            self.text += chunk.decode()
        return found

    def interrupt(self) -> str:
        """Ctrl-C: the terminal sends SIGINT to the whole foreground group."""
        os.killpg(self.process.pid, signal.SIGINT)
        rest, _ = self.process.communicate(timeout=60)
        return rest.decode()

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(timeout=60)
        if self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture
def demos() -> Iterator[list[Demo]]:
    started: list[Demo] = []
    yield started
    for demo in started:
        demo.kill()


def processes_of(home: Path) -> list[str]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and f"DOT_PIOREACTOR={home}".encode() in (entry / "environ").read_bytes():
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def get(address: str, path: str, cookie: str) -> dict:
    request = urllib.request.Request(f"{address}{path}", headers={"Cookie": cookie})
    with urllib.request.urlopen(request, timeout=10) as reply:
        return json.load(reply)


def log_in(opened: str) -> str:
    """What the page does with the printed address: use the link that stands behind #, keep the cookie."""
    address, _, link = opened.partition("/#sign-in=")
    body = json.dumps({"link": link}).encode()
    request = urllib.request.Request(f"{address}/api/sign_in/link", data=body, headers={"Origin": address})
    with urllib.request.urlopen(request, timeout=10) as reply:
        return str(reply.headers["Set-Cookie"]).split(";")[0]


def wait_for_growth(address: str, cookie: str, seconds: float) -> dict:
    deadline = time.monotonic() + seconds
    while True:
        overview = get(address, "/api/overview", cookie)
        rates = [(unit["latest"] or {}).get("growth_rate") for unit in overview["units"]]
        if len(rates) == 3 and all(rate and rate["value"] > 0.05 for rate in rates):
            return overview
        assert time.monotonic() < deadline, f"no growth on all units: {rates}"
        clock.wall_sleep(0.5)


def test_three_units_grow_and_ctrl_c_leaves_nothing(demos: list[Demo]) -> None:
    port = free_run_of_ports()
    for _ in range(2):  # works twice in a row
        demo = Demo(port, DEMO_SPEED="60")
        demos.append(demo)
        opened = demo.read_until(r"Open (http://127\.0\.0\.1:\d+)(\S*)", 240)
        address, cookie = opened[1], log_in(opened[1] + opened[2])
        overview = wait_for_growth(address, cookie, 90)
        assert {unit["pioreactor_unit"] for unit in overview["units"]} == {"leader01", "worker01", "worker02"}
        assert processes_of(ROOT / ".demo" / str(port))
        rest = demo.interrupt()
        assert "Everything is stopped." in demo.text + rest
        assert processes_of(ROOT / ".demo" / str(port)) == []


def test_a_taken_port_gets_a_sentence_that_says_what_to_do(demos: list[Demo]) -> None:
    port = free_run_of_ports()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port + 3))
        taken.listen()
        demo = Demo(port)
        demos.append(demo)
        demo.read_until(rf"Port {port + 3} on 127\.0\.0\.1 cannot be used.*DEMO_PORT={port + 100}", 240)
        assert demo.process.wait(timeout=30) != 0
    assert "Traceback" not in demo.text


def test_it_ends_by_itself_after_the_minutes_asked_for(demos: list[Demo]) -> None:
    port = free_run_of_ports()
    demo = Demo(port, DEMO_MINUTES="0.05")
    demos.append(demo)
    demo.read_until(r"Everything is stopped\.", 240)
    assert demo.process.wait(timeout=30) == 0
    assert processes_of(ROOT / ".demo" / str(port)) == []


def test_it_leaves_nothing_behind_when_nobody_reads_its_output_any_more(demos: list[Demo]) -> None:
    port = free_run_of_ports()
    demo = Demo(port)
    demos.append(demo)
    demo.read_until(r"Open http", 240)
    assert demo.process.stdout is not None
    demo.process.stdout.close()  # as in `make demo | tee log`, where Ctrl-C ends tee first
    os.killpg(demo.process.pid, signal.SIGINT)
    demo.process.wait(timeout=60)
    assert processes_of(ROOT / ".demo" / str(port)) == []


def test_a_replay_file_with_a_bad_line_is_refused_before_anything_starts(demos: list[Demo], tmp_path: Path) -> None:
    bad = tmp_path / "trace.csv"
    bad.write_text("timestamp,od_reading\n2026-01-01T00:00:00Z,0.1\n2026-01-01T00:00:05Z,many\n")
    demo = Demo(free_run_of_ports(), DEMO_REPLAY=str(bad))
    demos.append(demo)
    demo.read_until(r"Error: .*line 3.*od_reading", 240)
    assert demo.process.wait(timeout=60) != 0
    assert "Traceback" not in demo.text
