"""``pio run calibration_work``: one action of a calibration session, which starts it (`..sessions.performing`).

Inputs come as one line of JSON on standard input, which stays open as long as somebody waits for the result. Progress,
result or error go out as lines of JSON.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from typing import Any

import click


@click.command("calibration_work")
@click.argument("action")
def click_calibration_work(action: str) -> None:
    """One action of a calibration; the assistant starts it (pio calibrations run)."""
    import msgspec

    from pioreactor.calibrations.work import find_action
    from pioreactor.exc import PioreactorError

    def tell(key: str, value: Any, **more: Any) -> None:
        sys.stdout.buffer.write(msgspec.json.encode({key: value, **more}) + b"\n")
        sys.stdout.buffer.flush()

    def progress(share: float, point: tuple[float, float] | None = None) -> None:
        tell("progress", share, **({} if point is None else {"point": point}))

    ending = threading.Event()
    try:
        inputs = msgspec.json.decode(sys.stdin.buffer.readline(), type=dict[str, Any])
        threading.Thread(target=_stop_when_alone, args=(ending,), daemon=True).start()
        result = find_action(action)(inputs, progress)
    except (PioreactorError, ValueError) as error:
        tell("error", str(error))
        raise SystemExit(1) from None
    finally:
        ending.set()
    tell("result", result)


def _stop_when_alone(ending: threading.Event) -> None:
    """Ask this process to end once nobody holds the other end of its standard input."""
    with contextlib.suppress(OSError):
        # Not through sys.stdin: a thread that waits in there would hold its lock when the interpreter goes.
        while os.read(0, 4096):
            continue
    if not ending.is_set():
        os.kill(os.getpid(), signal.SIGTERM)
