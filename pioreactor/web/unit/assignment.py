"""What the unit works for. The leader tells it; the unit keeps it on its own disk and works on without the leader."""

from __future__ import annotations

from pioreactor import clock
from pioreactor.exc import StorageError
from pioreactor.storage import unit_state
from pioreactor.web.routing import RouteTable
from pioreactor.web.wire.workers import UnitAssignment, UnitState

table = RouteTable("assignment", "/unit_api")


@table.add("GET", "/assignment", summary="What the unit works for", response=UnitState)
def assignment() -> UnitState:
    """The unit's own record."""
    return _told(unit_state.load())


@table.add("PUT", "/assignment", summary="Tell the unit what it works for", request=UnitAssignment, response=UnitState)
def assign(body: UnitAssignment) -> UnitState:
    """Replace the record; jobs that run are not touched.

    The leader stops those of the former experiment, and monitor those that the leader could not reach.
    """
    state = unit_state.UnitState(
        experiment=body.experiment,
        former_experiment=unit_state.former_after(_present(), body.experiment),
        assigned_at=body.assigned_at,
        is_active=body.is_active,
        model_name=body.model_name,
        model_version=body.model_version,
        updated_at=clock.timestamp(),
    )
    unit_state.save(state)
    return _told(state)


def _present() -> unit_state.UnitState:
    try:
        return unit_state.load()
    except StorageError:  # it is mended by being told anew
        return unit_state.UnitState()


def _told(state: unit_state.UnitState) -> UnitState:
    return UnitState(
        experiment=state.experiment,
        assigned_at=state.assigned_at,
        is_active=state.is_active,
        model_name=state.model_name,
        model_version=state.model_version,
        updated_at=state.updated_at,
    )
