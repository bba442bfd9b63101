"""When the next OD reading is due, for jobs that must not disturb it."""

from __future__ import annotations

import contextlib

from pioreactor import clock

_CLEAR_BEFORE_S = 2.0
_CLEAR_AFTER_S = 2.0


def seconds_to_next_od_reading() -> float | None:
    """Clock seconds until the next snapshot of this unit; None when no OD reading runs (or it has not begun)."""
    from pioreactor.background_jobs.dodging import reading_schedule
    from pioreactor.exc import JobRequiredError
    from pioreactor.runtime.registry import Registry

    with contextlib.closing(Registry()) as registry:
        if not registry.is_running("od_reading"):
            return None
        try:
            interval_s, reading_at_s = reading_schedule(registry, 0.2)
        except (JobRequiredError, NameError, TypeError, ValueError):
            return None
    return interval_s - (clock.monotonic() - reading_at_s) % interval_s


def wait_clear_of_od_reading() -> None:
    """Return when no snapshot is due within 2 s; otherwise wait for it and 2 s more. Blocks at most about 4 s."""
    remaining = seconds_to_next_od_reading()
    if remaining is not None and remaining <= _CLEAR_BEFORE_S:
        clock.sleep(remaining + _CLEAR_AFTER_S)
