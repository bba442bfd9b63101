"""Lines of the simulated unit, with the face of gpiozero's pins.

The rules are those of a board: direction, pulls, PWM only on outputs, one process per line. A duty keeps all its
digits. ``ticks()`` is the experiment's clock, so intervals between edges are clock seconds at any speed.

Refusals are gpiozero's own exceptions, so gpiozero is imported when the first one is raised, when a line is asked for
by name, or for ``board_info``; a job that only uses its lines goes without.
"""

from __future__ import annotations

import errno
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pioreactor import clock
from pioreactor.hardware.pin_face import FactoryFace, PinName, WhenChanged
from pioreactor.simulation import protocol as p
from pioreactor.simulation.edges import EdgeListener
from pioreactor.simulation.link import Link, Refused

REVISION: Final = 0xA02082
"""A Raspberry Pi 3B: what the unit pretends to be."""
HIGHEST_LINE: Final = 27
FIXED_PULLS: Final[dict[int, str]] = {2: "up", 3: "up"}
"""Resistors that are soldered to the board: the two-wire bus."""


class SimulatedPin:
    """One line. Commands block for one exchange with the simulator (well below a millisecond).

    Refused commands raise gpiozero's exceptions and leave the line as it was.
    """

    def __init__(self, factory: SimulatedFactory, number: int) -> None:
        self.factory = factory
        self.number = number
        self.info = PinName(number, f"GPIO{number}")
        self._function = "input"
        self._is_claimed = False
        self._pull = FIXED_PULLS.get(number, "floating")
        self._frequency: float | None = None
        self._commanded = 0.0
        self._edges = "both"
        self._bounce: float | None = None
        self._when_changed: WhenChanged | None = None

    def __repr__(self) -> str:
        return self.info.name

    def _ask(self, operation: int, body: bytes) -> bytes:
        try:
            return self.factory.link.request(operation, body)
        except Refused as refused:
            raise _as_gpiozero(refused) from None

    def close(self) -> None:
        """Give the line back; an output goes low. Safe to call twice."""
        self.when_changed = None
        if self._is_claimed:
            self._is_claimed = False
            self._ask(p.OP_PIN_RELEASE, p.PIN.pack(self.number))
        self._function, self._frequency, self._commanded = "input", None, 0.0

    @property
    def function(self) -> str:
        """``input`` or ``output``; becoming an output starts low."""
        return self._function

    @function.setter
    def function(self, value: str) -> None:
        if value not in p.FUNCTIONS:
            raise _gpiozero_error("PinInvalidFunction", f"{value!r} is not input or output (pin {self!r}).")
        self._ask(p.OP_PIN_FUNCTION, p.PIN_AND_BYTE.pack(self.number, p.FUNCTIONS.index(value)))
        self._is_claimed = True
        self._function, self._frequency, self._commanded = value, None, 0.0

    @property
    def state(self) -> float:
        """Level (0 or 1), or the fraction of time that a PWM output is high."""
        _, state, _, _ = p.PIN_REPORT.unpack(self._ask(p.OP_PIN_READ, p.PIN.pack(self.number)))
        if self._function == "output" and self._frequency:
            return float(state)
        return bool(state)

    @state.setter
    def state(self, value: float) -> None:
        if self._function == "input":
            raise _gpiozero_error("PinSetInput", f"{self!r} is an input; its state cannot be set.")
        if not 0.0 <= value <= 1.0:
            raise _gpiozero_error("PinInvalidState", f"{self!r} takes 0 to 1, not {value!r}.")
        self._ask(p.OP_PIN_STATE, p.PIN_AND_NUMBER.pack(self.number, float(value)))
        self._commanded = float(value)

    @property
    def frequency(self) -> float | None:
        """PWM frequency in Hz; None when the line is simply high or low."""
        return self._frequency

    @frequency.setter
    def frequency(self, value: float | None) -> None:
        if value is None and self._frequency is None:
            return
        if value is not None and value <= 0:
            raise _gpiozero_error("PinPWMFixedValue", f"{self!r} takes a PWM frequency above 0 Hz, not {value!r}.")
        if value is not None and self._function == "input":
            raise _gpiozero_error("PinPWMFixedValue", f"{self!r} is an input; it cannot carry PWM.")
        self._ask(p.OP_PIN_FREQUENCY, p.PIN_AND_NUMBER.pack(self.number, float(value or 0.0)))
        if value is None or self._frequency is None:
            self._commanded = 0.0
        self._frequency = value

    @property
    def pull(self) -> str:
        """Resistor of an input: ``up``, ``down`` or ``floating``."""
        return str(self._pull)

    @pull.setter
    def pull(self, value: str) -> None:
        if self._function != "input":
            raise _gpiozero_error("PinFixedPull", f"{self!r} is an output; it has no pull.")
        if value not in p.PULLS:
            raise _gpiozero_error("PinInvalidPull", f"{value!r} is not floating, up or down (pin {self!r}).")
        fixed = FIXED_PULLS.get(self.number)
        if fixed is not None and value != fixed:
            raise _gpiozero_error("PinFixedPull", f"{self!r} has a pull-{fixed} resistor on the board.")
        self._ask(p.OP_PIN_PULL, p.PIN_AND_BYTE.pack(self.number, p.PULLS.index(value)))
        self._pull = value

    @property
    def bounce(self) -> float | None:
        """Debounce time in seconds, kept for who asks; simulated edges do not bounce."""
        return self._bounce

    @bounce.setter
    def bounce(self, value: float | None) -> None:
        if value is not None and value < 0:
            raise _gpiozero_error("PinInvalidBounce", f"The bounce time is 0 s or longer, not {value!r}.")
        self._bounce = value

    @property
    def edges(self) -> str:
        """Which edges ``when_changed`` hears: ``both``, ``rising``, ``falling`` or ``none``."""
        return self._edges

    @edges.setter
    def edges(self, value: str) -> None:
        if value not in p.EDGE_KINDS:
            raise _gpiozero_error("PinInvalidEdges", f"{value!r} is not none, falling, rising or both (pin {self!r}).")
        handler = self.when_changed
        self.when_changed = None
        self._edges = value
        self.when_changed = handler

    @property
    def when_changed(self) -> WhenChanged | None:
        """Called with (clock seconds of the edge, level)."""
        return self._when_changed

    @when_changed.setter
    def when_changed(self, listener: WhenChanged | None) -> None:
        was_listening = self._when_changed is not None
        if listener is None:
            if was_listening:  # the last edges arrive during this call and must still find the listener
                self.factory.edges.unwatch(self.number)
            self._when_changed = None
            return
        self._when_changed = listener
        if not was_listening:
            if not self._is_claimed:
                self.function = "input"
            self.factory.edges.watch(self.number, p.EDGE_KINDS.index(self._edges), self._on_edge)

    def _on_edge(self, ticks: float, level: int) -> None:
        listener = self._when_changed
        if listener is not None:
            listener(ticks, level)

    def output_with_state(self, state: float) -> None:
        """Become an output at a level."""
        self.function = "output"
        self.state = state

    def input_with_pull(self, pull: str) -> None:
        """Become an input with a resistor."""
        self.function = "input"
        self.pull = pull

    def drive_again(self) -> None:
        """Put the line back as this process has commanded it: the simulator was restarted, the process was not."""
        if not self._is_claimed:
            return
        function, frequency, state, pull = self._function, self._frequency, self._commanded, self._pull
        self.function = function
        if function == "input":
            self._ask(p.OP_PIN_PULL, p.PIN_AND_BYTE.pack(self.number, p.PULLS.index(pull)))
            return
        if frequency:
            self.frequency = frequency
        self.state = state


class SimulatedFactory(FactoryFace):
    """Pins of the simulated unit at ``path``. Closing it releases this process's lines; dying does not."""

    def __init__(self, path: Path) -> None:
        self.link = Link(path)
        self.link.on_reconnect = self._drive_again
        self.edges = EdgeListener(path)
        self.pins: dict[int, SimulatedPin] = {}

    def pin(self, name: int | str) -> SimulatedPin:
        """The pin with a BCM number, or a name that gpiozero knows (``BOARD12``); the same object each time.

        Raises gpiozero's PinInvalidPin for anything else.
        """
        number = name if isinstance(name, int) else self._number_of(name)
        if not 0 <= number <= HIGHEST_LINE:
            raise _gpiozero_error("PinInvalidPin", f"The header has the lines 0 to {HIGHEST_LINE}, not {name!r}.")
        if number not in self.pins:
            self.pins[number] = SimulatedPin(self, number)
        return self.pins[number]

    def _number_of(self, name: str) -> int:
        for _, found in self.board_info.find_pin(name):
            if found.name.startswith("GPIO"):
                return int(found.name.removeprefix("GPIO"))
        raise _gpiozero_error("PinInvalidPin", f"{name!r} is not a GPIO line of the header.")

    @cached_property
    def board_info(self) -> Any:
        """gpiozero's description of the board that the unit pretends to be."""
        from gpiozero.pins.pi import PiBoardInfo

        return PiBoardInfo.from_revision(REVISION)

    def _drive_again(self) -> None:
        for pin in list(self.pins.values()):
            pin.drive_again()

    def close(self) -> None:
        """Release all lines and end both connections."""
        for pin in list(self.pins.values()):
            pin.close()
        self.pins.clear()
        self.edges.close()
        self.link.close()

    def ticks(self) -> float:
        """Clock seconds."""
        return clock.monotonic()


def _gpiozero_error(name: str, message: str) -> Exception:
    """The exception of that name; it costs the import of gpiozero, so only who is refused pays for it."""
    from gpiozero import exc

    error: Exception = getattr(exc, name)(message)
    return error


def _as_gpiozero(refused: Refused) -> Exception:
    kinds = {errno.EBUSY: "GPIOPinInUse", errno.EPERM: "PinSetInput", errno.ERANGE: "PinPWMFixedValue"}
    message = str(refused)
    unknown = "PinInvalidPin" if "There is no GPIO" in message else "PinInvalidState"
    return _gpiozero_error(kinds.get(refused.errno, unknown), message)
