"""The books of the unit's vials on disk: table ``bioreactor`` of the persistent cache, key (experiment, variable).

Every change is one transaction that other processes wait for, and safe from a power cut when the call returns.
"""

from __future__ import annotations

import contextlib
import math
import sqlite3
from collections.abc import Callable, Iterator
from typing import Final

from pioreactor.domain.volumes import VialState
from pioreactor.exc import StorageError
from pioreactor.storage.caches import Cache, open_small_database
from pioreactor.storage.paths import persistent_cache_path

TABLE: Final = "bioreactor"
TESTING_PREFIX: Final = "_testing_"
_AT_START: Final = {
    "current_volume_ml": "initial_volume_ml",
    "efflux_tube_volume_ml": "efflux_tube_volume_ml",
    "alt_media_fraction": "initial_alt_media_fraction",
    "cumulative_media_added_ml": "initial_cumulative_media_added_ml",
    "cumulative_alt_media_added_ml": "initial_cumulative_alt_media_added_ml",
    "cumulative_waste_removed_ml": "initial_cumulative_waste_removed_ml",
}


def books_of(experiment: str) -> str:
    """The experiment under whose name the vial is booked: a trial on a unit fills the same vial."""
    return experiment.removeprefix(TESTING_PREFIX)


def load_vial_state(experiment: str) -> VialState:
    """What the books say; for an experiment without entries, what the configuration says it starts with.

    Raises StorageError when the disk fails.
    """
    with _opened() as (_, cache):
        return _read(cache, books_of(experiment))


def change_vial_state(
    experiment: str,
    function: Callable[[VialState], VialState],
    also: Callable[[sqlite3.Connection, VialState, VialState], None] | None = None,
) -> VialState:
    """Replace the state by ``function(state)`` in one transaction, durably; returns the new state.

    ``also(connection, before, after)`` books something else in the same transaction. What either raises leaves the
    books as they were. Raises StorageError when the disk fails or is full.
    """
    name = books_of(experiment)
    with _opened() as (connection, cache), _transaction(connection):
        before = _read(cache, name)
        after = function(before)
        for variable, value in after._asdict().items():
            if value != getattr(before, variable) or (name, variable) not in cache:
                cache.set((name, variable), float(value))
        if also is not None:
            also(connection, before, after)
    return after


@contextlib.contextmanager
def kept_open() -> Iterator[None]:
    """Keep the file open for the time of a series of changes.

    Whoever closes a SQLite file last folds its log in, which costs three syncs; with this each change costs one.
    """
    with _opened():
        yield


def _read(cache: Cache, experiment: str) -> VialState:
    start = _at_start()
    return VialState(**{name: _value(cache, experiment, name, getattr(start, name)) for name in VialState._fields})


def _value(cache: Cache, experiment: str, name: str, otherwise: float) -> float:
    stored = cache.get((experiment, name))
    if stored is None:
        return otherwise
    try:
        value = float(stored)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0.0:
        raise StorageError(
            f"The books of the vial say {name} = {stored!r}, which cannot be. Remove it and set the true value: "
            f"pio cache purge {TABLE} \"('{experiment}', '{name}')\", then pio vial set."
        )
    return value


def _at_start() -> VialState:
    from pioreactor.config import get_config

    config = get_config()
    return VialState(**{name: config.getfloat("bioreactor", key) for name, key in _AT_START.items()})


@contextlib.contextmanager
def _opened() -> Iterator[tuple[sqlite3.Connection, Cache]]:
    path = persistent_cache_path()
    connection = open_small_database(path)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        yield connection, Cache(TABLE, connection)
    except sqlite3.Error as error:
        raise StorageError(f"The books of the vial in {path} cannot be used: {error}. Check the disk.") from error
    finally:
        connection.close()


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
