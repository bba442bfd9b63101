"""Upgrades of the cluster: the bundle, the plan, the run. Who carries it out is a process of its own."""

from __future__ import annotations

from pathlib import Path

from flask import request

import pioreactor
from pioreactor.cluster.errands import line_of
from pioreactor.cluster.release import bundle as bundles
from pioreactor.cluster.release import links
from pioreactor.cluster.release.manifest import check_fits
from pioreactor.cluster.upgrades import asking, changes, planning, records, staging
from pioreactor.cluster.upgrades.records import Run
from pioreactor.cluster.upgrades.staging import Bundle, Upload
from pioreactor.web.errors import ApiError
from pioreactor.web.leader.upgrade_plan import plan, require_bundle, require_known, units_of_cluster
from pioreactor.web.routing import Reply, RouteTable
from pioreactor.web.services import accept_leader_task, database_connection
from pioreactor.web.tasks import TaskRecord
from pioreactor.web.wire.common import SUCCESS, Status, TaskAccepted
from pioreactor.web.wire.upgrades import (
    NewUpload,
    PieceQuery,
    Plan,
    PlanQuery,
    RunLine,
    StartUpgrade,
    UnitOfCluster,
    UpdateFromArchive,
    UpdateNext,
    UpgradesNow,
    Uploaded,
)
from pioreactor.whoami import UNIVERSAL_IDENTIFIER

table = RouteTable("upgrades", "/api")


@table.add("GET", "/upgrades", summary="The uploaded release and the present or last run", response=UpgradesNow)
def upgrades() -> UpgradesNow:
    """Read from the leader's disk alone, so it is cheap to poll."""
    version = links.linked_version(links.CURRENT) or pioreactor.__version__
    bundle = staging.kept()
    news = changes.newer_than(bundle.changes, version) if bundle else []
    return UpgradesNow(version, asking.why_not(), bundle, news, records.DESK.last())


@table.add("GET", "/upgrades/units", summary="Releases of the units", response=list[UnitOfCluster])
def release_of_units() -> list[UnitOfCluster]:
    """Asked of the units themselves; takes at most three seconds."""
    return units_of_cluster()


# --- the bundle -------------------------------------------------------------------------------------------------------


@table.add(
    "POST", "/upgrades/uploads", summary="Announce a release bundle", request=NewUpload, response=Upload, status=201
)
def begin_upload(body: NewUpload) -> Upload:
    """413 with the limit, 507 with the space that is missing. What was arriving before is dropped."""
    return staging.begin(body.name, body.bytes)


@table.add("GET", "/upgrades/uploads/{upload_id}", summary="How far an upload is", response=Upload)
def upload(upload_id: str) -> Upload:
    """After an interruption: go on at ``received_bytes``."""
    return staging.find(upload_id)


@table.add(
    "PUT",
    "/upgrades/uploads/{upload_id}",
    summary="A piece of a bundle",
    query=PieceQuery,
    response=Upload,
    is_audited=False,  # announcing the bundle is written down, and finishing it
)
def add_piece(upload_id: str, query: PieceQuery) -> Upload:
    """The body are the bytes themselves, at most ``piece_bytes``. 409 if it begins elsewhere than the last ended."""
    return staging.add(upload_id, query.offset, request.get_data(cache=False))


@table.add(
    "POST", "/upgrades/uploads/{upload_id}/finish", summary="Check the bundle", response=TaskAccepted, status=202
)
def finish_upload(upload_id: str) -> TaskAccepted | Reply:
    """Signature, architecture, Python, then every file; the result is the bundle, a refusal removes the file."""
    staging.find(upload_id)

    def check(_: TaskRecord) -> Bundle:
        return staging.finish(upload_id)

    return accept_leader_task(check, lock="update-lock")


@table.add("DELETE", "/upgrades/uploads/{upload_id}", summary="Drop an upload", response=Status)
def drop_upload(upload_id: str) -> Status:
    """Nothing of it stays."""
    staging.drop(upload_id)
    return SUCCESS


@table.add("DELETE", "/upgrades/bundle", summary="Remove the uploaded release", response=Status)
def remove_bundle() -> Status:
    """Not while an upgrade is under way (409). Releases that are installed stay."""
    if records.DESK.present() is not None:
        raise ApiError(409, "An upgrade is under way and needs it.", remediation="Remove it when that has ended.")
    staging.remove()
    return SUCCESS


# --- the run ----------------------------------------------------------------------------------------------------------


@table.add("GET", "/upgrades/plan", summary="What would be done", query=PlanQuery, response=Plan)
def show_plan(query: PlanQuery) -> Plan:
    """Order, pauses, what runs and what stands in the way; nothing is changed."""
    return plan(query.kind, [name for name in query.units.split(",") if name])


@table.add(
    "POST", "/upgrades/start", summary="Start an upgrade or a rollback", request=StartUpgrade, response=Run, status=202
)
def start(body: StartUpgrade) -> Run:
    """It goes on outside the web server, which is itself replaced in the middle. 409 while another one is under way."""
    if body.kind == "rollback":
        return _ask(body, None)
    bundle = require_bundle()
    if body.version != bundle.version:
        raise ApiError(
            409,
            f"The release that was uploaded is {bundle.version}, not {body.version or 'without a version'}.",
            remediation="Look at the plan again.",
        )
    check_fits(bundles.read_manifest(Path(bundle.path)))
    return _ask(body, bundle)


@table.add("POST", "/upgrades/stop", summary="Stop the run under way", response=Status, status=202)
def stop() -> Status:
    """Units that change go on to their end by themselves, the others stay as they are. 409 if nothing is under way."""
    if not records.DESK.stop():
        raise ApiError(409, "No upgrade is under way.", remediation="Nothing needs to be stopped.")
    return Status("accepted")


@table.add("GET", "/upgrades/runs", summary="Upgrades and rollbacks so far", response=list[RunLine])
def runs() -> list[RunLine]:
    """The newest first."""
    return [_line(records.DESK.look(run)) for run in records.DESK.history()]


@table.add("GET", "/upgrades/runs/{run_id}", summary="One upgrade or rollback", response=Run)
def one_run(run_id: str) -> Run:
    """With every stage of every unit, and the last lines that Ansible said."""
    return records.DESK.look(records.DESK.load(run_id))


# --- the ecosystem's forms --------------------------------------------------------------------------------------------


@table.add("POST", "/system/upload", summary="Not offered: bundles come in pieces", response=Uploaded)
def upload_at_once() -> Uploaded:
    """A release is larger than a body may be on a computer whose temporary files are in memory."""
    raise ApiError(
        413,
        "A release does not come in one body.",
        remediation="Upload it on the page Upgrades, in pieces to /api/upgrades/uploads, or run on the leader: "
        "pio cluster upgrade FILE",
    )


@table.add(
    "POST",
    "/system/update_next_version",
    summary="Not offered: releases are brought",
    request=UpdateNext,
    response=TaskAccepted,
)
def update_next_version(body: UpdateNext) -> TaskAccepted:
    """This leader never asks the internet for software."""
    raise ApiError(
        400,
        f"This leader does not look for releases on the internet; nothing was changed on {body.units}.",
        remediation="Bring a signed bundle: the page Upgrades, or /api/upgrades/uploads.",
    )


@table.add(
    "POST",
    "/system/update_from_archive",
    summary="Upgrade from a bundle on the leader",
    request=UpdateFromArchive,
    response=TaskAccepted,
    status=202,
)
def update_from_archive(body: UpdateFromArchive) -> TaskAccepted | Reply:
    """The bundle that was uploaded, or another file on the leader. 400 if it cannot be trusted or does not fit."""
    path = Path(body.release_archive_location)
    if not path.is_absolute():
        raise ApiError(400, "The location is not a full path.", remediation="Name the file from / on.")
    manifest = bundles.read_manifest(path)
    check_fits(manifest)
    only = [] if body.units == UNIVERSAL_IDENTIFIER else [body.units]
    wanted = StartUpgrade(kind="upgrade", version=manifest.version, units=only)
    run = _ask(wanted, staging.examine(path))

    def told(_: TaskRecord) -> bool:
        return bool(records.DESK.load(run.run_id).run_id)

    return accept_leader_task(told)


def _ask(body: StartUpgrade, bundle: Bundle | None) -> Run:
    why_not = asking.why_not()
    if why_not is not None:
        raise ApiError(409, "This leader cannot change the release of its cluster.", cause=why_not, remediation=why_not)
    with database_connection(readonly=True) as connection:
        workers, leader = planning.members(connection)
    require_known(body.units, workers, leader)
    units = planning.order(workers, leader, body.units)
    return asking.ask(
        body.kind,
        units,
        leader,
        version=bundle.version if bundle else "",
        bundle=bundle.path if bundle else "",
        waits=body.wait_for_experiments,
        only=body.units,
        asked_by=body.by,
    )


def _line(run: Run) -> RunLine:
    changed = [unit.unit for unit in run.units if unit.state == "done"]
    return line_of(run, RunLine, changed=changed, others=[unit.unit for unit in run.units if unit.unit not in changed])
