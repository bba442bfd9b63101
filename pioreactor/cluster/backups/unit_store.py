"""Copies on another unit of the cluster, over SSH: written aside, read back there, renamed."""

from __future__ import annotations

import contextlib
import os
import posixpath
import shlex
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pioreactor import clock
from pioreactor.cluster.backups.making import verify
from pioreactor.cluster.backups.places import Place, PlaceError
from pioreactor.cluster.backups.stores import INCOMING, PARTS, Room, described
from pioreactor.cluster.backups.structs import METADATA, Backup, read
from pioreactor.cluster.fleet.outcomes import MissedError
from pioreactor.cluster.fleet.shell import login
from pioreactor.storage.files import sync_folder

if TYPE_CHECKING:
    from fabric import Connection
    from paramiko import SFTPClient

LIMIT_WALL_S: Final = 2 * 3600.0
"""For one copy; a gigabyte takes minutes over Wi-Fi."""
_ANSWERS_WITHIN_S: Final = 30.0
_READS_BACK_AT_LEAST: Final = 1_000_000.0
"""Bytes per second of the slowest card."""


class UnitStore:
    """A unit on which the leader is logged in."""

    def __init__(self, place: Place, connection: Connection, sftp: SFTPClient) -> None:
        self._place = place
        self._connection = connection
        self._sftp = sftp
        self._folder = posixpath.join(sftp.normalize("."), place.path)

    def copies(self) -> list[Backup]:
        """The finished copies, newest first."""
        with _in_our_words(self._place):
            try:
                names = self._sftp.listdir(self._folder)
            except FileNotFoundError:
                return []
            found = [self._described(name) for name in sorted(names, reverse=True) if not name.startswith(".")]
            return [copy for copy in found if copy is not None]

    def room(self) -> Room:
        """Of the disk that holds the home of the account, or the folder if it is there."""
        free, size, total = (int(word) for word in self._run(f"stat -f -c '%a %S %b' -- {self._nearest()}").split())
        return Room(free * size, total * size)

    def put(self, backup: Backup) -> None:
        """Copy, compare by checksum what its disk gives back, rename."""
        aside = posixpath.join(self._folder, f"{INCOMING}{backup.name}")
        quoted = shlex.quote(self._folder)
        self._run(
            f"umask 077 && mkdir -p -- {quoted} && rm -rf -- {quoted}/{INCOMING}* && mkdir -- {shlex.quote(aside)}"
        )
        deadline = clock.wall_monotonic() + LIMIT_WALL_S
        with _in_our_words(self._place):
            for part in PARTS:
                self._send(backup.folder / part, posixpath.join(aside, part), deadline)
        self._compare(backup, aside)
        target = shlex.quote(posixpath.join(self._folder, backup.name))
        # The first removes what an interrupted removal has left.
        self._run(f"rm -rf -- {target} && mv -T -- {shlex.quote(aside)} {target} && sync -- {quoted}")

    def remove(self, name: str) -> None:
        """Its description goes first: without it, it is no backup any more."""
        folder = shlex.quote(posixpath.join(self._folder, name))
        self._run(f"rm -f -- {folder}/{METADATA} && rm -rf -- {folder}")

    def fetch(self, copy: Backup, folder: Path) -> Backup:
        """Into a folder of its name there, once all of it was read back here."""
        target = folder / copy.name
        if (target / METADATA).is_file():
            return read(target)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        if free < copy.metadata.size_bytes * 1.1:
            raise PlaceError(
                f"{copy.name} needs {copy.metadata.size_bytes * 1.1 / 1e6:.0f} MB in {folder}, {free / 1e6:.0f} MB are "
                "free. Free some space there."
            )
        aside = folder / f"{INCOMING}{copy.name}"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(mode=0o700)
        try:
            with _in_our_words(self._place):
                for part in PARTS:
                    handle = os.open(aside / part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                    with os.fdopen(handle, "wb") as file:
                        self._sftp.getfo(posixpath.join(self._folder, copy.name, part), file)
                        file.flush()
                        os.fsync(file.fileno())
            verify(read_aside(aside, copy))
            aside.rename(target)
            sync_folder(folder)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        return read(target)

    def _described(self, name: str) -> Backup | None:
        path = posixpath.join(self._folder, name, METADATA)
        try:
            if not stat.S_ISREG(self._sftp.stat(path).st_mode or 0):
                return None
            with self._sftp.open(path) as file:
                return described(Path(self._folder, name), file.read())
        except FileNotFoundError:
            return None

    def _send(self, source: Path, target: str, deadline: float) -> None:
        def keep_to_the_limit(_sent: int, _total: int) -> None:
            if clock.wall_monotonic() > deadline:
                raise TimeoutError

        self._sftp.put(str(source), target, callback=keep_to_the_limit, confirm=True)
        self._sftp.chmod(target, 0o600)

    def _compare(self, backup: Backup, aside: str) -> None:
        """What is in the unit's memory is dropped first: its disk is asked what it has."""
        paths = {part: shlex.quote(posixpath.join(aside, part)) for part in backup.metadata.sha256}
        drop = " && ".join(f"dd if={path} iflag=nocache count=0 2>/dev/null" for path in paths.values())
        all_of_them = " ".join(paths.values())
        there = self._run(
            f"sync -- {all_of_them} && {drop} && sha256sum -b -- {all_of_them}",
            limit_s=_ANSWERS_WITHIN_S + backup.metadata.size_bytes / _READS_BACK_AT_LEAST,
        )
        # A name with unusual characters makes it put a backslash before the sum.
        sums = [line.lstrip("\\").split(maxsplit=1)[0] for line in there.splitlines() if line.strip()]
        for part, found in zip(paths, [*sums, *[""] * len(paths)], strict=False):
            if found != backup.metadata.sha256[part]:
                raise PlaceError(f"{part} of {backup.name} did not arrive at {self._place} as sent. Look at its disk.")

    def _nearest(self) -> str:
        with _in_our_words(self._place):
            try:
                self._sftp.stat(self._folder)
            except FileNotFoundError:
                return shlex.quote(self._sftp.normalize("."))
        return shlex.quote(self._folder)

    def _run(self, line: str, limit_s: float = _ANSWERS_WITHIN_S) -> str:
        with _in_our_words(self._place):
            done = self._connection.run(line, warn=True, hide=True, timeout=limit_s)
        if done.exited != 0:
            raise PlaceError(f"{self._place} cannot be used: {done.stderr.strip() or f'exit code {done.exited}'}.")
        return str(done.stdout)


@contextlib.contextmanager
def opened(place: Place) -> Iterator[UnitStore]:
    """The place of a unit, with somebody logged in. Raises PlaceError."""
    try:
        with login(place.unit) as connection:
            with _in_our_words(place):
                sftp = connection.sftp()
                sftp.get_channel().settimeout(_ANSWERS_WITHIN_S)
                store = UnitStore(place, connection, sftp)
            yield store
    except MissedError as error:
        why = f"{error}{f' ({error.cause})' if error.cause else ''}"
        raise PlaceError(f"{place.unit}: {why}. {error.remedy or 'It is tried again with the next backup.'}") from error


def read_aside(folder: Path, copy: Backup) -> Backup:
    """What was fetched, by the description that came with it. Raises PlaceError if that is another backup's."""
    found = described(folder.with_name(copy.name), (folder / METADATA).read_bytes())
    if found.metadata != copy.metadata:
        raise PlaceError(f"{copy.name} changed while it was fetched. Try again.")
    return Backup(folder, found.metadata)


@contextlib.contextmanager
def _in_our_words(place: Place) -> Iterator[None]:
    from invoke.exceptions import CommandTimedOut
    from paramiko import SSHException

    try:
        yield
    except (TimeoutError, CommandTimedOut) as error:
        raise PlaceError(f"{place} did not answer in time. It is tried again with the next backup.") from error
    except (OSError, EOFError, SSHException) as error:
        raise PlaceError(f"{place} cannot be used: {error or 'the connection broke off'}.") from error
