"""One thing that may be wrong with the volume, and the evidence for it.

As in :mod:`inflow`, a suspicion runs no filter of its own: it follows the error of the healthy vial's gains.
"""

from __future__ import annotations

import math
from typing import Final

from pioreactor.domain.volume_watch.gains import T_FREEDOM, Surprise

LEAST_VOLUME_ML: Final = 0.5
REFUTED_BELOW: Final = -1.0
"""However much was to be learned: what explains the readings as well as "healthy" does is not refuted."""


class Suspicion:
    """``excess_ml``: more liquid than in a healthy vial. ``evidence``: ln of the likelihood ratio against "healthy".

    The last exchange is judged anew while more is learned about it, and for good when the next one begins.
    ``information``: what that ratio could tell, Σ(difference/σ)²: healthy, the evidence is about −½ of it; if the
    suspicion is right, +½. ``since_s``: when it would have begun.
    """

    __slots__ = (
        "_at_part_ml",
        "_at_waste_ml",
        "_dilutions",
        "_errors",
        "_is_dosing",
        "_settled",
        "evidence",
        "excess_ml",
        "information",
        "since_s",
    )

    def __init__(self, since_s: float, excess_ml: float = 0.0) -> None:
        self.restart(since_s)
        self.excess_ml = self._at_part_ml = self._at_waste_ml = excess_ml

    def restart(self, since_s: float) -> None:
        """Begin anew: nothing speaks for it so far."""
        self._errors = [0.0, 0.0]
        self._dilutions = [0.0, 0.0]
        self._is_dosing = False
        self.evidence = self.information = self.excess_ml = 0.0
        self._at_part_ml = self._at_waste_ml = 0.0
        self._settled = (0.0, 0.0)
        self.since_s = since_s

    def begin_exchange(self) -> None:
        """An exchange begins; what was judged of the one before stands."""
        self._dilutions = [0.0, 0.0]
        self._is_dosing = True
        self._settled = (self.evidence, self.information)

    def dose(self, pump: int, volume_ml: float, dose_ml: float, dilution: float, share: float = 1.0) -> None:
        """``dose_ml`` were booked, as ``dilution``, into ``volume_ml`` of a healthy vial; ``share`` of it came."""
        volume = max(LEAST_VOLUME_ML, volume_ml + self.excess_ml)
        if not self.excess_ml and share == 1.0:
            self._dilutions[pump] += dilution
        elif share > 0.0:
            self._dilutions[pump] += math.log1p(max(-0.9, share * dose_ml / volume))
        self.excess_ml += (share - 1.0) * dose_ml

    def is_refuted(self, deviations: float) -> bool:
        """Whether, if it were right, so little would speak for it only beyond so many standard deviations."""
        told = self.information
        return self.evidence < min(0.5 * told - deviations * math.sqrt(told), REFUTED_BELOW)

    def begin_part(self) -> None:
        """A part of an exchange begins: one inflow, and the waste that follows it."""
        self._at_part_ml = self._at_waste_ml = self.excess_ml

    def begin_waste(self) -> None:
        """The waste of this part begins."""
        self._at_waste_ml = self.excess_ml

    @property
    def stayed_ml(self) -> float:
        """What the waste of this part should have removed and did not, mL."""
        return self.excess_ml - self._at_waste_ml

    @property
    def missed_ml(self) -> float:
        """What should have flowed in with this part and did not, mL."""
        return self._at_part_ml - self._at_waste_ml

    def weigh(self, evidence: float, information: float) -> None:
        """Count what something else than the optics says."""
        self.evidence += evidence
        self.information += information
        self._settled = (self._settled[0] + evidence, self._settled[1] + information)

    def judge(self, seen: Surprise, *, is_final: bool) -> None:
        """Compare with the step of the exchange. ``is_final``: no more will be learned about it."""
        # One that arose in the middle of an exchange does not know all of it.
        if not self._is_dosing:
            return
        rho = 0.0
        for pump in (0, 1):
            gain = seen.expected_gains[pump]
            rho += (gain + self._errors[pump]) * self._dilutions[pump] - gain * seen.dilutions[pump]
        evidence, information = self._settled
        if rho != 0.0:
            error, scale = seen.error, T_FREEDOM * seen.variance
            left = error - rho
            evidence += 0.5 * (T_FREEDOM + 1.0) * math.log((scale + error * error) / (scale + left * left))
            information += rho * rho / seen.variance
        self.evidence, self.information = evidence, information
        if is_final:
            self._is_dosing = False
            self._settled = (evidence, information)
            self._errors[0] -= seen.k[0] * rho
            self._errors[1] -= seen.k[1] * rho
