"""LED automations. Names are looked up when first used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pioreactor.automations.led.light_dark_cycle import LightDarkCycle
    from pioreactor.automations.led.silent import LEDSilent

_HOMES: Final = {"LightDarkCycle": "light_dark_cycle", "LEDSilent": "silent"}

__all__ = ["LEDSilent", "LightDarkCycle"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return importlib.import_module(f"{__name__}.{_HOMES[name]}").__dict__[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
