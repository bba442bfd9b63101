"""What the volume watch says."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class VerdictKind(StrEnum):
    """What is wrong."""

    WASTE_BLOCKED = "waste_blocked"
    """Doses dilute less and less, as in a vial that fills: the waste pump does not remove what was added."""
    UNEXPECTED_INFLOW = "unexpected_inflow"
    """The culture is being diluted and nobody booked it: a pump that does not stop."""
    NOT_DELIVERED = "not_delivered"
    """A booked dose did not dilute: empty bottle, clog, air, or a pump that runs backwards."""
    PARTLY_DELIVERED = "partly_delivered"
    """Doses dilute about half as much as they used to: air in the tube, a bottle that runs dry."""
    REVERSED = "reversed"
    """Doses do not dilute and the doses of the other pump dilute more: liquid was drawn out of the vial."""
    UNVERIFIED = "unverified"
    """The readings cannot tell whether the waste pump works, and the next exchange might spill if it did not."""


class Verdict(NamedTuple):
    """One finding.

    Attributes:
        kind: what is wrong.
        pump: the pump that it is about, ``""`` for none.
        evidence: natural logarithm of the likelihood ratio against "all is well"; 0 for UNVERIFIED.
        volume_ml: what is in the vial if the verdict is right.
        since_s: when it began, in the clock of the readings.
        amount_ml: mL that were not removed, not delivered or came in unbooked since then.
    """

    kind: VerdictKind
    pump: str
    evidence: float
    volume_ml: float
    since_s: float
    amount_ml: float


class VolumeEstimate(NamedTuple):
    """The liquid in the vial, mL.

    Attributes:
        volume_ml: the best guess.
        low_ml, high_ml: 95 % interval over all suspicions that are still plausible.
        bound_ml: the largest volume that the evidence does not refute.
    """

    volume_ml: float
    low_ml: float
    high_ml: float
    bound_ml: float
