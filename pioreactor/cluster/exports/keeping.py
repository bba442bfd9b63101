"""Where finished exports lie, and for how long."""

from __future__ import annotations

import contextlib
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Final

from pioreactor import clock
from pioreactor.cluster.exports.errors import UnknownExportError
from pioreactor.cluster.exports.runs import DESK, ExportRun
from pioreactor.cluster.exports.writing import TEMPORARY
from pioreactor.config import get_config
from pioreactor.storage.paths import storage_dir

FOLDER_ENV: Final = "PIO_EXPORTS_DIR"
_NAME: Final = re.compile(r"export_\d{14}\.zip")


def folder() -> Path:
    """``PIO_EXPORTS_DIR``, else ``exports`` in the folder of the databases."""
    return Path(os.environ.get(FOLDER_ENV) or storage_dir() / "exports")


def new_file() -> Path:
    """A name that is free, after the time as the ecosystem does it."""
    moment = clock.now()
    while (path := folder() / f"export_{moment:%Y%m%d%H%M%S}.zip").exists():
        moment += timedelta(seconds=1)
    return path


def expires_at() -> str:
    """Until when an export that is finished now can be had."""
    return clock.to_iso(clock.now() + timedelta(hours=get_config().getfloat("storage", "exports_kept_hours")))


def file_of(filename: str) -> Path:
    """A finished export by the name of its file. Raises UnknownExportError for one that is gone, or never was."""
    path = folder() / filename
    if not _NAME.fullmatch(filename) or not path.is_file() or filename not in _kept():
        raise UnknownExportError(
            f"There is no export {filename[:40]!r} any more. They are kept for some hours: export again."
        )
    return path


def remove(run: ExportRun) -> None:
    """Delete an export that has ended, and the record of it."""
    if run.filename:
        (folder() / run.filename).unlink(missing_ok=True)
    DESK.path_of(run.run_id).unlink(missing_ok=True)


def clean(*, is_maker: bool = False) -> list[str]:
    """Delete exports whose time is over, and what one that died has left; the names of the files that went.

    ``is_maker``: it is asked by whoever makes exports. Others leave alone what may be coming into being.
    """
    others_make = not is_maker and DESK.is_held()
    known = {run.filename for run in DESK.history()}
    kept, gone = _kept(), []
    with contextlib.suppress(FileNotFoundError):
        for path in sorted(folder().iterdir()):
            is_over = bool(_NAME.fullmatch(path.name)) and path.name not in kept
            is_rest = path.name.startswith(".export_") and path.name.endswith(TEMPORARY)
            if (is_over or is_rest) and (path.name in known or not others_make):
                path.unlink(missing_ok=True)
                gone.append(path.name)
    return gone


def is_there(run: ExportRun) -> bool:
    """True if its file can be had."""
    return bool(run.filename) and run.expires_at > clock.timestamp() and (folder() / run.filename).is_file()


def _kept() -> set[str]:
    now = clock.timestamp()
    return {run.filename for run in DESK.history() if run.filename and run.expires_at > now}
