"""From the modes to the numbers that are published."""

from __future__ import annotations

import math
from collections.abc import Mapping

from pioreactor.domain.growth_rate import model
from pioreactor.domain.growth_rate.bank import ModeBank
from pioreactor.domain.growth_rate.culture_filter import CultureFilter
from pioreactor.domain.growth_rate.estimate import GrowthEstimate, GrowthEvent, GrowthEventKind
from pioreactor.domain.growth_rate.interval import NORMAL_97_5, CredibleInterval
from pioreactor.domain.growth_rate.settings import GrowthRateSettings
from pioreactor.domain.growth_rate.stored_state import numbers

MIN_GAIN = 0.1
SLOW_MIXING_S = 40.0
SLOW_MIXING_OVER_S = 35.0
SLOW_MIXING_MIN_DOSES = 3
SLOW_MIXING_BIAS = 0.08  # standard deviation of µ as a share of the dilution rate when mixing is slower than the model
MAX_LN_OD = 700.0


class Reporter:
    """Turns the state of the modes into an estimate, and remembers what publishing needs.

    Args:
        settings: of the estimator.
    """

    def __init__(self, settings: GrowthRateSettings) -> None:
        self._taus_s = settings.mixing_time_constants_s
        self._drift_per_h = settings.optical_drift_per_h
        self._interval = CredibleInterval(settings.optical_drift_per_h)
        self._n_copies = settings.smoothing_lag_min + 1
        self._copy_times_s: list[float] = []  # newest first
        self._is_mixing_slow = False

    def copied(self, now_s: float) -> None:
        """Remember that a copy of µ was made at ``now_s``."""
        self._copy_times_s = [now_s, *self._copy_times_s[: self._n_copies - 1]]

    def forget_copies(self) -> None:
        """Publish no smoothed value until there are new copies."""
        self._copy_times_s = []

    def estimate(
        self,
        culture: CultureFilter,
        *,
        offset_s: float,
        now_s: float,
        is_predicted: bool,
        smoothed_due: bool,
        events: list[GrowthEvent],
    ) -> GrowthEstimate:
        """Compose the estimate after a reading.

        Args:
            culture: what the filter knows.
            offset_s: the caller's clock minus ours, seconds.
            now_s: our time of the reading.
            is_predicted: whether the reading was missing.
            smoothed_due: whether a copy of µ was just made, so that the oldest one is due for publishing.
            events: recognised at this reading.
        """
        bank, noise = culture.bank, culture.noise
        probability = bank.probability
        overall = [
            sum(p * v for p, v in zip(probability, values, strict=True))
            for values in zip(*bank.mean[:, : model.SIZE_WITHOUT_COPIES].tolist(), strict=True)
        ]
        gains = overall[model.GAINS]
        gain = sum(gains)
        mixing_time_s = sum(g * tau_s for g, tau_s in zip(gains[1:], self._taus_s, strict=True)) / max(gain, MIN_GAIN)
        self._watch_mixing(mixing_time_s, culture.doses_verified, now_s + offset_s, events)
        extra = SLOW_MIXING_BIAS * culture.doses.dilution_rate_per_h if self._is_mixing_slow else 0.0
        rate = overall[model.RATE]
        low, high = self._interval.of(
            rate, probability, bank.mean[:, model.RATE].tolist(), bank.covariance[:, 1, 1].tolist(), extra
        )
        smoothed, half_width, smoothed_time_s = self._smoothed(bank, extra) if smoothed_due else (None, 0.0, None)
        ln_od = overall[model.LEVEL]
        return GrowthEstimate(
            time_s=now_s + offset_s,
            growth_rate_per_h=rate,
            ln_od=ln_od,
            od=math.exp(min(ln_od, MAX_LN_OD)),
            interval_low_per_h=low,
            interval_high_per_h=high,
            smoothed_growth_rate_per_h=smoothed,
            smoothed_interval_low_per_h=None if smoothed is None else smoothed - half_width,
            smoothed_interval_high_per_h=None if smoothed is None else smoothed + half_width,
            smoothed_time_s=None if smoothed_time_s is None else smoothed_time_s + offset_s,
            noise_fraction=math.sqrt(noise.single),
            noise_ratio=noise.long_run / noise.single,
            p_steady=probability[model.STEADY],
            dose_gain=gain,
            dose_mixing_time_s=mixing_time_s,
            last_dose_residual=culture.last_residual,
            down_weighted_fraction=culture.down_weighted,
            is_predicted=is_predicted,
            events=tuple(events),
        )

    def _watch_mixing(
        self, mixing_time_s: float, doses_verified: int, time_s: float, events: list[GrowthEvent]
    ) -> None:
        if self._is_mixing_slow:
            self._is_mixing_slow = mixing_time_s > SLOW_MIXING_OVER_S
        elif mixing_time_s > SLOW_MIXING_S and doses_verified >= SLOW_MIXING_MIN_DOSES:
            self._is_mixing_slow = True
            events.append(GrowthEvent(GrowthEventKind.SLOW_MIXING, time_s, mixing_time_s))

    def _smoothed(self, bank: ModeBank, extra: float) -> tuple[float | None, float, float | None]:
        """Return the oldest copy of µ, half the width of its interval, and the time it describes."""
        if len(self._copy_times_s) < self._n_copies:
            return None, 0.0, None
        probability = bank.probability
        copies = bank.mean[:, -1].tolist()
        variances = bank.covariance[:, -1, -1].tolist()
        mean = sum(p * c for p, c in zip(probability, copies, strict=True))
        variance = sum(p * (v + (c - mean) ** 2) for p, v, c in zip(probability, variances, copies, strict=True))
        half_width = NORMAL_97_5 * math.sqrt(variance + self._drift_per_h**2 + extra**2)
        return mean, half_width, self._copy_times_s[-1]

    def state(self) -> dict[str, object]:
        """Return everything needed to go on later, as JSON types."""
        return {
            "copy_times_s": list(self._copy_times_s),
            "interval_guess": [self._interval.low_guess, self._interval.high_guess],
            "is_mixing_slow": self._is_mixing_slow,
        }

    def load(self, state: Mapping[str, object]) -> None:
        """Take over what `state` returned.

        Raises:
            ValueError: the stored numbers do not fit.
        """
        self._copy_times_s = numbers(state, "copy_times_s").tolist()[: self._n_copies]
        self._interval.low_guess, self._interval.high_guess = numbers(state, "interval_guess", 2).tolist()
        self._is_mixing_slow = state.get("is_mixing_slow") is True
