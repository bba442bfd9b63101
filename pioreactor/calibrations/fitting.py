"""From recorded points to the curve of a calibration file, and fitting one anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, TypeVar

import msgspec

from pioreactor.calibrations.structs import (
    AkimaData,
    AnyCalibration,
    CurveData,
    ODCalibration,
    PolynomialData,
    SimplePeristalticPumpCalibration,
    SplineData,
)
from pioreactor.domain import curve_fits
from pioreactor.domain.curves import Curve, PolynomialCurve
from pioreactor.exc import CalibrationError

FitKind = Literal["poly", "spline", "akima"]
DEFAULT_DEGREE: Final = 3
DEFAULT_KNOTS: Final = 4

Kind = TypeVar("Kind", bound=AnyCalibration)


def curve_data(curve: Curve) -> CurveData:
    """A curve as it stands in a calibration file."""
    if isinstance(curve, PolynomialCurve):
        return PolynomialData(list(curve.coefficients))
    shape = AkimaData if curve.kind == "akima" else SplineData
    return shape(list(curve.knots), list(curve.coefficients))


def refit(calibration: Kind, kind: FitKind = "poly", size: int | None = None) -> Kind:
    """The same calibration with a curve fitted anew to its recorded points.

    ``size``: degree of a polynomial (default 3) or number of knots of a spline (default 4). The polynomial of a pump is
    a line through the origin. In a calibration of OD the first point, the blank, weighs as much as half of all points.
    Raises CalibrationError where there are too few points.
    """
    x, y = calibration.recorded_data.x, calibration.recorded_data.y
    try:
        if kind == "akima":
            curve: Curve = curve_fits.fit_akima(x, y)
        elif kind == "spline":
            curve = curve_fits.fit_natural_spline(x, y, size or DEFAULT_KNOTS, _weights(calibration, x))
        elif isinstance(calibration, SimplePeristalticPumpCalibration):
            curve = PolynomialCurve((curve_fits.fit_line_through_origin(x, y).slope, 0.0))
        else:
            degree = DEFAULT_DEGREE if size is None else size
            curve = curve_fits.fit_polynomial(x, y, degree, _weights(calibration, x))
    except ValueError as error:
        raise CalibrationError(f"{calibration.calibration_name} cannot be fitted like this: {error}") from error
    return msgspec.structs.replace(calibration, curve_data_=curve_data(curve))


def deviation(calibration: AnyCalibration) -> float:
    """Root mean square of the distances of the recorded points from the curve, in units of y; NaN without points."""
    points = calibration.recorded_data
    return curve_fits.root_mean_square_error(calibration.curve_data_.curve(), points.x, points.y)


def _weights(calibration: AnyCalibration, x: Sequence[float]) -> list[float]:
    weights = [1.0] * len(x)
    if isinstance(calibration, ODCalibration) and len(x) > 2:
        weights[0] = len(x) / 2.0
    return weights
