"""Bodies of the unit, worker and model routes."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from pioreactor.storage.database.workers import Worker
from pioreactor.web.wire.common import Flag, UnitName


class UnitRow(Struct):
    """A unit of the cluster: the leader or a worker."""

    pioreactor_unit: str


class WorkerWithAddress(Worker, kw_only=True):
    """A worker with its configured IPv4 address, where it has one."""

    ipv4_address: str | None


class NewWorker(Struct, forbid_unknown_fields=True):
    """A worker to register; an existing one keeps its experiment and gets the model."""

    pioreactor_unit: UnitName
    model_name: Annotated[str, Meta(max_length=100)] | None = None
    model_version: Annotated[str, Meta(max_length=20)] | None = None


class ActiveChange(Struct, forbid_unknown_fields=True):
    """1: the unit takes part; 0: its jobs are stopped and starts are refused."""

    is_active: Flag


class ModelChange(Struct, forbid_unknown_fields=True):
    """The bioreactor model of a worker."""

    model_name: Annotated[str, Meta(max_length=100)]
    model_version: Annotated[str, Meta(max_length=20)]


class WorkerExperiment(Struct):
    """What a worker works for."""

    pioreactor_unit: str
    is_active: int
    experiment: str | None
    model_name: str | None
    model_version: str | None


class WorkerAssignment(Struct):
    """A worker and its experiment, if it has one."""

    pioreactor_unit: str
    experiment: str | None
    is_active: int


class ExperimentWorker(Struct):
    """A worker of an experiment."""

    pioreactor_unit: str
    is_active: int
    model_name: str | None
    model_version: str | None


class Model(Struct):
    """A bioreactor model. Volumes in mL, diameter in mm, temperatures in degrees Celsius."""

    model_name: str
    model_version: str
    display_name: str
    reactor_capacity_ml: float
    reactor_diameter_mm: float
    reactor_max_fill_volume_ml: float
    max_temp_to_reduce_heating: float | None
    max_temp_to_disable_heating: float | None
    max_temp_to_shutdown: float | None
    is_legacy: bool
    is_contrib: bool


class WorkerModel(Model, kw_only=True):
    """The model of a worker."""

    pioreactor_unit: str


class Models(Struct):
    """All known models."""

    models: list[Model]


class UnitAssignment(Struct):
    """What the leader tells a unit about itself; the unit keeps it on its own disk."""

    experiment: Annotated[str, Meta(max_length=199)] | None
    assigned_at: str | None = None
    is_active: bool = True
    model_name: str | None = None
    model_version: str | None = None


class UnitState(UnitAssignment, kw_only=True):
    """The unit's own record of its assignment."""

    updated_at: str
    status: Literal["success"] = "success"
