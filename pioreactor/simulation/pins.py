"""A gpiozero pin factory whose pins are lines of the simulated unit.

The rules are those of a board: direction, pulls, PWM only on outputs, one process per line. A duty keeps all its
digits. ``ticks()`` is the experiment's clock, so intervals between edges are clock seconds at any speed.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

from gpiozero.exc import (
    GPIOPinInUse,
    PinFixedPull,
    PinInvalidBounce,
    PinInvalidEdges,
    PinInvalidFunction,
    PinInvalidPin,
    PinInvalidPull,
    PinInvalidState,
    PinPWMFixedValue,
    PinSetInput,
)
from gpiozero.pins.pi import PiFactory, PiPin

from pioreactor import clock
from pioreactor.simulation import protocol as p
from pioreactor.simulation.edges import EdgeListener
from pioreactor.simulation.link import Link, Refused

REVISION = 0xA02082
"""A Raspberry Pi 3B: what the unit pretends to be."""


class SimulatedPin(PiPin):  # type: ignore[misc]
    """One line. Commands block for one exchange with the simulator (well below a millisecond)."""

    def __init__(self, factory: SimulatedFactory, info: Any) -> None:
        super().__init__(factory, info)
        self._function = "input"
        self._is_claimed = False
        self._pull = info.pull or "floating"
        self._frequency: float | None = None
        self._commanded = 0.0
        self._edges = "both"
        self._bounce: float | None = None

    def _ask(self, operation: int, body: bytes) -> bytes:
        try:
            return self.factory.link.request(operation, body)  # type: ignore[no-any-return]
        except Refused as refused:
            raise _as_gpiozero(refused) from None

    def close(self) -> None:
        """Give the line back; an output goes low. Safe to call twice."""
        self.when_changed = None
        if self._is_claimed:
            self._is_claimed = False
            self._ask(p.OP_PIN_RELEASE, p.PIN.pack(self._number))
        self._function, self._frequency, self._commanded = "input", None, 0.0

    def _get_function(self) -> str:
        return self._function

    def _set_function(self, value: str) -> None:
        if value not in p.FUNCTIONS:
            raise PinInvalidFunction(f"{value!r} is not input or output (pin {self!r}).")
        self._ask(p.OP_PIN_FUNCTION, p.PIN_AND_BYTE.pack(self._number, p.FUNCTIONS.index(value)))
        self._is_claimed = True
        self._function, self._frequency, self._commanded = value, None, 0.0

    def _get_state(self) -> float:
        _, state, _, _ = p.PIN_REPORT.unpack(self._ask(p.OP_PIN_READ, p.PIN.pack(self._number)))
        if self._function == "output" and self._frequency:
            return float(state)
        return bool(state)

    def _set_state(self, value: float) -> None:
        if self._function == "input":
            raise PinSetInput(f"{self!r} is an input; its state cannot be set.")
        if not 0.0 <= value <= 1.0:
            raise PinInvalidState(f"{self!r} takes 0 to 1, not {value!r}.")
        self._ask(p.OP_PIN_STATE, p.PIN_AND_NUMBER.pack(self._number, float(value)))
        self._commanded = float(value)

    def _get_frequency(self) -> float | None:
        return self._frequency

    def _set_frequency(self, value: float | None) -> None:
        if value is None and self._frequency is None:
            return
        if value is not None and value <= 0:
            raise PinPWMFixedValue(f"{self!r} takes a PWM frequency above 0 Hz, not {value!r}.")
        if value is not None and self._function == "input":
            raise PinPWMFixedValue(f"{self!r} is an input; it cannot carry PWM.")
        self._ask(p.OP_PIN_FREQUENCY, p.PIN_AND_NUMBER.pack(self._number, float(value or 0.0)))
        if value is None or self._frequency is None:
            self._commanded = 0.0
        self._frequency = value

    def _get_pull(self) -> str:
        return str(self._pull)

    def _set_pull(self, value: str) -> None:
        if self._function != "input":
            raise PinFixedPull(f"{self!r} is an output; it has no pull.")
        if value not in p.PULLS:
            raise PinInvalidPull(f"{value!r} is not floating, up or down (pin {self!r}).")
        if self.info.pull and value != self.info.pull:
            raise PinFixedPull(f"{self!r} has a pull-{self.info.pull} resistor on the board.")
        self._ask(p.OP_PIN_PULL, p.PIN_AND_BYTE.pack(self._number, p.PULLS.index(value)))
        self._pull = value

    def _get_bounce(self) -> float | None:
        return self._bounce

    def _set_bounce(self, value: float | None) -> None:
        if value is not None and value < 0:
            raise PinInvalidBounce(f"The bounce time is 0 s or longer, not {value!r}.")
        self._bounce = value

    def _get_edges(self) -> str:
        return self._edges

    def _set_edges(self, value: str) -> None:
        if value not in p.EDGE_KINDS:
            raise PinInvalidEdges(f"{value!r} is not none, falling, rising or both (pin {self!r}).")
        handler = self.when_changed
        self.when_changed = None
        self._edges = value
        self.when_changed = handler

    def _enable_event_detect(self) -> None:
        if not self._is_claimed:
            self._set_function("input")
        self.factory.edges.watch(self._number, p.EDGE_KINDS.index(self._edges), self._on_edge)

    def _disable_event_detect(self) -> None:
        self.factory.edges.unwatch(self._number)

    def _on_edge(self, ticks: float, level: int) -> None:
        if self._when_changed is not None:
            self._call_when_changed(ticks, level)

    def drive_again(self) -> None:
        """Put the line back as this process has commanded it: the simulator was restarted, the process was not."""
        if not self._is_claimed:
            return
        function, frequency, state, pull = self._function, self._frequency, self._commanded, self._pull
        self._set_function(function)
        if function == "input":
            self._ask(p.OP_PIN_PULL, p.PIN_AND_BYTE.pack(self._number, p.PULLS.index(pull)))
            return
        if frequency:
            self._set_frequency(frequency)
        self._set_state(state)


class SimulatedFactory(PiFactory):  # type: ignore[misc]
    """Pins of the simulated unit at ``path``. Closing it releases this process's lines; dying does not."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.link = Link(path)
        self.link.on_reconnect = self._drive_again
        self.edges = EdgeListener(path)
        self.pin_class = SimulatedPin

    def _get_revision(self) -> int:
        return REVISION

    def _drive_again(self) -> None:
        for pin in list(self.pins.values()):
            pin.drive_again()

    def close(self) -> None:
        """Release all lines and end both connections."""
        super().close()
        self.edges.close()
        self.link.close()

    def ticks(self) -> float:
        """Clock seconds."""
        return clock.monotonic()

    def ticks_diff(self, later: float, earlier: float) -> float:
        """Seconds from ``earlier`` to ``later``."""
        return later - earlier


def _as_gpiozero(refused: Refused) -> Exception:
    message = str(refused)
    kind: type[Exception] = PinInvalidState
    if refused.errno == errno.EBUSY:
        kind = GPIOPinInUse
    elif refused.errno == errno.EPERM:
        kind = PinSetInput
    elif refused.errno == errno.ERANGE:
        kind = PinPWMFixedValue
    elif "There is no GPIO" in message:
        kind = PinInvalidPin
    return kind(message)
