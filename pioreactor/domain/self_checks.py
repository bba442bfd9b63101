"""What the readings of a self-test say. Pure arithmetic; who measured, and how, is elsewhere."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from pioreactor.domain.rotation import median
from pioreactor.types import PdAngle, PdChannel

LIT_ABOVE_V: Final = 50e-6
"""Less than this above the dark signal is no light at all; clear medium gives 0.4 mV and more."""
CLEAR_VIAL_LIMIT_V: Final[Mapping[str, float]] = {"45": 0.150, "90": 0.035, "135": 0.150}
"""Highest signal of a vial with water, by angle. 180° looks straight at the lamp and has no limit.

At 45° the glass reflects: 0.034 V with 47 % of spread between healthy units, so the limit lies four times above that.
"""


def correlation(x: Sequence[float], y: Sequence[float]) -> float:
    """Pearson's r of two series of equal length; 0 where one of them does not change."""
    mean_x, mean_y = math.fsum(x) / len(x), math.fsum(y) / len(y)
    dx, dy = [v - mean_x for v in x], [v - mean_y for v in y]
    product = math.fsum(v * v for v in dx) * math.fsum(v * v for v in dy)
    if product <= 0.0:
        return 0.0
    return math.fsum(a * b for a, b in zip(dx, dy, strict=True)) / math.sqrt(product)


def mean_and_variance(values: Sequence[float]) -> tuple[float, float]:
    """Mean and population variance. Raises ValueError without values."""
    if not values:
        raise ValueError("The mean of nothing is not defined.")
    mean = math.fsum(values) / len(values)
    return mean, math.fsum((v - mean) ** 2 for v in values) / len(values)


def stirring_effect(cycles: Sequence[tuple[float, float]]) -> float | None:
    """How much stirring moves a photodiode: median over cycles of |on - off| ÷ mean; None without light."""
    effects = []
    for resting, turning in cycles:
        mean = 0.5 * (resting + turning)
        if mean < LIT_ABOVE_V:
            return None
        effects.append(abs(turning - resting) / mean)
    return median(effects)


def too_bright_for_water(
    clear_volts: Mapping[PdChannel, float], angles: Mapping[PdChannel, PdAngle]
) -> list[PdChannel]:
    """Signal channels that see more light than a vial with water gives at their angle."""
    limits = {channel: CLEAR_VIAL_LIMIT_V.get(angle, math.inf) for channel, angle in angles.items()}
    return [channel for channel, volts in clear_volts.items() if volts > limits[channel]]


class Exchange(NamedTuple):
    """Two photodiodes that look as if each sat in the other's pocket."""

    first: PdChannel
    second: PdChannel
    reason: str


def exchanged_side_photodiodes(
    clear_volts: Mapping[PdChannel, float], angles: Mapping[PdChannel, PdAngle]
) -> Exchange | None:
    """Photodiodes at 45° and 135° that seem exchanged.

    ``clear_volts``: volts above dark of a vial with water per signal channel. The glass reflects towards 45°
    (0.035 V, spread 47 %), while almost nothing is scattered to 135° (0.011 V, spread 8 %): in 199 of 200 units 45° is
    the brighter one.
    """
    by_angle = {angle: channel for channel, angle in angles.items() if channel in clear_volts}
    if "45" not in by_angle or "135" not in by_angle:
        return None
    at_45, at_135 = by_angle["45"], by_angle["135"]
    if clear_volts[at_135] <= clear_volts[at_45]:
        return None
    return Exchange(
        at_45,
        at_135,
        f"with water, photodiode {at_135} (135°) sees {1000 * clear_volts[at_135]:.1f} mV and photodiode {at_45} (45°) "
        f"{1000 * clear_volts[at_45]:.1f} mV; 45° should be the brighter one",
    )


def exchanged_reference(
    volts: Mapping[PdChannel, float], reference: PdChannel, angles: Mapping[PdChannel, PdAngle]
) -> Exchange | None:
    """A signal photodiode that seems to look at the lamp instead of the reference.

    ``volts``: above dark, a vial with water, the reference channel too. The reference sees 0.03 to 0.2 V of the lamp;
    90° sees hundredths of that.
    """
    too_bright = too_bright_for_water({c: v for c, v in volts.items() if c in angles}, angles)
    candidates = [c for c in too_bright if volts[c] > 3.0 * max(volts.get(reference, 0.0), 1e-6)]
    if not candidates or volts.get(reference, 0.0) >= 0.010:
        return None
    brightest = max(candidates, key=lambda c: volts[c])
    return Exchange(
        reference,
        brightest,
        f"photodiode {reference} (REF) sees {1000 * volts.get(reference, 0.0):.1f} mV of the lamp and photodiode "
        f"{brightest} ({angles[brightest]}°) {1000 * volts[brightest]:.0f} mV, as a reference would",
    )
