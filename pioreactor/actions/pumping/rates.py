"""Volume and time of a pump: its calibration as a curve that starts at nothing and never falls."""

from __future__ import annotations

import functools
import itertools
import math
from typing import TYPE_CHECKING, Final

from pioreactor.domain.volumes import CALIBRATED_SD, DEFAULT_SD
from pioreactor.exc import CalibrationError

if TYPE_CHECKING:
    from pioreactor.actions.pumping.lines import PumpLine
    from pioreactor.calibrations.structs import SimplePeristalticPumpCalibration

DEFAULT_NAME: Final = "__default_pump_calibration"
DEFAULT_ML_PER_S: Final = 0.0911
DEFAULT_HZ: Final = 250.0
DEFAULT_DC: Final = 100.0
_PROBED_S: Final = (0.5, 1.0, 5.0, 30.0)
_WIDE: Final = 3.0
"""A run this many times shorter or longer than any that was calibrated is worth a warning."""


class PumpRate:
    """What a pump moves in a time, by its calibration; without one, by the pumps' usual size.

    ``hz``, ``dc``: frequency and duty cycle in percent that this holds for; ``relative_sd``: its standard error.
    """

    def __init__(self, calibration: SimplePeristalticPumpCalibration | None) -> None:
        """Raises CalibrationError for a curve that does not rise, or a duty cycle or frequency that drives nothing."""
        self.calibration = calibration
        self.is_default = calibration is None
        self.name = DEFAULT_NAME if calibration is None else calibration.calibration_name
        self.hz = DEFAULT_HZ if calibration is None else calibration.hz
        self.dc = DEFAULT_DC if calibration is None else calibration.dc
        self.relative_sd = DEFAULT_SD if calibration is None else CALIBRATED_SD
        self._faster = 1.0
        volumes = [self.ml_in(seconds) for seconds in _PROBED_S]
        rises = all(math.isfinite(v) for v in volumes) and all(b > a for a, b in itertools.pairwise(volumes))
        if not rises or not 0.0 < self.dc <= 100.0 or not 0.1 <= self.hz <= 10_000.0:
            raise CalibrationError(
                f"The pump calibration {self.name} cannot be used: its volume must rise with time, its duty cycle lie "
                "between 0 and 100 %, its frequency between 0.1 and 10000 Hz. Calibrate the pump again."
            )

    def ml_in(self, seconds: float) -> float:
        """Volume of a run, mL; never negative."""
        if seconds <= 0.0:
            return 0.0
        if self.calibration is None:
            return self._faster * DEFAULT_ML_PER_S * seconds
        return self._faster * max(0.0, self.calibration.duration_to_ml(seconds))

    def seconds_for(self, ml: float) -> float:
        """Length of a run, clock seconds. Raises CalibrationError for a volume that the curve never reaches."""
        if ml <= 0.0:
            return 0.0
        if self.calibration is None:
            return ml / self._faster / DEFAULT_ML_PER_S
        try:
            seconds = self.calibration.ml_to_duration(ml / self._faster)
        except CalibrationError:
            seconds = math.nan
        if not math.isfinite(seconds) or seconds <= 0.0:
            raise CalibrationError(f"By the calibration {self.name} there is no run that moves {ml:g} mL.")
        return seconds

    def at_full_drive(self) -> PumpRate:
        """The same pump at a duty cycle of 100 %, taken to be faster in proportion."""
        full = PumpRate(self.calibration)
        full._faster, full.dc = 100.0 / self.dc, 100.0
        return full

    @functools.cached_property
    def ml_per_s(self) -> float:
        """How fast it is once it runs."""
        return self.ml_in(11.0) - self.ml_in(10.0)

    def complaint(self, seconds: float) -> str:
        """A sentence where a run is far from those that were calibrated, else nothing."""
        if self.calibration is None or not self.calibration.recorded_data.x:
            return ""
        points = self.calibration.recorded_data.x
        low, high = min(points), max(points)
        if low / _WIDE <= seconds <= high * _WIDE:
            return ""
        return (
            f"{seconds:.3g} s of pumping is far from what was calibrated ({low:.3g} to {high:.3g} s, {self.name}); "
            "the volume may be off."
        )


def rate_of(line: PumpLine, calibration: SimplePeristalticPumpCalibration | str | None) -> PumpRate:
    """By the calibration given (or its name), else the active one, else the default.

    Raises CalibrationError when it is not there, unusable, or none of a pump.
    """
    if calibration is None:
        from pioreactor.calibrations.active import active_calibration_name

        calibration = active_calibration_name(line.device)
        if calibration is None:
            return PumpRate(None)
    from pioreactor.calibrations.structs import SimplePeristalticPumpCalibration

    if isinstance(calibration, str):
        from pioreactor.calibrations.files import load_calibration

        loaded = load_calibration(line.device, calibration)
        if not isinstance(loaded, SimplePeristalticPumpCalibration):
            raise CalibrationError(f"The calibration {calibration} of {line.device} is none of a pump.")
        calibration = loaded
    return PumpRate(calibration)
