"""OD calibrations recorded by releases that published other volts than were there.

Two mistakes of earlier releases are known (``docs/measuring.md``):

* First HAT (ADS1115), releases 25.9.18 to 26.7: the converter was read as if at gain 16 while it stood at gain 1, so
  volts came out at 1/16 of the truth, with 16 × the dark signal subtracted: recorded = true/16 - dark, where
  ``true`` still contains the dark signal once.
* Photodiode boards (ADS1114), the same releases: the dark signal was subtracted as a code of gain 16, whatever the
  gain: recorded = true - dark·16/gain.

Nothing in a file says which volts it holds. Conversion therefore needs the HAT, the converter and the date, and that
the user has confirmed them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import msgspec

from pioreactor.calibrations.structs import AkimaData, ODCalibration, PolynomialData, RecordedData, SplineData
from pioreactor.domain.optics import select_gain
from pioreactor.exc import CalibrationError

FIRST_AFFECTED = datetime(2025, 9, 18, tzinfo=UTC)
_DARK_GAIN = 16.0
_FIRST_HAT_FACTOR = 16.0


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a calibration comes from, as the user confirmed it.

    ``hat_version``: (major, minor) of the unit at that time; ``converter``: of the photodiode; ``reference``: how
    signals were divided by REF (``none`` without one); ``dark_v``: dark signal of the channel in volts, 0 if unknown.
    """

    hat_version: tuple[int, int]
    converter: Literal["ads1115", "ads1114", "pico"]
    reference: Literal["none", "unity", "classic"]
    is_confirmed: bool
    dark_v: float = 0.0


@dataclass(frozen=True, slots=True)
class Conversion:
    """Result: the calibration in true volts, and what to tell the user."""

    calibration: ODCalibration
    needs_refit: bool
    remark: str


def is_affected(calibration: ODCalibration, origin: Origin) -> bool:
    """Whether the volts of a calibration differ from what this software measures."""
    return calibration.created_at >= FIRST_AFFECTED and origin.converter != "pico"


def convert(calibration: ODCalibration, origin: Origin) -> Conversion:
    """Re-express a calibration in true volts.

    Raises CalibrationError unless the user confirmed HAT and date, or when the two do not fit together.
    """
    if not origin.is_confirmed:
        raise CalibrationError(
            f"{calibration.calibration_name} was recorded on {calibration.created_at:%Y-%m-%d}. Confirm the HAT and "
            "the date before its volts are converted; a wrong conversion is worse than none."
        )
    if (origin.converter == "ads1115") != (origin.hat_version <= (1, 0)) and origin.converter != "ads1114":
        raise CalibrationError("An ADS1115 belongs to HAT 1.0 and an RP2040 to later ones. Check the HAT's version.")
    if not is_affected(calibration, origin):
        return Conversion(calibration, False, "These volts are right as they are.")
    if origin.converter == "ads1115":
        return _first_hat(calibration, origin)
    return _photodiode_board(calibration, origin)


def _first_hat(calibration: ODCalibration, origin: Origin) -> Conversion:
    # true - dark = 16·(recorded + dark) - dark. Dividing by REF volts (classic) divides by 1/16 of REF as well, so
    # there the factor has cancelled already.
    factor = 1.0 if origin.reference == "classic" else _FIRST_HAT_FACTOR
    offset = (_FIRST_HAT_FACTOR - 1.0) * origin.dark_v if origin.reference != "classic" else 0.0
    scaled = _scaled(calibration, factor, offset)
    remark = "REF had the same factor; volts stay." if factor == 1.0 else "Volts were 1/16 of the truth: now times 16."
    return Conversion(scaled, False, remark)


def _photodiode_board(calibration: ODCalibration, origin: Origin) -> Conversion:
    def corrected(volts: float) -> float:
        return volts + origin.dark_v * (_DARK_GAIN / select_gain(volts) - 1.0)

    points = calibration.recorded_data
    data = RecordedData(x=list(points.x), y=[corrected(y) for y in points.y])
    moved = data.y != points.y
    remark = "Points were corrected for the dark signal per range; fit the curve again." if moved else "Nothing moved."
    return Conversion(msgspec.structs.replace(calibration, recorded_data=data), moved, remark)


def _scaled(calibration: ODCalibration, factor: float, offset: float) -> ODCalibration:
    curve = calibration.curve_data_
    changed: PolynomialData | SplineData | AkimaData
    if isinstance(curve, PolynomialData):
        coefficients = [factor * c for c in curve.coefficients]
        coefficients[-1] += offset
        changed = PolynomialData(coefficients)
    else:
        cubics = [(factor * a + offset, factor * b, factor * c, factor * d) for a, b, c, d in curve.coefficients]
        changed = type(curve)(list(curve.knots), cubics)
    points = calibration.recorded_data
    data = RecordedData(x=list(points.x), y=[factor * y + offset for y in points.y])
    return msgspec.structs.replace(calibration, curve_data_=changed, recorded_data=data)
