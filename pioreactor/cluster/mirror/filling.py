"""One look at the leader's database after the other, each of which makes the mirror complete."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pioreactor import clock
from pioreactor.cluster.mirror import rows, schema
from pioreactor.cluster.mirror.address import connect
from pioreactor.cluster.mirror.errors import MirrorError
from pioreactor.cluster.mirror.lists import Lists
from pioreactor.cluster.mirror.readings import Readings
from pioreactor.cluster.mirror.wish import Wish
from pioreactor.storage.database import connection
from pioreactor.storage.paths import database_path

if TYPE_CHECKING:
    import psycopg

ALL_DAYS_EACH_S: Final = 3600.0
"""Seconds of the wall between two looks at the whole history; those between look at the last days alone."""
_BUSY_WAIT_MS: Final = 5000


class Filler:
    """Fills one mirror as long as its connection holds, from the database at ``path``."""

    def __init__(self, path: Path, target: psycopg.Connection) -> None:
        self._path, self._target = path, target
        self._lists, self._readings = Lists(target), Readings(target)
        self._all_days_s: float | None = None

    def fill(self, tell: Callable[[int], None] = lambda rows: None) -> int:
        """Copy all that is new, and return how many rows that were.

        ``tell`` hears of each step; what it raises ends it. Raises MirrorError, sqlite3.Error, psycopg.Error.
        """
        began_s = clock.wall_monotonic()
        is_due = self._all_days_s is None or began_s - self._all_days_s >= ALL_DAYS_EACH_S
        # Not open in between: whoever puts a backup in its place needs it for himself.
        with closing(_opened(self._path)) as source:
            self._lists.copy(source)
            copied = rows.copy(source, self._target, tell)
            copied += self._readings.copy(source, all_days=is_due, tell=tell)
        if is_due:
            self._all_days_s = began_s
        return copied


def check(wish: Wish) -> None:
    """Connect, and make what is missing; also while the service fills this very mirror. Raises MirrorError."""
    with closing(connect(wish.address, wish.password)) as target:
        schema.prepare(target)


@contextmanager
def filler(wish: Wish, path: Path | None = None) -> Iterator[Filler]:
    """A filler for a wish, from the database at ``path`` (default the leader's). Raises MirrorError."""
    with closing(connect(wish.address, wish.password)) as target:
        schema.take_place(target)
        schema.prepare(target)
        yield Filler(path or database_path(), target)


def _opened(path: Path) -> sqlite3.Connection:
    try:
        conn = connection.connect(path, readonly=True, busy_wait_ms=_BUSY_WAIT_MS)
    except sqlite3.Error as error:
        raise MirrorError(
            f"The database {path} cannot be opened: {error}. It is made when the leader first starts."
        ) from error
    # Whatever a plugin has written as text.
    conn.text_factory = lambda content: content.decode(errors="replace")
    return conn
