"""Whether this unit's stirrer is known to stand still although it should turn: kept on the disk, no broker needed."""

from __future__ import annotations

from typing import Final

from pioreactor.exc import StorageError
from pioreactor.runtime.alarms import get_alarm

STALLED: Final = "stirring.stalled"
"""Code of the alarm. It is open from the moment the stirrer gives up until it turns again or is switched off."""


def is_stirrer_stalled() -> bool:
    """True while the condition of the alarm lasts, whether or not somebody has seen it; False where nobody can tell."""
    try:
        alarm = get_alarm(STALLED)
    except StorageError:
        return False
    return alarm is not None and alarm.state != "returned"
