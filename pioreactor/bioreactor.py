"""The books of the vial by the names that plugins know. The code is in `storage.vial_state` and `runtime.booking`."""

from __future__ import annotations

from typing import Any

from pioreactor.domain.volumes import VARIABLES
from pioreactor.exc import PioreactorError
from pioreactor.pubsub.topics import topic
from pioreactor.runtime.booking import Books
from pioreactor.storage.vial_state import load_vial_state


def get_bioreactor_value(experiment: str, variable_name: str) -> float:
    """One value, such as ``current_volume_ml``. Raises PioreactorError for a name that is none, StorageError."""
    values = get_all_bioreactor_values(experiment)
    if variable_name not in values:
        raise PioreactorError(f"A vial has no {variable_name}. It has {', '.join(VARIABLES)}.")
    return values[variable_name]


def get_all_bioreactor_values(experiment: str) -> dict[str, float]:
    """All values by name. Raises StorageError when the disk fails."""
    state = load_vial_state(experiment)
    return {name: getattr(state, name) for name in VARIABLES}


def set_and_publish_bioreactor_value(
    mqtt_client: Any, unit: str, experiment: str, variable_name: str, value: float
) -> float:
    """Enter what is true, and tell; returns the value. Raises ValueError out of range, StorageError."""
    state = Books(unit, experiment, mqtt_client).set_by_hand(**{variable_name: float(value)})
    return float(getattr(state, variable_name))


def get_bioreactor_topic(unit: str, experiment: str, variable_name: str) -> str:
    """Where a value is published."""
    return topic(unit, experiment, "bioreactor", variable_name)
