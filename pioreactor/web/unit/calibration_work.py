"""What the hardware does for a calibration session at this moment, for whoever looks at it, also after a reload."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from pioreactor import clock
from pioreactor.calibrations.sessions.errors import InputError
from pioreactor.exc import CalibrationError
from pioreactor.web.wire.calibration_sessions import WorkNow

MOST_KEPT: Final = 50
"""Refusals of so many sessions are kept; a session that is answered again has none."""
_lock: Final = threading.Lock()
_works: Final[dict[str, Work]] = {}
_refusals: Final[dict[str, str]] = {}


class Work:
    """An answer that is being worked on."""

    def __init__(self) -> None:
        self.began_at = clock.timestamp()
        self._share = 0.0
        self._points: list[tuple[float, float]] = []
        self._stopped = threading.Event()

    def take(self, share: float, point: tuple[float, float] | None = None) -> None:
        """Note how far it is."""
        self._share = share
        if point is not None:
            self._points.append(point)

    def is_wanted(self) -> bool:
        """Whether nobody has stopped it."""
        return not self._stopped.is_set()

    def stop(self) -> None:
        """It is to end."""
        self._stopped.set()

    def as_told(self) -> WorkNow:
        """As the page is told of it."""
        return WorkNow(self.began_at, self._share, list(self._points))


@contextmanager
def begun(session_id: str) -> Iterator[Work]:
    """Work for an answer, for as long as the block lasts; why it was refused is kept until the next answer."""
    work = Work()
    with _lock:
        _works[session_id] = work
        _refusals.pop(session_id, None)
    try:
        yield work
    except InputError:
        raise  # whoever typed it is told at once
    except CalibrationError as error:
        with _lock:
            _refusals[session_id] = str(error)
            for oldest in list(_refusals)[:-MOST_KEPT]:
                del _refusals[oldest]
        raise
    finally:
        with _lock:
            _works.pop(session_id, None)


def stop(session_id: str) -> None:
    """Ask the work of a session to end; nothing if there is none."""
    with _lock:
        work = _works.get(session_id)
    if work is not None:
        work.stop()


def now(session_id: str) -> WorkNow | None:
    """The work of a session; None while it waits for an answer."""
    with _lock:
        work = _works.get(session_id)
    return None if work is None else work.as_told()


def refusal(session_id: str) -> str | None:
    """Why the last answer of a session failed on the hardware; None if it did not. A restart forgets it."""
    with _lock:
        return _refusals.get(session_id)
