"""The self-test: tries every part of the unit and says what is wrong. Names are looked up when first used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pioreactor.actions.self_test.catalogue import register_self_tests
    from pioreactor.actions.self_test.cli import click_self_test
    from pioreactor.actions.self_test.outcome import Outcome, SelfTestFailure

_HOMES: Final = {
    "register_self_tests": "catalogue",
    "click_self_test": "cli",
    "Outcome": "outcome",
    "SelfTestFailure": "outcome",
}

__all__ = ["Outcome", "SelfTestFailure", "click_self_test", "register_self_tests"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return importlib.import_module(f"{__name__}.{_HOMES[name]}").__dict__[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
