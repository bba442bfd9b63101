"""Bodies of the routes about calibrations."""

from __future__ import annotations

from typing import Any, TypeAlias

from msgspec import Struct

CalibrationRow: TypeAlias = dict[str, Any]
"""A calibration as it stands in its file, with ``is_active`` and ``pioreactor_unit``."""


class NewCalibration(Struct, forbid_unknown_fields=True):
    """The YAML text of a calibration; its name stands in it."""

    calibration_data: str
    set_as_active: bool = False


class Done(Struct):
    """What was done, in words."""

    msg: str


class Stored(Struct):
    """What was stored, and where on the unit."""

    msg: str
    path: str
