"""All calibrations of workers in one archive."""

from __future__ import annotations

import io
import zipfile
from typing import Any, Final
from urllib.parse import quote

import msgspec
from flask import Response

from pioreactor import clock
from pioreactor.calibrations.files import parse_calibration
from pioreactor.calibrations.keeping import as_yaml
from pioreactor.leader.fanout import Call
from pioreactor.leader.replies import UnitReply
from pioreactor.web.errors import ApiError
from pioreactor.web.leader.asking import ask_now, ask_one, workers_meant
from pioreactor.web.routing import ForUnits, RouteTable
from pioreactor.web.services import services
from pioreactor.web.wire.calibrations import CalibrationRow

table = RouteTable("calibration_archive", "/api", units=ForUnits.ITSELF)
ZIP: Final = "application/zip"
YAML: Final = "application/yaml"
ANSWER_WITHIN_S: Final = 20.0


class CalibrationArchive(msgspec.Struct):
    """``metadata.json`` of the archive."""

    metadata_version: int
    downloaded_at_utc: str
    omitted_workers: list[str]


@table.add(
    "GET",
    "/workers/{worker}/zipped_calibrations",
    summary="Calibrations of workers in one archive",
    response=bytes,
    media_type=ZIP,
)
def zipped(worker: str) -> Response:
    """A ZIP with ``worker/device/name.yaml``, fit for an upload. ``metadata.json`` names workers that are left out."""
    calls = [Call(unit, "GET", "/unit_api/calibrations") for unit in workers_meant(worker)]
    replies = ask_now(services().answers, calls, ANSWER_WITHIN_S)
    files = {unit: found for unit, reply in replies.items() if (found := _files(reply)) is not None}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for unit, texts in files.items():
            for name, text in texts.items():
                archive.writestr(f"{unit}/{name}", text)
        contents = CalibrationArchive(1, clock.timestamp(), [unit for unit in replies if unit not in files])
        archive.writestr("metadata.json", msgspec.json.format(msgspec.json.encode(contents)))
    name = f"attachment; filename=pioreactor_calibrations_{clock.now():%Y%m%dT%H%M%SZ}.zip"
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return Response(packed.getvalue(), content_type=ZIP, headers=headers)


@table.add(
    "GET",
    "/workers/{worker}/calibrations/{device}/{name}/file",
    summary="One calibration as its file",
    response=bytes,
    media_type=YAML,
)
def file(worker: str, device: str, name: str) -> Response:
    """YAML, fit for an upload to this or another worker. 404 if the worker has none of this name."""
    row = ask_one(worker, f"/unit_api/calibrations/{quote(device, safe='')}/{quote(name, safe='')}")
    try:
        text = as_yaml(parse_calibration(_own_keys(msgspec.convert(row, CalibrationRow))))
    except ValueError as error:
        raise ApiError(
            502,
            f"{worker} told of {name} what is no calibration for this release.",
            cause=str(error),
            remediation="Bring worker and leader to the same release.",
        ) from error
    as_name = f"attachment; filename*=UTF-8''{quote(f'{worker}-{device}-{name}.yaml', safe='')}"
    return Response(text, content_type=YAML, headers={"Content-Disposition": as_name, "Cache-Control": "no-store"})


def _files(reply: UnitReply) -> dict[str, str] | None:
    """Texts by ``device/name.yaml``; None where the worker gave no answer or one that this release cannot read."""
    if not reply.ok:
        return None
    try:
        told = msgspec.convert(reply.value, dict[str, list[CalibrationRow]])
        found = [(device, parse_calibration(_own_keys(row))) for device, rows in told.items() for row in rows]
    except ValueError:
        return None
    return {f"{device}/{one.calibration_name}.yaml": as_yaml(one) for device, one in found}


def _own_keys(row: CalibrationRow) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in ("is_active", "pioreactor_unit")}
