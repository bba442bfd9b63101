"""What this unit has been told about itself: its experiment, its model, whether it is active.

It lives on the unit's own disk, so a worker starts and runs without its leader.
"""

from __future__ import annotations

import msgspec

from pioreactor import clock
from pioreactor.exc import StorageError
from pioreactor.storage.files import write_atomically
from pioreactor.storage.paths import unit_state_path


class UnitState(msgspec.Struct, kw_only=True):
    """The assignment of one unit. Times are UTC, ISO-8601. ``former_experiment``: the one it worked for before."""

    experiment: str | None = None
    former_experiment: str | None = None
    assigned_at: str | None = None
    is_active: bool = True
    model_name: str | None = None
    model_version: str | None = None
    updated_at: str = ""


def exists() -> bool:
    """True once the unit has been told anything, that is: it is a worker."""
    return unit_state_path().exists()


def load() -> UnitState:
    """Read the assignment; an unassigned active unit where the file is missing. Raises StorageError if damaged."""
    path = unit_state_path()
    try:
        return msgspec.json.decode(path.read_bytes(), type=UnitState)
    except FileNotFoundError:
        return UnitState()
    except (OSError, msgspec.DecodeError) as error:
        raise StorageError(f"{path} cannot be used: {error}. Assign the unit again on the leader.") from error


def former_after(present: UnitState, experiment: str | None) -> str | None:
    """The former experiment of a unit that is in ``present`` and works for ``experiment`` from now on."""
    former = present.former_experiment if present.experiment in (None, experiment) else present.experiment
    return None if former == experiment else former


def save(state: UnitState) -> None:
    """Write the assignment, stamped with the present time where ``updated_at`` is empty. Raises OSError."""
    if not state.updated_at:
        state.updated_at = clock.timestamp()
    write_atomically(unit_state_path(), msgspec.json.format(msgspec.json.encode(state)))
