"""Measuring the speed of the stirrer."""

from __future__ import annotations

import threading
from typing import Final, Protocol

from pioreactor import clock
from pioreactor.domain.rotation import Rotation, rotation_from_edges
from pioreactor.hardware.hall import HallSensor

_TURNS: Final = 10
_SHORTEST_S: Final = 1.0
_LONGEST_S: Final = 5.0


class RotationSensor(Protocol):
    """Something that hears magnet passes."""

    def start(self) -> None:
        """Listen."""

    def stop(self) -> list[float]:
        """Stop listening; ascending time stamps in seconds."""

    def close(self) -> None:
        """Give everything back."""


def window_s(target_rpm: float | None) -> float:
    """How long to listen, in seconds: about ten turns at the target, 1 to 5 s; 4 s without a target."""
    if target_rpm is None:
        return 4.0
    if target_rpm <= 0.0:
        return _SHORTEST_S
    return max(_SHORTEST_S, min(_LONGEST_S, _TURNS * 60.0 / target_rpm))


class RpmFromFrequency:
    """Speed from the time between magnet passes, by the kernel's own time stamps.

    The sensor is opened by ``setup()`` or at the first measurement.
    """

    def __init__(self, sensor: RotationSensor | None = None) -> None:
        self._sensor = sensor
        self._interrupt = threading.Event()

    def setup(self) -> None:
        """Open the sensor; safe to repeat. Raises HardwareError."""
        if self._sensor is None:
            self._sensor = HallSensor()

    def measure(self, seconds: float) -> Rotation:
        """Listen for ``seconds`` (clock; blocks) and return speed, jitter and odd edges."""
        self.setup()
        if self._sensor is None:
            return Rotation(0.0)
        self._sensor.start()
        clock.wait(self._interrupt, seconds)
        return rotation_from_edges(self._sensor.stop())

    def estimate(self, seconds: float) -> float:
        """Speed in RPM, rounded to 0.1; 0 when nothing turns."""
        return round(self.measure(seconds).rpm, 1)

    def interrupt(self) -> None:
        """End a measurement in progress early."""
        self._interrupt.set()

    def clean_up(self) -> None:
        """Give the sensor back. Safe to repeat."""
        self.interrupt()
        if self._sensor is not None:
            self._sensor.close()
            self._sensor = None
            self._interrupt = threading.Event()
