"""Wishes to the host that have an outcome.

Nothing of the unit's software may act as root: its services have no privileges and cannot gain any. It leaves a wish as
a file; systemd starts a small program that may do the one thing, and that leaves the outcome in another file.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TypeVar

import msgspec

from pioreactor import clock
from pioreactor.storage.files import write_atomically


class Wish(msgspec.Struct):
    """What every wish says. ``noted_s``: CLOCK_MONOTONIC; an old wish is not carried out."""

    wish_id: str
    noted_s: float


class Outcome(msgspec.Struct):
    """What every outcome says. ``failure``: why it was not done, empty if it was."""

    wish_id: str
    failure: str


class WishWaitingError(Exception):
    """An earlier wish has not been taken up yet."""


O = TypeVar("O", bound=Outcome)  # noqa: E741


def ask_host(wish: Wish, folder: Path, outcome: Path, kind: type[O], within_s: float) -> O | None:
    """Leave ``wish`` in ``folder`` and wait ``within_s`` wall seconds for its outcome, a ``kind`` in the other file.

    None if none came: the wish is taken back then. Raises WishWaitingError, OSError.
    """
    path = folder / "wish"
    if path.exists():
        raise WishWaitingError
    write_atomically(path, msgspec.json.encode(wish), mode=0o660)
    clock.wait_until(lambda: _read(outcome, wish.wish_id, kind) is not None, within_s, poll=0.05)
    told = _read(outcome, wish.wish_id, kind)
    if told is None:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
    return told


def _read(path: Path, wish_id: str, kind: type[O]) -> O | None:
    try:
        outcome = msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError):
        return None
    return outcome if outcome.wish_id == wish_id else None
