"""What every place can do with copies, and the one in a folder of this computer."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import msgspec

from pioreactor.cluster.backups.making import verify
from pioreactor.cluster.backups.places import Place, PlaceError
from pioreactor.cluster.backups.structs import DATABASE, FILES, METADATA, Backup, BackupError, backups_in
from pioreactor.storage.files import sync_folder
from pioreactor.storage.paths import data_root
from pioreactor.whoami import get_unit_name

PARTS: Final = (DATABASE, FILES, METADATA)
"""In this order: what has no description yet is no backup."""
INCOMING: Final = ".incoming-"
_BLOCK_BYTES: Final = 1024 * 1024


class Room(NamedTuple):
    """Bytes of the disk of a place."""

    free: int
    total: int


class Store(Protocol):
    """A place that is open. Everything raises PlaceError, with what to do."""

    def copies(self) -> list[Backup]:
        """The finished copies of this leader, newest first. Their folders are there, not here."""

    def room(self) -> Room:
        """How much fits."""

    def put(self, backup: Backup) -> None:
        """Copy it aside, read all of it back from the disk, and give it its name only then."""

    def remove(self, name: str) -> None:
        """Delete a copy."""

    def fetch(self, copy: Backup, folder: Path) -> Backup:
        """Bring a copy into a folder here, verified; one that is there already is taken as it is."""


class FolderStore:
    """A folder that is mounted here: a USB disk, a share of the network. Each leader has a folder of its own in it."""

    def __init__(self, place: Place) -> None:
        self._root = Path(place.path)
        self._folder = self._root / get_unit_name()
        self._require_mounted()

    @property
    def folder(self) -> Path:
        """Where the copies are."""
        return self._folder

    def copies(self) -> list[Backup]:
        """As the protocol says."""
        with _in_our_words(self._root):
            return backups_in(self._folder)

    def room(self) -> Room:
        """As the protocol says."""
        with _in_our_words(self._root):
            usage = shutil.disk_usage(_present(self._folder))
            return Room(usage.free, usage.total)

    def put(self, backup: Backup) -> None:
        """As the protocol says. Where the file system has no owners, as that of most sticks, everybody may read it."""
        with _in_our_words(self._root):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for left in self._folder.glob(f"{INCOMING}*"):
                shutil.rmtree(left)
            aside = self._folder / f"{INCOMING}{backup.name}"
            aside.mkdir(mode=0o700)
            try:
                for part in PARTS:
                    _copy(backup.folder / part, aside / part)
                _sync(aside)
                verify(Backup(aside, backup.metadata))
                target = self._folder / backup.name
                if target.exists():  # what an interrupted removal has left
                    shutil.rmtree(target)
                aside.rename(target)
                _sync(self._folder)
            except BaseException:
                shutil.rmtree(aside, ignore_errors=True)
                raise

    def remove(self, name: str) -> None:
        """As the protocol says."""
        with _in_our_words(self._root):
            (self._folder / name / METADATA).unlink()
            shutil.rmtree(self._folder / name)

    def fetch(self, copy: Backup, folder: Path) -> Backup:
        """As the protocol says; nothing is copied, for it can be read where it is."""
        verify(copy)
        return copy

    def _require_mounted(self) -> None:
        """A stick that is not there must not be written to the card in its stead."""
        with _in_our_words(self._root):
            device = _present(self._root).stat().st_dev
        if device == data_root().stat().st_dev:
            raise PlaceError(
                f"{self._root} is not there: no other disk is mounted at or above it, and a copy on the disk of the "
                "data itself would not outlive it. Plug it in and mount it; it is tried again with the next backup."
            )


@contextlib.contextmanager
def _in_our_words(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PlaceError(f"{root} cannot be used: {error}. See whether it is mounted and may be written.") from error
    except BackupError as error:
        raise error if isinstance(error, PlaceError) else PlaceError(str(error)) from error


def _present(path: Path) -> Path:
    """The nearest folder of the path that exists."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def _sync(folder: Path) -> None:
    """As far as the file system can: a share of Windows cannot sync a folder."""
    try:
        sync_folder(folder)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
            raise


def _copy(source: Path, target: Path) -> None:
    """Copy, sync, and let go of what is in memory, so that it is read back from the disk."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as read, os.fdopen(handle, "wb") as written:
        shutil.copyfileobj(read, written, _BLOCK_BYTES)
        written.flush()
        os.fsync(written.fileno())
        os.posix_fadvise(written.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        os.posix_fadvise(read.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def described(folder: Path, content: bytes) -> Backup:
    """A copy by its description. Raises PlaceError for one that is damaged."""
    from pioreactor.cluster.backups.structs import Metadata

    try:
        found = Backup(folder, msgspec.json.decode(content, type=Metadata))
        found.made_at  # noqa: B018 - a folder with a name of its own is none of ours
        return found
    except ValueError as error:
        raise PlaceError(f"{folder / METADATA} cannot be used: {error}. Move that folder away.") from error
