"""Dosing automations. Names are looked up when first used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pioreactor.automations.dosing.chemostat import Chemostat
    from pioreactor.automations.dosing.fed_batch import FedBatch
    from pioreactor.automations.dosing.pid_morbidostat import PIDMorbidostat
    from pioreactor.automations.dosing.silent import DosingSilent
    from pioreactor.automations.dosing.turbidostat import Turbidostat

_HOMES: Final = {
    "Chemostat": "chemostat",
    "FedBatch": "fed_batch",
    "PIDMorbidostat": "pid_morbidostat",
    "DosingSilent": "silent",
    "Turbidostat": "turbidostat",
}

__all__ = ["Chemostat", "DosingSilent", "FedBatch", "PIDMorbidostat", "Turbidostat"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return importlib.import_module(f"{__name__}.{_HOMES[name]}").__dict__[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
