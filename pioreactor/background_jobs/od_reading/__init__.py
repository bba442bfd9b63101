"""Optical density. The names that plugins import are looked up when first used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pioreactor.background_jobs.od_reading.job import ODReader
    from pioreactor.background_jobs.od_reading.start import start_od_reading

_HOMES: Final = {"ODReader": "job", "start_od_reading": "start", "click_od_reading": "cli"}

__all__ = ["ODReader", "start_od_reading"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return importlib.import_module(f"{__name__}.{_HOMES[name]}").__dict__[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
