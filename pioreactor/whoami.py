"""Who this unit is and what it works for. Everything is on the unit's own disk; nothing here asks the network."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING, Final

from pioreactor.exc import NotAssignedAnExperimentError, PioreactorError

if TYPE_CHECKING:
    from pioreactor.models import BioreactorModel
    from pioreactor.storage.unit_state import UnitState

UNIVERSAL_IDENTIFIER: Final = "$broadcast"
UNIVERSAL_EXPERIMENT: Final = "$experiment"
NO_EXPERIMENT: Final = "$no_experiment_present"
TESTING_PREFIX: Final = "_testing_"


def get_unit_name() -> str:
    """The name of this unit: env ``HOSTNAME``, else the host's name without its domain.

    Raises PioreactorError for the name of a fresh operating system, which every unit would share.
    """
    name = (os.environ.get("HOSTNAME") or socket.gethostname()).split(".")[0]
    if name == "raspberrypi":
        raise PioreactorError("This unit is still called raspberrypi. Give it a name of its own and start it again.")
    return name


def get_assigned_experiment_name(unit_name: str | None = None) -> str:
    """The experiment this unit works for. Raises NotAssignedAnExperimentError, also for another unit's name."""
    unit = unit_name or get_unit_name()
    if unit == get_unit_name():
        if experiment := os.environ.get("EXPERIMENT"):
            return experiment
        if experiment := _state().experiment:
            return experiment
    raise NotAssignedAnExperimentError(f"{unit} is not assigned to an experiment. Assign it on the leader's web page.")


get_latest_experiment_name = get_assigned_experiment_name


def get_assigned_experiment_or_none() -> str | None:
    """The experiment of this unit, or None."""
    try:
        return get_assigned_experiment_name()
    except NotAssignedAnExperimentError:
        return None


def get_testing_experiment_name() -> str:
    """The experiment name for trials on this unit; nothing under it is recorded."""
    return f"{TESTING_PREFIX}{get_assigned_experiment_or_none() or NO_EXPERIMENT}"


def is_testing_env() -> bool:
    """True where env ``TESTING`` is set. For plugins; this package behaves the same either way."""
    return os.environ.get("TESTING", "") not in ("", "0")


def is_active(unit_name: str | None = None) -> bool:
    """True unless this unit is switched off in the inventory. Another unit's name: True."""
    if unit_name is not None and unit_name != get_unit_name():
        return True
    flag = os.environ.get("ACTIVE")
    return flag == "1" if flag else _state().is_active


def am_I_leader() -> bool:
    """True on the unit that the configuration names as leader."""
    from pioreactor.config import get_leader_hostname

    return get_unit_name() == get_leader_hostname()


def am_I_a_worker() -> bool:
    """True unless this is a leader that has never been given a model or an experiment of its own."""
    if os.environ.get("MODEL_NAME") or not am_I_leader():
        return True
    from pioreactor.storage import unit_state

    return unit_state.exists()


def get_pioreactor_model() -> BioreactorModel:
    """The bioreactor model of this unit. Raises NoModelAssignedError or UnknownModelAssignedError."""
    from pioreactor.models import assigned_model_key, get_model

    return get_model(*assigned_model_key())


def check_firstboot_successful() -> bool:
    """True once this unit has a name of its own."""
    try:
        return bool(get_unit_name())
    except PioreactorError:
        return False


def _state() -> UnitState:
    from pioreactor.storage import unit_state

    return unit_state.load()
