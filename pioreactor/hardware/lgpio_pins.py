"""GPIO lines of the Raspberry Pi over lgpio, with the face of gpiozero's pins.

Written out here because gpiozero's own lgpio pin cuts the duty cycle to whole percent, too coarse for stirring and
heating, and has no hardware PWM (see `timer_pin`). The names are gpiozero's, so its devices (buttons, lamps) work on
this factory too; gpiozero itself is not needed.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Final

from pioreactor.exc import PWMError
from pioreactor.hardware.pin_face import FactoryFace, PinName, WhenChanged
from pioreactor.hardware.sysfs_pwm import CHANNEL_OF_PIN, SysfsPwmChannel, find_chip
from pioreactor.hardware.timer_pin import TimerPin

_NS: Final = 1e-9


def find_gpio_chip(root: Path = Path("/")) -> int:
    """Number of the gpiochip that carries the header, by its label (kernels have renumbered them)."""
    for chip in sorted((root / "sys/bus/gpio/devices").glob("gpiochip*")):
        label = chip / "of_node/compatible"
        text = label.read_text(errors="replace") if label.exists() else ""
        if "rp1-gpio" in text or ("bcm2" in text and "gpio" in text):
            return int(chip.name.removeprefix("gpiochip"))
    return 0


class LgpioPin:
    """One line. ``state`` of an output with a ``frequency`` is a fraction 0 to 1 with full resolution."""

    def __init__(self, factory: LgpioFactory, number: int) -> None:
        self._factory = factory
        self._lg = factory.lgpio
        self._handle = factory.handle
        self.number = number
        self.info = PinName(number, f"GPIO{number}")
        self._function = "input"
        self._pull = "floating"
        self._edges = "both"
        self._bounce_s: float | None = None
        self._frequency: float | None = None
        self._fraction = 0.0
        self._when_changed: WhenChanged | None = None
        self._callback: Any = None

    @property
    def function(self) -> str:
        """``input`` or ``output``; becoming an output starts low."""
        return self._function

    @function.setter
    def function(self, value: str) -> None:
        self._stop_watching()
        if value == "output":
            self._lg.gpio_claim_output(self._handle, self.number, 0)
        elif value == "input":
            self._lg.gpio_claim_input(self._handle, self.number, self._pull_flag())
        else:
            raise ValueError(f"A line is an input or an output, not {value!r}.")
        self._function = value

    @property
    def pull(self) -> str:
        """Resistor of an input: ``up``, ``down`` or ``floating``."""
        return self._pull

    @pull.setter
    def pull(self, value: str) -> None:
        if value not in ("up", "down", "floating"):
            raise ValueError(f"A pull resistor is up, down or floating, not {value!r}.")
        self._pull = value
        if self._function == "input":
            # A line keeps its resistor until it is given back and claimed again.
            self._lg.gpio_free(self._handle, self.number)
            self._lg.gpio_claim_input(self._handle, self.number, self._pull_flag())

    def _pull_flag(self) -> int:
        flags = {"up": self._lg.SET_PULL_UP, "down": self._lg.SET_PULL_DOWN, "floating": self._lg.SET_PULL_NONE}
        return int(flags[self._pull])

    @property
    def frequency(self) -> float | None:
        """PWM frequency in Hz (0.1 to 10 000); None when the line is simply high or low."""
        return self._frequency

    @frequency.setter
    def frequency(self, hz: float | None) -> None:
        if hz is None:
            if self._frequency is not None:
                self._lg.tx_pwm(self._handle, self.number, 0, 0)
            self._frequency = None
            return
        if self._function != "output":
            raise PWMError(f"Line {self.number} is not an output; PWM needs one.")
        self._frequency = hz
        self._lg.tx_pwm(self._handle, self.number, hz, self._fraction * 100.0)

    @property
    def state(self) -> float:
        """Level (0 or 1), or the fraction of time that a PWM output is high."""
        if self._frequency is not None:
            return self._fraction
        return float(self._lg.gpio_read(self._handle, self.number))

    @state.setter
    def state(self, value: float) -> None:
        if not 0.0 <= value <= 1.0:
            raise PWMError(f"A line takes 0 to 1, not {value}.")
        if self._frequency is None:
            self._lg.gpio_write(self._handle, self.number, int(bool(value)))
            return
        self._fraction = float(value)
        self._lg.tx_pwm(self._handle, self.number, self._frequency, self._fraction * 100.0)

    @property
    def bounce(self) -> float | None:
        """Debounce time of the kernel in seconds; None for none."""
        return self._bounce_s

    @bounce.setter
    def bounce(self, seconds: float | None) -> None:
        self._lg.gpio_set_debounce_micros(self._handle, self.number, round((seconds or 0.0) * 1e6))
        self._bounce_s = seconds

    @property
    def edges(self) -> str:
        """Which edges ``when_changed`` hears: ``both``, ``rising`` or ``falling``."""
        return self._edges

    @edges.setter
    def edges(self, value: str) -> None:
        listener = self._when_changed
        self.when_changed = None
        self._edges = value
        self.when_changed = listener

    @property
    def when_changed(self) -> WhenChanged | None:
        """Called with (time of the edge in seconds from the kernel, level)."""
        return self._when_changed

    @when_changed.setter
    def when_changed(self, listener: WhenChanged | None) -> None:
        self._stop_watching()
        self._when_changed = listener
        if listener is None:
            return
        kinds = {"both": self._lg.BOTH_EDGES, "rising": self._lg.RISING_EDGE, "falling": self._lg.FALLING_EDGE}
        kind = kinds[self._edges]
        self._lg.gpio_claim_alert(self._handle, self.number, kind, self._pull_flag())
        self._callback = self._lg.callback(self._handle, self.number, kind, self._on_edge)

    def _on_edge(self, chip: int, line: int, level: int, ticks_ns: int) -> None:
        listener = self._when_changed
        if listener is not None:
            listener(ticks_ns * _NS, level)

    def _stop_watching(self) -> None:
        if self._callback is not None:
            self._callback.cancel()
            self._callback = None
            self._lg.gpio_claim_input(self._handle, self.number, self._pull_flag())

    def output_with_state(self, state: float) -> None:
        """Become an output at a level."""
        self.function = "output"
        self.state = state

    def input_with_pull(self, pull: str) -> None:
        """Become an input with a resistor."""
        self.function = "input"
        self.pull = pull

    def close(self) -> None:
        """Output low, listeners gone, line given back. Safe to repeat."""
        self._stop_watching()
        self._when_changed = None
        if self._frequency is not None:
            self.frequency = None
        if self._function == "output":
            self._lg.gpio_write(self._handle, self.number, 0)
        self._lg.gpio_free(self._handle, self.number)
        self._factory.forget(self.number)


class LgpioFactory(FactoryFace):
    """Makes the pins of one unit; the kernel lets only one process own a line."""

    def __init__(self, lgpio: Any, chip: int, root: Path = Path("/")) -> None:
        self.lgpio = lgpio
        self.handle = lgpio.gpiochip_open(chip)
        self._pins: dict[int, LgpioPin | TimerPin] = {}
        self._pwm_chip = find_chip(root)

    def pin(self, name: int) -> LgpioPin | TimerPin:
        """The pin with a BCM number (0 to 27), the same object each time until it is closed."""
        if not 0 <= name <= 27:
            raise ValueError(f"The header has the lines 0 to 27; {name} is not one of them.")
        if name not in self._pins:
            self._pins[name] = self._new_pin(name)
        return self._pins[name]

    def _new_pin(self, number: int) -> LgpioPin | TimerPin:
        if number not in CHANNEL_OF_PIN or self._pwm_chip is None:
            return LgpioPin(self, number)
        return TimerPin(number, SysfsPwmChannel(self._pwm_chip, CHANNEL_OF_PIN[number]), self.forget)

    def forget(self, number: int) -> None:
        """Drop a closed pin."""
        self._pins.pop(number, None)

    def ticks(self) -> float:
        """Seconds of the kernel's monotonic clock, the time base of edges."""
        return time.clock_gettime(time.CLOCK_MONOTONIC)

    def close(self) -> None:
        """Close every pin and the chip."""
        for pin in list(self._pins.values()):
            pin.close()
        self.lgpio.gpiochip_close(self.handle)
