"""One vial, one step at a time: readings and events in, duty and estimate out. No clock, no hardware.

Order of every step: limits, prediction and reading, fault tests, control.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from pioreactor.domain.thermal import covariance as cov
from pioreactor.domain.thermal.aiming import Aim
from pioreactor.domain.thermal.beginning import Evidence, Start, StartCheck
from pioreactor.domain.thermal.calibration import ThermalCalibration, with_point
from pioreactor.domain.thermal.decision import Decision, ThermalMode
from pioreactor.domain.thermal.faults import Facts, Fault, FaultKind, FaultWatch
from pioreactor.domain.thermal.learned import LEARNED_AFTER_S, LearnedHolder, learned_from
from pioreactor.domain.thermal.model import Holder
from pioreactor.domain.thermal.observer import NO_READING, Observer
from pioreactor.domain.thermal.report import STALE_AFTER_S, Condition, Order, Report
from pioreactor.domain.thermal.settings import ThermalSettings
from pioreactor.domain.thermal.vial_guard import RETRY_OBSERVE_S, VialWait
from pioreactor.domain.thermal.wiggle import Wiggle

RESET_BELOW_C: Final = 45.0
_WORSE: Final = (FaultKind.STUCK_ON, FaultKind.OVER_LIMIT)
_FITS_RESTORED_K: Final = 2.0
_SETTLED_AFTER_S: Final = 600.0  # of holding: by then the heat of warming up is in the liquid


class ThermalRegulator:
    """Observer, controller and fault tests of one vial.

    Begin with `begin` (or, knowing better, with `start_cold` or `start_unknown`); then call `step` every 2 s or so.
    ``target_c`` None: only observe. ``constant_duty``: drive with this duty (0…1) instead of towards a target; all
    protections stay.
    """

    def __init__(
        self,
        holder: Holder,
        settings: ThermalSettings | None = None,
        *,
        volume_ml: float = 15.0,
        calibration: ThermalCalibration | None = None,
    ) -> None:
        self.settings = settings or ThermalSettings()
        self.holder = holder
        self.observer = Observer(holder, volume_ml)
        self._aim = Aim(holder, self.settings, self.observer)
        self.calibration = calibration or ThermalCalibration()
        self.faults = FaultWatch(holder)
        self.fault: Fault | None = None
        self.constant_duty: float | None = None
        self.is_paused = False
        self.is_vial_out = False
        self.baseline: LearnedHolder | None = None
        self._target_c: float | None = None
        self._wiggle = Wiggle(self.settings.wiggle_every_s)
        self._report = Report(holder, self.observer)
        self._wait = VialWait(self.settings.vial_guard)
        self._check: StartCheck | None = None
        self._learned: LearnedHolder | None = None
        self._observe_left_s = 0.0
        self._silent_s = 0.0
        self._constant_s = 0.0
        self._last_reading_c = math.nan
        self._held_s = 0.0
        self._is_latched = False

    # --- beginning ---------------------------------------------------------------------------------------------

    def begin(self, evidence: Evidence, learned: LearnedHolder | None = None) -> None:
        """Let the first readings decide how to start; ``learned``: what an earlier run found about this holder."""
        self._check = StartCheck(evidence)
        self._learned = learned

    def start_cold(self, plate_c: float, learned: LearnedHolder | None = None) -> None:
        """Begin with a unit that has not been heated for an hour; ``plate_c``: as read."""
        self._observe_left_s = 0.0
        self.observer.start_cold(plate_c - self.calibration.sensor_offset_k)
        self._use(learned)

    def start_unknown(self, plate_c: float, *, is_vial_new: bool = False, learned: LearnedHolder | None = None) -> None:
        """Begin with anything else: the heater stays off until the vial has been observed."""
        self._observe_left_s = self.settings.observe_s
        self.observer.start_unknown(
            plate_c - self.calibration.sensor_offset_k, self.settings.room_c, is_vial_new=is_vial_new
        )
        self._use(learned)

    def _resume(self, state: Mapping[str, object], gap_s: float, plate_c: float) -> bool:
        """Go on from what `state` gave, ``gap_s`` seconds ago, heater off since; False if it does not fit the plate."""
        try:
            self.observer.restore(state, gap_s)
        except ValueError:
            return False
        self._observe_left_s = 0.0
        self._use(None)
        plate_now_c = plate_c - self.calibration.sensor_offset_k
        return self.observer.is_sound() and abs(self.observer.x[cov.PLATE] - plate_now_c) < _FITS_RESTORED_K

    def _start_by(self, check: StartCheck, dt_s: float, reading_c: float) -> None:
        start = check.judge(dt_s, reading_c)
        evidence = check.evidence
        is_resumed = (
            start is Start.RESUME
            and evidence.state is not None
            and self._resume(evidence.state, evidence.gap_s, reading_c)
        )
        if start is Start.COLD:
            self.start_cold(reading_c, self._learned)
        elif start is not None and not is_resumed:
            self.start_unknown(reading_c, is_vial_new=check.was_watched, learned=self._learned)
        if check.is_over:
            self._check = None

    def _use(self, learned: LearnedHolder | None) -> None:
        self.faults.restart()
        self._wiggle.cancel()
        self._aim.restart()
        if learned is not None:
            self.baseline = learned
            self.observer.use_learned(learned.values, learned.block)

    # --- orders and events ---------------------------------------------------------------------------------------

    @property
    def target_c(self) -> float | None:
        """What the liquid shall have, °C; None: no heating. Kept within 0…``liquid_max_c``."""
        return self._target_c

    @target_c.setter
    def target_c(self, target_c: float | None) -> None:
        if target_c is not None:
            target_c = min(max(target_c, 0.0), self.settings.liquid_max_c)
        if target_c != self._target_c:
            self._held_s = 0.0
        self._target_c = target_c

    @property
    def is_observing(self) -> bool:
        """Whether the heater is kept off to find out what is in the vial; there is no estimate worth telling yet."""
        return self._observe_left_s > 0.0

    @property
    def is_latched(self) -> bool:
        """Whether the heater is off until somebody resets."""
        return self._is_latched

    def dose(self, volume_ml: float, temperature_c: float | None = None) -> None:
        """Liquid was added; temperature by default that of the settings."""
        self.observer.dose(volume_ml, self.settings.media_c if temperature_c is None else temperature_c)

    def set_volume(self, volume_ml: float) -> None:
        """The vial holds this much now (nothing added: removed, or corrected)."""
        self.observer.volume_ml = max(volume_ml, 0.0)

    def set_stirring(self, is_stirred: bool) -> None:
        """Stirring began or ended."""
        self.observer.set_stirring(is_stirred)

    def set_vial_out(self, is_out: bool) -> None:
        """Somebody else sees that the vial is gone, or back: heater off at once, and a look at what is there after."""
        was_out, self.is_vial_out = self.is_vial_out, is_out
        if was_out and not is_out and self._check is None and math.isfinite(self._last_reading_c):
            self.start_unknown(self._last_reading_c, is_vial_new=True)

    def calibrate(self, calibration: ThermalCalibration) -> None:
        """Use other numbers from now on; the estimate moves with the offset."""
        self.observer.shift(self.calibration.sensor_offset_k - calibration.sensor_offset_k)
        self.calibration = calibration

    def calibrate_with(self, measured_c: float) -> ThermalCalibration:
        """Take in a thermometer's reading and return the new calibration. Raises ValueError for more than 3 K."""
        x = self.observer.x
        published_c = self.calibration.published_c(x[cov.LIQUID], x[cov.AMBIENT])
        self.calibrate(with_point(self.calibration, measured_c, published_c, x[cov.LIQUID], x[cov.AMBIENT]))
        return self.calibration

    def latch(self, fault: Fault) -> None:
        """Keep the heater off because of a fault found earlier, or by somebody else."""
        self.fault, self._is_latched = fault, True
        self._wait.cancel()
        self._wiggle.cancel()
        self.faults.probe.cancel()

    def reset(self) -> str:
        """Release a latch. Returns why not, or an empty string: done, and the vial is observed before heating."""
        if not self._is_latched:
            return ""
        if self._silent_s > 0.0 or not math.isfinite(self._last_reading_c):
            return "the sensor on the heater board gives no valid reading"
        if self._last_reading_c >= RESET_BELOW_C:
            return f"the heater board still has {self._last_reading_c:.1f} °C, it must be below {RESET_BELOW_C:g} °C"
        self.fault, self._is_latched = None, False
        self._check = None
        self.start_unknown(self._last_reading_c, is_vial_new=True)
        return ""

    # --- the step ------------------------------------------------------------------------------------------------

    def step(self, dt_s: float, reading_c: float | None, duty: float) -> Decision:
        """One step.

        Args:
            dt_s: seconds since the last step (0.1–600).
            reading_c: the plate as read just now, °C; None when the sensor failed.
            duty: what the heater really got since the last step, 0…1.
        """
        dt_s = min(max(dt_s, 0.1), 600.0)
        duty = min(max(duty, 0.0), 1.0)
        self.faults.limits.look(reading_c)
        facts = self._observe(dt_s, reading_c, duty)
        new_fault = self._judge(facts)
        order = self._control(dt_s)
        is_holding = order.mode in (ThermalMode.HOLD, ThermalMode.WIGGLE)
        self._held_s = self._held_s + dt_s if is_holding else 0.0
        if self._held_s >= _SETTLED_AFTER_S:
            self.observer.settle()
        condition = Condition(
            target_c=self._target_c,
            fault=self.fault,
            new_fault=new_fault,
            silent_s=self._silent_s if math.isfinite(self._last_reading_c) else math.inf,
            is_observing=self.is_observing,
            is_over_limit=self.faults.limits.wants_power_off,
            baseline=self.baseline,
        )
        return self._report.decision(dt_s, self.calibration, order, condition)

    def _observe(self, dt_s: float, reading_c: float | None, duty: float) -> Facts:
        observer = self.observer
        if self._check is not None and reading_c is not None:
            self._start_by(self._check, dt_s, reading_c)
        observer.predict(dt_s, duty)
        outcome, plate_c = NO_READING, None
        if reading_c is None:
            self._silent_s += dt_s
        else:
            self._silent_s = 0.0
            self._constant_s = self._constant_s + dt_s if reading_c == self._last_reading_c else 0.0
            self._last_reading_c = reading_c
            plate_c = reading_c - self.calibration.sensor_offset_k
            outcome = observer.take(plate_c, dt_s)
        if outcome.is_surprise:
            self._wiggle.ask()
        if not observer.is_sound() and reading_c is not None:
            self.start_unknown(reading_c, is_vial_new=True)
        self._observe_left_s = max(0.0, self._observe_left_s - dt_s)
        return Facts(
            dt_s=dt_s,
            reading_c=plate_c,
            duty=duty,
            outcome=outcome,
            x=observer.x,
            speed_sd=observer.covariance.sd_of_speed(),
            conductances=observer.conductances,
            is_stirred=observer.is_stirred,
            is_settled=not self.is_observing and self._check is None,
            plate_cap_c=self._aim.plate_cap_c,
        )

    def _judge(self, facts: Facts) -> bool:
        """Run the fault tests; returns whether a new fault was found."""
        self._wait.step(facts.dt_s)
        if self._wait.is_over and facts.reading_c is not None and not self._is_latched:
            self.fault = None
            self.start_unknown(self._last_reading_c, is_vial_new=True)
            self._observe_left_s = RETRY_OBSERVE_S
        found = self.faults.step(facts, is_latched=self._is_latched or self._wait.is_waiting)
        if found is None or (self._is_latched and (found.kind not in _WORSE or self._knows(found.kind))):
            return False
        if not self._is_latched and self._wait.takes(found.kind):
            self.fault = found
            self._wiggle.cancel()
            self.faults.probe.cancel()
        else:
            self.latch(found)
        return True

    def _knows(self, kind: FaultKind) -> bool:
        return (
            self.fault is not None
            and self.fault.kind in _WORSE
            and (self.fault.kind is kind or self.fault.kind is FaultKind.STUCK_ON)
        )

    def _control(self, dt_s: float) -> Order:
        off = self._reason_to_be_off()
        if off is not None:
            self._wiggle.cancel()
            self.faults.probe.cancel()
            mode = ThermalMode.LATCHED if self.fault is not None else ThermalMode.OBSERVE
            return Order(0.0, mode, off)
        if self._target_c is None:
            wanted, mode, is_saturated = self.constant_duty or 0.0, ThermalMode.HOLD, False
        else:
            wanted, mode, is_saturated = self._aim.at(self._target_c, self.calibration, dt_s)
        if self.faults.probe.is_running:
            self._wiggle.cancel()
            wanted, mode = self.faults.probe.duty, ThermalMode.PROBE
        else:
            moved = self._wiggle.duty(
                wanted,
                dt_s,
                liquid_sd_k=self.observer.covariance.sd_of_moment(cov.LIQUID),
                constant_for_s=self._constant_s,
            )
            if moved is not None:
                wanted, mode = moved, ThermalMode.WIGGLE
        most = self._aim.most_duty(self._target_c)
        return Order(min(wanted, most) * self.faults.limits.factor, mode, "", is_saturated)

    def _reason_to_be_off(self) -> str | None:
        if self.fault is not None:
            return f"heater off: {self.fault.kind.value.replace('_', ' ')}"
        if self.faults.limits.must_be_off:
            return "heater board above its limit"
        if self.is_paused:
            return "paused"
        if self._check is not None:
            return "making sure that the unit is cold"
        if self.is_vial_out:
            return "vial removed"
        if self.is_observing:
            return "observing the vial before heating"
        if self._silent_s > STALE_AFTER_S:
            return "no valid reading of the heater board"
        if self._target_c is None and self.constant_duty is None:
            return "only recording"
        return None

    @property
    def published_c(self) -> float:
        """The temperature of the liquid as published, °C."""
        x = self.observer.x
        return self.calibration.published_c(x[cov.LIQUID], x[cov.AMBIENT])

    @property
    def reachable_c(self) -> float:
        """The warmest liquid that can be held here, as published, °C."""
        return self._aim.reachable_c(self._target_c, self.calibration)

    def learned(self) -> LearnedHolder | None:
        """What was found about this holder, once the target has been held for 20 minutes; else None."""
        return learned_from(self.observer) if self._held_s >= LEARNED_AFTER_S else None

    def state(self) -> dict[str, object]:
        """Return what `Evidence` takes, as JSON types."""
        return self.observer.state()
