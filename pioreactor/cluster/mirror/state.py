"""How far the mirror is, for people and for `pio status`."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final, Literal

import msgspec

from pioreactor import clock
from pioreactor.cluster.mirror import wish
from pioreactor.storage.files import write_atomically

LATE_AFTER_S: Final = 900.0
"""A mirror that was complete longer ago than this is not well."""


class MirrorState(msgspec.Struct, kw_only=True):
    """``address``: of the mirror. ``outcome``: of its last round; ``copying`` while the first one lasts.

    ``complete_at``: ISO-8601, when it last held all that the leader had rolled up; '' for never. ``rows``: copied since
    the service started. ``problem``: why the last round failed, '' if it did not.
    """

    address: str = ""
    outcome: Literal["copying", "complete", "failed"] = "copying"
    looked_at: str = ""
    complete_at: str = ""
    rows: int = 0
    problem: str = ""


def path() -> Path:
    """Beside the wish."""
    return wish.folder() / "state.json"


def load(address: str) -> MirrorState:
    """The last state of the mirror at an address; of another one than before nothing is known yet."""
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        found = msgspec.json.decode(path().read_bytes(), type=MirrorState)
        if found.address == address:
            return found
    return MirrorState(address=address)


def save(state: MirrorState) -> None:
    """Write it down. Raises OSError."""
    write_atomically(path(), msgspec.json.format(msgspec.json.encode(state)) + b"\n", mode=0o640)


def note_complete(state: MirrorState) -> None:
    """The mirror holds all there is. Raises OSError."""
    state.outcome, state.problem = "complete", ""
    state.looked_at = state.complete_at = clock.timestamp()
    save(state)


def behind_s(state: MirrorState) -> float | None:
    """Seconds since it was complete; None if it never was."""
    if not state.complete_at:
        return None
    return max(0.0, clock.now_s() - clock.from_iso(state.complete_at).timestamp())


def judge(state: MirrorState) -> tuple[bool, str]:
    """Whether the mirror is well, and what there is to say of it."""
    behind = behind_s(state)
    since = "not complete yet" if behind is None else f"complete {round(behind)} s ago"
    if state.outcome == "failed":
        return False, f"{since}; {state.problem}"
    if state.outcome == "copying":
        return True, f"{since}, {state.rows:,} rows copied so far"
    if behind is not None and behind > LATE_AFTER_S:
        return False, f"{since}; look at: journalctl -u pioreactor-mirror"
    return True, since
