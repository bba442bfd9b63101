"""Files in the unit's data root."""

from __future__ import annotations

from pathlib import Path
from stat import S_ISDIR
from typing import Annotated, Final

from msgspec import Meta, Struct

from pioreactor.storage.files import sync_folder
from pioreactor.storage.paths import data_root
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import accept_unit_task
from pioreactor.web.tasks import TaskRecord
from pioreactor.web.wire.common import TaskAccepted

table = RouteTable("files", "/unit_api")

FORBIDDING_MARK: Final = "DISALLOW_UI_FILE_SYSTEM"
"""A file of this name in the data root forbids it to everybody who comes over HTTP."""


class FilePath(Struct, forbid_unknown_fields=True):
    """``filepath``: absolute, or relative to the data root."""

    filepath: Annotated[str, Meta(min_length=1, max_length=4096)]


@table.add(
    "POST PATCH",
    "/system/remove_file",
    summary="Remove a file in the data root",
    request=FilePath,
    response=TaskAccepted,
    status=202,
)
def remove_file(body: FilePath) -> TaskAccepted:
    """The result is true when the file is gone, false if there was none. Secrets and databases are refused: 403."""
    path = _checked(body.filepath)

    def remove(_: TaskRecord) -> bool:
        try:
            path.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        sync_folder(path.parent)
        return True

    return accept_unit_task(remove)


def _checked(text: str) -> Path:
    """The path itself, with its folder as it really is: a link is removed, never what it leads to."""
    root = data_root().resolve()
    if (root / FORBIDDING_MARK).exists():
        raise ApiError(403, "Files are not removed over HTTP here.", cause=f"{FORBIDDING_MARK} is in the data root.")
    try:
        wanted = root / text
        path = wanted.parent.resolve() / wanted.name
        is_folder = _is_folder(path)
    except (OSError, ValueError, RuntimeError) as error:
        raise ApiError(400, "This is no path of a file.", cause=str(error)) from error
    if not path.is_relative_to(root) or path == root or wanted.name in ("", "..", "."):
        raise ApiError(403, f"{text[:200]!r} is not in the data root.", remediation=f"Name a file below {root}.")
    if is_folder:
        raise ApiError(400, f"{text[:200]!r} is a folder.", remediation="Name a file.")
    if _is_needed(path):
        raise ApiError(
            403,
            f"{path.name} is not removed over HTTP.",
            cause="It holds secrets or readings that the unit needs.",
            remediation="Remove it on the unit itself, if that is really meant.",
        )
    return path


def _is_folder(path: Path) -> bool:
    """Raises ValueError or OSError for what cannot name a file: a null byte, a name too long."""
    try:
        return S_ISDIR(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _is_needed(path: Path) -> bool:
    return "credentials" in path.name or ".sqlite" in path.name or path.name == "unit_state.json"
