"""Analogue inputs as converters see them: half a second of conversions is computed at once, then looked up."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from pioreactor.simulation.physics.noise import Floats, White
from pioreactor.simulation.physics.vial import SimVial

BLOCK = 64


class Input(Protocol):
    """A voltage as a function of time."""

    def __call__(self, times: Floats) -> Floats:
        """Volts at ascending times."""


class Conversions:
    """Results of a converter that samples ``source`` every ``period_s`` beginning at ``start``.

    Conversion ``n`` is finished at ``start + n · period``; it sees the input half a period earlier. ``noise_v`` is
    the converter's own noise (rms).
    """

    def __init__(self, vial: SimVial, source: Input, period_s: float, noise_v: float, noise: White) -> None:
        self._vial, self._source = vial, source
        self._period, self._noise_v, self._noise = period_s, noise_v, noise
        self._start = 0.0
        self._first = 0
        self._volts: list[float] = []
        self._version = -1
        self._offset = 0
        self._single: float | None = None

    def restart(self, t: float, period_s: float | None = None) -> None:
        """Begin anew at ``t``."""
        if period_s is not None:
            self._period = period_s
        self._offset = (self._offset + 4096) % 2**40
        self._start, self._volts, self._version, self._single = t, [], -1, None

    def number(self, t: float) -> int:
        """How many conversions are finished at ``t``; 0: none yet."""
        return int((t - self._start) / self._period)

    def first(self) -> float:
        """The result of the first conversion after the start, volts; kept."""
        if self._single is None:
            self._single = self.volts(self._start + 1.000001 * self._period)
        return self._single

    def volts(self, t: float) -> float:
        """The result of the latest finished conversion, volts. Call only when there is one."""
        number = self.number(t)
        index = number - self._first
        if self._version != self._vial.version or not 0 <= index < len(self._volts):
            self._compute(t, number)
            index = number - self._first
        return self._volts[index]

    def _compute(self, t: float, number: int) -> None:
        vial = self._vial
        vial.advance(t)
        room = int((vial.horizon - self._start) / self._period + 0.5) - number
        count = max(1, min(BLOCK, room))
        middles = np.arange(number, number + count, dtype=np.float64) - 0.5
        times: Floats = self._start + middles * self._period
        volts = self._source(times)
        if self._noise_v > 0.0:
            volts = volts + self._noise_v * self._noise.span(number + self._offset, count)
        self._first, self._version = number, vial.version
        self._volts = volts.tolist()
