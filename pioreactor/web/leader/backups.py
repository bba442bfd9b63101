"""Backups of the leader: which there are and where, making and copying them, what a restore would change.

A backup holds every secret of the cluster, so its files are never served. For a restore nobody may have the database
open: that is done on the leader itself, and the check says how.
"""

from __future__ import annotations

from typing import Final

from pioreactor.cluster import upgrading
from pioreactor.cluster.backups import comparing, finding, records, restoring, runs, structs
from pioreactor.cluster.backups.finding import Known
from pioreactor.cluster.backups.places import Place, find_place, places
from pioreactor.cluster.backups.records import PlaceRecord
from pioreactor.cluster.backups.runs import DESK, BackupRun, Kind
from pioreactor.config import get_config
from pioreactor.leader.identity.roles import Role
from pioreactor.storage.database.migrating import migrations
from pioreactor.web.callers import caller
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import Reply, RouteTable
from pioreactor.web.services import accept_leader_task
from pioreactor.web.tasks import TaskRecord
from pioreactor.web.wire.backups import (
    BackupLine,
    BackupPlace,
    Backups,
    CheckRestore,
    CopyBackup,
    RestoreChecked,
)
from pioreactor.web.wire.common import TaskAccepted

table = RouteTable("backups", "/api")

_SERVICES: Final = ("pioreactor-ingest.service", "pioreactor-web.service")
"""What has the database open; each is named as the rules for sudo name it."""


@table.add("GET", "/backups", summary="Backups, their places, and the present or last run", response=Backups)
def list_backups() -> Backups:
    """Newest first. Read from the leader's disk alone, so it is cheap to poll: other places as they were last seen."""
    here, damaged = structs.look_in(finding.made_in())
    tried = records.load().places
    read_backs = records.read_backs()
    return Backups(
        why_not=runs.why_not(),
        stale_after_days=get_config().getfloat("backup", "stale_after_days"),
        backups=[_line(one, read_backs) for one in finding.known(here, tried)],
        damaged=[str(error) for error in damaged],
        places=[_place(place, tried.get(place.name)) for place in places()],
        run=DESK.last(),
    )


@table.add("GET", "/backups/runs/{run_id}", summary="One backup that was made or copied", response=BackupRun)
def one_run(run_id: str) -> BackupRun:
    """Stage by stage, with the cause where something went wrong."""
    return DESK.look(DESK.load(run_id))


@table.add("POST", "/backups", summary="Make a backup", response=BackupRun, status=202, least=Role.OPERATOR)
def create() -> BackupRun:
    """Outside the web server; it is read back, then copied to its other places. 409 while another one is under way."""
    return _ask("create")


@table.add(
    "POST",
    "/backups/copy",
    summary="Copy a backup to its places",
    request=CopyBackup,
    response=BackupRun,
    status=202,
    least=Role.OPERATOR,
)
def copy(body: CopyBackup) -> BackupRun:
    """To those that lack it. 404 for a backup that is not on the leader, 409 while another one is under way."""
    if not places():
        raise ApiError(
            409,
            "There is no other place to copy it to.",
            remediation="Name one in the section [backup.places] of the configuration.",
        )
    return _ask("copy", structs.find(finding.made_in(), body.name or None).name)


@table.add(
    "POST",
    "/backups/{name}/check",
    summary="What would a restore change",
    request=CheckRestore,
    response=TaskAccepted,
    status=202,
    least=Role.ADMIN,
)
def check(name: str, body: CheckRestore) -> TaskAccepted | Reply:
    """Reads all of it back, compares it with what is there now, and changes nothing; the result is a RestoreChecked.

    A copy that only another unit has is brought to the leader first. 404 for an unknown backup or place.
    """
    place = _known_place(body.place)
    if place is None:
        structs.find(finding.made_in(), name)

    def work(_: TaskRecord) -> RestoreChecked:
        found = finding.brought(name, body.place or None)
        restoring.check(found)
        records.note_read_back(found.name)
        source = "" if found.folder.parent == finding.made_in() else body.place
        return RestoreChecked(
            name=found.name,
            changes=comparing.compare(found),
            commands=_commands(found.name, source),
            files_option="--var restore_files=true" if _has_playbook(source) else "--files",
            undo=_typed("pio backup restore --undo"),
        )

    return accept_leader_task(work, lock="backup-check-lock")


def _ask(kind: Kind, backup: str = "") -> BackupRun:
    why_not = runs.why_not()
    if why_not is not None:
        raise ApiError(409, "This leader makes no backups at request.", cause=why_not, remediation=why_not)
    return runs.ask(runs.new(kind, asked_by=caller().label, backup=backup))


def _known_place(name: str) -> Place | None:
    place = find_place(name) if name else None
    if name and place is None:
        raise ApiError(
            404,
            f"There is no place {name[:100]!r} for backups.",
            remediation="GET /api/backups lists them; they are named in [backup.places].",
        )
    return place


def _commands(name: str, place: str) -> list[str]:
    """As the playbook does it where it can: it also sees that everything runs again."""
    if _has_playbook(place):
        return [f"sudo pioreactor-playbook restore --var restore_name={name} --var restore_confirm=yes"]
    return _typed(f"pio backup restore {name}{f' --from {place}' if place else ''} --apply")


def _has_playbook(place: str) -> bool:
    """It takes backups of the leader's own folder only."""
    return upgrading.WRAPPER.exists() and not place


def _typed(command: str) -> list[str]:
    if not upgrading.WRAPPER.exists():
        return [command]
    stop, start = ([f"sudo systemctl {verb} {service}" for service in _SERVICES] for verb in ("stop", "start"))
    return [*stop, command, *start]


def _line(one: Known, read_backs: dict[str, str]) -> BackupLine:
    made_at = one.copy.made_at
    return BackupLine(
        name=one.copy.name,
        made_at=made_at,
        read_back_at=read_backs.get(one.copy.name, made_at),
        size_bytes=one.copy.size_bytes,
        rows=one.copy.rows,
        version=one.copy.app_version,
        schema=one.copy.schema,
        is_usable=one.copy.schema <= len(migrations()),
        is_here=one.here is not None,
        places=one.places,
    )


def _place(place: Place, record: PlaceRecord | None) -> BackupPlace:
    copies = record.copies if record is not None else []
    return BackupPlace(
        name=place.name,
        kind=place.kind,
        where=str(place),
        error=place.problem or (record.error if record is not None else ""),
        tried_at=record.tried_at if record is not None else None,
        copies=len(copies),
        newest_at=max((copy.made_at for copy in copies), default=None),
    )
