"""What the leader knows of its units: the inventory, and the way to each."""

from __future__ import annotations

import contextlib

from pioreactor.cluster import secrets, ssh
from pioreactor.config import forget_config
from pioreactor.config.editing import remove_value, set_value
from pioreactor.exc import NoWorkerFoundError
from pioreactor.storage import database
from pioreactor.storage.database import workers
from pioreactor.storage.database.workers import Worker
from pioreactor.storage.paths import config_path


def row_of(unit: str) -> Worker | None:
    """The unit in the inventory; None if it is not there."""
    with contextlib.closing(database.connect(readonly=True)) as connection:
        try:
            return workers.get_worker(connection, unit)
        except NoWorkerFoundError:
            return None


def is_member(unit: str) -> bool:
    """True if the unit is in the inventory."""
    return row_of(unit) is not None


def is_known(unit: str) -> bool:
    """True if anything here is about the unit: its line, its host key, its secrets."""
    return is_member(unit) or ssh.pinned(unit) is not None or unit in secrets.load().units


def has_model(unit: str, name: str, version: str) -> bool:
    """True if the unit is in the inventory as this bioreactor; an empty name fits any."""
    row = row_of(unit)
    return row is not None and (not name or (row.model_name, row.model_version) == (name, version))


def described(unit: str) -> str:
    """The unit's line in the inventory, in words. Raises AssertionError if there is none."""
    row = row_of(unit)
    assert row is not None
    return f"{row.model_name} {row.model_version}" if row.model_name else "Its model is to be chosen on the page"


def note_port(unit: str, port: int) -> None:
    """Write down at which port the unit is reached over SSH. Raises OSError."""
    if port != 22:
        set_value(config_path(), "cluster.ssh_ports", unit, str(port))
    forget_config()


def forget_way(unit: str) -> None:
    """Forget port and address of a unit that left. Raises OSError."""
    for section in ("cluster.ssh_ports", "cluster.addresses"):
        remove_value(config_path(), section, unit)
    forget_config()
