"""What calibration protocols have the hardware do: actions by name, each run by ``pio run calibration_work``."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from pioreactor.calibrations.sessions.errors import WorkError
from pioreactor.calibrations.sessions.progress import Told

Action: TypeAlias = Callable[[Mapping[str, Any], Told], dict[str, Any]]
"""``action(inputs, progress)`` returns its result, which goes through JSON."""

_here: Final = "pioreactor.calibrations.work"
ACTIONS: Final[dict[str, str | Action]] = {
    "pump": f"{_here}.pump:run_pump",
    "stirring_calibration": f"{_here}.stirring:sweep",
    "od_standards_measure": f"{_here}.od_standards:measure",
}
"""Name and home (``module:function``), or what a plugin registered."""


def register_action(name: str, action: Action) -> None:
    """Add an action, or replace the one of that name. For plugins, when they are loaded."""
    ACTIONS[name] = action


def find_action(name: str) -> Action:
    """The function of an action. Raises WorkError for a name that there is not."""
    if name not in ACTIONS:
        raise WorkError(f"There is no calibration action {name!r}. There are: {', '.join(sorted(ACTIONS))}.")
    home = ACTIONS[name]
    if not isinstance(home, str):
        return home
    module, _, attribute = home.partition(":")
    found: Action = getattr(importlib.import_module(module), attribute)
    return found
