"""Stirring. The names that plugins import are looked up when first used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pioreactor.background_jobs.stirring.job import Stirrer
    from pioreactor.background_jobs.stirring.rpm import RpmFromFrequency
    from pioreactor.background_jobs.stirring.start import start_stirring

_HOMES: Final = {
    "Stirrer": "job",
    "RpmFromFrequency": "rpm",
    "start_stirring": "start",
    "click_stirring": "cli",
}

__all__ = ["RpmFromFrequency", "Stirrer", "start_stirring"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return importlib.import_module(f"{__name__}.{_HOMES[name]}").__dict__[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
