"""Made-up readings for trying the software without any hardware, not even a simulated one."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable

from pioreactor import clock
from pioreactor.background_jobs.od_reading.board import Snapshot
from pioreactor.background_jobs.od_reading.levels import ChannelLevel
from pioreactor.structs import ODQuality
from pioreactor.types import PdChannel

_GROWTH_PER_H = 0.3
_START_V = 0.02
_CAPACITY_V = 1.0
_NOISE = 0.005


class FakeOptics:
    """A culture that doubles every 2.3 h up to a limit, seen with 0.5 % noise; REF stays at 0.1 V."""

    def __init__(self, signals: Iterable[PdChannel], reference: PdChannel | None) -> None:
        self._signals = list(signals)
        self._reference = reference
        self._begin = clock.monotonic()
        self._random = random.Random(1)  # noqa: S311 - not a secret

    def prepare(self, intensity: float) -> Snapshot:
        """The first snapshot."""
        return self.measure(intensity, None)

    def measure(self, intensity: float, interval_s: float | None) -> Snapshot:
        """One snapshot."""
        hours = (clock.monotonic() - self._begin) / 3600.0
        growth = math.exp(_GROWTH_PER_H * hours) * _START_V
        volts = growth / (1.0 + growth / _CAPACITY_V) * intensity / 80.0
        levels = {channel: self._level(volts) for channel in self._signals}
        if self._reference is not None:
            levels[self._reference] = self._level(0.1 * intensity / 80.0)
        return Snapshot(clock.now_s(), levels)

    def _level(self, volts: float) -> ChannelLevel:
        seen = volts * (1.0 + self._random.gauss(0.0, _NOISE))
        return ChannelLevel(seen, seen, ODQuality(samples=40, raw_volts=seen, full_scale=3.3))

    def forget(self) -> None:
        """Nothing is remembered."""

    def make_safe(self) -> None:
        """Nothing is on."""

    def all_lamps_off(self) -> None:
        """Nothing is on."""

    def close(self) -> None:
        """Nothing to give back."""
