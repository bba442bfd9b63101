"""What a session wants of the hardware, done by a process of its own.

``pio run calibration_work`` is a job like any other: it is seen in the list of jobs, its outputs are leased to it, the
guardian cuts what it leaves on, `pio kill` ends it. It also ends by itself when its standard input is closed, that is,
when whoever started it is gone.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from typing import IO, TYPE_CHECKING, Any, Final

import msgspec

from pioreactor import clock
from pioreactor.calibrations.sessions.errors import WorkError
from pioreactor.calibrations.sessions.protocol import Work
from pioreactor.calibrations.sessions.structs import CalibrationSession

if TYPE_CHECKING:
    import subprocess

    from pioreactor.calibrations.sessions.progress import Told

LONGEST_S: Final = 300.0
"""Clock seconds that an action may take."""
_STARTS_WITHIN_WALL_S: Final = 30.0
_ENDS_WITHIN_WALL_S: Final = 5.0
_LOOKS_EVERY_WALL_S: Final = 0.25
JOB_NAME: Final = "calibration_work"


def job_source_of(session_id: str) -> str:
    """Who the jobs of a session say has started them."""
    return f"calibration:{session_id}"


def perform(
    session: CalibrationSession, work: Work, *, is_wanted: Callable[[], bool], on_progress: Told | None = None
) -> dict[str, Any]:
    """Have an action done; returns what came of it. Blocks, and ends the action when it ``is_wanted`` no more.

    Raises WorkError with the reason of the action.
    """
    process = _start(session, work)
    lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(process, lines), name="calibration work", daemon=True).start()
    try:
        return _wait_for_result(process, lines, work, is_wanted, on_progress)
    finally:
        _end(process)


def _start(session: CalibrationSession, work: Work) -> subprocess.Popen[bytes]:
    import os
    import subprocess

    from pioreactor.runtime.launching import FOR_EVERY_JOB, command_line

    process = subprocess.Popen(
        command_line(JOB_NAME, [work.action]),
        env={**FOR_EVERY_JOB, **os.environ, "JOB_SOURCE": job_source_of(session.session_id)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # errors come as a line on stdout, and into the log
        start_new_session=True,  # Ctrl-C at the terminal is answered by aborting the session
    )
    assert process.stdin is not None
    try:
        process.stdin.write(msgspec.json.encode(work.inputs) + b"\n")
        process.stdin.flush()
    except OSError:
        pass  # it has ended; why, it says itself
    return process


def _listen(process: subprocess.Popen[bytes], lines: queue.SimpleQueue[bytes | None]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    lines.put(None)


def _wait_for_result(
    process: subprocess.Popen[bytes],
    lines: queue.SimpleQueue[bytes | None],
    work: Work,
    is_wanted: Callable[[], bool],
    on_progress: Told | None,
) -> dict[str, Any]:
    deadline = clock.wall_monotonic() + clock.wall_seconds(LONGEST_S) + _STARTS_WITHIN_WALL_S
    while is_wanted():
        if clock.wall_monotonic() > deadline:
            raise WorkError(f"The action {work.action} was ended: it took longer than {LONGEST_S:g} s.")
        try:
            line = lines.get(timeout=_LOOKS_EVERY_WALL_S)
        except queue.Empty:
            continue
        if line is None:
            raise WorkError(f"The action {work.action} ended without a result. Look at the log: pio logs")
        told = _decoded(line)
        if "result" in told:
            return dict(told["result"])
        if "error" in told:
            raise WorkError(str(told["error"]))
        if "progress" in told and on_progress is not None:
            point = told.get("point")
            on_progress(float(told["progress"]), (float(point[0]), float(point[1])) if point else None)
    raise WorkError(f"The action {work.action} was stopped.")


def _decoded(line: bytes) -> Mapping[str, Any]:
    """What the action says on its standard output; other lines there are not for us."""
    try:
        told = msgspec.json.decode(line)
    except msgspec.DecodeError:
        return {}
    return told if isinstance(told, dict) else {}


def _end(process: subprocess.Popen[bytes]) -> None:
    """It is over, or shall be: closing its input asks it to end."""
    import subprocess

    _close(process.stdin)
    try:
        process.wait(_ENDS_WITHIN_WALL_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _close(process.stdout)


def _close(stream: IO[bytes] | None) -> None:
    try:
        if stream is not None:
            stream.close()
    except OSError:
        pass
