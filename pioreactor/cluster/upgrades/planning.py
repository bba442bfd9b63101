"""Who changes when: one worker first, the others in batches, the leader last. As playbooks/upgrade.yml does it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from pioreactor.config import get_leader_hostname
from pioreactor.storage.database.workers import list_workers

BATCH_PERCENT: Final = 30
"""Of the workers, at a time after the first one: ``upgrade_batches``."""
SPARE_MB: Final = 300
"""Space that must be left after an installation: ``release_spare_mb``."""
AWAY_S: Final = 10.0
"""Seconds that a unit is away, where no earlier change has measured it."""
BACK_S: Final = 15.0
"""Seconds from the beginning of a unit's change until everything is back, as measured on test hosts."""
STABLE_S: Final = 60.0
INSTALL_S: Final = 25.0


def members(connection: sqlite3.Connection) -> tuple[list[str], str]:
    """The workers in the order in which they change, without the leader; and the leader."""
    leader = get_leader_hostname()
    return [row.pioreactor_unit for row in list_workers(connection) if row.pioreactor_unit != leader], leader


def batches(workers: Sequence[str]) -> list[list[str]]:
    """The workers in the groups in which they change: one alone, then so many percent of them, at least one."""
    size = max(1, int(len(workers) * BATCH_PERCENT / 100.0))
    rest = workers[1:]
    return [list(workers[:1]), *(list(rest[at : at + size]) for at in range(0, len(rest), size))] if workers else []


def order(workers: Sequence[str], leader: str, only: Sequence[str] = ()) -> list[str]:
    """Everybody who takes part, in the order of the change. ``only``: empty for all."""
    return [unit for unit in [*workers, leader] if unit and (not only or unit in only)]


def expected_s(groups: int, has_leader: bool) -> float:
    """About how long an upgrade takes: the first worker and the leader are waited for to the end, batches until all is
    back.
    """
    waited = (1 if groups else 0) + (1 if has_leader else 0)
    return INSTALL_S + groups * BACK_S + (BACK_S if has_leader else 0.0) + waited * STABLE_S


def needed_mb(unpacked_bytes: int) -> int:
    """Space that an installation needs: the tar, its files and what is made of them, at the same time."""
    return round(unpacked_bytes * 3 / 1e6) + SPARE_MB
