"""The inventory: workers, whether they are active, which model they are."""

from __future__ import annotations

from msgspec.structs import asdict

from pioreactor import clock, structs
from pioreactor import models as known_models
from pioreactor.cluster.config_sync import looking
from pioreactor.config import get_config
from pioreactor.leader import fanout
from pioreactor.leader.assignment import FollowUp, leave, released_call, stop_call, tell_call
from pioreactor.leader.replies import UnitReply
from pioreactor.storage.database import workers
from pioreactor.storage.database.workers import Worker
from pioreactor.web.errors import ApiError
from pioreactor.web.hosts import is_address
from pioreactor.web.known_model import require_known_model
from pioreactor.web.leader.care import hardware_call
from pioreactor.web.routing import ForUnits, RouteTable
from pioreactor.web.services import accept_leader_task, database_connection, services
from pioreactor.web.tasks import PRIORITY_STOP, TaskRecord
from pioreactor.web.wire.common import SUCCESS, Status
from pioreactor.web.wire.workers import (
    ActiveChange,
    Model,
    ModelChange,
    Models,
    NewWorker,
    WorkerModel,
    WorkerWithAddress,
)

table = RouteTable("workers", "/api", units=ForUnits.ALL)


@table.add("GET", "/workers", summary="All workers", response=list[WorkerWithAddress])
def list_workers() -> list[WorkerWithAddress]:
    """By name; with the configured IPv4 address where there is one."""
    with database_connection(readonly=True) as connection:
        rows = workers.list_workers(connection)
    return [
        WorkerWithAddress(
            pioreactor_unit=row.pioreactor_unit,
            added_at=row.added_at,
            is_active=row.is_active,
            model_name=row.model_name,
            model_version=row.model_version,
            ipv4_address=_configured_address(row.pioreactor_unit),
        )
        for row in rows
    ]


def _configured_address(unit: str) -> str | None:
    address = str(get_config().get("cluster.addresses", unit, fallback="")).partition(":")[0]
    return address if is_address(address) else None


@table.add("GET", "/workers/{worker}", summary="One worker", response=Worker)
def get_worker(worker: str) -> Worker:
    """404 if it is not in the inventory."""
    with database_connection(readonly=True) as connection:
        return workers.get_worker(connection, worker)


@table.add("PUT", "/workers", summary="Register a worker", request=NewWorker, response=Status, status=201)
def add_worker(body: NewWorker) -> Status:
    """One that is there already becomes active, gets the model and keeps its experiment; 400 for an unknown model."""
    if body.model_name is not None and body.model_version is not None:
        require_known_model(body.model_name, body.model_version)
    with database_connection() as connection:
        workers.add_worker(connection, body.pioreactor_unit, body.model_name, body.model_version, keep_assignment=True)
        told = FollowUp([tell_call(connection, body.pioreactor_unit)], [])
    accept_leader_task(lambda _: told.carry_out())
    return SUCCESS


@table.add("DELETE", "/workers/{worker}", summary="Remove a worker", response=Status, status=202)
def remove_worker(worker: str) -> Status:
    """Its jobs stop and it works for nothing; its data stay, its own files are not touched."""
    with database_connection() as connection:
        workers.remove_worker(connection, worker)
    looking.forget_heard(worker)
    services().messenger.publish_assignment(structs.Assignment(worker, None, None, clock.timestamp()))
    follow_up = FollowUp([released_call(worker)], [stop_call(worker, None)])
    accept_leader_task(lambda _: follow_up.carry_out(), priority=PRIORITY_STOP)
    return SUCCESS


@table.add(
    "PUT", "/workers/{worker}/is_active", summary="Switch a worker on or off", request=ActiveChange, response=Status
)
def set_active(worker: str, body: ActiveChange) -> Status:
    """Off: its jobs stop and starts are refused. A unit that is away hears of it, and ends them, when it is back."""
    with database_connection() as connection:
        workers.set_active(connection, worker, bool(body.is_active))
        leave(connection, services().messenger, worker)
        stop = [] if body.is_active else [stop_call(worker, None)]
        follow_up = FollowUp([tell_call(connection, worker)], stop)
    accept_leader_task(lambda _: follow_up.carry_out(), priority=PRIORITY_STOP)
    return SUCCESS


@table.add("GET", "/workers/{worker}/model", summary="The model of a worker", response=WorkerModel)
def get_model(worker: str) -> WorkerModel:
    """404 if the worker is unknown, has no model, or one whose file is gone."""
    with database_connection(readonly=True) as connection:
        row = workers.get_worker(connection, worker)
    if row.model_name is None or row.model_version is None:
        raise ApiError(404, f"{worker} has no model.", remediation="Choose one in the inventory.")
    model = known_models.get_model(row.model_name, row.model_version)
    return WorkerModel(pioreactor_unit=worker, **asdict(model))


@table.add("PUT", "/workers/{worker}/model", summary="Set the model of a worker", request=ModelChange, response=Status)
def set_model(worker: str, body: ModelChange) -> Status:
    """400 for a model that is not known. The unit then looks whether its hardware fits, and says so in its log."""
    require_known_model(body.model_name, body.model_version)
    with database_connection() as connection:
        workers.set_model(connection, worker, body.model_name, body.model_version)
        follow_up = FollowUp([tell_call(connection, worker)], [])
    look = hardware_call(worker, body.model_name, body.model_version)

    def tell(_: TaskRecord) -> dict[str, UnitReply]:
        follow_up.carry_out()
        return fanout.ask([look])

    accept_leader_task(tell)
    return SUCCESS


@table.add("GET", "/models", summary="Known models", response=Models, max_age_s=10)
def models() -> Models:
    """Built-in ones and those that the lab has added."""
    return Models([Model(**asdict(model)) for model in known_models.get_registered_models().values()])
