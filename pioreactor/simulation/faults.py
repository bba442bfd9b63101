"""Faults: what can be injected, when each begins and ends, and what it does.

A fault is data here: a name, a time, a duration, a severity and a target. What it does to the vial is a row of
:data:`EFFECTS` (a number that the equations read) or a small function; what it does to the bus is in :mod:`wire`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pioreactor.exc import PioreactorError


class FaultError(PioreactorError, ValueError):
    """There is no such fault, or it was described wrongly."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of the catalogue. ``severity`` is the default; ``meaning`` says what its number means."""

    name: str
    meaning: str
    severity: float = 1.0
    target: str = ""


CATALOGUE: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind(
            "adc.dropout", "converter sticks; target stuck, zero or full; severity: share of full scale", 1.0, "stuck"
        ),
        Kind("adc.wrap", "firmware that wraps above 1.65 V"),
        Kind("adc.nack", "converters refuse with this probability", 0.1),
        Kind("i2c.nack", "every device refuses with this probability", 0.1),
        Kind("i2c.hang", "data line held low: nothing answers"),
        Kind("i2c.bitflip", "one wrong bit in a read with this probability", 0.05),
        Kind("rp2040.reset", "firmware lost: 0x2C silent, LEDs off until the firmware is loaded again"),
        Kind("tmp.lost", "thermometer does not answer"),
        Kind("tmp.offset", "thermometer reads this many °C too high", 10.0),
        Kind("tmp.frozen", "thermometer repeats its last value"),
        Kind("heater.stuck_on", "heater stays on whatever is commanded"),
        Kind("heater.open", "heater gives no heat"),
        Kind("stir.stall", "motor is blocked"),
        Kind("stir.decouple", "bar falls out of step; the fan turns on"),
        Kind("stir.hall_dead", "no edges"),
        Kind("stir.double_edges", "two edges each turn"),
        Kind("pump.air", "this share of the flow is air", 0.5),
        Kind("pump.clog", "pump moves nothing; target media, alt_media or waste", 1.0, "waste"),
        Kind("pump.stuck_on", "pump runs whatever is commanded; target as for clog", 1.0, "media"),
        Kind("pump.reversed", "pump runs backwards; target as for clog", 1.0, "media"),
        Kind("tube.efflux_lifted", "waste tube ends this many mL higher", 3.0),
        Kind("tube.blocked", "waste tube lets nothing through"),
        Kind("bottle.empty", "source bottles give air"),
        Kind("led.dead", "infrared LED dark"),
        Kind("led.dim", "this share of the light is missing", 0.4),
        Kind("led.flicker", "light trembles by this share", 0.05),
        Kind("led.swapped_channel", "LED cables A and B exchanged"),
        Kind("pd.swapped", "two photodiodes exchanged; target two channels, such as 1,2", 1.0, "1,2"),
        Kind("pd.unplugged", "photodiode channel without a signal; target its channel", 1.0, "2"),
        Kind("light.sun", "sunlight rises to this many volts within a minute", 0.5),
        Kind("bubble.adhere", "bubble on the glass: signals change by this share", 0.2),
        Kind("film.grow", "film on the glass: signals lose this share per day", 0.05),
        Kind("condense", "condensation: signals drift slowly by this share", 0.02),
        Kind("user.vial_removed", "no vial in the holder"),
        Kind("user.lid_open", "lid open: room light and evaporation"),
        Kind("power.undervolt", "supply this many volts too low", 0.6),
    )
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault on the schedule. ``start`` and ``end`` in clock seconds, ``end`` may be infinite."""

    id: int
    name: str
    start: float
    end: float
    severity: float
    target: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        return {
            "id": self.id,
            "name": self.name,
            "start": self.start,
            "end": None if math.isinf(self.end) else self.end,
            "severity": self.severity,
            "target": self.target,
        }


class FaultSchedule:
    """Faults in order of time. ``apply(t, fault, is_on)`` does what a fault does."""

    def __init__(self, apply: Callable[[float, Fault, bool], None]) -> None:
        self._apply = apply
        self._numbers = itertools.count(1)
        self._faults: dict[int, Fault] = {}
        self._on: set[int] = set()
        self.next_change = math.inf

    def add(
        self,
        name: str,
        start: float,
        duration_s: float | None = None,
        severity: float | None = None,
        target: str | None = None,
    ) -> Fault:
        """Schedule a fault. Raises FaultError for an unknown name or a wrong number."""
        kind = CATALOGUE.get(name)
        if kind is None:
            raise FaultError(f"There is no fault {name!r}. Known: {', '.join(CATALOGUE)}.")
        if duration_s is not None and not duration_s > 0.0:
            raise FaultError(f"A fault lasts longer than {duration_s} s.")
        fault = Fault(
            next(self._numbers),
            name,
            start,
            math.inf if duration_s is None else start + duration_s,
            kind.severity if severity is None else severity,
            target or kind.target,
        )
        self._faults[fault.id] = fault
        self._plan()
        return fault

    def clear(self, t: float, fault_id: int | None = None) -> list[Fault]:
        """End one fault, or all; returns those that were ended."""
        if fault_id is not None and fault_id not in self._faults:
            raise FaultError(f"There is no fault number {fault_id}.")
        ended = [f for f in self._faults.values() if fault_id in (None, f.id)]
        for fault in ended:
            del self._faults[fault.id]
            if fault.id in self._on:
                self._on.discard(fault.id)
                self._apply(t, fault, False)
        self._plan()
        return ended

    def all(self) -> list[Fault]:
        """Faults that are active or will be."""
        return list(self._faults.values())

    def any_active(self) -> bool:
        """True while at least one fault is on."""
        return bool(self._on)

    def active(self, name: str) -> Fault | None:
        """The active fault of this name that was added last."""
        return next((f for f in reversed(self._faults.values()) if f.name == name and f.id in self._on), None)

    def run(self, t: float) -> None:
        """Begin and end what is due up to ``t``, each at its own instant."""
        while self.next_change <= t:
            now = self.next_change
            for fault in list(self._faults.values()):
                if fault.id in self._on and fault.end <= now:
                    self._on.discard(fault.id)
                    del self._faults[fault.id]
                    self._apply(fault.end, fault, False)
                elif fault.id not in self._on and fault.start <= now:
                    self._on.add(fault.id)
                    self._apply(fault.start, fault, True)
            self._plan()

    def _plan(self) -> None:
        times = [f.end if f.id in self._on else f.start for f in self._faults.values()]
        self.next_change = min(times, default=math.inf)
