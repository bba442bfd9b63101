"""Bioreactor models: volumes and temperature limits."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Final

import msgspec

from pioreactor.exc import NoModelAssignedError, UnknownModelAssignedError


class BioreactorModel(msgspec.Struct, kw_only=True, frozen=True):
    """One kind of vessel. Volumes in mL, diameter in mm, temperatures of the heater board in °C."""

    model_name: str
    model_version: str
    display_name: str
    reactor_capacity_ml: float
    reactor_max_fill_volume_ml: float
    reactor_diameter_mm: float = 27.0
    max_temp_to_reduce_heating: float = 78.0
    max_temp_to_disable_heating: float = 80.0
    max_temp_to_shutdown: float = 85.0
    is_legacy: bool = False
    is_contrib: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """(name, version)."""
        return self.model_name, self.model_version

    @property
    def warning_volume_ml(self) -> float:
        """Volume from which a warning is given."""
        return 0.95 * self.reactor_max_fill_volume_ml


def _built_in(name: str, version: str, *, capacity: float, legacy: bool = False, cool: bool = False) -> BioreactorModel:
    limits = (63.0, 65.0, 66.0) if cool else (78.0, 80.0, 85.0)
    size = f"{capacity:.0f}ml" + (" XR" if name.endswith("_XR") else "")
    return BioreactorModel(
        model_name=name,
        model_version=version,
        display_name=f"Pioreactor {size}, v{version}",
        reactor_capacity_ml=capacity,
        reactor_max_fill_volume_ml=0.9 * capacity,
        max_temp_to_reduce_heating=limits[0],
        max_temp_to_disable_heating=limits[1],
        max_temp_to_shutdown=limits[2],
        is_legacy=legacy,
    )


BUILT_IN: Final[dict[tuple[str, str], BioreactorModel]] = {
    model.key: model
    for model in (
        _built_in("pioreactor_20ml", "1.0", capacity=20.0, legacy=True, cool=True),
        _built_in("pioreactor_20ml", "1.1", capacity=20.0, legacy=True),
        _built_in("pioreactor_20ml", "1.5", capacity=20.0),
        _built_in("pioreactor_20ml_XR", "1.5", capacity=20.0),
        _built_in("pioreactor_40ml", "1.0", capacity=40.0, legacy=True),
        _built_in("pioreactor_40ml", "1.5", capacity=40.0),
        _built_in("pioreactor_40ml_XR", "1.5", capacity=40.0),
    )
}


def load_user_models(folder: Path) -> dict[tuple[str, str], BioreactorModel]:
    """Models that users described, one YAML file each; a file that cannot be used is skipped with an error log."""
    found: dict[tuple[str, str], BioreactorModel] = {}
    for file in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        import yaml

        try:
            content: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
            model = msgspec.convert({**content, "is_contrib": True, "is_legacy": False}, BioreactorModel)
            _check(model)
        except (OSError, TypeError, ValueError, yaml.YAMLError) as error:
            logging.getLogger("pioreactor.hardware").error("The model file %s is skipped: %s", file, error)
            continue
        found[model.key] = model
    return found


def _check(model: BioreactorModel) -> None:
    if not 0 < model.reactor_max_fill_volume_ml <= model.reactor_capacity_ml:
        raise ValueError("reactor_max_fill_volume_ml must lie between 0 and reactor_capacity_ml")
    limits = (model.max_temp_to_reduce_heating, model.max_temp_to_disable_heating, model.max_temp_to_shutdown)
    if not 0 < limits[0] <= limits[1] <= limits[2]:
        raise ValueError("temperature limits must rise: reduce, disable, shutdown")


def get_registered_models() -> dict[tuple[str, str], BioreactorModel]:
    """Built-in models and the users' own from ``<data root>/models``; a user's model replaces a built-in one."""
    from pioreactor.storage.paths import data_root

    return {**BUILT_IN, **load_user_models(data_root() / "models")}


def get_model(name: str, version: str) -> BioreactorModel:
    """The model with this name and version. Raises UnknownModelAssignedError."""
    models = get_registered_models()
    model = models.get((name, version))
    if model is None:
        known = ", ".join(f"{n} {v}" for n, v in models)
        raise UnknownModelAssignedError(f"There is no bioreactor model {name} {version}. Known: {known}.")
    return model


def assigned_model_key() -> tuple[str, str]:
    """(name, version) assigned to this unit, from its own disk or the environment. Raises NoModelAssignedError."""
    import os

    name, version = os.environ.get("MODEL_NAME"), os.environ.get("MODEL_VERSION")
    if name and version:
        return name, version
    from pioreactor.storage import unit_state

    state = unit_state.load()
    if not state.model_name or not state.model_version:
        raise NoModelAssignedError("This unit has no bioreactor model. Choose one in the inventory of the leader.")
    return state.model_name, state.model_version
