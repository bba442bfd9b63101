"""The temperature of the heater board: five conversions, the odd ones left out. Never raises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from pioreactor import clock
from pioreactor.exc import PioreactorError, in_words

CONVERSIONS: Final = 5
SPACING_S: Final = 0.03
ODD_BEYOND_K: Final = 1.0


class Thermometer(Protocol):
    """Something that converts once. May raise PioreactorError or OSError."""

    def read_once(self) -> float:
        """°C."""


class BoardSensor:
    """Reads the board. ``problem``: what failed last, empty if nothing did; ``open_sensor``: default TMP1075."""

    def __init__(self, open_sensor: Callable[[], Thermometer] | None = None) -> None:
        self._open = open_sensor or _tmp1075
        self._sensor: Thermometer | None = None
        self.problem = ""

    def read(self) -> float | None:
        """Mean of the conversions within 1 °C of their median, °C; None when none succeeded. Blocks for 0.12 s."""
        values: list[float] = []
        self.problem = ""
        for k in range(CONVERSIONS):
            if k:
                clock.sleep(SPACING_S)
            try:
                if self._sensor is None:
                    self._sensor = self._open()
                values.append(self._sensor.read_once())
            except (PioreactorError, OSError) as error:
                self.problem = in_words(error)
        if not values:
            return None
        middle = sorted(values)[len(values) // 2]
        kept = [value for value in values if abs(value - middle) <= ODD_BEYOND_K]
        return sum(kept) / len(kept) if kept else None


def _tmp1075() -> Thermometer:
    from pioreactor.hardware.tmp1075 import TMP1075

    return TMP1075()
