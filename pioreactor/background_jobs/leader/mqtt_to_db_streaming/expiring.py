"""Removes the data of deleted experiments when nobody can have them back any more."""

from __future__ import annotations

import logging
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Final

from pioreactor import clock
from pioreactor.exc import PioreactorError
from pioreactor.storage.database.connection import connect
from pioreactor.storage.database.deleted_experiments import due, remove

LOOK_EVERY_WALL_S: Final = 60.0


class Expiry:
    """``look()`` now and then. The work is done in a thread of its own; one that was interrupted is taken up again."""

    def __init__(self, path: Path, unit: str, logger: logging.Logger | logging.LoggerAdapter[logging.Logger]) -> None:
        self._path = path
        self._unit = unit
        self._logger = logger
        self._looked_wall_s = -LOOK_EVERY_WALL_S
        self._thread: threading.Thread | None = None

    def look(self) -> None:
        """Begin to remove what is due. Raises sqlite3.Error."""
        now = clock.wall_monotonic()
        if now - self._looked_wall_s < LOOK_EVERY_WALL_S or (self._thread is not None and self._thread.is_alive()):
            return
        self._looked_wall_s = now
        with closing(connect(self._path, readonly=True)) as conn:
            names = due(conn)
        if names:
            self._thread = threading.Thread(target=self._remove, args=(names,), name="expiry", daemon=True)
            self._thread.start()

    def _remove(self, names: list[str]) -> None:
        from pioreactor.storage.database import audit  # hashes, which the ingest needs for nothing else

        try:
            with closing(connect(self._path)) as conn:
                for name in names:
                    if remove(conn, name):
                        entry = audit.Entry(
                            actor=self._unit,
                            role="admin",
                            source="local",
                            action="Remove a deleted experiment",
                            object=f"experiment {name}",
                            outcome="done",
                            reason="its days are over",
                        )
                        audit.append(conn, entry)
                        self._logger.info(f"The data of the deleted experiment {name} were removed.")
        except (sqlite3.Error, PioreactorError) as error:
            self._logger.warning(f"The data of a deleted experiment could not be removed: {error}. It is tried again.")
