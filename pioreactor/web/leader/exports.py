"""Exports: ask for one, follow it, stop it, get its file."""

from __future__ import annotations

import shutil
from typing import Final

from flask import Response, send_file

from pioreactor import clock
from pioreactor.cluster.exports import keeping, runs
from pioreactor.cluster.exports.reading import snapshot
from pioreactor.cluster.exports.runs import DESK, ExportRun
from pioreactor.config import get_config
from pioreactor.leader.identity.roles import Role
from pioreactor.web.callers import caller
from pioreactor.web.errors import ApiError
from pioreactor.web.leader.datasets import selected
from pioreactor.web.routing import Reply, RouteTable
from pioreactor.web.services import accept_leader_task
from pioreactor.web.tasks import TaskFailed, TaskRecord
from pioreactor.web.wire.common import SUCCESS, Status, TaskAccepted
from pioreactor.web.wire.exports import ExportAccepted, ExportDone, ExportLine, ExportRequest, Exports

table = RouteTable("exports", "/api")
files = RouteTable("export_files", "/exports")

ZIP: Final = "application/zip"
_LOOKS_EACH_S: Final = 0.2


@table.add(
    "POST",
    "/datasets/exportable/export",
    summary="Export data",
    request=ExportRequest,
    response=ExportAccepted,
    status=202,
    least=Role.VIEWER,
)
def export(body: ExportRequest) -> TaskAccepted | Reply:
    """A ZIP of CSV files, made outside the web server; the task's result is an ExportDone. One export at a time.

    Datasets that there are not are left out and named in ``warnings``; 400 where none is left.
    """
    with snapshot() as connection:
        selection, _, unknown = selected(connection, body)
    warnings = [f"There is no dataset {name[:100]!r}; it is left out." for name in unknown]
    run = runs.new(selection, warnings, asked_by=caller().label)

    def work(record: TaskRecord) -> ExportDone:
        runs.ask(run)
        return _followed(record, run.run_id)

    accepted = accept_leader_task(work, lock="export-data-lock")
    if isinstance(accepted, Reply):
        return accepted
    return ExportAccepted(accepted.unit, accepted.task_id, accepted.result_url_path, run_id=run.run_id)


@table.add("GET", "/exports", summary="Exports, the newest first", response=Exports)
def recent() -> Exports:
    """The one under way and those before it; a file can be had until ``expires_at``. Cheap to poll."""
    folder = keeping.folder()
    disk = folder if folder.is_dir() else folder.parent
    return Exports(
        exports=[_line(DESK.look(run)) for run in DESK.history()],
        kept_hours=get_config().getfloat("storage", "exports_kept_hours"),
        free_bytes=shutil.disk_usage(disk).free,
    )


@table.add("GET", "/exports/{run_id}", summary="One export", response=ExportLine)
def one(run_id: str) -> ExportLine:
    """Dataset by dataset. 404 until the leader has begun with it, and for one that is forgotten."""
    return _line(DESK.look(DESK.load(run_id)))


@table.add("POST", "/exports/{run_id}/stop", summary="Stop an export", response=Status, status=202, least=Role.VIEWER)
def stop(run_id: str) -> Status:
    """Nothing of it is left. For whoever asked for it, and for operators; 409 if it has ended."""
    run = _own(run_id)
    present = DESK.present()
    if present is None or present.run_id != run.run_id or not DESK.stop():
        raise ApiError(409, "It has ended already.", remediation=f"GET /api/exports/{run_id} tells how.")
    return SUCCESS


@table.add("DELETE", "/exports/{run_id}", summary="Delete an export", response=Status, least=Role.VIEWER)
def delete(run_id: str) -> Status:
    """Its file and the record of it. For whoever asked for it, and for operators; 409 while it is under way."""
    run = _own(run_id)
    if not run.has_ended:
        raise ApiError(409, "It is under way.", remediation="Stop it first.")
    keeping.remove(run)
    return SUCCESS


@files.add("GET", "/{filename}", summary="The file of an export", response=bytes, media_type=ZIP)
def download(filename: str) -> Response:
    """A ZIP. Parts of it can be asked for, so that a download goes on where it was interrupted."""
    path = keeping.file_of(filename)
    response = send_file(path, mimetype=ZIP, as_attachment=True, download_name=filename, conditional=True)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _followed(record: TaskRecord, run_id: str) -> ExportDone:
    while True:
        run = DESK.look(DESK.load(run_id))
        expected = sum(stage.expected or 0 for stage in run.stages)
        rows = sum(stage.rows for stage in run.stages)
        record.advance(rows, max(rows, expected))
        if run.has_ended:
            break
        clock.wall_sleep(_LOOKS_EACH_S)
    if run.outcome != "succeeded":
        raise TaskFailed("The export was not made.", cause=run.message)
    return ExportDone(
        True, run.filename, "Finished", run.rows, run.size_bytes, run.sha256, run.expires_at, run.warnings
    )


def _line(run: ExportRun) -> ExportLine:
    return ExportLine(run=run, is_there=keeping.is_there(run), may_end=_may_end(run))


def _own(run_id: str) -> ExportRun:
    run = DESK.look(DESK.load(run_id))
    if not _may_end(run):
        raise ApiError(
            403,
            f"{caller().label} may not do this.",
            cause=f"The export is {run.asked_by or 'somebody'}'s.",
            remediation="Ask them, or an operator.",
        )
    return run


def _may_end(run: ExportRun) -> bool:
    return caller().role >= Role.OPERATOR or run.asked_by == caller().label
