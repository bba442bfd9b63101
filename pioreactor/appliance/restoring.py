"""Making the leader of an archive again, as ``pio backup restore --files`` does it, on a card that holds nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from pioreactor.appliance import archive
from pioreactor.appliance.archive import ArchiveError
from pioreactor.appliance.converging import LEAST_FREE_MB
from pioreactor.appliance.host import Host
from pioreactor.appliance.reading import erase
from pioreactor.appliance.state import Step
from pioreactor.cluster.backups import restoring
from pioreactor.cluster.backups.structs import Backup, BackupError
from pioreactor.exc import DatabaseError
from pioreactor.storage.database.snapshot import SPARE
from pioreactor.storage.paths import database_path

ON_STICK: Final = (
    "The archive on the USB stick holds every secret of the cluster. Keep it locked away, or delete it there."
)


def restore(host: Host) -> Step:
    """Read the archive, then put all of it in its place. What is wrong with it is asked about. Raises OSError."""
    name = host.state.settings.restore or ""
    try:
        with archive.opened(host, name) as backup:
            _require_space(host.places.data, backup)
            host.progress.text("Reading the archive, then putting everything in its place")
            restoring.restore_onto_nothing(backup)
            is_on_stick = not backup.folder.is_relative_to(host.places.boot)
    except (ArchiveError, BackupError, DatabaseError) as error:
        archive.refuse(host, error)
        return Step.ASK
    _give_to_owner(host.places.data)
    if is_on_stick:
        host.note(ON_STICK)
    return Step.CONVERGE


def erase_archive(host: Host) -> None:
    """From the card, once the unit has it: it holds every secret. One on a stick stays."""
    folder = host.places.boot / (host.state.settings.restore or "")
    if host.state.settings.restore is None or not folder.is_dir():
        return
    try:
        for path in (folder / part for part in archive.PARTS):
            if path.exists():
                erase(path)
                path.unlink()
    except OSError as error:
        host.note(
            f"The archive could not be erased from the card ({error.strerror}). It holds every secret of the cluster: "
            f"delete the folder {folder.name} on it yourself."
        )
        return
    if not any(folder.iterdir()):
        folder.rmdir()


def _require_space(place: Path, backup: Backup) -> None:
    needed = int(backup.metadata.size_bytes * SPARE) + LEAST_FREE_MB * 1_000_000
    free = shutil.disk_usage(place).free
    if free < needed:
        raise ArchiveError(
            f"The archive needs {needed // 1_000_000} MB, and this card has {free // 1_000_000} MB left. Write the "
            "image onto a larger card."
        )


def _give_to_owner(root: Path) -> None:
    """Everything there, and the database wherever it is, belongs to whom the folder belongs to."""
    owner = root.stat()
    os.chown(database_path(), owner.st_uid, owner.st_gid)
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            os.chown(Path(folder, name), owner.st_uid, owner.st_gid, follow_symlinks=False)
