"""What is written down of a run: who asked for what, how far each unit is, and how it ended."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from pioreactor import clock
from pioreactor.cluster.upgrades import places
from pioreactor.exc import UpgradeError
from pioreactor.storage.files import write_atomically

FORMAT: Final = 1
KEPT: Final = 30
"""So many runs stay in the history."""
_ID: Final = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")

Kind = Literal["upgrade", "rollback"]
StageName = Literal["check", "install", "note", "switch", "back", "stable"]
StageState = Literal["waiting", "running", "done", "failed", "undone", "skipped"]
UnitState = Literal["waiting", "running", "done", "unchanged", "returned", "failed", "unreachable", "stuck"]
Outcome = Literal["asked", "running", "succeeded", "failed", "stopped", "interrupted"]


class UnknownRunError(UpgradeError):
    """There is no such run in the history."""


class Stage(msgspec.Struct, kw_only=True):
    """One stage of a unit's way. ``began_at``: ISO-8601; ``took_s``, ``limit_s``: seconds of the wall.

    ``check``: does the release fit; ``install``: beside the present one; ``note``: how the unit is doing, and on the
    leader the copy of the database; ``switch``: jobs are handed over, the other release starts; ``back``: until every
    job and reading is there again; ``stable``: for so long it must stay so.
    """

    name: StageName
    state: StageState = "waiting"
    began_at: str = ""
    took_s: float | None = None
    limit_s: float | None = None
    text: str = ""


class UnitRun(msgspec.Struct, kw_only=True):
    """One unit in a run. ``text``: what it does, or why it ended so; ``away_s``: from its switch until all was back.

    ``state``: ``unchanged`` has the release that it had, ``returned`` changed and went back, ``failed`` was stopped
    before its switch, ``unreachable`` was left out, ``stuck`` needs a person.
    """

    unit: str
    is_leader: bool = False
    state: UnitState = "waiting"
    come_from: str = ""
    to: str = ""
    text: str = ""
    away_s: float | None = None
    stages: list[Stage] = []


class Run(msgspec.Struct, kw_only=True):
    """One upgrade or rollback of the cluster.

    ``version``: the release that is to come, empty for a rollback; ``bundle``: its file on the leader; ``waits``: each
    unit waits until no job runs on it; ``only``: names of units, empty for all; ``step``: what the playbook is doing;
    ``message``: why it failed; ``log``: the last lines that Ansible said besides.
    """

    format: int = FORMAT
    run_id: str
    kind: Kind
    version: str = ""
    bundle: str = ""
    waits: bool = False
    only: list[str] = []
    asked_by: str = ""
    asked_at: str = ""
    began_at: str = ""
    ended_at: str = ""
    took_s: float | None = None
    outcome: Outcome = "asked"
    step: str = ""
    message: str = ""
    units: list[UnitRun] = []
    log: list[str] = []

    @property
    def has_ended(self) -> bool:
        """True when nothing more will come of it."""
        return self.outcome not in ("asked", "running")


class Request(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What the service is to do; ``asked_s``: unix seconds, an old request is not carried out."""

    run_id: Annotated[str, msgspec.Meta(pattern=r"^\d{8}T\d{6}Z-[0-9a-f]{4}$")]
    asked_s: float


def new_id() -> str:
    """An id that sorts by time."""
    return f"{clock.now():%Y%m%dT%H%M%SZ}-{os.urandom(2).hex()}"


def save(run: Run) -> None:
    """Write the record down. Raises OSError."""
    write_atomically(path_of(run.run_id), msgspec.json.format(msgspec.json.encode(run)), mode=0o640)


def load(run_id: str) -> Run:
    """A run by its id. Raises UnknownRunError for one that is not there."""
    try:
        return msgspec.json.decode(path_of(run_id).read_bytes(), type=Run)
    except (OSError, msgspec.MsgspecError) as error:
        raise UnknownRunError(f"There is no upgrade {run_id[:40]!r} in the history.") from error


def history() -> list[Run]:
    """All runs, the newest first; a record that cannot be read is left out."""
    return list(_runs())


def newest() -> Run | None:
    """The run under way, or the last one."""
    return next(_runs(), None)


def path_of(run_id: str) -> Path:
    """The file of a record. Raises UnknownRunError for what is no id."""
    if not _ID.fullmatch(run_id):
        raise UnknownRunError(f"{run_id[:40]!r} is not the id of an upgrade.")
    return places.runs() / f"{run_id}.json"


def events_of(run_id: str) -> Path:
    """The file with everything that happened in a run, a line of JSON each."""
    return path_of(run_id).with_suffix(".events")


def forget_old() -> None:
    """Keep the newest ones only."""
    for path in _paths()[KEPT:]:
        path.unlink(missing_ok=True)
        path.with_suffix(".events").unlink(missing_ok=True)


def _paths() -> list[Path]:
    return sorted((path for path in places.runs().glob("*.json") if _ID.fullmatch(path.stem)), reverse=True)


def _runs() -> Iterator[Run]:
    for path in _paths():
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            yield msgspec.json.decode(path.read_bytes(), type=Run)
