"""Estimators: several angles of one culture put together. Names are looked up when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

    from pioreactor.estimators.files import load_active_estimator, load_estimator

    ESTIMATOR_PATH: Path

_NAMES: Final = ("load_active_estimator", "load_estimator")

__all__ = ["ESTIMATOR_PATH", "load_active_estimator", "load_estimator"]


def __getattr__(name: str) -> Any:
    from pioreactor.estimators import files

    if name in _NAMES:
        return files.__dict__[name]
    if name == "ESTIMATOR_PATH":
        return files.estimators_dir()
    raise AttributeError(f"module 'pioreactor.estimators' has no attribute {name!r}")
