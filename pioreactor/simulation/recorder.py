"""What was commanded: every change of an output with its time, in memory and, on request, in a file."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

KEPT: Final = 50_000


@dataclass(frozen=True, slots=True)
class OutputChange:
    """``t`` in clock seconds, ``output`` such as ``stirring`` or ``led_A``, ``percent`` 0 to 100."""

    t: float
    output: str
    percent: float


class Recorder:
    """The last 50 000 changes; ``path``: also a file of JSON lines."""

    def __init__(self, path: Path | None = None) -> None:
        self._changes: deque[OutputChange] = deque(maxlen=KEPT)
        self._now: dict[str, float] = {}
        self._file = path.open("a", encoding="utf-8", buffering=1) if path else None

    def note(self, t: float, output: str, percent: float) -> None:
        """One change."""
        change = OutputChange(round(t, 6), output, round(percent, 6))
        self._changes.append(change)
        self._now[output] = change.percent
        if self._file is not None:
            self._file.write(json.dumps(asdict(change)) + "\n")

    def history(self, since: float = 0.0, output: str | None = None) -> list[OutputChange]:
        """Changes after ``since`` (clock seconds), of one output or of all, oldest first."""
        return [c for c in self._changes if c.t > since and (output is None or c.output == output)]

    def now(self) -> dict[str, float]:
        """What each output that was ever driven gives now, percent."""
        return dict(self._now)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None
