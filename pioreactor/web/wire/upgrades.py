"""Bodies of the routes about upgrades of the cluster."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from pioreactor.cluster.release.about import ReleaseOfUnit, RunningJob
from pioreactor.cluster.upgrades.changes import Section
from pioreactor.cluster.upgrades.records import Kind, Outcome, Run
from pioreactor.cluster.upgrades.staging import Bundle
from pioreactor.web.wire.common import UnitName

Version = Annotated[str, Meta(min_length=1, max_length=60)]


class UpgradesNow(Struct):
    """What there is to know without asking the units.

    ``version``: of the leader; ``why_not``: why this leader cannot upgrade anything, null if it can; ``bundle``: the
    release that was uploaded; ``news``: what it brings that the leader does not have; ``run``: the one under way, or
    the last one.
    """

    version: str
    why_not: str | None
    bundle: Bundle | None
    news: list[Section]
    run: Run | None


class UnitOfCluster(Struct):
    """A unit as it tells itself; ``release`` is null, and ``error`` says why, where it does not answer."""

    unit: str
    is_leader: bool
    release: ReleaseOfUnit | None
    error: str | None


class NewUpload(Struct, forbid_unknown_fields=True):
    """A file that is to come: its name, and how many bytes it has."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    bytes: Annotated[int, Meta(ge=1, le=2**53)]


class PieceQuery(Struct):
    """``offset``: where the piece begins, in bytes."""

    offset: Annotated[int, Meta(ge=0, le=2**53)]


class PlanQuery(Struct):
    """``kind``: upgrade (to the bundle that was uploaded) or rollback; ``units``: names with commas, empty for all."""

    kind: Kind = "upgrade"
    units: Annotated[str, Meta(max_length=2000)] = ""


class PlannedUnit(Struct, kw_only=True):
    """One unit of a plan. ``group``: its place in the order, from 0; units of one group change together.

    ``to``: the release that it will use; ``away_s``: about so long it gives no readings, by its last change if there
    was one; ``obstacle``: why it cannot change, ``blocks``: and nothing is begun before that is mended.
    """

    unit: str
    is_leader: bool
    group: int
    version: str | None
    to: str
    away_s: float
    running: list[RunningJob]
    obstacle: str | None
    blocks: bool


class Plan(Struct, kw_only=True):
    """What would be done, in which order. ``expected_s``: about so long, all of it; without waiting for experiments.

    ``database_bytes``: what is copied before the leader changes. ``why_not``: why it cannot begin, null if it can.
    """

    kind: Kind
    version: str
    units: list[PlannedUnit]
    expected_s: float
    database_bytes: int
    why_not: str | None


class StartUpgrade(Struct, forbid_unknown_fields=True):
    """``version``: the one of the plan, so that nobody starts another release than was shown; empty for a rollback.

    ``units``: only these; empty for all.
    """

    kind: Kind
    version: Annotated[str, Meta(max_length=60)] = ""
    wait_for_experiments: bool = False
    units: Annotated[list[UnitName], Meta(max_length=500)] = []
    by: Annotated[str, Meta(max_length=100)] = ""


class RunLine(Struct, kw_only=True):
    """One run of the history. ``changed``: units that use what was wanted; ``others``: units that do not."""

    run_id: str
    kind: Kind
    version: str
    outcome: Outcome
    message: str
    asked_by: str
    asked_at: str
    ended_at: str
    took_s: float | None
    changed: list[str]
    others: list[str]


class UpdateFromArchive(Struct, forbid_unknown_fields=True):
    """The ecosystem's form: a bundle on the leader, and ``$broadcast`` or a name."""

    release_archive_location: Annotated[str, Meta(min_length=1, max_length=500)]
    units: UnitName = "$broadcast"


class UpdateNext(Struct, forbid_unknown_fields=True):
    """The ecosystem's form: to the next release that there is on the internet."""

    units: UnitName = "$broadcast"


class Uploaded(Struct):
    """The ecosystem's answer: where the file is now."""

    message: Literal["File uploaded successfully"]
    save_path: str
