"""A line that a hardware timer drives, with the face of gpiozero's pins.

It is never asked for at the GPIO chip. Claiming it there, as an output or as an input, and lgpio claims what it is
merely asked to read, switches the line from the timer to the GPIO block until the next boot: the timer goes on, and
nothing of it arrives at the line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pioreactor.exc import PWMError
from pioreactor.hardware.pin_face import PinName, WhenChanged
from pioreactor.hardware.sysfs_pwm import SysfsPwmChannel

_STEADY_HZ: Final = 1000.0
"""A line that is simply high is a duty of 100 % at some frequency."""


class TimerPin:
    """An output. ``state`` is what the kernel says it drives: a fraction of the time, 0 to 1."""

    pull: Final = "floating"
    edges: Final = "both"
    bounce: Final = None

    def __init__(self, number: int, channel: SysfsPwmChannel, on_close: Callable[[int], None]) -> None:
        self.number = number
        self.info = PinName(number, f"GPIO{number}")
        self._channel = channel
        self._on_close = on_close
        self._frequency: float | None = None
        self._is_held = False

    @property
    def function(self) -> str:
        """``output`` once it was asked for; becoming an output starts low, whoever had it on before."""
        return "output" if self._is_held else "input"

    @function.setter
    def function(self, value: str) -> None:
        if value != "output":
            raise PWMError(
                f"GPIO{self.number} belongs to a hardware timer (dtoverlay=pwm-2chan) and can only be an output. Use "
                "another line, or remove the overlay."
            )
        self._channel.open()
        self._is_held, self._frequency = True, None

    @property
    def frequency(self) -> float | None:
        """PWM frequency in Hz (0.1 to 10 000); None when the line is simply high or low."""
        return self._frequency

    @frequency.setter
    def frequency(self, hz: float | None) -> None:
        self._require_hold()
        if hz is None:
            self._channel.stop()
        else:
            self._channel.set_frequency(hz)
        self._frequency = hz

    @property
    def state(self) -> float:
        """What the kernel's files say; looking does not touch the line."""
        return self._channel.fraction

    @state.setter
    def state(self, value: float) -> None:
        if not 0.0 <= value <= 1.0:
            raise PWMError(f"A line takes 0 to 1, not {value}.")
        self._require_hold()
        if self._frequency is not None:
            self._channel.set_fraction(float(value))
        elif value:
            self._channel.set_fraction(1.0)
            self._channel.set_frequency(_STEADY_HZ)
        else:
            self._channel.stop()

    def _require_hold(self) -> None:
        if not self._is_held:
            raise PWMError(f"GPIO{self.number} is not an output yet; make it one first.")

    @property
    def when_changed(self) -> WhenChanged | None:
        """Nobody: an output of a timer has no edges to hear."""
        return None

    @when_changed.setter
    def when_changed(self, listener: WhenChanged | None) -> None:
        if listener is not None:
            raise PWMError(f"GPIO{self.number} belongs to a hardware timer; its edges cannot be heard.")

    def output_with_state(self, state: float) -> None:
        """Become an output at a level."""
        self.function = "output"
        self.state = state

    def input_with_pull(self, pull: str) -> None:
        """Refused: see ``function``."""
        self.function = "input"

    def close(self) -> None:
        """Output low, channel given back. Safe to repeat."""
        self._channel.close()
        self._is_held, self._frequency = False, None
        self._on_close(self.number)
