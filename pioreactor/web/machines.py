"""Which units a token speaks for.

The files of the secrets are read again when they change, so that a unit takes new secrets without a restart. Only
digests stay in memory.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Final, NamedTuple

from pioreactor import clock
from pioreactor.exc import StorageError
from pioreactor.storage import cluster_secrets, credentials
from pioreactor.storage.paths import cluster_secrets_path, credentials_path

UNDER_WAY_S: Final = 60.0
"""Wall seconds for which this unit's former token still opens: for requests under way while its file was replaced."""
EVERYTHING: Final[frozenset[str]] = frozenset()
"""Of this unit's own token: it speaks for whoever leads."""
_log = logging.getLogger("pioreactor.web")


class _Known(NamedTuple):
    """Digests. ``others``: of each, the units that may show it, and until when in UTC seconds."""

    own: str
    others: dict[str, list[tuple[str, float | None]]]
    stamp: tuple[object, ...]


class Machines:
    """The tokens that open this web server. Raises StorageError at the start for damaged files."""

    def __init__(self, unit: str, *, is_leader: bool) -> None:
        self._unit = unit
        self._is_leader = is_leader
        self._former = ("", 0.0)
        self._known = self._read()

    def whose(self, token: str) -> frozenset[str] | None:
        """The units for which it speaks, :data:`EVERYTHING` for this unit's own token, None for a wrong one."""
        if not token:
            return None
        self._read_again()
        digest = _digest(token)
        former, until_s = self._former
        if digest == self._known.own or (digest == former and clock.wall_monotonic() < until_s):
            return EVERYTHING
        now_s = clock.now_s()
        holders = self._known.others.get(digest, [])
        return frozenset(name for name, end_s in holders if end_s is None or now_s < end_s) or None

    def _read_again(self) -> None:
        if _stamp() == self._known.stamp:
            return
        try:
            fresh = self._read()
        except StorageError as error:
            _log.error("New secrets cannot be taken over; those known before hold. %s", error)
            self._known = self._known._replace(stamp=_stamp())
            return
        if fresh.own != self._known.own:
            self._former = (self._known.own, clock.wall_monotonic() + UNDER_WAY_S)
        self._known = fresh

    def _read(self) -> _Known:
        stamp = _stamp()
        own = credentials.load().api_token
        others: dict[str, list[tuple[str, float | None]]] = {}
        for name, secret in cluster_secrets.load().units.items() if self._is_leader else ():
            for token, end_s in secret.holding() if name != self._unit else ():
                others.setdefault(_digest(token), []).append((name, end_s))
        return _Known(_digest(own) if own else "", others, stamp)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _stamp() -> tuple[object, ...]:
    return tuple(_seen(path) for path in (credentials_path(), cluster_secrets_path()))


def _seen(path: Path) -> tuple[int, ...] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
