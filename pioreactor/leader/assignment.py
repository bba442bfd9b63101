"""Which unit works for which experiment: written down, left at the broker, told to the unit, old jobs stopped."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from pioreactor import clock, structs
from pioreactor.leader.fanout import Call, ask
from pioreactor.leader.messages import Messenger
from pioreactor.leader.replies import UnitReply
from pioreactor.storage.database.assignments import AssignmentOutcome, get_assignment


@dataclass(frozen=True)
class FollowUp:
    """What remains to be done on the units after a change in the database: hear first, then stop."""

    tell: list[Call]
    stop: list[Call]

    def carry_out(self) -> dict[str, UnitReply]:
        """Tell the units, so that nothing new starts for the old experiment, then stop what runs for it.

        Per unit: the outcomes of the stops; for a unit with nothing to stop, what it said to the telling.
        """
        return {**ask(self.tell), **ask(self.stop)}


def announce(connection: sqlite3.Connection, messenger: Messenger, outcomes: Iterable[AssignmentOutcome]) -> FollowUp:
    """Leave each changed assignment at the broker (retained); returns what is to be done on the units."""
    tell, stop = [], []
    for outcome in outcomes:
        leave(connection, messenger, outcome.pioreactor_unit)
        tell.append(tell_call(connection, outcome.pioreactor_unit))
        if outcome.previous is not None:
            stop.append(stop_call(outcome.pioreactor_unit, outcome.previous))
    return FollowUp(tell, stop)


def leave(connection: sqlite3.Connection, messenger: Messenger, unit: str) -> None:
    """Leave what a unit works for, and whether it is active, at the broker (retained). Raises NoWorkerFoundError."""
    row = get_assignment(connection, unit)
    messenger.publish_assignment(
        structs.Assignment(
            pioreactor_unit=unit,
            experiment=row.experiment,
            assigned_at=row.assigned_at,
            updated_at=clock.timestamp(),
            is_active=bool(row.is_active),
        )
    )


def tell_call(connection: sqlite3.Connection, unit: str) -> Call:
    """The request that tells a unit what it is: experiment, active or not, model. Raises NoWorkerFoundError."""
    row = get_assignment(connection, unit)
    body = {
        "experiment": row.experiment,
        "assigned_at": row.assigned_at,
        "is_active": bool(row.is_active),
        "model_name": row.model_name,
        "model_version": row.model_version,
    }
    return Call(unit, "PUT", "/unit_api/assignment", body)


def released_call(unit: str) -> Call:
    """The request that tells a unit, which is no longer in the inventory, that it works for nothing."""
    return Call(unit, "PUT", "/unit_api/assignment", {"experiment": None})


def stop_call(unit: str, experiment: str | None) -> Call:
    """The request that stops a unit's jobs of ``experiment``; None: all jobs."""
    if experiment is None:
        return Call(unit, "POST", "/unit_api/jobs/stop/all")
    return Call(unit, "POST", "/unit_api/jobs/stop", {"experiment": experiment})
