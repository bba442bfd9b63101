"""The retained message by which the leader tells a unit what it works for."""

from __future__ import annotations

import msgspec

from pioreactor import clock
from pioreactor.storage import unit_state
from pioreactor.storage.unit_state import UnitState


class Assignment(msgspec.Struct):
    """Payload of ``pioreactor/<unit>/$experiment/assignment``."""

    pioreactor_unit: str
    experiment: str | None
    assigned_at: str | None
    updated_at: str


def store_assignment(payload: bytes, unit: str) -> UnitState | None:
    """Write a newer assignment of ``unit`` to its disk; the new state, or None if nothing changed.

    A message that is older than what the disk says (a retained one from before an assignment over HTTP) is ignored.
    Raises ValueError for a payload that is no assignment or is meant for another unit.
    """
    try:
        message = msgspec.json.decode(payload, type=Assignment)
        sent_at = clock.from_iso(message.updated_at)
    except (msgspec.DecodeError, ValueError) as error:
        raise ValueError(f"the assignment message cannot be read: {error}") from error
    if message.pioreactor_unit != unit:
        raise ValueError(f"the assignment message is for {message.pioreactor_unit}.")
    present = unit_state.load()
    if present.updated_at and clock.from_iso(present.updated_at) >= sent_at:
        return None
    if (present.experiment, present.assigned_at) == (message.experiment, message.assigned_at):
        return None
    fresh = msgspec.structs.replace(
        present, experiment=message.experiment, assigned_at=message.assigned_at, updated_at=message.updated_at
    )
    unit_state.save(fresh)
    return fresh
