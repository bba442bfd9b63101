"""Growth rate. The names that plugins import are looked up when first used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pioreactor.background_jobs.growth_rate_calculating.job import GrowthRateCalculator
    from pioreactor.background_jobs.growth_rate_calculating.start import start_growth_rate_calculating

_HOMES: Final = {
    "GrowthRateCalculator": "job",
    "start_growth_rate_calculating": "start",
    "click_growth_rate_calculating": "cli",
}

__all__ = ["GrowthRateCalculator", "start_growth_rate_calculating"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return importlib.import_module(f"{__name__}.{_HOMES[name]}").__dict__[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
