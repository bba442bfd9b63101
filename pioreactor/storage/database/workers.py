"""The inventory: which units belong to the cluster."""

from __future__ import annotations

import ipaddress
import re
import sqlite3
from collections.abc import Sequence
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.exc import NoWorkerFoundError, PioreactorError
from pioreactor.storage.database import config_history
from pioreactor.storage.database.connection import transaction

_NAME: Final = re.compile(r"[A-Za-z0-9_-]+")


class WorkerNameError(PioreactorError, ValueError):
    """A unit cannot have this name."""


class Worker(msgspec.Struct, kw_only=True):
    """One unit of the inventory. ``is_active``: 1, or 0 when no jobs may be started on it."""

    pioreactor_unit: str
    added_at: str
    is_active: int
    model_name: str | None
    model_version: str | None


def check_worker_name(name: str) -> None:
    """Raise WorkerNameError for a name that is no host name of a unit."""
    if not _NAME.fullmatch(name) or name.lower() == "localhost" or _is_address(name):
        raise WorkerNameError(f"{name!r} is not a unit name. Use the unit's host name: letters, digits, _ and -.")


def add_worker(
    conn: sqlite3.Connection,
    unit: str,
    model_name: str | None = None,
    model_version: str | None = None,
    *,
    keep_assignment: bool = False,
) -> Worker:
    """Put a unit into the inventory, active, and return its row.

    A unit that is there already is replaced: it becomes active and loses its experiment, unless ``keep_assignment``
    (for joining steps that are repeated). Raises WorkerNameError.
    """
    check_worker_name(unit)
    with transaction(conn):
        if not keep_assignment:
            conn.execute("DELETE FROM workers WHERE pioreactor_unit = ?", (unit,))
        conn.execute(
            "INSERT INTO workers (pioreactor_unit, added_at, is_active, model_name, model_version) "
            "VALUES (?, ?, 1, ?, ?) ON CONFLICT (pioreactor_unit) DO UPDATE SET is_active = 1, "
            "model_name = coalesce(excluded.model_name, model_name), "
            "model_version = coalesce(excluded.model_version, model_version)",
            (unit, clock.timestamp(), model_name, model_version),
        )
        return get_worker(conn, unit)


def remove_worker(conn: sqlite3.Connection, unit: str) -> None:
    """Take a unit out of the inventory; its assignment and config history go, its data stay. NoWorkerFoundError."""
    with transaction(conn):
        get_worker(conn, unit)
        conn.execute("DELETE FROM workers WHERE pioreactor_unit = ?", (unit,))
        conn.execute(
            "DELETE FROM config_files_histories WHERE filename IN (?, ?, ?)",
            (*config_history.own_files(unit), config_history.shared_copy(unit)),
        )


def list_workers(conn: sqlite3.Connection, *, active_only: bool = False) -> list[Worker]:
    """All units by name."""
    return _select(conn, "WHERE is_active = 1" if active_only else "")


def get_worker(conn: sqlite3.Connection, unit: str) -> Worker:
    """One unit. Raises NoWorkerFoundError."""
    found = _select(conn, "WHERE pioreactor_unit = ?", (unit,))
    if not found:
        raise NoWorkerFoundError(f"There is no unit {unit!r} in the inventory. Add it first.")
    return found[0]


def set_active(conn: sqlite3.Connection, unit: str, is_active: bool) -> Worker:
    """Switch a unit on or off and return its row. Raises NoWorkerFoundError."""
    with transaction(conn):
        conn.execute("UPDATE workers SET is_active = ? WHERE pioreactor_unit = ?", (int(is_active), unit))
        return get_worker(conn, unit)


def set_model(conn: sqlite3.Connection, unit: str, model_name: str, model_version: str) -> Worker:
    """Note which bioreactor a unit is and return its row. Raises NoWorkerFoundError."""
    with transaction(conn):
        conn.execute(
            "UPDATE workers SET model_name = ?, model_version = ? WHERE pioreactor_unit = ?",
            (model_name, model_version, unit),
        )
        return get_worker(conn, unit)


def _select(conn: sqlite3.Connection, condition: str, parameters: Sequence[object] = ()) -> list[Worker]:
    rows = conn.execute(
        "SELECT pioreactor_unit, added_at, is_active, model_name, model_version FROM workers "  # noqa: S608
        f"{condition} ORDER BY pioreactor_unit",
        parameters,
    )
    return [
        Worker(pioreactor_unit=unit, added_at=added, is_active=active, model_name=model, model_version=version)
        for unit, added, active, model, version in rows
    ]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
