"""From a target and an estimate to a duty."""

from __future__ import annotations

from typing import Final, NamedTuple

from pioreactor.domain.thermal import covariance as cov
from pioreactor.domain.thermal import model
from pioreactor.domain.thermal.calibration import ThermalCalibration
from pioreactor.domain.thermal.control import (
    STILL_CAP_ABOVE_TARGET_K,
    Ramp,
    cautious,
    lag_free_c,
    most_power_w,
    plate_cap_power_w,
    reachable_c,
    steady_point,
    wanted_power_w,
)
from pioreactor.domain.thermal.decision import ThermalMode
from pioreactor.domain.thermal.model import Holder
from pioreactor.domain.thermal.observer import Observer
from pioreactor.domain.thermal.settings import ThermalSettings

_HOLDING_WITHIN_K: Final = 0.3


class Aimed(NamedTuple):
    """``duty``: 0…1; ``is_saturated``: the target cannot be held here."""

    duty: float
    mode: ThermalMode
    is_saturated: bool


class Aim:
    """The controller of one vial."""

    def __init__(self, holder: Holder, settings: ThermalSettings, observer: Observer) -> None:
        self.plate_cap_c = min(settings.plate_cap_c or holder.plate_cap_c, holder.plate_cap_c)
        self._response_time_s = settings.response_time_s
        self._observer = observer
        self._ramp = Ramp(settings.ramp_c_per_min)

    def restart(self) -> None:
        """The estimate began anew."""
        self._ramp.restart()

    def at(self, target_c: float, calibration: ThermalCalibration, dt_s: float) -> Aimed:
        """Duty towards ``target_c`` (as published, hence ``calibration``) for the next step."""
        observer = self._observer
        x, c = observer.x, observer.conductances
        ambient_c, unexplained_w = x[cov.AMBIENT], x[cov.UNEXPLAINED]
        reachable = self._reachable_c(target_c)
        aim_c = calibration.internal_target_c(target_c, ambient_c)
        is_saturated = aim_c > reachable
        aim_c = self._ramp.shaped(min(aim_c, reachable), x[cov.LIQUID], dt_s)
        aim_c = cautious(aim_c, observer.covariance.sd_of_moment(cov.LIQUID))
        steady = steady_point(c, aim_c, ambient_c, unexplained_w)
        error_k = aim_c - lag_free_c(c, (x[cov.PLATE], x[cov.GLASS], x[cov.LIQUID]), steady)
        power_w = wanted_power_w(c, steady, error_k, self._response_time_s)
        duty = model.duty_for(power_w / observer.power_gain)
        if is_saturated:
            return Aimed(duty, ThermalMode.SATURATED, True)
        is_holding = abs(error_k) < _HOLDING_WITHIN_K and abs(aim_c - x[cov.LIQUID]) < _HOLDING_WITHIN_K
        return Aimed(duty, ThermalMode.HOLD if is_holding else ThermalMode.HEAT, False)

    def most_duty(self, target_c: float | None) -> float:
        """Duty above which the plate would pass its cap."""
        x, c = self._observer.x, self._observer.conductances
        cap_w = plate_cap_power_w(c, x[cov.PLATE], x[cov.GLASS], x[cov.AMBIENT], self._cap_c(target_c))
        return model.duty_for(cap_w / self._observer.power_gain)

    def reachable_c(self, target_c: float | None, calibration: ThermalCalibration) -> float:
        """The warmest liquid that can be held here, as published, °C."""
        return calibration.published_c(self._reachable_c(target_c), self._observer.x[cov.AMBIENT])

    def _reachable_c(self, target_c: float | None) -> float:
        observer = self._observer
        most_w = most_power_w(observer.power_gain, model.DROOP)
        x = observer.x
        return reachable_c(observer.conductances, x[cov.AMBIENT], x[cov.UNEXPLAINED], self._cap_c(target_c), most_w)

    def _cap_c(self, target_c: float | None) -> float:
        """Plate cap of this moment: lower when nothing stirs, because the heat does not get into the liquid."""
        if self._observer.is_stirred or target_c is None:
            return self.plate_cap_c
        return min(self.plate_cap_c, target_c + STILL_CAP_ABOVE_TARGET_K)
