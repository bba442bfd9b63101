"""The calibrations of this unit: read, upload, choose the one in use, delete."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from pioreactor.calibrations import keeping
from pioreactor.calibrations.files import calibration_path, list_calibrations, load_calibration
from pioreactor.exc import CalibrationError
from pioreactor.leader.identity.roles import Role
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import services
from pioreactor.web.wire.calibrations import CalibrationRow, Done, NewCalibration, Stored

table = RouteTable("calibrations", "/unit_api", changes=Role.OPERATOR)
_log = logging.getLogger("pioreactor.web.calibrations")


@table.add("GET", "/calibrations", summary="All calibrations", response=dict[str, list[CalibrationRow]])
def of_all_devices() -> dict[str, list[CalibrationRow]]:
    """By device. A file that is not a calibration is left out and logged."""
    return {device: found for device in keeping.devices() if (found := _of_device(device))}


@table.add("GET", "/calibrations/{device}", summary="Calibrations of a device", response=list[CalibrationRow])
def of_device(device: str) -> list[CalibrationRow]:
    """404 for a device without any."""
    with _refusing():
        calibration_path(device, "any")
        found = _of_device(device)
    if not found:
        raise ApiError(404, f"{device} has no calibration.", remediation="Upload one to this path.")
    return found


@table.add("GET", "/calibrations/{device}/{name}", summary="One calibration", response=CalibrationRow)
def one(device: str, name: str) -> CalibrationRow:
    """As it stands in its file, and whether it is in use."""
    _require(device, name)
    with _refusing():
        return _row(device, name)


@table.add(
    "POST",
    "/calibrations/{device}",
    summary="Upload a calibration",
    request=NewCalibration,
    response=Stored,
    status=201,
)
def upload(device: str, body: NewCalibration) -> Stored:
    """Kept under the name that stands in it; one of that name is replaced."""
    with _refusing():
        name = keeping.store(device, body.calibration_data)
        if body.set_as_active:
            keeping.set_active(device, name)
        return Stored(f"Stored the calibration {name} of {device}.", str(calibration_path(device, name)))


@table.add("DELETE", "/calibrations/{device}/{name}", summary="Delete a calibration", response=Done)
def delete(device: str, name: str) -> Done:
    """One in use is in use no longer; jobs that run keep what they have read."""
    _require(device, name)
    with _refusing():
        keeping.delete(device, name)
    return Done(f"Deleted the calibration {name} of {device}.")


@table.add("GET", "/active_calibrations", summary="Calibrations in use", response=dict[str, CalibrationRow])
def active() -> dict[str, CalibrationRow]:
    """By device. One whose file is gone or broken is left out and logged."""
    rows = {device: _row_or_none(device, name) for device, name in sorted(keeping.active_names().items())}
    return {device: row for device, row in rows.items() if row is not None}


@table.add("PATCH", "/active_calibrations/{device}/{name}", summary="Use a calibration", response=Done)
def set_active(device: str, name: str) -> Done:
    """From the next job on; jobs that run keep what they have read. 404 if it is not there."""
    _require(device, name)
    with _refusing():
        keeping.set_active(device, name)
    return Done(f"{name} is the active calibration of {device}.")


@table.add("DELETE", "/active_calibrations/{device}", summary="Use no calibration", response=Done)
def clear_active(device: str) -> Done:
    """The file stays."""
    name = keeping.clear_active(device)
    return Done(f"{device} had no active calibration." if name is None else f"{name} of {device} is not active now.")


def _of_device(device: str) -> list[CalibrationRow]:
    rows = [_row_or_none(device, name) for name in list_calibrations(device)]
    return [row for row in rows if row is not None]


def _row_or_none(device: str, name: str) -> CalibrationRow | None:
    try:
        return _row(device, name)
    except CalibrationError as error:
        _log.warning("A calibration is left out: %s", error)
        return None


def _row(device: str, name: str) -> CalibrationRow:
    row: CalibrationRow = msgspec.to_builtins(load_calibration(device, name))
    is_active = keeping.active_names().get(device) == name
    return {**row, "is_active": is_active, "pioreactor_unit": services().unit}


def _require(device: str, name: str) -> None:
    with _refusing():
        is_there = calibration_path(device, name).is_file()
    if not is_there:
        names = ", ".join(list_calibrations(device))
        remedy = f"It has {names}." if names else "Upload one."
        raise ApiError(404, f"{device} has no calibration {name!r}.", remediation=remedy)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except CalibrationError as error:
        raise ApiError(400, str(error), remediation="Nothing was changed.") from error
