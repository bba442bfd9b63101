"""Which hardware lies under the drivers: a real Raspberry Pi or a simulated vial.

The choice is the environment variable ``PIO_HARDWARE``, else ``[hardware] backend`` of the configuration, else
``raspberry_pi``. A backend is a module with ``pin_factory()``, ``bus(number)`` and ``system_root()``; drivers reach it
through the functions here and never ask which one it is.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol, cast

from pioreactor.exc import HardwareError

BACKEND_ENV: Final = "PIO_HARDWARE"
DEFAULT_BACKEND: Final = "raspberry_pi"
BACKENDS: Final[dict[str, str]] = {
    "raspberry_pi": "pioreactor.hardware.raspberry_pi",
    "simulated": "pioreactor.simulation.frontend",
}


class Bus(Protocol):
    """A two-wire bus, as smbus2 shows it."""

    def i2c_rdwr(self, *i2c_msgs: Any) -> None:
        """Carry out ``smbus2.i2c_msg`` transfers as one combined transaction; OSError when a device does not answer."""

    def close(self) -> None:
        """Let go of the bus."""


class Pin(Protocol):
    """The part of gpiozero's pin that the drivers use."""

    function: str
    frequency: float | None
    state: float
    pull: str
    edges: str
    when_changed: Callable[[float, int], None] | None

    def close(self) -> None:
        """Let go of the line."""


class PinFactory(Protocol):
    """The part of gpiozero's factory that the drivers use."""

    def pin(self, name: int) -> Pin:
        """The pin with a BCM number."""

    def ticks(self) -> float:
        """Now, in the time base of edges, seconds."""


class _Backend(Protocol):
    def pin_factory(self) -> PinFactory: ...
    def bus(self, number: int = 1) -> Bus: ...
    def system_root(self) -> Path: ...


def backend_name() -> str:
    """Name of the backend in use. Raises HardwareError for a name that is not known."""
    name = os.environ.get(BACKEND_ENV)
    if not name:
        from pioreactor.config import config

        name = config.get("hardware", "backend", fallback=DEFAULT_BACKEND)
    if name not in BACKENDS:
        raise HardwareError(f"There is no hardware backend {name!r}. Choose one of: {', '.join(BACKENDS)}.")
    return name


@cache
def _backend(name: str) -> _Backend:
    return cast(_Backend, importlib.import_module(BACKENDS[name]))


def get_pin_factory() -> PinFactory:
    """GPIO lines of this unit."""
    return _backend(backend_name()).pin_factory()


def get_bus(number: int = 1) -> Bus:
    """Two-wire bus ``number`` of this unit."""
    return _backend(backend_name()).bus(number)


def get_system_root() -> Path:
    """Where ``proc`` and ``sys`` of this unit begin: ``/`` on a Pi."""
    return _backend(backend_name()).system_root()
