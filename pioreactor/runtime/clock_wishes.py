"""Asking the host to set its clock.

A wish with an outcome (see host_wishes): the program of role time_sync (``pioreactor-clock.path``) may set the clock
and nothing else.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from pioreactor import clock
from pioreactor.exc import PioreactorError
from pioreactor.runtime.host_wishes import Outcome, Wish, WishWaitingError, ask_host
from pioreactor.storage.paths import run_dir

EARLIEST: Final = clock.from_iso("2024-01-01T00:00:00Z")
FARTHEST: Final = timedelta(days=5 * 366)
OUTCOME_WITHIN_S: Final = 25.0


class ClockNotSetError(PioreactorError):
    """The clock was not set; the text says why and what to do."""


class ClockWish(Wish, kw_only=True):
    """``utc_s``: the time at ``noted_s``, None for that of chrony's sources."""

    utc_s: float | None


class ClockOutcome(Outcome, kw_only=True):
    """``stepped_s``: by how much the clock went; negative: back."""

    stepped_s: float


def parse_time(text: str) -> datetime:
    """An ISO-8601 time with Z or an offset. Raises ValueError for another text, and for a time that cannot be meant."""
    try:
        moment = clock.from_iso(text)
    except OverflowError as error:
        raise ValueError(f"{text!r} is out of range.") from error
    if moment < EARLIEST or abs(moment - clock.now()) > FARTHEST:
        raise ValueError(f"{text!r} lies before 2024 or more than five years away from the present clock.")
    return moment


def require_setter() -> Path:
    """The folder for wishes. Raises ClockNotSetError where nobody waits for them."""
    folder = run_dir() / "clock"
    if not folder.is_dir():
        raise ClockNotSetError(
            "Nothing on this computer sets its clock on request: it is simulated, or its roles are older than this "
            "release. Run playbooks/site.yml, or set it on the computer itself (date -s, chronyc makestep)."
        )
    return folder


def set_clock(moment: datetime | None, within_s: float = OUTCOME_WITHIN_S) -> ClockOutcome:
    """Let the host set its clock to ``moment``; None: to the time of chrony's sources.

    ``within_s``: wall seconds to wait for the outcome. Raises ClockNotSetError, OSError.
    """
    folder = require_setter()
    utc_s = None if moment is None else moment.timestamp()
    wish = ClockWish(wish_id=uuid.uuid4().hex, noted_s=clock.wall_monotonic(), utc_s=utc_s)
    try:
        outcome = ask_host(wish, folder, folder / "outcome", ClockOutcome, within_s)
    except WishWaitingError as error:
        raise ClockNotSetError(
            "The clock is being set already. Wait until that has ended, up to half a minute."
        ) from error
    if outcome is None:
        raise ClockNotSetError(
            "The host has not said in time whether its clock is set. Look there: systemctl status pioreactor-clock."
        )
    if outcome.failure:
        raise ClockNotSetError(outcome.failure)
    return outcome
