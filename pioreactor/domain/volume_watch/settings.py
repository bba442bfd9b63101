"""What the volume watch needs to know about a unit, and the figures that decide how soon it speaks."""

from __future__ import annotations

from msgspec import Struct


class WatchSettings(Struct, frozen=True):
    """Volumes in mL, times in seconds, evidence in natural logarithms of likelihood ratios.

    The thresholds come from the budget of false alarms (docs/volume-watch.md): by Markov's inequality a healthy unit
    passes evidence T in a share of at most exp(-T) of all independent trials.

    Attributes:
        tube_ml: level of the waste tube; a working waste pump never lets the liquid stand above it for long.
        capacity_ml: what the vial holds before it spills.
        blocked_evidence: needed to call the waste blocked while there is room.
        blocked_evidence_urgent, urgent_deviations: needed where the next exchange could spill if it were true: what a
            healthy vial shows by chance only beyond so many standard deviations, but at least the first.
        delivery_evidence: needed to say that a dose did not arrive.
        inflow_evidence: needed to say that liquid flows in that nobody booked.
        inflow_beyond: of which a jump of the signal, or the end of growth, must leave so much unexplained.
        refuted_deviations: a suspicion is refuted, and limits the volume no longer, when what it lets expect lies so
            many standard deviations above what is seen: 3.3 refutes one that is right in 0.05 % of all trials.
        spare_ml: room that is never used in plans: the level of the tube is read by eye.
        pump_error: relative; by so much a pump may move more than it is booked for, twice the error of a calibration.
        verify_from_ml: liquid above the tube that is not refuted, from which on an exchange that tells is asked for.
        settling_s: after an inflow, until a reading shows the mixed liquid.
        inflow_rates_ml_per_s: flows that are looked for: a leaking valve, a pump on 5 V and one on 12 V.
    """

    tube_ml: float = 15.0
    capacity_ml: float = 20.0
    blocked_evidence: float = 11.0
    blocked_evidence_urgent: float = 1.0
    urgent_deviations: float = 3.9
    delivery_evidence: float = 12.0
    inflow_evidence: float = 14.0
    inflow_beyond: float = 4.0
    refuted_deviations: float = 3.3
    spare_ml: float = 0.5
    pump_error: float = 0.1
    verify_from_ml: float = 1.5
    settling_s: float = 15.0
    inflow_rates_ml_per_s: tuple[float, ...] = (0.012, 0.03, 0.09)

    def __post_init__(self) -> None:
        if not 0.0 < self.tube_ml < self.capacity_ml:
            raise ValueError(
                f"The tube's level ({self.tube_ml} mL) must lie between 0 and the capacity ({self.capacity_ml} mL)."
            )
