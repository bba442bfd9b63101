"""What one step tells to the outside."""

from __future__ import annotations

from typing import Final, NamedTuple

from pioreactor.domain.thermal import covariance as cov
from pioreactor.domain.thermal import model
from pioreactor.domain.thermal.calibration import ThermalCalibration
from pioreactor.domain.thermal.control import lag_free_c, steady_point
from pioreactor.domain.thermal.decision import Decision, ThermalMode, ThermalQuality
from pioreactor.domain.thermal.faults import Fault, FaultKind
from pioreactor.domain.thermal.learned import LearnedHolder
from pioreactor.domain.thermal.model import Holder
from pioreactor.domain.thermal.observer import Observer
from pioreactor.domain.thermal.warnings import WarningWatch

STALE_AFTER_S: Final = 5.0
_LEARNING_ABOVE_SD_K: Final = 0.5


class Order(NamedTuple):
    """What the controller decided; ``reason``: why the heater is off, if something keeps it off."""

    duty: float
    mode: ThermalMode
    reason: str
    is_saturated: bool = False


class Condition(NamedTuple):
    """How things stand; ``silent_s``: since the last valid reading."""

    target_c: float | None
    fault: Fault | None
    new_fault: bool
    silent_s: float
    is_observing: bool
    is_over_limit: bool
    baseline: LearnedHolder | None


class Report:
    """Makes the `Decision` of each step."""

    def __init__(self, holder: Holder, observer: Observer) -> None:
        self._observer = observer
        self._warnings = WarningWatch()
        self._nominal_resistance = 1.0 / holder.plate_to_glass + 1.0 / holder.glass_to_liquid

    def decision(self, dt_s: float, calibration: ThermalCalibration, order: Order, now: Condition) -> Decision:
        """The report of a step of ``dt_s`` seconds."""
        observer = self._observer
        x, c = observer.x, observer.conductances
        plate_c, glass_c, liquid_c, ambient_c = x[:4]
        variance = observer.liquid_variance
        sd_k = calibration.published_sd_k(variance, liquid_c, ambient_c)
        steady = steady_point(c, liquid_c, ambient_c, x[cov.UNEXPLAINED])
        lag_free = lag_free_c(c, (plate_c, glass_c, liquid_c), steady)
        warnings = self._warnings.step(
            dt_s,
            has_target=now.target_c is not None,
            is_stirred=observer.is_stirred,
            unexplained_w=x[cov.UNEXPLAINED],
            log_gain=x[cov.GAIN],
            volume_ml=observer.volume_ml,
            liquid_sd_k=sd_k,
            is_saturated=order.is_saturated,
            has_holder_changed=now.baseline is not None and observer.is_stirred and now.baseline.differs_from(x),
        )
        is_stuck = now.fault is not None and now.fault.kind is FaultKind.STUCK_ON
        return Decision(
            duty=order.duty,
            mode=order.mode,
            quality=self._quality(calibration, variance, now),
            reason=order.reason,
            liquid_c=calibration.published_c(liquid_c, ambient_c),
            liquid_sd_k=sd_k,
            lag_free_c=calibration.published_c(lag_free, ambient_c),
            plate_c=plate_c,
            glass_c=glass_c,
            ambient_c=ambient_c,
            power_w=observer.power_gain * model.heater_power_w(order.duty),
            gain=observer.power_gain,
            resistance_ratio=self._resistance() / self._nominal_resistance,
            unexplained_w=x[cov.UNEXPLAINED],
            target_c=now.target_c,
            fault=now.fault,
            new_fault=now.new_fault,
            warnings=warnings,
            wants_power_off=now.is_over_limit or is_stuck,
            has_estimate=not now.is_observing and now.silent_s <= STALE_AFTER_S,
        )

    def _quality(self, calibration: ThermalCalibration, liquid_variance: float, now: Condition) -> ThermalQuality:
        if now.silent_s > STALE_AFTER_S:
            return ThermalQuality.STALE
        if now.is_observing or liquid_variance > _LEARNING_ABOVE_SD_K**2:
            return ThermalQuality.LEARNING
        if not self._observer.is_stirred:
            return ThermalQuality.NOT_STIRRED
        return ThermalQuality.OK if calibration.is_calibrated else ThermalQuality.UNCALIBRATED

    def _resistance(self) -> float:
        """Of the way from plate to liquid, K/W, as if it were stirred."""
        c = self._observer.conductances
        stirred = c.glass_to_liquid / (1.0 if self._observer.is_stirred else model.STILL_FACTOR)
        return 1.0 / c.plate_to_glass + 1.0 / stirred
