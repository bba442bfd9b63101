"""Copying a file to a unit: beside the old one, compared, then renamed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import posixpath
import shlex
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pioreactor import clock
from pioreactor.cluster.fleet.outcomes import MissedError, Outcome
from pioreactor.cluster.fleet.shell import login
from pioreactor.whoami import get_unit_name

if TYPE_CHECKING:
    from fabric import Connection
    from paramiko import SFTPClient

SPARE_BYTES: Final = 64 * 1024 * 1024
"""What must stay free on the unit's disk; a full disk loses readings."""
_BLOCK_BYTES: Final = 1024 * 1024
_ANSWERS_WITHIN_S: Final = 20.0


@dataclass(frozen=True)
class Source:
    """A local file as it is to arrive."""

    path: Path
    size: int
    mode: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Source:
        """Look at the file. Raises OSError; IsADirectoryError for a folder."""
        digest = hashlib.sha256()
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
        return cls(path, status.st_size, stat.S_IMODE(status.st_mode), digest.hexdigest())


def copy(unit: str, source: Source, destination: str, *, limit_s: float) -> Outcome:
    """Bring the file to ``destination`` on a unit; an existing file is replaced at once, or stays as it was.

    ``destination``: a path there, absolute or from the home of the unit's user; a folder means a file of the same name
    in it. ``limit_s``: wall seconds. Raises MissedError.
    """
    if unit == get_unit_name():
        raise MissedError("this is the leader itself", state="refused", remedy="Copy the file here with cp")
    deadline = clock.wall_monotonic() + limit_s
    with login(unit, limit_s) as connection, _in_our_words(destination):
        sftp = connection.sftp()
        sftp.get_channel().settimeout(_ANSWERS_WITHIN_S)
        place = _place(sftp, destination, source.path.name)
        _require_space(connection, posixpath.dirname(place), source.size)
        _send(connection, sftp, source, place, deadline)
    return Outcome(unit=unit, state="ok", text=f"{place}, {source.size} bytes", value={"path": place})


@contextlib.contextmanager
def _in_our_words(destination: str) -> Iterator[None]:
    """What SFTP complains about (no such folder, no permission) and what breaks on the way, as MissedError."""
    from invoke.exceptions import CommandTimedOut
    from paramiko import SSHException

    try:
        yield
    except (TimeoutError, CommandTimedOut) as error:
        raise MissedError(f"{destination} was not written in time", state="timed out") from error
    except (OSError, EOFError) as error:
        raise MissedError(f"{destination} was not written: {error or 'the connection broke off'}") from error
    except SSHException as error:
        raise MissedError(
            f"{destination} was not written: {error}", remedy="See whether its SSH server offers SFTP (Subsystem sftp)"
        ) from error


def _place(sftp: SFTPClient, destination: str, name: str) -> str:
    """The full path of the file to be."""
    whole = posixpath.join(sftp.normalize("."), destination)
    try:
        mode = sftp.stat(whole).st_mode
    except FileNotFoundError:
        mode = None
    is_folder = mode is not None and stat.S_ISDIR(mode)
    return posixpath.join(whole, name) if is_folder or destination.endswith("/") else whole


def _require_space(connection: Connection, folder: str, size: int) -> None:
    """Raise MissedError unless the file fits and enough stays free."""
    found = connection.run(
        f"stat -f -c '%a %S' -- {shlex.quote(folder)}", warn=True, hide=True, timeout=_ANSWERS_WITHIN_S
    )
    if found.exited != 0:
        raise MissedError(
            f"{folder} cannot be used", cause=found.stderr.strip(), remedy="Name a folder that exists there"
        )
    blocks, block_size = (int(word) for word in found.stdout.split())
    free = blocks * block_size
    if free < size + SPARE_BYTES:
        raise MissedError(
            f"there is no room: {free // 2**20} MiB are free, {(size + SPARE_BYTES) // 2**20} MiB are needed",
            state="refused",
            remedy="Make room on the unit's disk. 64 MiB stay free for its readings",
        )


def _send(connection: Connection, sftp: SFTPClient, source: Source, place: str, deadline: float) -> None:
    folder, name = posixpath.split(place)
    aside = posixpath.join(folder, f".{name}.{os.urandom(4).hex()}")

    def keep_to_the_limit(_sent: int, _total: int) -> None:
        if clock.wall_monotonic() > deadline:
            raise TimeoutError

    try:
        sftp.put(str(source.path), aside, callback=keep_to_the_limit, confirm=False)
        sftp.chmod(aside, source.mode)
        quoted = shlex.quote(aside)
        check = f"sync -- {quoted} && sha256sum < {quoted}"
        arrived = connection.run(check, warn=True, hide=True, timeout=max(1.0, deadline - clock.wall_monotonic()))
        if arrived.exited != 0 or arrived.stdout.split()[:1] != [source.sha256]:
            raise MissedError(
                f"{place} did not arrive as it was sent",
                cause=arrived.stderr.strip(),
                remedy="Nothing was changed; try again",
            )
        sftp.posix_rename(aside, place)
    except BaseException:
        with contextlib.suppress(OSError):
            sftp.remove(aside)
        raise
