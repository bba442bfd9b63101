"""What is written down of a run: who asked for what, how far each unit is, and how it ended."""

from __future__ import annotations

from typing import Literal

import msgspec

from pioreactor.cluster.errands import Desk, Errand, Outcome
from pioreactor.exc import UpgradeError

__all__ = ["DESK", "Kind", "Outcome", "Run", "Stage", "StageName", "StageState", "UnitRun", "UnitState"]

Kind = Literal["upgrade", "rollback"]
StageName = Literal["check", "install", "note", "switch", "back", "stable"]
StageState = Literal["waiting", "running", "done", "failed", "undone", "skipped"]
UnitState = Literal["waiting", "running", "done", "unchanged", "returned", "failed", "unreachable", "stuck"]


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


class Run(Errand, kw_only=True):
    """One upgrade or rollback of the cluster.

    ``version``: the release that is to come, empty for a rollback; ``bundle``: its file on the leader; ``waits``: each
    unit waits until no job runs on it; ``only``: names of units, empty for all; ``step``: what the playbook is doing;
    ``log``: the last lines that Ansible said besides.
    """

    kind: Kind
    version: str = ""
    bundle: str = ""
    waits: bool = False
    only: list[str] = msgspec.field(default_factory=list)
    step: str = ""
    units: list[UnitRun] = msgspec.field(default_factory=list)
    log: list[str] = msgspec.field(default_factory=list)


DESK = Desk(
    "upgrades",
    Run,
    noun="upgrade",
    module="pioreactor.cluster.upgrades.runner",
    service="pioreactor-cluster-upgrade",
    failure=UpgradeError,
    unknown=UnknownRunError,
    orphaned="Whoever ran it is gone, as after a power cut of the leader. Units that had begun go on by themselves.",
)
