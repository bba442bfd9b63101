"""What the authority keeps on the leader's disk: its key and certificate, those of units, whether TLS is wanted."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from pioreactor.exc import StorageError
from pioreactor.storage.files import write_atomically
from pioreactor.storage.paths import data_root

_NAME = re.compile(r"[A-Za-z0-9_-]+")


class Pair(NamedTuple):
    """A certificate and its key, both PEM."""

    certificate: bytes
    key: bytes

    def __repr__(self) -> str:
        return "Pair(of a certificate and its key)"


class Wish(msgspec.Struct):
    """``is_on``: the units shall talk over TLS only."""

    is_on: bool = False


def folder() -> Path:
    """Readable by its owner only."""
    return data_root() / "authority"


def load_wish() -> Wish:
    """Off where nobody has decided. Raises StorageError for a damaged file."""
    try:
        return msgspec.json.decode((folder() / "tls.json").read_bytes(), type=Wish)
    except FileNotFoundError:
        return Wish()
    except (OSError, msgspec.DecodeError) as error:
        raise StorageError(f"{folder() / 'tls.json'} cannot be used: {error}. Remove it: TLS is then off.") from error


def save_wish(wish: Wish) -> None:
    """Remember it. Raises OSError."""
    _write("tls.json", msgspec.json.encode(wish))


def load_own() -> Pair | None:
    """The authority's; None before it was made. Raises StorageError where half of it is missing."""
    return _load("ca")


def save_own(pair: Pair) -> None:
    """Raises OSError."""
    _save("ca", pair)


def load_unit(name: str) -> Pair | None:
    """A unit's; None before it was made."""
    return _load(_of_unit(name))


def save_unit(name: str, pair: Pair) -> None:
    """Raises OSError."""
    _save(_of_unit(name), pair)


def forget_unit(name: str) -> bool:
    """Remove a unit's; False if there was none."""
    stem = _of_unit(name)
    found = [path for path in (folder() / f"{stem}.pem", folder() / f"{stem}.key") if path.exists()]
    for path in found:
        path.unlink()
    return bool(found)


@contextlib.contextmanager
def changing() -> Iterator[None]:
    """Whoever else wants to change something here waits. Raises OSError."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder() / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _of_unit(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise StorageError(f"{name!r} is no name of a unit.")
    return f"units/{name}"


def _load(stem: str) -> Pair | None:
    try:
        return Pair((folder() / f"{stem}.pem").read_bytes(), (folder() / f"{stem}.key").read_bytes())
    except FileNotFoundError:
        if stem == "ca" and (folder() / "ca.pem").exists():
            raise StorageError(
                f"{folder()}/ca.key is missing. Restore it (pio backup list), or remove the folder to start anew."
            ) from None
        return None
    except OSError as error:
        raise StorageError(f"{folder()}/{stem}.key cannot be read: {error.strerror}.") from error


def _save(stem: str, pair: Pair) -> None:
    # The key first: a certificate without it would be taken for the whole.
    _write(f"{stem}.key", pair.key)
    _write(f"{stem}.pem", pair.certificate)


def _write(name: str, content: bytes) -> None:
    path = folder() / name
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    write_atomically(path, content, mode=0o600)
