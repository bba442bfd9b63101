"""What is written down of a unit that joins or leaves."""

from __future__ import annotations

from typing import Literal

import msgspec

from pioreactor.cluster.errands import Desk, Errand
from pioreactor.cluster.joining.stages import ADDING, REMOVING, About, StageName
from pioreactor.exc import PioreactorError

Kind = Literal["add", "remove"]
StageState = Literal["waiting", "running", "done", "failed", "undone", "skipped"]
Action = Literal["accept_host_key", "give_password", "give_claim_code", "set_clock", "try_again"]


class JoiningError(PioreactorError):
    """A unit could not join or leave."""


class UnknownJoinError(JoiningError):
    """There is no such record in the history."""


class Stage(msgspec.Struct, kw_only=True):
    """One stage. ``began_at``: ISO-8601; ``took_s``, ``limit_s``: seconds of the wall; ``text``: what came of it.

    ``undone``: it had changed something, which was put back.
    """

    name: StageName
    title: str
    limit_s: float
    state: StageState = "waiting"
    began_at: str = ""
    took_s: float | None = None
    text: str = ""


class Found(msgspec.Struct, kw_only=True):
    """What was found out about the unit so far. Empty or null: not known yet.

    ``fingerprint``: of its host key; ``version``: of its release; ``free_mb``: on its disk; ``clock_offset_s``: ahead
    of the leader if positive; ``leader``: whose it is; ``running``: names of jobs that run on it now.
    """

    address: str = ""
    port: int = 22
    fingerprint: str = ""
    hostname: str = ""
    system: str = ""
    architecture: str = ""
    version: str = ""
    free_mb: int | None = None
    clock_offset_s: float | None = None
    leader: str = ""
    running: list[str] = []


class Failure(msgspec.Struct, kw_only=True):
    """Why it stopped. ``cause``: with the numbers; ``remedy``: what to do; ``actions``: what helps when it is started
    again, the first one first; ``details``: technical.
    """

    stage: StageName
    cause: str
    remedy: str
    actions: list[Action] = []
    details: str = ""


class StageError(JoiningError):
    """A stage has failed. ``actions``: what helps when it is started again."""

    def __init__(self, cause: str, remedy: str, *actions: Action, details: str = "") -> None:
        super().__init__(f"{cause} {remedy}")
        self.cause, self.remedy, self.actions, self.details = cause, remedy, list(actions) or ["try_again"], details


class Join(Errand, kw_only=True):
    """A unit that joins (``add``) or leaves (``remove``).

    ``address``: as it was asked for, empty if it is to be found; ``user``: who logs in for the first time;
    ``host_key``: the fingerprint that somebody vouches for; ``sets_clock``: the leader may set the unit's clock;
    ``uses``: what else was given, not the secret itself; ``meta``: what has or has not been changed, in a sentence;
    ``remains``: what is left to be done on a unit that was away; ``log``: the last lines of Ansible.
    """

    kind: Kind
    unit: str
    address: str = ""
    port: int = 22
    user: str = ""
    model_name: str = ""
    model_version: str = ""
    host_key: str = ""
    sets_clock: bool = False
    uses: Literal["key", "password", "claim_code"] = "key"
    stages: list[Stage] = msgspec.field(default_factory=list)
    found: Found = msgspec.field(default_factory=Found)
    failure: Failure | None = None
    meta: str = ""
    remains: str = ""
    log: list[str] = msgspec.field(default_factory=list)

    def stage(self, name: StageName) -> Stage:
        """One of its stages. Raises StopIteration for one of the other kind."""
        return next(stage for stage in self.stages if stage.name == name)


def stages_of(kind: Kind) -> list[Stage]:
    """All stages, none begun."""
    table: dict[StageName, About] = ADDING if kind == "add" else REMOVING
    return [Stage(name=name, title=about.title, limit_s=about.limit_s) for name, about in table.items()]


DESK = Desk(
    "joining",
    Join,
    noun="unit that joins or leaves",
    module="pioreactor.cluster.joining.runner",
    service="pioreactor-cluster-join",
    failure=JoiningError,
    unknown=UnknownJoinError,
    orphaned="Whoever did it is gone, as after a power cut of the leader. Start it again: what is done stays done.",
)
