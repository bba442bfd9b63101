"""The secrets of all units, as the leader keeps them on its disk, readable by its owner only.

A unit's token opens its own web server to the leader, and the leader's to the unit as far as units may come there. It
is kept as it is, not as a digest: the leader has to show it. While a unit is handed a new one, its former token holds
too.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator

import msgspec

from pioreactor import clock
from pioreactor.exc import StorageError
from pioreactor.storage import credentials
from pioreactor.storage.files import write_atomically
from pioreactor.storage.paths import cluster_secrets_path


class FormerToken(msgspec.Struct, frozen=True):
    """A token that is being replaced. ``until_s``: its end in UTC seconds; None: when the unit has the new one."""

    token: str
    until_s: float | None = None

    def __repr__(self) -> str:
        return f"FormerToken(until {self.until_s})"


class UnitSecrets(msgspec.Struct, kw_only=True):
    """``mqtt_password``: of the unit's jobs at its own broker. ``hub_password``: of its bridge to the leader's.

    ``api_token``: between its web server and the leader's, both ways; '' in a cluster that still shares one.
    ``former``: tokens that the unit may still have on its disk.
    """

    mqtt_password: str
    hub_password: str
    api_token: str = ""
    former: list[FormerToken] = []

    def __repr__(self) -> str:
        return f"UnitSecrets({len(self.former)} former)"

    def holding(self) -> list[tuple[str, float | None]]:
        """The tokens that hold now, the newest first, each with its end in UTC seconds, if it has one."""
        now_s = clock.now_s()
        former = [(old.token, old.until_s) for old in reversed(self.former)]
        own: list[tuple[str, float | None]] = [(self.api_token, None)] if self.api_token else []
        return own + [(token, end_s) for token, end_s in former if end_s is None or now_s < end_s]


class ClusterSecrets(msgspec.Struct, kw_only=True):
    """All of them. An empty text means: not made yet.

    ``api_token``: the one that all web servers shared before each unit had its own; '' where none does any more.
    """

    api_token: str = ""
    ui_mqtt_password: str = ""
    units: dict[str, UnitSecrets] = {}

    def __repr__(self) -> str:
        return f"ClusterSecrets(of {len(self.units)} units)"

    def tokens_of(self, unit: str) -> list[str]:
        """What opens this unit's web server, the newest first."""
        own = [token for token, _ in self.units[unit].holding()] if unit in self.units else []
        return own or ([self.api_token] if self.api_token else [])


def load() -> ClusterSecrets:
    """Read them; empty where the file is missing, with what the leader's own credentials already hold.

    Raises StorageError for a damaged or unreadable file.
    """
    path = cluster_secrets_path()
    try:
        return msgspec.json.decode(path.read_bytes(), type=ClusterSecrets)
    except FileNotFoundError:
        own = credentials.load()
        return ClusterSecrets(api_token=own.api_token, ui_mqtt_password=own.ui_mqtt_password)
    except (OSError, msgspec.DecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) else "it is not the JSON we wrote"
        raise StorageError(f"{path} cannot be used: {cause}. Restore it: pio backup list") from error


def save(secret: ClusterSecrets) -> None:
    """Write them, readable by the owner only. Raises OSError."""
    write_atomically(cluster_secrets_path(), msgspec.json.format(msgspec.json.encode(secret)), mode=0o600)
    cluster_secrets_path().chmod(0o600)


@contextlib.contextmanager
def changing() -> Iterator[None]:
    """Between reading and writing: whoever else wants to change them waits. Raises OSError."""
    path = cluster_secrets_path().with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
