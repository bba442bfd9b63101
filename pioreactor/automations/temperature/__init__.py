"""Temperature automations. Names are looked up when first used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pioreactor.automations.temperature.only_record_temperature import OnlyRecordTemperature
    from pioreactor.automations.temperature.thermostat import Thermostat

_HOMES: Final = {"OnlyRecordTemperature": "only_record_temperature", "Thermostat": "thermostat"}

__all__ = ["OnlyRecordTemperature", "Thermostat"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return importlib.import_module(f"{__name__}.{_HOMES[name]}").__dict__[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
