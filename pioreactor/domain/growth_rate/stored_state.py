"""Reading numbers back from a stored state without trusting it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray


def section(state: Mapping[str, object], key: str) -> Mapping[str, object]:
    """Return the mapping stored under ``key``.

    Raises:
        ValueError: missing or of another type; start the estimator anew.
    """
    value = state.get(key)
    if not isinstance(value, Mapping):
        raise ValueError(f"stored state has no section {key!r}; start the estimator anew")
    return value


def number(state: Mapping[str, object], key: str, low: float = -math.inf, high: float = math.inf) -> float:
    """Return the finite number stored under ``key``, which must lie within ``low``–``high``.

    Raises:
        ValueError: missing, not finite or outside the limits; start the estimator anew.
    """
    value = state.get(key)
    if not isinstance(value, int | float) or not math.isfinite(value) or not low <= value <= high:
        raise ValueError(f"stored state has no usable number {key!r}; start the estimator anew")
    return float(value)


def optional_number(state: Mapping[str, object], key: str) -> float | None:
    """Return the finite number stored under ``key``, or ``None`` if ``None`` is stored.

    Raises:
        ValueError: not a finite number; start the estimator anew.
    """
    return None if state.get(key) is None else number(state, key)


def numbers(state: Mapping[str, object], key: str, length: int | None = None) -> NDArray[np.float64]:
    """Return the list of finite numbers stored under ``key``, as an array of shape (length,).

    Raises:
        ValueError: missing, another length, or not finite; start the estimator anew.
    """
    value = state.get(key)
    if not isinstance(value, list | tuple):
        raise ValueError(f"stored state has no list {key!r}; start the estimator anew")
    try:
        array = np.array(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"stored list {key!r} holds other things than numbers; start the estimator anew") from error
    if array.ndim != 1 or (length is not None and len(array) != length) or not np.isfinite(array).all():
        raise ValueError(f"stored list {key!r} does not fit these settings; start the estimator anew")
    return array
