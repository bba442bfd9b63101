"""What calibration protocols have the hardware do: actions by name, each run by ``pio run calibration_work``."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from pioreactor.calibrations.sessions.errors import WorkError

Action: TypeAlias = Callable[[Mapping[str, Any], Callable[[float], None]], dict[str, Any]]
"""``action(inputs, progress)`` returns its result, which goes through JSON; ``progress`` takes a share, 0 to 1."""

_here: Final = "pioreactor.calibrations.work"
ACTIONS: Final[dict[str, str]] = {
    "pump": f"{_here}.pump:run_pump",
    "stirring_calibration": f"{_here}.stirring:sweep",
    "od_standards_measure": f"{_here}.od_standards:measure",
}
"""Name and home (``module:function``); plugins may add to it."""


def find_action(name: str) -> Action:
    """The function of an action. Raises WorkError for a name that there is not."""
    if name not in ACTIONS:
        raise WorkError(f"There is no calibration action {name!r}. There are: {', '.join(sorted(ACTIONS))}.")
    module, _, attribute = ACTIONS[name].partition(":")
    found: Action = getattr(importlib.import_module(module), attribute)
    return found
