"""Names of the files within a ZIP: safe on every system, and each once."""

from __future__ import annotations

import re
from typing import Final

ALL_EXPERIMENTS: Final = "all_experiments"
ALL_UNITS: Final = "all_units"
_UNSAFE: Final = re.compile(r"[^\w.()=,@$-]+")
_LONGEST_BYTES: Final = 80


def safe(text: str) -> str:
    """A text as a part of a file's name: spaces and signs that some system refuses become ``_``."""
    found = _UNSAFE.sub("_", text).strip("._") or "_"
    return found.encode()[:_LONGEST_BYTES].decode(errors="ignore")


class Names:
    """Gives out names; ``stamp``: the time of the export, which all of them carry."""

    def __init__(self, stamp: str) -> None:
        self._stamp = stamp
        self._given: set[str] = set()

    def csv(self, dataset: str, experiment: str | None, unit: str | None) -> str:
        """``dataset/dataset-experiment-unit-stamp.csv``; a number tells apart what would have the same name."""
        whose = f"{safe(experiment) if experiment else ALL_EXPERIMENTS}-{safe(unit) if unit else ALL_UNITS}"
        number = 1
        while True:
            name = f"{dataset}/{dataset}-{whose}-{self._stamp}{f'-{number}' if number > 1 else ''}.csv"
            if name.casefold() not in self._given:
                self._given.add(name.casefold())
                return name
            number += 1
