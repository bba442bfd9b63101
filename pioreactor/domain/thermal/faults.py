"""What can be wrong with heater, sensor and vial, and how it is told: residual tests on the fault bank and others."""

from __future__ import annotations

from collections import deque
from enum import StrEnum
from typing import Final, NamedTuple

from pioreactor.domain.thermal import covariance as cov
from pioreactor.domain.thermal.energy_bound import EnergyBound
from pioreactor.domain.thermal.fault_bank import FULL_HEAT, NO_HEAT, NO_VIAL, FaultBank
from pioreactor.domain.thermal.frozen import READINGS, Repetition
from pioreactor.domain.thermal.limits import PlateLimits
from pioreactor.domain.thermal.model import Conductances, Holder, heater_power_w
from pioreactor.domain.thermal.observer import Outcome
from pioreactor.domain.thermal.probe import Probe


class FaultKind(StrEnum):
    """Reasons to switch the heater off."""

    SENSOR_LOST = "sensor_lost"
    SENSOR_JUMP = "sensor_jump"
    SENSOR_FROZEN = "sensor_frozen"
    STUCK_ON = "stuck_on"
    NO_HEAT = "no_heat"
    VIAL_MISSING = "vial_missing"
    MODEL_MISFIT = "model_misfit"
    OVER_LIMIT = "over_limit"


class Fault(NamedTuple):
    """One fault: what, after how many seconds of this run, and the figures that told it."""

    kind: FaultKind
    at_s: float
    evidence: dict[str, float]


class Facts(NamedTuple):
    """One step as the tests need it.

    ``reading_c``: offset removed, None when the sensor failed; ``duty``: applied before the reading, 0…1; ``x`` and
    ``speed_sd``: the estimate, and how surely it knows the plate's answer to power (log); ``is_settled``: the observer
    knows enough to be judged by.
    """

    dt_s: float
    reading_c: float | None
    duty: float
    outcome: Outcome
    x: list[float]
    speed_sd: float
    conductances: Conductances
    is_stirred: bool
    is_settled: bool
    plate_cap_c: float


WINDOW_S: Final = 30.0
LONGEST_WINDOW_S: Final = 120.0
_LOST_AFTER_S: Final = 10.0
_LOST_AFTER_READINGS: Final = 3
_SPEED_KNOWN_SD: Final = 0.03
_NO_GAIN: Final = -0.45
_NO_GAIN_FOR_S: Final = 20.0
_NO_CONTACT: Final = -0.7
_NO_CONTACT_FOR_S: Final = 300.0
_SURPRISES: Final = 6
_SURPRISES_WITHIN_S: Final = 900.0
_LEAST_HEAT_W: Final = 0.05
_VIAL_READINGS: Final = 12


class FaultWatch:
    """Runs all tests, one step at a time. Goes on while a fault is latched, but then only for what can get worse."""

    def __init__(self, holder: Holder) -> None:
        self.bank = FaultBank()
        self.probe = Probe()
        self.limits = PlateLimits(holder)
        self._bound = EnergyBound(holder)
        self._repetition = Repetition()
        self._now_s = 0.0
        self._silent_s = 0.0
        self._silent_readings = 0
        self._no_gain_s = 0.0
        self._no_contact_s = 0.0
        self._surprises: deque[float] = deque()
        self._full_heat_windows = 0

    def restart(self) -> None:
        """The estimate began anew: forget what was collected against the old one."""
        self.bank.stop()
        self.probe.cancel()
        self._bound.restart()
        self._repetition = Repetition()
        self._no_gain_s = self._no_contact_s = 0.0
        self._surprises.clear()
        self._full_heat_windows = 0

    def step(self, facts: Facts, *, is_latched: bool) -> Fault | None:
        """Judge one step; the first fault found, or None."""
        self._now_s += facts.dt_s
        self.probe.age(facts.dt_s)
        if self.limits.is_over:
            return self._fault(FaultKind.OVER_LIMIT, plate=facts.reading_c or 0.0)
        if not facts.is_settled:
            self._bound.restart()
            self._repetition = Repetition()
        elif self._bound.is_broken(facts.reading_c, facts.duty, facts.dt_s):
            return self._fault(FaultKind.STUCK_ON, excess=self._bound.excess_k, duty=facts.duty)
        if is_latched:
            self._hear(facts)
            self._repetition = Repetition()
            self.bank.stop()
            self.probe.cancel()
            return None
        found = self._of_sensor(facts)
        if found is None and facts.is_settled:
            found = self._of_repetition(facts) or self._of_parameters(facts) or self._of_bank(facts)
        return found

    def _fault(self, kind: FaultKind, **evidence: float) -> Fault:
        return Fault(kind, self._now_s, {name: round(value, 3) for name, value in evidence.items()})

    def _hear(self, facts: Facts) -> None:
        if facts.reading_c is None:
            self._silent_s += facts.dt_s
            self._silent_readings += 1
        else:
            self._silent_s, self._silent_readings = 0.0, 0

    def _of_sensor(self, facts: Facts) -> Fault | None:
        self._hear(facts)
        if self._silent_s > _LOST_AFTER_S and self._silent_readings >= _LOST_AFTER_READINGS:
            return self._fault(FaultKind.SENSOR_LOST, silent=self._silent_s)
        if facts.outcome.is_jump:
            return self._fault(FaultKind.SENSOR_JUMP, jump=facts.outcome.innovation_k or 0.0)
        return None

    def _of_repetition(self, facts: Facts) -> Fault | None:
        run = self._repetition
        run.step(facts.dt_s, facts.duty, facts.reading_c, facts.x, facts.conductances)
        return self._fault(FaultKind.SENSOR_FROZEN, expected_move=run.moved_k) if run.is_frozen else None

    def _of_parameters(self, facts: Facts) -> Fault | None:
        """Tests on what the observer has learned."""
        if facts.outcome.is_surprise:
            self._surprises.append(self._now_s)
        while self._surprises and self._now_s - self._surprises[0] > _SURPRISES_WITHIN_S:
            self._surprises.popleft()
        if len(self._surprises) >= _SURPRISES:
            return self._fault(FaultKind.MODEL_MISFIT, surprises=len(self._surprises))
        gain = facts.x[cov.GAIN]
        self._no_gain_s = self._no_gain_s + facts.dt_s if gain < _NO_GAIN else 0.0
        if self._no_gain_s > _NO_GAIN_FOR_S:
            return self._fault(FaultKind.NO_HEAT, log_gain=gain)
        contact = facts.x[cov.GLASS_TO_LIQUID]
        is_apart = facts.is_stirred and contact < _NO_CONTACT
        self._no_contact_s = self._no_contact_s + facts.dt_s if is_apart else 0.0
        if self._no_contact_s > _NO_CONTACT_FOR_S:
            return self._fault(FaultKind.VIAL_MISSING, log_contact=contact)
        return None

    def _of_bank(self, facts: Facts) -> Fault | None:
        bank = self.bank
        bank.advance(facts.dt_s, facts.duty)
        if facts.reading_c is not None:
            bank.see(facts.reading_c, counts=facts.outcome.is_no_spike)
        found = self._judge(facts) if bank.is_running else None
        # A window must not begin at a reading that the observer does not believe.
        if found is None and facts.reading_c is not None and facts.outcome.is_accepted and self._is_window_over():
            bank.start(facts.x, facts.conductances, facts.reading_c)
        return found

    def _is_window_over(self) -> bool:
        if self.probe.wants_window:
            self.probe.wants_window = False
            return True
        if self.probe.is_running:
            return False
        return not self.bank.is_running or self._is_window_old()

    def _is_window_old(self) -> bool:
        # On a computer that is too busy to read often a window lasts longer: few readings tell nothing.
        bank = self.bank
        has_enough = bank.seen >= READINGS or bank.age_s >= LONGEST_WINDOW_S
        return has_enough and bank.age_s >= WINDOW_S - 1e-6

    def _judge(self, facts: Facts) -> Fault | None:
        bank = self.bank
        rms_k = bank.rms_k
        if rms_k is None:
            return None
        slack_k = (0.08 if facts.speed_sd < _SPEED_KNOWN_SD else 0.25) * bank.moved_k
        if self.probe.is_conclusive:
            if rms_k > 0.5 and bank.prefers(NO_HEAT, 0.2, 0.4):
                return self._fault(FaultKind.NO_HEAT, rms=rms_k, expected_move=bank.moved_k)
        elif self._is_heat_suspect(facts, rms_k, slack_k):
            self.probe.begin(facts.duty, has_headroom=(facts.reading_c or 0.0) < facts.plate_cap_c - 12.0)
        if (
            rms_k > 1.2 + slack_k
            and bank.n >= _VIAL_READINGS
            and facts.duty > 0.02
            and bank.prefers(NO_VIAL, 0.2, 0.35)
        ):
            return self._fault(FaultKind.VIAL_MISSING, rms=rms_k, expected_move=bank.moved_k)
        if self._is_window_old() and not self.probe.is_running and not bank.is_judged:
            bank.is_judged = True
            return self._at_end_of_window(facts, rms_k, slack_k)
        return None

    def _is_heat_suspect(self, facts: Facts, rms_k: float, slack_k: float) -> bool:
        return (
            self.probe.is_allowed
            and rms_k > 0.25 + slack_k
            and heater_power_w(facts.duty) > _LEAST_HEAT_W
            and self.bank.prefers(NO_HEAT, 0.3, 0.35)
        )

    def _at_end_of_window(self, facts: Facts, rms_k: float, slack_k: float) -> Fault | None:
        if rms_k > 3.0 + 2.0 * slack_k:
            return self._fault(FaultKind.MODEL_MISFIT, rms=rms_k, expected_move=self.bank.moved_k)
        is_full = rms_k > 0.7 + slack_k and facts.duty < 0.8 and self.bank.prefers(FULL_HEAT, 0.2, 0.4)
        self._full_heat_windows = self._full_heat_windows + 1 if is_full else 0
        if self._full_heat_windows >= 2:
            return self._fault(FaultKind.MODEL_MISFIT, rms=rms_k, duty=facts.duty)
        return None
