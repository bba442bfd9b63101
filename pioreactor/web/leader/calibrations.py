"""Calibrations of workers: every route asks the units themselves and answers with a task."""

from __future__ import annotations

from urllib.parse import quote

from pioreactor.leader.fanout import Call
from pioreactor.web.leader.asking import ask_later, get_later, workers_meant
from pioreactor.web.routing import Reply, RouteTable
from pioreactor.web.wire.calibrations import NewCalibration
from pioreactor.web.wire.common import TaskAccepted

table = RouteTable("calibrations", "/api")


def _path(*parts: str) -> str:
    return "/".join(["/unit_api", *(quote(part, safe="") for part in parts)])


@table.add(
    "GET", "/workers/{worker}/calibrations", summary="All calibrations of workers", response=TaskAccepted, status=202
)
def of_workers(worker: str) -> TaskAccepted | Reply:
    """Per unit the calibrations by device. ``$broadcast``: all workers."""
    return get_later(workers_meant(worker), _path("calibrations"))


@table.add(
    "GET",
    "/workers/{worker}/calibrations/{device}",
    summary="Calibrations of a device",
    response=TaskAccepted,
    status=202,
)
def of_device(worker: str, device: str) -> TaskAccepted | Reply:
    """Per unit the list."""
    return get_later(workers_meant(worker), _path("calibrations", device))


@table.add(
    "GET",
    "/workers/{worker}/calibrations/{device}/{name}",
    summary="One calibration",
    response=TaskAccepted,
    status=202,
)
def one(worker: str, device: str, name: str) -> TaskAccepted | Reply:
    """Per unit the calibration, with whether it is in use."""
    return get_later(workers_meant(worker), _path("calibrations", device, name))


@table.add(
    "POST",
    "/workers/{worker}/calibrations/{device}",
    summary="Upload a calibration",
    request=NewCalibration,
    response=TaskAccepted,
    status=202,
)
def upload(worker: str, device: str, body: NewCalibration) -> TaskAccepted | Reply:
    """Per unit where it was stored, or why it was refused."""
    return _later("POST", worker, _path("calibrations", device), body)


@table.add(
    "DELETE",
    "/workers/{worker}/calibrations/{device}/{name}",
    summary="Delete a calibration",
    response=TaskAccepted,
    status=202,
)
def delete(worker: str, device: str, name: str) -> TaskAccepted | Reply:
    """One in use is in use no longer."""
    return _later("DELETE", worker, _path("calibrations", device, name))


@table.add(
    "GET",
    "/workers/{worker}/active_calibrations",
    summary="Calibrations in use",
    response=TaskAccepted,
    status=202,
)
def active(worker: str) -> TaskAccepted | Reply:
    """Per unit the calibration by device."""
    return get_later(workers_meant(worker), _path("active_calibrations"))


@table.add(
    "PATCH",
    "/workers/{worker}/active_calibrations/{device}/{name}",
    summary="Use a calibration",
    response=TaskAccepted,
    status=202,
)
def set_active(worker: str, device: str, name: str) -> TaskAccepted | Reply:
    """From the next job on."""
    return _later("PATCH", worker, _path("active_calibrations", device, name))


@table.add(
    "DELETE",
    "/workers/{worker}/active_calibrations/{device}",
    summary="Use no calibration",
    response=TaskAccepted,
    status=202,
)
def clear_active(worker: str, device: str) -> TaskAccepted | Reply:
    """The file stays."""
    return _later("DELETE", worker, _path("active_calibrations", device))


def _later(method: str, worker: str, path: str, body: object = None) -> TaskAccepted | Reply:
    return ask_later([Call(unit, method, path, body) for unit in workers_meant(worker)])
