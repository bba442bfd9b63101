"""Starting an automation by the name of its family and its own."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from pioreactor.automations.options import check_options, unknown


class Family(NamedTuple):
    """``home``: module with the dictionary ``names`` of all classes; ``built_in``: modules to import first."""

    home: str
    names: str
    built_in: tuple[str, ...]


_PACKAGE: Final = "pioreactor.automations"
FAMILIES: Final[dict[str, Family]] = {
    "dosing_automation": Family(
        f"{_PACKAGE}.dosing.base",
        "available_dosing_automations",
        tuple(
            f"{_PACKAGE}.dosing.{name}"
            for name in ("chemostat", "turbidostat", "fed_batch", "pid_morbidostat", "silent")
        ),
    ),
    "led_automation": Family(
        f"{_PACKAGE}.led.base",
        "available_led_automations",
        tuple(f"{_PACKAGE}.led.{name}" for name in ("light_dark_cycle", "silent")),
    ),
    "temperature_automation": Family(
        f"{_PACKAGE}.temperature.base",
        "available_temperature_automations",
        tuple(f"{_PACKAGE}.temperature.{name}" for name in ("thermostat", "only_record_temperature")),
    ),
}


def known_automations(family: str) -> dict[str, type]:
    """Every automation of a family that is defined in this process, built-in ones first."""
    found = FAMILIES[family]
    for module in found.built_in:
        importlib.import_module(module)
    names: dict[str, type] = getattr(importlib.import_module(found.home), found.names)
    return names


def start_automation(
    family: str, name: str, unit: str | None, experiment: str | None, settings: Mapping[str, Any]
) -> Any:
    """Start one; returns the running job. Raises AutomationError for an unknown name or option."""
    from pioreactor import whoami

    known = known_automations(family)
    if name not in known:
        raise unknown(name, known, family)
    kind: Any = known[name]
    check_options(kind, name, settings)
    unit = unit or whoami.get_unit_name()
    experiment = experiment or whoami.get_assigned_experiment_name(unit)
    return kind(unit=unit, experiment=experiment, automation_name=name, **settings)
