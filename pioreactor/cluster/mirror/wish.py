"""Whether this leader shall be mirrored, and where: a file that starts and ends the service by being there."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from pioreactor.cluster.mirror.errors import MirrorError
from pioreactor.storage.files import write_atomically
from pioreactor.storage.paths import storage_dir

_SECRET_MODE: Final = 0o600


class Wish(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``address``: as PostgreSQL writes it, without the password."""

    address: str
    password: str = ""


def folder() -> Path:
    """Where wish and state stand."""
    return storage_dir() / "mirror"


def path() -> Path:
    """systemd starts the service when this file appears."""
    return folder() / "wish.json"


def load() -> Wish | None:
    """What is wished, if anything. Raises MirrorError for a file that cannot be read."""
    try:
        return msgspec.json.decode(path().read_bytes(), type=Wish)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        raise MirrorError(f"{path()} cannot be read: {error}. Say `pio mirror set` again.") from error


def save(wish: Wish) -> None:
    """Write it down, readable by its owner alone. Raises OSError."""
    folder().mkdir(parents=True, exist_ok=True)
    write_atomically(path(), msgspec.json.format(msgspec.json.encode(wish)) + b"\n", mode=_SECRET_MODE)


def forget() -> bool:
    """No mirror any more; False if there was none. Raises OSError."""
    try:
        path().unlink()
    except FileNotFoundError:
        return False
    return True
