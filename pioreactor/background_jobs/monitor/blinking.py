"""Blink patterns of the light on the board, and the player that shows one at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from pioreactor.error_codes import ErrorCode

Step = tuple[bool, float]
"""Light on or off, and for how many wall seconds: a pattern is for a person's eye."""


def identify_pattern() -> Iterator[Step]:
    """Four double blinks: here I am."""
    for _ in range(4):
        yield from ((True, 0.14), (False, 0.14), (True, 0.14), (False, 0.45))


def error_pattern(code: int) -> Iterator[Step]:
    """One long blink, then ``code`` short ones, then five seconds of dark."""
    yield from ((True, 2.0), (False, 0.25))
    for _ in range(code):
        yield from ((True, 0.25), (False, 0.25))
    yield (False, 5.0)


class Blinker:
    """Plays one pattern at a time in a thread of its own; a request that comes meanwhile is dropped.

    ``set_light``: switches the light. ``wait``: waits for wall seconds and returns True to end early; default: until
    :meth:`close`. ``on_error`` is told when the light cannot be switched; the pattern then ends.
    """

    def __init__(
        self,
        set_light: Callable[[bool], None],
        *,
        wait: Callable[[float], bool] | None = None,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        self._set_light = set_light
        self._closing = threading.Event()
        self._wait = wait if wait is not None else self._closing.wait
        self._on_error = on_error
        self._busy = threading.Lock()
        self._thread: threading.Thread | None = None

    def identify(self) -> bool:
        """Show where the unit is; False if dropped."""
        return self._start(identify_pattern())

    def error(self, code: int) -> bool:
        """Show an error code, 1 to 8; False if dropped. Raises ValueError for another number."""
        return self._start(error_pattern(ErrorCode(code)))

    def is_busy(self) -> bool:
        """True while a pattern is shown."""
        return self._busy.locked()

    def close(self) -> None:
        """End the pattern that is shown, with the light off; waits up to two wall seconds."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join(timeout=2.0)

    def _start(self, pattern: Iterator[Step]) -> bool:
        if self._closing.is_set() or not self._busy.acquire(blocking=False):
            return False
        self._thread = threading.Thread(target=self._play, args=(pattern,), name="blink", daemon=True)
        self._thread.start()
        return True

    def _play(self, pattern: Iterator[Step]) -> None:
        try:
            for is_on, seconds in pattern:
                self._set_light(is_on)
                if self._wait(seconds):
                    break
            self._set_light(False)
        except Exception as error:
            if self._on_error is not None:
                self._on_error(error)
        finally:
            self._busy.release()
