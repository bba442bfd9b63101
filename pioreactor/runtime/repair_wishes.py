"""Asking the host to mend what needs root: owners of the unit's files, and services that do not run.

A wish with an outcome (see host_wishes), carried out by ``pioreactor-repair.path`` of role pioreactor.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Final

from pioreactor import clock
from pioreactor.exc import PioreactorError
from pioreactor.runtime.host_wishes import Outcome, Wish, WishWaitingError, ask_host
from pioreactor.storage.paths import run_dir

OUTCOME_FOLDER: Final = "pioreactor-repair"
"""Beside the run directory, and the host's own: what the outcome says can be believed."""
OUTCOME_WITHIN_S: Final = 60.0


class NotRepairedError(PioreactorError):
    """The host has mended nothing; the text says why and what to do."""


class RepairOutcome(Outcome, kw_only=True):
    """``lines``: what was done, a sentence each."""

    lines: list[str]


def has_mender() -> bool:
    """Whether anybody waits for wishes: not on a simulated unit, nor where the roles are older than this release."""
    return (run_dir() / "repair").is_dir()


def outcome_path() -> Path:
    """The file in which the host tells what it has done."""
    return run_dir().parent / OUTCOME_FOLDER / "outcome"


def repair_host(within_s: float = OUTCOME_WITHIN_S) -> list[str]:
    """Let the host mend; what it has done, a sentence each. Raises NotRepairedError, OSError."""
    wish = Wish(uuid.uuid4().hex, clock.wall_monotonic())
    try:
        outcome = ask_host(wish, run_dir() / "repair", outcome_path(), RepairOutcome, within_s)
    except WishWaitingError as error:
        raise NotRepairedError("A repair is under way already. Wait for its end, up to a minute.") from error
    if outcome is None:
        raise NotRepairedError(
            "The host has not said in time what it has done. Look there: systemctl status pioreactor-repair."
        )
    if outcome.failure:
        raise NotRepairedError(outcome.failure)
    return outcome.lines
