"""Random numbers as functions of time.

Every source of chance in a vial is a stream of its own, keyed by (seed, name). A value belongs to an instant or to a
number (of a grid point, a conversion, a revolution), not to the order of questions: asking twice, or asking between,
changes nothing, and a fault that draws numbers does not change the culture's noise.
"""

from __future__ import annotations

import math
from hashlib import blake2b
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

CHUNK = 256
_KEPT_CHUNKS = 8
MAX_EVENT_RATE = 2.5
"""The highest rate of chance events, 1/s (a bubbler)."""


def key(seed: int, name: str) -> int:
    """A 128-bit key for the stream ``name`` of a vial with ``seed``."""
    return int.from_bytes(blake2b(f"{seed}/{name}".encode(), digest_size=16).digest(), "little")


def generator(seed: int, name: str, block: int = 0) -> np.random.Generator:
    """A generator for block number ``block`` of the stream; the same three values give the same numbers."""
    return np.random.Generator(np.random.Philox(key=key(seed, name), counter=[0, block & (2**63 - 1), 0, 0]))


class White:
    """Independent standard normal numbers, addressed by an integer."""

    def __init__(self, seed: int, name: str) -> None:
        self._key = key(seed, name)
        self._chunks: dict[int, Floats] = {}

    def _chunk(self, number: int) -> Floats:
        found = self._chunks.get(number)
        if found is None:
            if len(self._chunks) >= _KEPT_CHUNKS:
                self._chunks.pop(next(iter(self._chunks)))
            bits = np.random.Philox(key=self._key, counter=[0, number & (2**63 - 1), 0, 0])
            found = self._chunks[number] = np.random.Generator(bits).standard_normal(CHUNK)
        return found

    def span(self, first: int, count: int) -> Floats:
        """The numbers ``first … first + count − 1``."""
        chunk, offset = divmod(first, CHUNK)
        if offset + count <= CHUNK:
            return self._chunk(chunk)[offset : offset + count]
        parts: list[Floats] = []
        while count > 0:
            part = self._chunk(chunk)[offset : offset + count]
            parts.append(part)
            count -= len(part)
            chunk, offset = chunk + 1, 0
        return np.concatenate(parts)


class Grid:
    """Noise of unit variance at grid points ``step_s`` apart, straight lines between: flat up to about 0.4/step."""

    def __init__(self, seed: int, name: str, step_s: float) -> None:
        self._white = White(seed, name)
        self._step = step_s
        # The mean variance of a straight line between two independent values is 2/3.
        self._scale = math.sqrt(1.5)

    def at(self, times: Floats) -> Floats:
        """Values at ``times`` (seconds, ascending)."""
        first = math.floor(float(times[0]) / self._step)
        last = math.floor(float(times[-1]) / self._step) + 1
        values = self._white.span(first, last - first + 1)
        position = times / self._step - first
        whole = position.astype(np.intp)
        part = position - whole
        left = values[whole]
        return self._scale * (left + part * (values[whole + 1] - left))


class Drift:
    """Noise of unit variance whose memory fades with ``tau_s``: an Ornstein-Uhlenbeck path, straight between points.

    The path is a moving average of independent numbers with exponentially falling weights over eight time constants,
    so any instant can be computed alone.
    """

    _PER_TAU = 4
    _TAPS = 8 * _PER_TAU

    def __init__(self, seed: int, name: str, tau_s: float) -> None:
        self._white = White(seed, name)
        self._step = tau_s / self._PER_TAU
        weights = np.exp(-np.arange(self._TAPS) / self._PER_TAU)
        self._weights = weights[::-1] / math.sqrt(float(np.sum(weights**2)))
        self._known: tuple[int, float, float] = (0, 0.0, math.nan)

    def _point(self, index: int) -> float:
        return float(self._weights @ self._white.span(index - self._TAPS + 1, self._TAPS))

    def at(self, t: float) -> float:
        """The value at ``t`` seconds."""
        position = t / self._step
        index = math.floor(position)
        known, left, right = self._known
        if known != index or right != right:
            left, right = self._point(index), self._point(index + 1)
            self._known = (index, left, right)
        return left + (position - index) * (right - left)

    def line(self, times: Floats) -> Floats:
        """Values at ascending ``times`` that span much less than the memory: a straight line between the two ends."""
        first, last = float(times[0]), float(times[-1])
        left = self.at(first)
        if last <= first:
            return np.full(len(times), left)
        right = self.at(last)
        result: Floats = left + (times - first) * ((right - left) / (last - first))
        return result


class Events:
    """Short events that come by chance: each has a beginning, a length and two numbers for its size and kind."""

    _CELL_S = 64.0

    def __init__(self, seed: int, name: str, mean_length_s: float, fixed_length: bool = False) -> None:
        self._seed, self._name = seed, name
        self._length = mean_length_s
        self._fixed = fixed_length
        self._cells: dict[int, Floats] = {}

    def _cell(self, number: int) -> Floats:
        # Candidates are drawn for the highest rate and thinned by their own number, so that a change of the rate
        # adds or removes events but never moves the others.
        found = self._cells.get(number)
        if found is None:
            if len(self._cells) >= _KEPT_CHUNKS:
                self._cells.pop(next(iter(self._cells)))
            rng = generator(self._seed, self._name, number)
            count = int(rng.poisson(MAX_EVENT_RATE * self._CELL_S))
            found = rng.random((5, count))
            found[0] = (number + np.sort(found[0])) * self._CELL_S
            found[1] = self._length if self._fixed else -self._length * np.log1p(-found[1])
            self._cells[number] = found
        return found

    def between(self, a: float, b: float, rate: float) -> list[tuple[float, float, float, float]]:
        """(start s, length s, size 0..1, kind 0..1) of the events that touch [a, b]; ``rate`` in events per second."""
        if rate <= 0.0:
            return []
        result = []
        reach = 12.0 * self._length
        for number in range(math.floor((a - reach) / self._CELL_S), math.floor(b / self._CELL_S) + 1):
            cell = self._cell(number)
            touching = (cell[0] <= b) & (cell[0] + cell[1] >= a) & (cell[4] < rate / MAX_EVENT_RATE)
            for start, length, size, kind in cell[:4, touching].T:
                result.append((float(start), float(length), float(size), float(kind)))
        return result
