"""Looking up who a session or token belongs to, at each request."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from typing import TypeVar

from pioreactor.storage import database
from pioreactor.storage.paths import database_path

Found = TypeVar("Found")


class PeopleReader:
    """One connection to the leader's database that stays open: opening one costs far more than a look.

    It reads only, and holds nothing up between two looks. A database that was replaced is opened anew.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._place: tuple[int, int] | None = None

    def look(self, question: Callable[[sqlite3.Connection], Found | None]) -> Found | None:
        """What ``question`` finds; None while there is no database yet. Raises sqlite3.Error."""
        with self._guard:
            try:
                status = database_path().stat()
            except FileNotFoundError:
                self._drop()
                return None
            if self._connection is None or self._place != (status.st_dev, status.st_ino):
                self._drop()
                self._connection = database.connect(readonly=True)
                self._place = (status.st_dev, status.st_ino)
            return question(self._connection)

    def close(self) -> None:
        """The connection is given up; the next look opens one again."""
        with self._guard:
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
