"""Calibrations: what a device's numbers mean. Names are looked up when first used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pioreactor.calibrations.files import list_calibrations, load_active_calibration, load_calibration

_HOMES: Final = {
    "load_active_calibration": "files",
    "load_calibration": "files",
    "list_calibrations": "files",
}

__all__ = ["list_calibrations", "load_active_calibration", "load_calibration"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return importlib.import_module(f"pioreactor.calibrations.{_HOMES[name]}").__dict__[name]
    raise AttributeError(f"module 'pioreactor.calibrations' has no attribute {name!r}")
