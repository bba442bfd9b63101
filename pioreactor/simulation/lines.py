"""GPIO lines of the simulated Pi: function, level, PWM, pull, and who holds each.

A line keeps what it was driven with when its holder dies, as a pad does. It refuses what a kernel or a board refuses.
"""

from __future__ import annotations

import errno
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

LINES: Final = 28
FIXED_PULL_UP: Final = (2, 3)
HARDWARE_PWM: Final = (12, 13)
SOFTWARE_PWM_HZ: Final = (0.1, 10_000.0)
HARDWARE_PWM_HZ: Final = (0.1, 25_000_000.0)


class LineError(Exception):
    """A line was used wrongly; ``errno`` says which way."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.errno = number


@dataclass(slots=True)
class Line:
    """One line. ``frequency`` 0: no PWM; ``state``: level or duty, 0 to 1."""

    is_output: bool = False
    state: float = 0.0
    frequency: float = 0.0
    pull: int = 0
    holder: int | None = None

    @property
    def drive(self) -> float:
        """What the output stage gets, 0 to 1; an input drives nothing."""
        return self.state if self.is_output else 0.0


class Lines:
    """All lines. ``on_drive(t, number, duty)`` is told of every change of what a line drives."""

    def __init__(self, on_drive: Callable[[float, int, float], None]) -> None:
        self._lines = [Line(pull=1 if n in FIXED_PULL_UP else 0) for n in range(LINES)]
        self._on_drive = on_drive

    def get(self, number: int) -> Line:
        """The line with BCM number ``number``."""
        if not 0 <= number < LINES:
            raise LineError(errno.EINVAL, f"There is no GPIO{number}; use 0 to {LINES - 1}.")
        return self._lines[number]

    def _held(self, number: int, holder: int) -> Line:
        line = self.get(number)
        if line.holder not in (None, holder):
            raise LineError(errno.EBUSY, f"GPIO{number} is held by another process.")
        return line

    def set_function(self, t: float, number: int, is_output: bool, holder: int) -> None:
        """Claim the line; an output starts low and without PWM."""
        line = self._held(number, holder)
        before = line.drive
        line.holder = holder
        line.is_output, line.state, line.frequency = is_output, 0.0, 0.0
        self._tell(t, number, before)

    def set_state(self, t: float, number: int, value: float, holder: int) -> None:
        """Drive an output: a level, or with PWM a duty of any fraction."""
        line = self._held(number, holder)
        if not line.is_output:
            raise LineError(errno.EPERM, f"GPIO{number} is an input; its level cannot be set.")
        if not 0.0 <= value <= 1.0:
            raise LineError(errno.EINVAL, f"GPIO{number} takes 0 to 1, not {value}.")
        if not line.frequency and value not in (0.0, 1.0):
            raise LineError(errno.EINVAL, f"GPIO{number} has no PWM frequency; it takes 0 or 1, not {value}.")
        before = line.drive
        line.state = value
        self._tell(t, number, before)

    def set_frequency(self, t: float, number: int, hertz: float, holder: int) -> None:
        """Start PWM, change its frequency, or with 0 end it (the line goes low)."""
        line = self._held(number, holder)
        if not line.is_output and hertz:
            raise LineError(errno.EPERM, f"GPIO{number} is an input; it cannot carry PWM.")
        low, high = HARDWARE_PWM_HZ if number in HARDWARE_PWM else SOFTWARE_PWM_HZ
        if hertz and not (math.isfinite(hertz) and low <= hertz <= high):
            raise LineError(errno.ERANGE, f"GPIO{number} takes {low:g} to {high:g} Hz, not {hertz:g}.")
        before = line.drive
        if not hertz or not line.frequency:
            line.state = 0.0
        line.frequency = hertz
        self._tell(t, number, before)

    def set_pull(self, number: int, pull: int, holder: int) -> None:
        """Pull of an input: 0 none, 1 up, 2 down."""
        line = self._held(number, holder)
        if line.is_output:
            raise LineError(errno.EPERM, f"GPIO{number} is an output; it has no pull.")
        if number in FIXED_PULL_UP and pull != 1:
            raise LineError(errno.EPERM, f"GPIO{number} has a pull-up resistor on the board.")
        line.pull = pull

    def release(self, t: float, number: int, holder: int) -> None:
        """Give the line back as an input."""
        line = self._held(number, holder)
        before = line.drive
        line.is_output, line.state, line.frequency, line.holder = False, 0.0, 0.0, None
        self._tell(t, number, before)

    def holder_died(self, holder: int) -> None:
        """A process is gone: its lines are free, and stay as they are."""
        for line in self._lines:
            if line.holder == holder:
                line.holder = None

    def reset(self, t: float) -> None:
        """The computer is reset: every line is an input that nobody holds."""
        for number in range(LINES):
            before = self._lines[number].drive
            self._lines[number] = Line(pull=1 if number in FIXED_PULL_UP else 0)
            self._tell(t, number, before)

    def driven(self) -> dict[int, float]:
        """Lines that drive something now, with level or duty."""
        return {n: line.drive for n, line in enumerate(self._lines) if line.drive > 0.0}

    def _tell(self, t: float, number: int, before: float) -> None:
        now = self._lines[number].drive
        if now != before:
            self._on_drive(t, number, now)
