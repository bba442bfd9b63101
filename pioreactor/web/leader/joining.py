"""Units that join the cluster and leave it. Who does it is a process of its own."""

from __future__ import annotations

from typing import Final

from pioreactor import clock
from pioreactor.cluster.errands import line_of
from pioreactor.cluster.joining import asking
from pioreactor.cluster.joining.asking import Secrets
from pioreactor.cluster.joining.records import DESK, Join
from pioreactor.storage.database import workers
from pioreactor.utils.networking import discover_workers_on_network
from pioreactor.web.auditing import note
from pioreactor.web.callers import caller
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import database_connection, services
from pioreactor.web.wire.common import Status
from pioreactor.web.wire.joining import (
    JoiningNow,
    JoinLine,
    NewcomerOnNetwork,
    SetUpDone,
    SetUpWorker,
    StartAdding,
    StartRemoving,
)

table = RouteTable("joining", "/api")
_SETUP_LIMIT_S: Final = 90.0


@table.add("GET", "/joining", summary="The unit that joins or leaves, or the last one", response=JoiningNow)
def joining() -> JoiningNow:
    """Read from the leader's disk alone, so it is cheap to poll."""
    return JoiningNow(asking.why_not(), DESK.last())


@table.add(
    "POST", "/joining/add", summary="Add a unit", request=StartAdding, response=Join, status=202, is_body_secret=True
)
def add(body: StartAdding) -> Join:
    """It goes on whatever becomes of the page and of the web server. 409 while another unit joins or leaves."""
    _require_possible()
    note(object=body.unit, new=f"{body.unit} at {body.address or 'wherever it is found'}")
    wanted = Join(
        run_id="",
        kind="add",
        unit=body.unit,
        address=body.address,
        port=body.port,
        user=body.user,
        model_name=body.model_name,
        model_version=body.model_version,
        host_key=body.host_key,
        sets_clock=body.sets_clock,
        asked_by=body.by or caller().label,
    )
    return asking.ask_to_add(wanted, Secrets(password=body.password, claim_code=body.claim_code))


@table.add(
    "POST",
    "/joining/remove",
    summary="Remove a unit from the cluster",
    request=StartRemoving,
    response=Join,
    status=202,
)
def remove(body: StartRemoving) -> Join:
    """Also one that is away; then it says what remains to be done there. 409 while another unit joins or leaves."""
    _require_possible()
    note(object=body.unit)
    return asking.ask_to_remove(body.unit, body.by or caller().label)


@table.add("POST", "/joining/stop", summary="Cancel and undo", response=Status, status=202)
def stop() -> Status:
    """After the present stage; then what was changed is put back. 409 if nothing is under way."""
    if not DESK.stop():
        raise ApiError(409, "No unit joins or leaves.", remediation="Nothing needs to be stopped.")
    return Status("accepted")


@table.add("GET", "/joining/runs", summary="Units that joined and left", response=list[JoinLine])
def runs() -> list[JoinLine]:
    """The newest first."""
    return [line_of(DESK.look(run), JoinLine) for run in DESK.history()]


@table.add("GET", "/joining/runs/{run_id}", summary="How one unit joined or left", response=Join)
def one_run(run_id: str) -> Join:
    """With every stage, what was found and why it stopped."""
    return DESK.look(DESK.load(run_id))


# --- the ecosystem's forms --------------------------------------------------------------------------------------------


@table.add(
    "GET", "/workers/discover", summary="Units on the network that are not added", response=list[NewcomerOnNetwork]
)
def discover() -> list[NewcomerOnNetwork]:
    """Asked by mDNS; takes up to three seconds."""
    with database_connection(readonly=True) as connection:
        known = {row.pioreactor_unit for row in workers.list_workers(connection)} | {services().unit}
    return [NewcomerOnNetwork(name) for name in sorted(discover_workers_on_network()) if name not in known]


@table.add("POST", "/workers/setup", summary="Add a unit and wait for it", request=SetUpWorker, response=SetUpDone)
def set_up(body: SetUpWorker) -> SetUpDone:
    """Waits up to 90 s; 404 with the cause if it does not succeed. The default password is never tried."""
    _require_possible()
    wanted = Join(
        run_id="",
        kind="add",
        unit=body.name,
        address=body.ipv4_address or "",
        model_name=body.model,
        model_version=body.version,
        asked_by=caller().label,
    )
    run = asking.ask_to_add(wanted, Secrets())
    deadline = clock.wall_monotonic() + _SETUP_LIMIT_S
    while clock.wall_monotonic() < deadline and not (run := DESK.look(DESK.load(run.run_id))).has_ended:
        clock.wall_sleep(0.3)
    if run.outcome == "succeeded":
        return SetUpDone(f"Worker {run.unit} added successfully.")
    failure = run.failure
    raise ApiError(
        404,
        f"{run.unit} was not added." if run.has_ended else f"{run.unit} is not added yet; it goes on.",
        cause=failure.cause if failure else run.message or None,
        remediation=failure.remedy if failure else f"Follow it: /api/joining/runs/{run.run_id}",
    )


def _require_possible() -> None:
    why_not = asking.why_not()
    if why_not is not None:
        raise ApiError(409, "This leader cannot add or remove units.", cause=why_not, remediation=why_not)
