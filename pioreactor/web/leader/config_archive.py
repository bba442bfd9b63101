"""All configuration files of the cluster in one archive."""

from __future__ import annotations

import io
import zipfile
from typing import Final

import msgspec
from flask import Response

from pioreactor import clock
from pioreactor.cluster.config_sync import asking
from pioreactor.config.files import read_text
from pioreactor.storage import paths
from pioreactor.storage.database.config_history import SHARED
from pioreactor.web.leader.asking import units_meant
from pioreactor.web.routing import RouteTable

table = RouteTable("config_archive", "/api")
ZIP: Final = "application/zip"


class ArchiveContents(msgspec.Struct):
    """``metadata.json`` of the archive."""

    metadata_version: int
    downloaded_at_utc: str
    included_config_files: list[str]
    omitted_units: list[str]


@table.add("GET", "/config/zipped", summary="All configuration files in one archive", response=bytes, media_type=ZIP)
def zipped() -> Response:
    """A ZIP of the shared file and each unit's own, passwords as stars. ``metadata.json`` names units that are away."""
    units = units_meant("$broadcast")
    texts, _ = asking.file_texts(units)
    files = {SHARED: read_text(paths.config_path())}
    files |= {f"{unit}/unit_config.ini": texts[unit].own.text for unit in units if unit in texts}
    contents = ArchiveContents(1, clock.timestamp(), list(files), [unit for unit in units if unit not in texts])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        archive.writestr("metadata.json", msgspec.json.format(msgspec.json.encode(contents)))
    name = f"attachment; filename=pioreactor_config_{clock.now():%Y%m%dT%H%M%SZ}.zip"
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return Response(packed.getvalue(), content_type=ZIP, headers=headers)
