"""Doing things every so often, and writing down when things happened. All durations are clock seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Self

from pioreactor import clock
from pioreactor.exc import PioreactorError, in_words


class RepeatedTimer:
    """Calls ``function`` every ``interval`` clock seconds in a thread of its own, without drifting.

    A call that takes longer than the interval skips the ticks it missed. An exception is logged and the timer goes on.

    ``run_immediately``: the first call comes at once (or after ``run_after`` seconds) instead of after one interval.
    ``run_after``: seconds before the schedule begins.
    """

    def __init__(
        self,
        interval: float,
        function: Callable[..., Any],
        job_name: str | None = None,
        run_immediately: bool = False,
        run_after: float | None = None,
        logger: Any = None,
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> None:
        if not interval > 0:
            raise ValueError(f"An interval of {interval} s never comes round.")
        self.interval = interval
        self.function = function
        self.job_name = job_name
        self.run_immediately = run_immediately
        self.run_after = run_after or 0.0
        self.logger = logger
        self.args = tuple(args)
        self.kwargs = dict(kwargs or {})
        self._cancelled = threading.Event()
        self._paused = False
        self._resumed = threading.Event()
        self._resumed.set()
        self._next_at = 0.0
        self._thread = threading.Thread(target=self._run, name=f"timer {job_name or ''}".strip(), daemon=True)

    def start(self) -> Self:
        """Begin; returns the timer itself."""
        self._next_at = clock.monotonic() + self.run_after + (0.0 if self.run_immediately else self.interval)
        self._thread.start()
        return self

    def pause(self) -> None:
        """Make no calls until :meth:`unpause`; one that is under way ends normally."""
        self._paused = True
        self._resumed.clear()

    def unpause(self) -> None:
        """Go on with the same schedule."""
        self._paused = False
        self._resumed.set()

    @property
    def is_paused(self) -> bool:
        """True between pause and unpause."""
        return self._paused

    def cancel(self, timeout: float | None = None) -> None:
        """End the timer and wait for a call under way (up to ``timeout`` wall seconds); called from inside, at once."""
        self._cancelled.set()
        self._resumed.set()
        self.join(timeout)

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end of the thread, up to ``timeout`` wall seconds."""
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    def is_alive(self) -> bool:
        """True from start until the end of the thread."""
        return self._thread.is_alive()

    def time_to_next_run(self) -> float:
        """Clock seconds until the next call; 0 if it is due."""
        return max(0.0, self._next_at - clock.monotonic())

    def _run(self) -> None:
        while not clock.wait(self._cancelled, self._next_at - clock.monotonic()):
            self._resumed.wait()
            if self._cancelled.is_set():
                return
            if self._skip_missed_while_paused():
                continue
            self._call()
            self._advance()

    def _skip_missed_while_paused(self) -> bool:
        if clock.monotonic() - self._next_at < self.interval:
            return False
        self._advance()
        return True

    def _advance(self) -> None:
        behind = clock.monotonic() - self._next_at
        self._next_at += self.interval * max(1, int(behind // self.interval) + 1)

    def _call(self) -> None:
        try:
            self.function(*self.args, **self.kwargs)
        except Exception as error:
            logger = self.logger
            if logger is None:
                import logging

                logger = logging.getLogger("pioreactor")
            logger.error(f"{self.job_name or 'A timer'}: {in_words(error)}.")
            if not isinstance(error, PioreactorError):
                logger.debug("The failure in full:", exc_info=True)


class catchtime:
    """``with catchtime() as elapsed: …``: ``elapsed()`` gives the clock seconds since the block began."""

    def __enter__(self) -> Callable[[], float]:
        begun = clock.monotonic()
        return lambda: clock.monotonic() - begun

    def __exit__(self, *_: object) -> None:
        return None


@contextmanager
def paused_timer(timer: RepeatedTimer) -> Iterator[None]:
    """Pause a timer for the length of a block."""
    timer.pause()
    try:
        yield
    finally:
        timer.unpause()


def current_utc_datetime() -> datetime:
    """Now, timezone-aware."""
    return clock.now()


def current_utc_timestamp() -> str:
    """Now, ISO-8601 with milliseconds and Z."""
    return clock.timestamp()


def current_utc_datestamp() -> str:
    """Today in UTC, ``YYYY-MM-DD``."""
    return clock.now().strftime("%Y-%m-%d")


def to_datetime(timestamp: str) -> datetime:
    """Parse ISO-8601 with a time zone. Raises ValueError."""
    return clock.from_iso(timestamp)


def to_iso_format(moment: datetime) -> str:
    """ISO-8601 in UTC with milliseconds and Z."""
    return clock.to_iso(moment)


def default_datetime_for_pioreactor(delta_seconds: int = 0) -> datetime:
    """The moment that stands for "never", ``delta_seconds`` after 2000-01-01."""
    return datetime.fromtimestamp(946_684_800 + delta_seconds, UTC)
