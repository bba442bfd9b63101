"""The one source of time.

On a real unit this is the operating system's clock. A simulated cluster sets ``PIO_CLOCK_SPEED`` (a factor) and
``PIO_CLOCK_ORIGIN`` (``<unix seconds>@<CLOCK_MONOTONIC seconds>``, the instant at which simulated and real time
agreed); every process with the same two values shows the same simulated time, because CLOCK_MONOTONIC is shared by all
processes of a machine.

Two kinds of duration must not be confused. *Clock seconds* belong to the experiment and are scaled: reading intervals,
delays, ages. *Wall seconds* belong to the computer and are not: network time-outs, waiting for a broker, watching a
process start. Functions whose name starts with ``wall_`` are of the second kind.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from pioreactor.exc import ClockError

SPEED_ENV: Final = "PIO_CLOCK_SPEED"
ORIGIN_ENV: Final = "PIO_CLOCK_ORIGIN"

_speed = 1.0
_origin_utc = 0.0
_origin_mono = 0.0
_scaled = False


def configure(speed: float, origin: tuple[float, float] | None = None) -> None:
    """Set the speed factor of this process.

    ``speed``: clock seconds per wall second, 0.01 to 10 000. ``origin``: (unix seconds, CLOCK_MONOTONIC seconds) at
    which both clocks agreed; default: now. Raises ClockError for a factor outside the range or an origin that is not
    finite.
    """
    global _speed, _origin_utc, _origin_mono, _scaled
    if not math.isfinite(speed) or not 0.01 <= speed <= 10_000:
        raise ClockError(f"{SPEED_ENV}={speed} is not a speed. Use a factor from 0.01 to 10000, 1 for real time.")
    if origin is not None and not all(map(math.isfinite, origin)):
        raise ClockError(f"{ORIGIN_ENV}={origin[0]}@{origin[1]} is not a moment. Use two finite numbers.")
    _speed = speed
    _origin_utc, _origin_mono = origin if origin is not None else (time.time(), time.monotonic())
    _scaled = speed != 1.0 or origin is not None


def configure_from_environment() -> None:
    """Read the speed factor and the origin from the environment; without them, real time."""
    speed_text = os.environ.get(SPEED_ENV)
    origin_text = os.environ.get(ORIGIN_ENV)
    if not speed_text and not origin_text:
        return
    try:
        speed = float(speed_text or 1.0)
        origin = None
        if origin_text:
            utc_text, mono_text = origin_text.split("@")
            origin = (float(utc_text), float(mono_text))
    except ValueError as error:
        raise ClockError(
            f"{SPEED_ENV}={speed_text!r}, {ORIGIN_ENV}={origin_text!r}: expected a number and '<unix>@<monotonic>'."
        ) from error
    configure(speed, origin)


def origin_text() -> str:
    """The value of ``PIO_CLOCK_ORIGIN`` that gives another process this process's time."""
    if _scaled:
        return f"{_origin_utc!r}@{_origin_mono!r}"
    return f"{time.time()!r}@{time.monotonic()!r}"


def speed() -> float:
    """Clock seconds per wall second."""
    return _speed


def now_s() -> float:
    """UTC as unix seconds."""
    if not _scaled:
        return time.time()
    return _origin_utc + (time.monotonic() - _origin_mono) * _speed


def now() -> datetime:
    """UTC, timezone-aware."""
    return datetime.fromtimestamp(now_s(), UTC)


def monotonic() -> float:
    """Clock seconds for intervals. Never steps; the same in every process of the machine."""
    if not _scaled:
        return time.monotonic()
    return (time.monotonic() - _origin_mono) * _speed


def sleep(seconds: float) -> None:
    """Sleep for clock seconds. Negative or zero: give other threads a turn."""
    time.sleep(max(0.0, seconds) / _speed)


def wait(event: threading.Event, timeout: float | None) -> bool:
    """Wait until ``event`` is set or ``timeout`` clock seconds are over; True if it is set. None waits for ever."""
    return event.wait(None if timeout is None else max(0.0, timeout) / _speed)


def wall_monotonic() -> float:
    """Wall seconds for time-outs of the computer itself."""
    return time.monotonic()


def wall_sleep(seconds: float) -> None:
    """Sleep for wall seconds."""
    time.sleep(max(0.0, seconds))


def wall_seconds(clock_seconds: float) -> float:
    """How many wall seconds a span of clock seconds takes."""
    return clock_seconds / _speed


def wait_until(condition: Callable[[], bool], timeout: float, poll: float = 0.02) -> bool:
    """Poll ``condition`` until it is true or ``timeout`` wall seconds are over; returns its last value."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() >= deadline:
            return condition()
        time.sleep(poll)
    return True


def to_iso(moment: datetime) -> str:
    """ISO-8601 in UTC with milliseconds and Z, as registry and logs use it."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def timestamp() -> str:
    """Now, as :func:`to_iso`."""
    return to_iso(now())


def from_iso(text: str) -> datetime:
    """Parse ISO-8601 with 0 to 9 fractional digits; Z or an offset is required. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone; end it with Z for UTC.")
    return moment.astimezone(UTC)


configure_from_environment()
