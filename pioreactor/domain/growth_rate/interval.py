"""The 95 % interval of µ: quantiles of the mixture that the three modes form."""

from __future__ import annotations

import math
from collections.abc import Sequence

HEDGE_POWER = 0.65  # a filter bank is over-confident at the start of a slow ramp; probabilities are flattened by this
TAIL = 0.025
NORMAL_97_5 = 1.96
_TOLERANCE = 1e-7
_SQRT_HALF = math.sqrt(0.5)
_DENSITY_FACTOR = 1.0 / math.sqrt(2.0 * math.pi)


def mixture_quantile(
    level: float, weights: Sequence[float], means: Sequence[float], deviations: Sequence[float], guess: float
) -> float:
    """Find the value below which a mixture of normal distributions has the probability ``level``.

    Newton steps, replaced by bisection whenever one leaves the bracket.

    Args:
        level: probability, within (0, 1).
        weights: one per component, positive, adding up to 1.
        means, deviations: of the components; deviations positive, same unit as the result.
        guess: where to start, for instance the last result; any finite number.

    Returns:
        The quantile, to 1e-7 or better.
    """
    low = min(m - 9.0 * d for m, d in zip(means, deviations, strict=True))
    high = max(m + 9.0 * d for m, d in zip(means, deviations, strict=True))
    components = tuple(zip(weights, means, [1.0 / d for d in deviations], strict=True))
    x = guess if low < guess < high else 0.5 * (low + high)
    for _ in range(80):
        excess = -level
        density = 0.0
        for weight, mean, inverse in components:
            u = (x - mean) * inverse
            excess += 0.5 * weight * math.erfc(-u * _SQRT_HALF)
            density += weight * inverse * math.exp(-0.5 * u * u)
        if excess < 0.0:
            low = x
        else:
            high = x
        density *= _DENSITY_FACTOR
        step = excess / density if density > 1e-12 else math.inf
        following = x - step
        if not low < following < high:
            following = 0.5 * (low + high)
        if abs(following - x) < _TOLERANCE:
            return following
        x = following
    return x


class CredibleInterval:
    """The 95 % interval of µ, with the allowance for optical drift.

    Args:
        optical_drift_per_h: standard deviation allowed for drift of the signal, 1/h.
    """

    def __init__(self, optical_drift_per_h: float) -> None:
        self.drift_per_h = optical_drift_per_h
        self.low_guess = -1.0
        self.high_guess = 1.0

    def of(
        self,
        mean: float,
        probabilities: Sequence[float],
        means: Sequence[float],
        variances: Sequence[float],
        extra_deviation: float = 0.0,
    ) -> tuple[float, float]:
        """Return the lower and upper end, 1/h.

        Args:
            mean: the published µ, 1/h.
            probabilities, means, variances: one per mode; µ in 1/h, variances in 1/h².
            extra_deviation: further standard deviation to allow for, 1/h.
        """
        hedged = [p**HEDGE_POWER for p in probabilities]
        total = sum(hedged)
        weights = [h / total for h in hedged]
        deviations = [math.sqrt(v) for v in variances]
        self.low_guess = mixture_quantile(TAIL, weights, means, deviations, self.low_guess)
        self.high_guess = mixture_quantile(1.0 - TAIL, weights, means, deviations, self.high_guess)
        allowance = NORMAL_97_5**2 * (self.drift_per_h**2 + extra_deviation**2)
        return (
            mean - math.sqrt((mean - self.low_guess) ** 2 + allowance),
            mean + math.sqrt((self.high_guess - mean) ** 2 + allowance),
        )
