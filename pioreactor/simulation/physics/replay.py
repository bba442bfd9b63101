"""A measured trace of optical density that takes the place of a photodiode's own signal."""

from __future__ import annotations

import csv
import math
from datetime import datetime
from pathlib import Path

import numpy as np

from pioreactor.exc import PioreactorError
from pioreactor.simulation.physics.noise import Floats


class ReplayError(PioreactorError, ValueError):
    """A trace cannot be read; the message names line and column."""


class Trace:
    """Readings over time. ``seconds`` from the start of the trace, ascending; ``loop``: begin again at the end."""

    def __init__(self, seconds: Floats, values: Floats, loop: bool = False) -> None:
        self.seconds = seconds
        self.values = values
        self.loop = loop

    @property
    def length_s(self) -> float:
        """Seconds from the first to the last reading."""
        return float(self.seconds[-1])

    def at(self, seconds: Floats) -> Floats:
        """Values at ``seconds`` after the start, straight lines between readings; held or looped at the end."""
        if self.loop and self.length_s > 0.0:
            seconds = np.mod(seconds, self.length_s)
        result: Floats = np.interp(seconds, self.seconds, self.values)
        return result


def read_trace(path: Path, *, loop: bool = False) -> dict[str, Trace]:
    """Read a CSV file with ``timestamp`` and ``od_reading`` and, where given, ``angle``; a trace per angle.

    Without an angle column the trace is the 90° one. Raises ReplayError with line and column.
    """
    rows: dict[str, list[tuple[float, float]]] = {}
    try:
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            missing = {"timestamp", "od_reading"} - set(reader.fieldnames or ())
            if missing:
                raise ReplayError(f"{path}, line 1: there is no column {', '.join(sorted(missing))}.")
            for row in reader:
                when, value, angle = _parse(path, reader.line_num, row)
                rows.setdefault(angle, []).append((when, value))
                if len(rows[angle]) > 1 and when < rows[angle][-2][0]:
                    raise ReplayError(
                        f"{path}, line {reader.line_num}, column timestamp: earlier than the line before."
                    )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ReplayError(f"{path} cannot be read: {error}") from error
    if not rows:
        raise ReplayError(f"{path}, line 2: there are no readings.")
    return {angle: _trace(points, loop) for angle, points in rows.items()}


def _trace(points: list[tuple[float, float]], loop: bool) -> Trace:
    table = np.array(points)
    return Trace(table[:, 0] - table[0, 0], table[:, 1], loop)


def _parse(path: Path, line: int, row: dict[str, str | None]) -> tuple[float, float, str]:
    column = "timestamp"
    try:
        when = datetime.fromisoformat((row["timestamp"] or "").strip()).timestamp()
        column = "od_reading"
        value = float(row["od_reading"] or "")
        if not math.isfinite(value):
            raise ValueError("not a finite number")
    except ValueError as error:
        raise ReplayError(f"{path}, line {line}, column {column}: {row[column]!r} cannot be used ({error}).") from None
    angle = (row.get("angle") or "90").strip()
    if angle not in ("45", "90", "135", "180"):
        raise ReplayError(f"{path}, line {line}, column angle: {angle!r} is not one of 45, 90, 135, 180.")
    return when, value, angle
