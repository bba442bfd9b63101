"""What the estimator publishes: one estimate per reading, and the odd events it recognised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NO_SIGNAL_NOISE_FRACTION = 0.2


class GrowthEventKind(StrEnum):
    """Things the estimator recognised in the readings and reports once."""

    DOSE_MISMATCH = "dose_mismatch"  # a booked dose did not do what was booked: air, clog, empty bottle, back-flow
    LEVEL_SHIFT = "level_shift"  # the signal moved by itself: bubble, hand sampling, moved vial, undeclared dilution
    SLOW_MIXING = "slow_mixing"  # learned mixing time above 40 s: stirring is off or too slow
    RESUMED_AFTER_GAP = "resumed_after_gap"  # more than two hours without a reading: level taken from the next one
    RESTARTED = "restarted"  # numbers were no longer finite: started afresh from the last reading


@dataclass(frozen=True, slots=True)
class GrowthEvent:
    """One recognised event.

    Attributes:
        kind: what was recognised.
        time_s: time stamp of the reading at which it was recognised, same clock as the readings.
        size: how large. ln OD for ``dose_mismatch`` (positive: less dilution than booked) and ``level_shift``;
            seconds for ``slow_mixing`` (mixing time) and ``resumed_after_gap`` (length of the gap); 0 otherwise.
    """

    kind: GrowthEventKind
    time_s: float
    size: float


@dataclass(frozen=True, slots=True)
class GrowthEstimate:
    """The state of growth after one reading.

    Attributes:
        time_s: time stamp of the reading, same clock as the readings.
        growth_rate_per_h: µ, 1/h.
        ln_od: natural logarithm of the *well-mixed* OD, in the units of the readings (fused, not normalised). It
            already contains a dose that is still mixing.
        od: exp(ln_od); divide by the normalisation factor to publish ``od_filtered``.
        interval_low_per_h, interval_high_per_h: 95 % interval of µ, allowance for optical drift included, 1/h.
        smoothed_growth_rate_per_h: µ as it was at ``smoothed_time_s``, known better by now; ``None`` except once a
            minute.
        smoothed_interval_low_per_h, smoothed_interval_high_per_h: 95 % interval of the smoothed value, 1/h.
        smoothed_time_s: the time the smoothed value describes, same clock as the readings.
        noise_fraction: standard deviation of single readings, as a fraction of the signal.
        noise_ratio: low-frequency noise variance over single-reading variance (0.7–15); 1 is white noise.
        p_steady: probability that growth is steady, 0–1.
        dose_gain: effective over booked dilution, ideally 1. Outside 0.7–1.4 the pump calibration deserves a look.
        dose_mixing_time_s: learned mixing time of doses, seconds.
        last_dose_residual: unexplained ln OD at the end of the last verified dose; ``None`` before the first.
        down_weighted_fraction: share of recent readings (20 min) that counted less than half, 0–1.
        is_predicted: the reading was missing, so this is the prediction.
        events: what was recognised at this reading, oldest first.
    """

    time_s: float
    growth_rate_per_h: float
    ln_od: float
    od: float
    interval_low_per_h: float
    interval_high_per_h: float
    smoothed_growth_rate_per_h: float | None
    smoothed_interval_low_per_h: float | None
    smoothed_interval_high_per_h: float | None
    smoothed_time_s: float | None
    noise_fraction: float
    noise_ratio: float
    p_steady: float
    dose_gain: float
    dose_mixing_time_s: float
    last_dose_residual: float | None
    down_weighted_fraction: float
    is_predicted: bool
    events: tuple[GrowthEvent, ...]

    @property
    def uncertainty_per_h(self) -> float:
        """One standard uncertainty of µ for controllers that need one number, 1/h."""
        return (self.interval_high_per_h - self.interval_low_per_h) / 3.92

    @property
    def has_signal(self) -> bool:
        """False when the noise exceeds 20 % of the signal, as near the blank; µ then means nothing."""
        return self.noise_fraction <= NO_SIGNAL_NOISE_FRACTION
