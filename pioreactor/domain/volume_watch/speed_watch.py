"""What the stirrer feels of each part of an exchange, as evidence for and against everything that may be wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pioreactor.domain.volume_watch.speed_gain import (
    LEVEL_SD_ML,
    QUIET_DRIFTS,
    WAIT_DRIFTS,
    Moved,
    SpeedGain,
    SpeedView,
)
from pioreactor.domain.volume_watch.speed_meter import Felt, SpeedMeter, SpeedStep
from pioreactor.domain.volume_watch.suspicion import Suspicion

HEARD_WITHIN_S: Final = 120.0
SHORT_WAIT_S: Final = 12.0
CONTROL_WAIT_S: Final = 60.0
WAITING_KEPT: Final = 12
Share = tuple[Suspicion, float, float]
"""What may be wrong, and what of a part then was missing and what stayed, mL."""


class SpeedWatch:
    """Follows speed, drive and parts of exchanges. Times in seconds, volumes in mL."""

    def __init__(self) -> None:
        self.meter = SpeedMeter()
        self.gain = SpeedGain()
        self._inflow_ml = self._waste_ml = 0.0
        self._level_sd_ml = LEVEL_SD_ML
        self._waiting: list[tuple[SpeedView, list[Share]]] = []

    def forget(self) -> None:
        """Somebody has looked: what was measured before says nothing of what comes."""
        self.meter.spoil()
        self._waiting = []

    def begin_part(self, time_s: float, level_sd_ml: float, suspicions: Iterable[Suspicion]) -> None:
        """An inflow begins, and with it a part; ``level_sd_ml``: how well it is known that the vial is full."""
        self._inflow_ml = self._waste_ml = 0.0
        self._level_sd_ml = max(LEVEL_SD_ML, level_sd_ml)
        for suspicion in suspicions:
            suspicion.begin_part()
        self.meter.inflow(time_s, is_new_part=True)

    def begin_waste(self, time_s: float, suspicions: Iterable[Suspicion]) -> None:
        """The waste of the part begins."""
        for suspicion in suspicions:
            suspicion.begin_waste()
        self.meter.waste(time_s)

    def poured(self, volume_ml: float) -> None:
        """So much was booked to flow in."""
        self._inflow_ml += volume_ml

    def removed(self, volume_ml: float) -> None:
        """A healthy waste pump has removed so much."""
        self._waste_ml += volume_ml

    def read(self, time_s: float, ln_rpm: float, heater_percent: float) -> None:
        """Take in a measurement."""
        self.meter.read(Felt(time_s, ln_rpm, heater_percent))

    def wait_s(self, time_s: float) -> float:
        """How long it should be quiet between an inflow and its waste, so that both are felt; 0 while no speed is
        heard."""
        if time_s - self.meter.last_read_s > HEARD_WITHIN_S:
            return 0.0
        return CONTROL_WAIT_S if self.gain.wants_control else SHORT_WAIT_S

    def judge(
        self, waste: Iterable[Suspicion], deliveries: Iterable[Suspicion], *, is_last_chance: bool = False
    ) -> bool:
        """Weigh the part that is over, once, when enough is known of it; True when anything was learned."""
        step = self.meter.take(is_last_chance=is_last_chance)
        if step is None or self._inflow_ml <= 0.0:
            return False
        gain = self.gain
        view = gain.view(step, Moved(self._inflow_ml, self._waste_ml, self._level_sd_ml))
        of_waste, of_doses = _shares(waste), _shares(deliveries)
        was_proven = gain.is_proven
        weighed = self._weigh(view, of_waste) if was_proven else []
        blamed = self._weigh(view, of_doses) if was_proven else []
        self._learn_quiet(step)
        # Where less came in than was booked, nothing is known of what should have gone out.
        as_booked = gain.learn(view, step.wait)
        for suspicion, evidence, information in blamed + (weighed if as_booked else []):
            suspicion.weigh(evidence, information)
        if was_proven:
            return True
        self._waiting = [*self._waiting[1 - WAITING_KEPT :], (view, of_waste)] if as_booked else self._waiting
        if gain.is_proven:
            self._catch_up()
        return True

    def _catch_up(self) -> None:
        """The stirrer is known now, so the parts that it was learned from tell what their waste did."""
        for view, of_waste in self._waiting:
            for suspicion, evidence, information in self._weigh(view, of_waste):
                suspicion.weigh(evidence, information)
        self._waiting = []

    def _weigh(self, view: SpeedView, shares: list[Share]) -> list[tuple[Suspicion, float, float]]:
        return [(s, *self.gain.evidence(view, missed, stayed)) for s, missed, stayed in shares]

    def _learn_quiet(self, step: SpeedStep) -> None:
        if step.quiet is not None:
            self.gain.learn_quiet(step.quiet, QUIET_DRIFTS)
        if step.wait is not None:
            self.gain.learn_quiet(step.wait, WAIT_DRIFTS)


def _shares(suspicions: Iterable[Suspicion]) -> list[Share]:
    return [(suspicion, suspicion.missed_ml, suspicion.stayed_ml) for suspicion in suspicions]
