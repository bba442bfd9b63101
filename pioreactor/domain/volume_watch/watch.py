"""The watch: takes doses and readings, weighs what may be wrong, and says how much liquid there may be."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from pioreactor.domain.volume_watch.book import Book, Waiting
from pioreactor.domain.volume_watch.delivery import KNOWN_GAIN_SD, DeliverySuspicions
from pioreactor.domain.volume_watch.estimating import estimate_volume
from pioreactor.domain.volume_watch.gains import MEDIA, OTHER, Gains
from pioreactor.domain.volume_watch.inflow import InflowSuspicions
from pioreactor.domain.volume_watch.level_filter import LevelFilter
from pioreactor.domain.volume_watch.settings import WatchSettings
from pioreactor.domain.volume_watch.speed_watch import CONTROL_WAIT_S, SpeedWatch
from pioreactor.domain.volume_watch.steps import StepMeter
from pioreactor.domain.volume_watch.suspicion import LEAST_VOLUME_ML, Suspicion
from pioreactor.domain.volume_watch.verdicts import Verdict, VerdictKind, VolumeEstimate
from pioreactor.domain.volume_watch.verifying import LEAST_ML, MOST_ML, QUIET_S
from pioreactor.domain.volume_watch.waste import Blocked, WasteSuspicions

MEDIA_PUMP: Final = "media"
PART_FOLLOWS_S: Final = CONTROL_WAIT_S + 15.0
"""After a pause of this length no other part of the exchange comes: the longest wait for the waste, and some mixing."""
LEARNED_GAIN_SD: Final = 0.035
TOLERANCE_ML: Final = 0.1
JUMP_EVIDENCE: Final = 12.0
_JUMP_READINGS: Final = 4
_MOVED_LN: Final = 0.4
"""No pump changes ln OD by so much between two readings: the vial or the lamp was moved."""
_LONG_GAP_H: Final = 0.5
_DISTURBED_BY_WASTE: Final = 2.0
_DEFICITS_ML: Final = (0.7, 1.5, 2.5)
_KINDS: Final = {
    0.0: VerdictKind.NOT_DELIVERED,
    0.5: VerdictKind.PARTLY_DELIVERED,
    -1.0: VerdictKind.REVERSED,
}


class VolumeWatch:
    """Follows one vial. Times in seconds of one clock that never goes back; doses and readings in order of time.

    Args:
        settings: the unit and the thresholds.
        volume_ml: what is in the vial at the start, as far as known.
        volume_sd_ml: how well that is known.
    """

    def __init__(self, settings: WatchSettings, volume_ml: float, volume_sd_ml: float = 0.4) -> None:
        self.settings = settings
        self.book = Book(settings.tube_ml, volume_ml, volume_sd_ml, settings.settling_s)
        self.waste = WasteSuspicions(settings.capacity_ml)
        self.inflow = InflowSuspicions(settings.inflow_rates_ml_per_s)
        self.deliveries = (DeliverySuspicions(MEDIA, MEDIA_PUMP), DeliverySuspicions(OTHER, "alt_media"))
        # The vial may have held less at the start than was said. Nothing is wrong then, but until it is full the
        # doses dilute less and less.
        self.underfilled = [Suspicion(0.0, -deficit) for deficit in _DEFICITS_ML]
        self.culture: LevelFilter | None = None
        self.gains = Gains()
        self.steps = StepMeter()
        self.speed = SpeedWatch()
        self._dilutions = [0.0, 0.0]
        self._is_loosened = False
        self._measured_s = 0.0
        self._read_s = 0.0
        self._odd_readings = 0
        self._dosed_since_reading = False
        self._is_unverified = False
        # Whoever doses asks before how much may flow in, and keeps to it.
        self._is_honoured = False
        self._allowed_ml = 0.0

    # --- what happened ------------------------------------------------------------------------------------------

    def add_inflow(self, time_s: float, pump: str, volume_ml: float) -> None:
        """Book an inflow ahead of its liquid. ``pump``: ``media`` or any other name; negative: a correction."""
        if self.book.must_flush(pump):
            self._flush()
        is_new_part = self.book.is_new_part or self.book.begins_exchange(time_s)
        if is_new_part:
            self._flush()
            self._weigh_speed(is_last_chance=True)
        if self.book.is_new_dose(pump):
            self._begin_dose(time_s, pump)
        if is_new_part:
            unknown_ml = 0.0 if self.book.is_at_tube else self.book.sd_ml
            self.speed.begin_part(time_s, unknown_ml, self._suspicions())
        self.book.add_inflow(time_s, pump, volume_ml)
        self.speed.meter.inflow(time_s, is_new_part=False)
        self.speed.meter.moves_until(self.book.moving_until_s)

    def add_waste(self, time_s: float, volume_ml: float) -> None:
        """Book what the waste pump had the time to remove."""
        if self.book.must_flush(""):
            self._flush()
        if not self.book.is_new_part:
            self.speed.begin_waste(time_s, self._suspicions())
        self.book.add_waste(time_s, volume_ml)
        self.speed.meter.waste(time_s)
        self.speed.meter.moves_until(self.book.moving_until_s)

    def read(self, time_s: float, ln_od: float | None) -> None:
        """Take in a reading, ``None`` for one that cannot be used. Readings while a dose mixes are left out."""
        if ln_od is None or self.book.is_mixing(time_s):
            return
        self._flush()
        if self.culture is None:
            self.culture = LevelFilter(ln_od)
            self._read_s = time_s
            return
        dt_h = (time_s - self._read_s) / 3600.0
        if dt_h <= 0.0:
            return
        culture = self.culture
        self._read_s = time_s
        culture.predict(dt_h)
        if dt_h > _LONG_GAP_H:
            culture.relevel(1.0)
        if self._has_moved(ln_od - culture.level, time_s):
            return
        doubt = _DISTURBED_BY_WASTE if time_s < self.book.waste_until_s else 1.0
        seen = culture.read(ln_od, doubt, dt_h)
        # While the waste pump runs, the next part of the same exchange may still come.
        may_go_on = time_s < self.book.moving_until_s + PART_FOLLOWS_S
        if self.steps.read(time_s, ln_od, culture.noise.lasting, may_go_on=may_go_on):
            self._measure(is_final=False)
        gain = min(1.2, max(0.5, self.gains.values[0]))
        may_jump = not self._dosed_since_reading
        self.inflow.judge(time_s, dt_h, seen, culture, self.book.volume_ml, gain, may_jump=may_jump)
        self._dosed_since_reading = False
        self._accept_jump()

    def turn(self, time_s: float, rpm: float, heater_percent: float = 0.0) -> None:
        """Take in a measured speed of the stirrer, with the duty cycle of the heater in percent."""
        if rpm <= 0.0:
            self.speed.meter.spoil()
            return
        self.speed.read(time_s, math.log(rpm), heater_percent)
        self._weigh_speed()

    def drive(self, duty_percent: float) -> None:
        """The duty cycle of the stirrer, in percent."""
        self.speed.meter.drive(duty_percent)

    def reset(self, time_s: float, volume_ml: float, volume_sd_ml: float = 0.4) -> None:
        """Somebody looked at the vial and put it right: ``volume_ml`` is in it and everything works."""
        self._flush()
        self.book.tell(volume_ml, volume_sd_ml)
        self.waste.clear()
        self._is_unverified = False
        for delivery in self.deliveries:
            delivery.restart(time_s)
        self.underfilled = []
        self.speed.forget()
        self.distrust(time_s)

    def tell(self, volume_ml: float, volume_sd_ml: float = 0.4) -> None:
        """Somebody says what is in the vial now, as book-keeping; what is suspected of the pumps stays suspected."""
        self._flush()
        self.book.tell(volume_ml, volume_sd_ml)

    def set_tube(self, tube_ml: float) -> None:
        """The waste tube ends at another level."""
        self._flush()
        self.book.tube_ml = tube_ml

    def answers_straight_below(self, ln_od: float) -> None:
        """The photodiode that is read answers in proportion to the culture below ``ln_od``; infinite: everywhere."""
        self.gains.bent_from = ln_od

    def distrust(self, time_s: float) -> None:
        """Readings before now cannot be compared with those to come: lamp, vial or sensor changed, or liquid moved."""
        self._flush()
        self.steps.spoil()
        self.inflow.restart(time_s)
        if self.culture is not None:
            self.culture.relevel(1.0)

    # --- what it means ------------------------------------------------------------------------------------------

    def verdicts(self) -> list[Verdict]:
        """What is wrong now, as far as known."""
        self._flush()
        found = [self._blocked_verdict(), self._inflow_verdict(), *self._delivery_verdicts()]
        verdicts = [verdict for verdict in found if verdict is not None]
        if not verdicts and self._is_unverified:
            bound = self.bound_ml()
            added = bound - self.book.volume_ml
            verdicts.append(Verdict(VerdictKind.UNVERIFIED, "", 0.0, bound, self.book.time_s, added))
        return verdicts

    def bound_ml(self) -> float:
        """The largest volume that the evidence does not refute: all that was added since the waste was seen to work."""
        self._flush()
        return self.waste.bound_ml(self.book.volume_ml, self.settings.refuted_deviations)

    def estimate_of_books(self) -> float:
        """The volume if everything works, mL: what the booked doses alone make it."""
        self._flush()
        return self.book.volume_ml

    def estimate(self) -> VolumeEstimate:
        """The volume with its interval."""
        self._flush()
        others = [(suspicion.evidence, suspicion.excess_ml) for suspicion in self._others()]
        others += [(flow.evidence, flow.excess_ml) for flow in self.inflow.flows]
        return estimate_volume(self.book, self.waste, others, self.settings)

    def verifying_ml(self) -> float | None:
        """How large an exchange may be that shows whether the waste works; None where none is needed now.

        Wanted is one exchange of this size, with minutes of quiet before and after it.
        """
        self._flush()
        excess = self.bound_ml() - self.book.volume_ml
        # The first doses tell how strongly doses show here; later ones are compared with them.
        is_learning = self.culture is not None and self.gains.sd(MEDIA) > LEARNED_GAIN_SD
        if excess < self.settings.verify_from_ml and (not is_learning or self.speed.gain.is_proven):
            return None
        return max(0.0, min(MOST_ML, self._room_ml(excess)))

    def room_ml(self) -> float:
        """What may be booked to flow in, with its waste, before the vial could spill if the waste did not work."""
        return max(0.0, self._room_ml(self.bound_ml() - self.book.volume_ml))

    def _room_ml(self, excess_ml: float) -> float:
        settings, book = self.settings, self.book
        # What is above the tube now belongs to the exchange under way and must not count twice.
        level = min(book.volume_ml, book.tube_ml)
        # Pumps may move more than they are booked for.
        return (settings.capacity_ml - settings.spare_ml - level) / (1.0 + settings.pump_error) - excess_ml

    def _may_spill(self, excess_ml: float) -> bool:
        """Whether an exchange, the one under way or the next, could spill if there were so much too much."""
        expected = LEAST_ML if self._is_honoured else self.book.exchange_ml(self._read_s)
        return self._room_ml(excess_ml) < max(LEAST_ML, expected)

    def _suspicions(self) -> Iterator[Suspicion]:
        yield from self.waste
        yield from self._others()

    def _others(self) -> Iterator[Suspicion]:
        for delivery in self.deliveries:
            yield from delivery
        yield from self.underfilled

    def _blocked_verdict(self) -> Verdict | None:
        # Where something harmless explains as much, the waste is not to blame.
        rivals = [*self.underfilled, *(s for delivery in self.deliveries for s in (delivery.nothing, delivery.half))]
        innocent = max(0.0, max(s.evidence for s in rivals))
        least = innocent + min(self.settings.blocked_evidence, self.settings.blocked_evidence_urgent)
        guilty = [s for s in self.waste if s.evidence >= least and s.evidence - innocent >= self._needed(s)]
        worst = max(guilty, key=lambda s: s.evidence, default=None)
        if worst is None:
            return None
        volume = self.book.volume_ml + worst.excess_ml
        return Verdict(VerdictKind.WASTE_BLOCKED, "", worst.evidence, volume, worst.since_s, worst.excess_ml)

    def _needed(self, suspicion: Blocked) -> float:
        """Evidence that is enough: less where the next exchange could spill, by what a healthy vial would show."""
        settings = self.settings
        if not self._may_spill(suspicion.excess_ml):
            return settings.blocked_evidence
        telling = suspicion.information
        enough = settings.urgent_deviations * math.sqrt(telling) - 0.5 * telling
        return min(settings.blocked_evidence, max(settings.blocked_evidence_urgent, enough))

    def _inflow_verdict(self) -> Verdict | None:
        evidence = self.inflow.most_evidence()
        if evidence < self.settings.inflow_evidence:
            return None
        flow, beyond = self.inflow.likeliest_flow()
        if beyond < self.settings.inflow_beyond:
            return None
        volume = self.book.volume_ml + flow.excess_ml
        return Verdict(VerdictKind.UNEXPECTED_INFLOW, "", evidence, volume, flow.since_s, flow.excess_ml)

    def _delivery_verdicts(self) -> Iterator[Verdict]:
        for delivery in self.deliveries:
            worst = delivery.likeliest()
            if worst.evidence >= self.settings.delivery_evidence:
                volume = max(0.0, self.book.volume_ml + worst.excess_ml)
                yield Verdict(
                    _KINDS[worst.share], delivery.name, worst.evidence, volume, worst.since_s, worst.missing_ml
                )

    # --- inside -------------------------------------------------------------------------------------------------

    def _begin_dose(self, time_s: float, pump: str) -> None:
        if pump != MEDIA_PUMP:
            self.deliveries[OTHER].name = pump
        if not self.book.begins_exchange(time_s):
            self.steps.interrupt()
            return
        self._flush()
        self._is_honoured = self.book.exchange_ml(time_s) <= self._allowed_ml + TOLERANCE_ML
        self._allowed_ml = self.room_ml()
        noise = self.culture.noise.lasting if self.culture is not None else 0.0
        self.steps.close(noise)
        self._measure(is_final=True)
        self.steps.begin(time_s, noise)
        self._dilutions = [0.0, 0.0]
        self._is_loosened = False
        for suspicion in (*self.waste, *self.underfilled):
            suspicion.begin_exchange()
        for delivery in self.deliveries:
            delivery.begin_exchange(time_s)

    def _measure(self, *, is_final: bool) -> None:
        """Compare the last exchange with what it should have done, if that can be told.

        Whether anything is verified is decided here; ``is_final``: the last exchange has said what it can say.
        """
        self._weigh_step(is_final=is_final)
        self._settle_doubt(is_final=is_final)

    def _settle_doubt(self, *, is_final: bool) -> None:
        excess = self.bound_ml() - self.book.volume_ml
        if not self._may_spill(excess):
            self._is_unverified = False
        elif is_final or self._read_s - self.book.moving_until_s > QUIET_S:
            self._is_unverified = True

    def _weigh_speed(self, *, is_last_chance: bool = False) -> None:
        """Let what the stirrer felt count, once for each part of an exchange."""
        blamed = [s for delivery in self.deliveries for s in delivery]
        self._flush()
        if self.speed.judge([*self.waste, *self.underfilled], blamed, is_last_chance=is_last_chance):
            self.waste.drop_refuted()
            self._settle_doubt(is_final=False)

    def _weigh_step(self, *, is_final: bool) -> None:
        step = self.steps.measure()
        media, other = self._dilutions
        if step is None or media + other <= 0.0:
            return
        gains = self.gains
        if not self._is_loosened:
            gains.loosen(step.level, max(0.0, self.book.time_s - self._measured_s) / 3600.0)
            self._measured_s, self._is_loosened = self.book.time_s, True
        is_known = all(gains.sd(pump) < KNOWN_GAIN_SD for pump in (MEDIA, OTHER) if self._dilutions[pump])
        seen = gains.compare((media, other), step)
        for suspicion in (*self.waste, *self.underfilled):
            suspicion.judge(seen, is_final=is_final)
        if is_known:
            for delivery in self.deliveries:
                for undelivered in delivery:
                    undelivered.judge(seen, is_final=is_final)
        if is_final:
            gains.take(seen)
            self.waste.drop_refuted()

    def _flush(self) -> None:
        """Let what was booked since the last reading have its effect."""
        waiting = self.book.take()
        if waiting is None:
            return
        if waiting.pump:
            self._dose(waiting)
        else:
            self._remove(waiting)

    def _remove(self, waiting: Waiting) -> None:
        removed = self.book.remove(waiting.volume_ml)
        self.speed.removed(removed)
        self.waste.remove(waiting.time_s, removed, self.book.volume_ml)
        for delivery in self.deliveries:
            delivery.remove(removed)
        self.inflow.remove(waiting.volume_ml - removed)
        for suspicion in self.underfilled:
            suspicion.excess_ml = min(0.0, suspicion.excess_ml + removed)

    def _dose(self, waiting: Waiting) -> None:
        volume_ml, dose_ml = self.book.volume_ml, waiting.volume_ml
        self.speed.poured(dose_ml)
        pump = MEDIA if waiting.pump == MEDIA_PUMP else OTHER
        dilution = math.log1p(max(-0.9, dose_ml / max(LEAST_VOLUME_ML, volume_ml)))
        self._dilutions[pump] += dilution
        self._dosed_since_reading = True
        for suspicion in (*self.waste, *self.underfilled):
            suspicion.dose(pump, volume_ml, dose_ml, dilution)
        for delivery in self.deliveries:
            delivery.dose(pump, volume_ml, dose_ml, dilution)
        if self.culture is not None:
            self.culture.dose(self.gains.values[pump] * dilution)
        self.book.pour(dose_ml)

    def _has_moved(self, error: float, time_s: float) -> bool:
        """Whether a reading is so far off that no liquid explains it; the second in a row is the new level."""
        culture = self.culture
        assert culture is not None
        if abs(error) < max(_MOVED_LN, 4.0 * culture.level_sd):
            self._odd_readings = 0
            return False
        self._odd_readings += 1
        if self._odd_readings >= 2:
            self._odd_readings = 0
            culture.shift(error, 0.0)
            culture.relevel(0.05)
            self.steps.spoil()
            self.inflow.restart(time_s)
        return True

    def _accept_jump(self) -> None:
        jump = self.inflow.likeliest_jump(at_least=JUMP_EVIDENCE)
        if jump is None or jump.readings < _JUMP_READINGS:
            return
        if jump.evidence > self.inflow.likeliest_flow()[0].evidence + 3.0:
            assert self.culture is not None
            self.inflow.accept(jump, self.culture)
            self.steps.spoil()
