"""Several sensors fused into one ln reading, before the filter and against its own prediction."""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import median

from pioreactor.domain.growth_rate.noise import CLIP_LOSS, START_VARIANCE, VARIANCE_FLOOR, learning_rate
from pioreactor.domain.growth_rate.stored_state import number, section

OFFSET_MEMORY_S = 1800.0
FAR_OFF_DEVIATIONS = 4.0


class SensorFusion:
    """Keeps an offset and a noise variance per sensor.

    Slow disagreement of a sensor goes into its offset, so that the fused level does not move; a sensor that drops out
    or returns makes no jump.
    """

    def __init__(self) -> None:
        self._offsets: dict[str, float] = {}
        self._variances: dict[str, float] = {}
        self._counts: dict[str, int] = {}

    def reset_offsets(self) -> None:
        """Find the offsets anew from the next reading: light source, blank, calibration, vial or sensors changed."""
        self._offsets.clear()

    def fuse(self, logs: Mapping[str, float], predicted: float | None) -> tuple[float, dict[str, float]]:
        """Combine one reading of each sensor present.

        Args:
            logs: ln reading per sensor label, at least one, finite.
            predicted: ln reading the filter expects, or ``None`` when it expects nothing yet.

        Returns:
            The fused ln reading and the weights of the sensors used, adding up to 1.
        """
        self._meet(logs, predicted)
        levels = {label: z - self._offsets[label] for label, z in logs.items()}
        if len(levels) == 1:
            return next(iter(levels.values())), dict.fromkeys(levels, 1.0)
        used = self._without_far_off(levels) if len(levels) >= 3 else levels
        weights = {label: 1.0 / self._variances[label] for label in used}
        total = sum(weights.values())
        weights = {label: w / total for label, w in weights.items()}
        return sum(w * levels[label] for label, w in weights.items()), weights

    def _meet(self, logs: Mapping[str, float], predicted: float | None) -> None:
        """Give a new sensor the offset that puts it where the known ones are."""
        new = [label for label in logs if label not in self._offsets]
        if not new:
            return
        known = [z - self._offsets[label] for label, z in logs.items() if label in self._offsets]
        if known:
            level = median(known)
        elif self._offsets and predicted is not None:
            level = predicted
        else:
            level = sum(logs.values()) / len(logs)
        for label in new:
            self._offsets[label] = logs[label] - level
            self._variances.setdefault(label, START_VARIANCE)
            self._counts.setdefault(label, 0)

    def _without_far_off(self, levels: dict[str, float]) -> dict[str, float]:
        middle = median(levels.values())
        near = {
            label: level
            for label, level in levels.items()
            if abs(level - middle) <= FAR_OFF_DEVIATIONS * math.sqrt(self._variances[label])
        }
        return near or levels

    def learn(
        self,
        logs: Mapping[str, float],
        weights: Mapping[str, float],
        predicted: float,
        prediction_variance: float,
        dt_s: float,
        learn_noise: bool,
    ) -> None:
        """Learn offsets and noise from one reading.

        The noise is measured against the prediction, not against the fused value: a sensor would then take all weight.

        Args:
            logs: ln reading per sensor.
            weights: as `fuse` returned them.
            predicted: ln reading the filter expected.
            prediction_variance: of ``predicted``, ln OD².
            dt_s: time since the last reading, seconds.
            learn_noise: False for readings that say nothing about the noise (disturbed, mixing, odd).
        """
        if len(self._offsets) < 2:
            return
        errors = {label: z - self._offsets[label] - predicted for label, z in logs.items()}
        common = sum(w * errors[label] for label, w in weights.items())
        share = 1.0 - math.exp(-dt_s / OFFSET_MEMORY_S)
        for label, error in errors.items():
            if len(errors) > 1:
                self._offsets[label] += share * (error - common)
            if learn_noise:
                self._learn_variance(label, error, prediction_variance, dt_s)

    def _learn_variance(self, label: str, error: float, prediction_variance: float, dt_s: float) -> None:
        variance = self._variances[label]
        spread = math.sqrt(variance + prediction_variance)
        noise = min(max(error, -3.0 * spread), 3.0 * spread) * math.sqrt(variance) / spread
        alpha = learning_rate(dt_s, self._counts[label])
        self._counts[label] += 1
        self._variances[label] = max(variance + alpha * (CLIP_LOSS * noise * noise - variance), VARIANCE_FLOOR)

    def state(self) -> dict[str, object]:
        """Return everything needed to go on later, as JSON types."""
        return {
            label: {"offset": self._offsets.get(label), "variance": variance, "count": self._counts[label]}
            for label, variance in self._variances.items()
        }

    def load(self, state: Mapping[str, object]) -> None:
        """Take over what `state` returned.

        Raises:
            ValueError: the stored numbers do not fit.
        """
        for label in state:
            stored = section(state, label)
            if stored.get("offset") is not None:
                self._offsets[label] = number(stored, "offset")
            self._variances[label] = number(stored, "variance", VARIANCE_FLOOR)
            self._counts[label] = int(number(stored, "count", 0))
