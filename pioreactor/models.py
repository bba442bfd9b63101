"""The bioreactor models that this software knows, and those that a lab adds in ``<data root>/models``."""

from __future__ import annotations

import msgspec

from pioreactor.exc import UnknownModelAssignedError
from pioreactor.storage.paths import data_root


class Model(msgspec.Struct, kw_only=True, frozen=True):
    """One kind of bioreactor. Volumes in mL, diameter in mm, temperatures of the heater plate in degrees Celsius."""

    model_name: str
    model_version: str
    display_name: str
    reactor_capacity_ml: float
    reactor_diameter_mm: float
    reactor_max_fill_volume_ml: float
    max_temp_to_reduce_heating: float
    max_temp_to_disable_heating: float
    max_temp_to_shutdown: float

    @property
    def is_legacy(self) -> bool:
        """True for versions before 1.5."""
        return tuple(int(part) for part in self.model_version.split(".")) < (1, 5)


def _built_in(name: str, version: str, capacity: float, fill: float, *limits: float) -> Model:
    reduce, disable, shutdown = limits
    return Model(
        model_name=name,
        model_version=version,
        display_name=f"{name.replace('_', ' ').replace('pioreactor', 'Pioreactor')} v{version}",
        reactor_capacity_ml=capacity,
        reactor_diameter_mm=27.0,
        reactor_max_fill_volume_ml=fill,
        max_temp_to_reduce_heating=reduce,
        max_temp_to_disable_heating=disable,
        max_temp_to_shutdown=shutdown,
    )


BUILT_IN: tuple[Model, ...] = (
    _built_in("pioreactor_20ml", "1.0", 20, 18, 63, 65, 66),
    _built_in("pioreactor_20ml", "1.1", 20, 18, 78, 80, 85),
    _built_in("pioreactor_20ml", "1.5", 20, 18, 78, 80, 85),
    _built_in("pioreactor_20ml_XR", "1.5", 20, 18, 78, 80, 85),
    _built_in("pioreactor_40ml", "1.0", 40, 36, 78, 80, 85),
    _built_in("pioreactor_40ml", "1.5", 40, 36, 78, 80, 85),
    _built_in("pioreactor_40ml_XR", "1.5", 40, 36, 78, 80, 85),
)


def get_registered_models() -> dict[tuple[str, str], Model]:
    """All models by (name, version); a lab's file replaces a built-in of the same name and version.

    Raises UnknownModelAssignedError that names a file which is not a model description.
    """
    models = {(model.model_name, model.model_version): model for model in BUILT_IN}
    for path in sorted((data_root() / "models").glob("*.yaml")):
        try:
            model = msgspec.yaml.decode(path.read_bytes(), type=Model)
        except msgspec.DecodeError as error:
            raise UnknownModelAssignedError(f"{path} is not a model description: {error}.") from error
        models[model.model_name, model.model_version] = model
    return models


def get_model(name: str, version: str) -> Model:
    """The model of that name and version. Raises UnknownModelAssignedError."""
    models = get_registered_models()
    if (name, version) not in models:
        known = ", ".join(f"{n} {v}" for n, v in models)
        raise UnknownModelAssignedError(f"There is no model {name} {version}. Known: {known}.")
    return models[name, version]
