"""What is written down about a backup, and where its parts are."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from pioreactor.exc import PioreactorError
from pioreactor.storage.paths import data_root

DATABASE: Final = "pioreactor.sqlite"
FILES: Final = "files.zip"
METADATA: Final = "backup.json"
NAME_FORMAT: Final = "%Y%m%dT%H%M%SZ"


class BackupError(PioreactorError):
    """A backup cannot be made, trusted or put back."""


class UnknownBackupError(BackupError):
    """There is no backup of this name."""


class Metadata(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``created_at``: UTC, ISO-8601. ``rows``: per table. ``sha256``: per part. ``size_bytes``: of all parts."""

    format: int = 1
    unit: str
    app_version: str
    created_at: str
    schema: int
    rows: dict[str, int]
    sha256: dict[str, str]
    size_bytes: int


class Backup(msgspec.Struct, frozen=True):
    """A finished backup: its folder and what was written down about it."""

    folder: Path
    metadata: Metadata

    @property
    def name(self) -> str:
        """By which it is called; the UTC time at which it was made."""
        return self.folder.name

    @property
    def made_at(self) -> datetime:
        """UTC."""
        return datetime.strptime(self.name + "+0000", NAME_FORMAT + "%z")


def default_folder() -> Path:
    """Where backups are kept unless somebody says otherwise."""
    return data_root() / "backups"


def backups_in(folder: Path) -> list[Backup]:
    """The finished ones, newest first. Raises BackupError for one whose description is damaged."""
    found, damaged = look_in(folder)
    if damaged:
        raise damaged[0]
    return found


def look_in(folder: Path) -> tuple[list[Backup], list[BackupError]]:
    """The finished ones, newest first, and why those cannot be read whose description is damaged."""
    found, damaged = [], []
    for path in folder.glob(f"*/{METADATA}"):
        try:
            found.append(read(path.parent))
        except BackupError as error:
            damaged.append(error)
    return sorted(found, key=lambda backup: backup.name, reverse=True), damaged


def find(folder: Path, name: str | None) -> Backup:
    """One by name, or the newest. Raises UnknownBackupError, BackupError."""
    if name is not None and (folder / name / METADATA).is_file():
        return read(folder / name)
    known = backups_in(folder)
    if name is None and known:
        return known[0]
    what = f"no backup {name!r}" if name else "no backup"
    there = f" There are: {', '.join(one.name for one in known)}." if known else " Make one: pio backup create"
    raise UnknownBackupError(f"There is {what} in {folder}.{there}")


def read(folder: Path) -> Backup:
    """The backup in this folder, by what is written down about it. Raises BackupError."""
    try:
        backup = Backup(folder, msgspec.json.decode((folder / METADATA).read_bytes(), type=Metadata))
        backup.made_at  # noqa: B018 - a folder with a name of its own is none of ours
        return backup
    except (OSError, ValueError) as error:
        raise BackupError(f"{folder / METADATA} cannot be used: {error}. Move that folder away.") from error
