"""Work on the leader's database that has time: deleted data go, old points are thinned, the file shrinks."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from pioreactor import clock
from pioreactor.config import get_config
from pioreactor.exc import PioreactorError
from pioreactor.storage.database import thinning
from pioreactor.storage.database.connection import connect
from pioreactor.storage.database.deleted_experiments import due, remove
from pioreactor.storage.database.space import give_back

LOOK_EVERY_WALL_S: Final = 60.0
THIN_EVERY_WALL_S: Final = 6 * 3600.0
MIRROR_WITHIN_S: Final = 86_400.0


class Housekeeping:
    """``look()`` now and then. The work is done in a thread of its own; what was interrupted is taken up again."""

    def __init__(self, path: Path, unit: str, logger: logging.Logger | logging.LoggerAdapter[logging.Logger]) -> None:
        self._path = path
        self._unit = unit
        self._logger = logger
        self._looked_wall_s = -LOOK_EVERY_WALL_S
        self._thinned_wall_s = -THIN_EVERY_WALL_S
        self._thread: threading.Thread | None = None

    def look(self) -> None:
        """Begin with what is due. Raises sqlite3.Error."""
        now = clock.wall_monotonic()
        if now - self._looked_wall_s < LOOK_EVERY_WALL_S or (self._thread is not None and self._thread.is_alive()):
            return
        self._looked_wall_s = now
        work: list[Callable[[sqlite3.Connection], None]] = []
        with closing(connect(self._path, readonly=True)) as conn:
            if names := due(conn):
                work.append(lambda conn: self._remove(conn, names))
        if now - self._thinned_wall_s >= THIN_EVERY_WALL_S:
            self._thinned_wall_s = now
            work.append(self._thin)
        if work:
            self._thread = threading.Thread(target=self._do, args=(work,), name="housekeeping", daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Until what was begun is over."""
        if self._thread is not None:
            self._thread.join()

    def _do(self, work: list[Callable[[sqlite3.Connection], None]]) -> None:
        try:
            with closing(connect(self._path)) as conn:
                for one in work:
                    one(conn)
                _leisurely(give_back(conn))
        except (sqlite3.Error, PioreactorError) as error:
            self._logger.warning(f"Old data could not be removed or thinned: {error}. It is tried again.")

    def _remove(self, conn: sqlite3.Connection, names: list[str]) -> None:
        from pioreactor.storage.database import audit  # hashes, which the ingest needs for nothing else

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

    def _thin(self, conn: sqlite3.Connection) -> None:
        days = get_config().getfloat("storage", "thin_after_days")
        if not days:
            return
        if _is_mirror_behind():
            self._logger.warning("Old readings are not thinned while the mirror lacks them; see `pio mirror status`.")
            return
        done = _leisurely(thinning.thin(conn, thinning.older_than(max(days, thinning.LEAST_DAYS))))
        if done is not None and done.points:
            self._logger.info(
                f"Readings older than {days:g} days were thinned: {done.minutes} minutes of {done.series} series "
                f"became one point each, {done.points} points fewer."
            )


def _is_mirror_behind() -> bool:
    """Whether somebody wants a copy of every reading in PostgreSQL that does not have the older ones yet."""
    from pioreactor.cluster.mirror import state, wish  # not needed by most leaders

    wished = wish.load()
    if wished is None:
        return False
    behind_s = state.behind_s(state.load(wished.address))
    return behind_s is None or behind_s > MIRROR_WITHIN_S


def _leisurely(steps: Iterator[Any]) -> Any:
    """Carry out steps, each followed by a pause as long as it took, and return the last; None if there was none."""
    last, began_wall_s = None, clock.wall_monotonic()
    for step in steps:
        last = step
        clock.wall_sleep(clock.wall_monotonic() - began_wall_s)
        began_wall_s = clock.wall_monotonic()
    return last
