"""Starting, watching and ending the processes of a simulated cluster.

Jobs that a web server starts live in sessions of their own, so they are not our children. Every process of a cluster
carries the cluster's run directory in its environment; that mark finds them all.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pioreactor import clock
from pioreactor.exc import PioreactorError

MARK = "PIO_CLUSTER_RUN"


@dataclass
class Started:
    """A process that the demo itself started."""

    title: str
    process: subprocess.Popen[bytes]
    output: Path


def start(title: str, command: list[str], environment: dict[str, str], output: Path) -> Started:
    """Start a program in a session of its own, so that Ctrl-C in the terminal reaches only the demo."""
    with output.open("ab") as file:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True
        )
    return Started(title, process, output)


def raise_if_ended(started: list[Started]) -> None:
    """Raise PioreactorError with the last line of output if one of the programs has ended."""
    for item in started:
        code = item.process.poll()
        if code is not None:
            lines = item.output.read_text(errors="replace").strip().splitlines() or ["it printed nothing"]
            raise PioreactorError(f"{item.title} ended with exit code {code}: {lines[-1]} (all of it: {item.output})")


def start_ticks(pid: int) -> int | None:
    """When a process started, in ticks since boot; None if it is gone. Pid and start together name one process."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except OSError:
        return None


def members(run_root: str) -> list[int]:
    """Pids of all live processes that belong to the cluster with this run directory, ourselves left out."""
    needle = f"{MARK}={run_root}\0".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            is_zombie = (entry / "stat").read_bytes().rpartition(b")")[2].split()[0] == b"Z"
            if not is_zombie and needle in (entry / "environ").read_bytes() + b"\0":
                found.append(int(entry.name))
    return found


def end_all(run_root: str, started: list[Started]) -> list[int]:
    """End every process of the cluster and return pids that are still alive.

    Jobs go first, so that none of them misses its vial or its broker; then the rest. SIGINT, after 5 s SIGTERM, after
    3 s more SIGKILL.
    """
    _end(lambda: [pid for pid in members(run_root) if _is_job(pid)], started)
    left = _end(lambda: members(run_root), started)
    for item in started:
        if item.process.pid not in left:
            # One that is just ending has no environment any more, so it is no member, and no exit status yet.
            with contextlib.suppress(subprocess.TimeoutExpired):
                item.process.wait(2.0)
    return left


def _end(find: Callable[[], list[int]], started: list[Started]) -> list[int]:
    def ended() -> bool:
        for item in started:
            item.process.poll()  # takes the exit status, else an ended child stays in the process table
        return not find()

    for number, patience in ((signal.SIGINT, 5.0), (signal.SIGTERM, 3.0), (signal.SIGKILL, 2.0)):
        for pid in find():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        if clock.wait_until(ended, timeout=patience, poll=0.05):
            return []
    return find()


def _is_job(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return b"\0run\0" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False
