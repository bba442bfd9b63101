"""Deciding how much of which medium an evolving culture gets. No clock; τ is the time between decisions, hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from pioreactor.domain.pid import clamp

START_AT: Final = 0.7
"""Share of the target density from which doses are given."""
RUSH_ABOVE: Final = 1.25
RUSH_FACTOR: Final = 2.5
HOUR_S: Final = 3600.0


class DrugController:
    """PID on the growth rate; the output is the share of alternative media, 0 to 1.

    The output rises with growth above the target. The sum grows only while that changes the output: at a limit, an
    error that pushes further out is not added, one that leads back is.
    """

    def __init__(self, kp: float, ki: float, kd: float, error_sum: float = 0.0, latest: float | None = None) -> None:
        self.kp, self.ki, self.kd = kp, ki, kd
        self.error_sum = error_sum
        self.latest = latest

    def update(self, growth_rate_per_h: float, target_per_h: float, dt_h: float) -> float:
        """The share for the next dose, ``dt_h`` > 0 after the last decision."""
        if dt_h <= 0.0:
            raise ValueError(f"dt_h={dt_h}: the time step must be positive.")
        error = growth_rate_per_h - target_per_h
        slope = 0.0 if self.latest is None else (growth_rate_per_h - self.latest) / dt_h
        self.latest = growth_rate_per_h
        grown = self.error_sum + error * dt_h
        output = self.kp * error + self.ki * grown + self.kd * slope
        limited = clamp(0.0, output, 1.0)
        pushes_out = (output - limited) * self.ki * error > 0.0
        if not pushes_out:
            self.error_sum = grown
        return limited


class Settings(NamedTuple):
    """Targets and limits. ``minimum_ml``: smaller parts are left out; ``most_ml_per_hour``: of all inflow."""

    target_normalized_od: float
    target_growth_rate_per_h: float
    minimum_ml: float = 0.1
    most_ml_per_hour: float = 20.0


class Decision(NamedTuple):
    """Volumes in mL, both 0 to do nothing; ``reason``: a word; ``message``: a sentence; ``data``: what it rests on."""

    alt_media_ml: float
    media_ml: float
    reason: str
    message: str
    data: dict[str, Any]

    @property
    def volume_ml(self) -> float:
        """Everything that flows in."""
        return self.alt_media_ml + self.media_ml


def allowance_ml(doses: Sequence[tuple[float, float]], now_s: float, most_ml_per_hour: float) -> float:
    """What may still be added: the limit less what came in during the last hour. ``doses``: (time in s, mL)."""
    return max(0.0, most_ml_per_hour - sum(ml for at, ml in doses if now_s - at < HOUR_S))


def decide(
    settings: Settings,
    controller: DrugController,
    *,
    normalized_od: float,
    growth_rate_per_h: float,
    volume_ml: float,
    dt_h: float,
    allowed_ml: float,
) -> Decision:
    """One decision. ``volume_ml``: in the vial; ``dt_h``: since the last one; ``allowed_ml``: by the hourly limit."""
    s = settings
    data: dict[str, Any] = {
        "normalized_od": normalized_od,
        "growth_rate": growth_rate_per_h,
        "target_normalized_od": s.target_normalized_od,
        "target_growth_rate": s.target_growth_rate_per_h,
        "starts_above": START_AT * s.target_normalized_od,
        "allowed_ml": allowed_ml,
    }
    if normalized_od <= START_AT * s.target_normalized_od:
        text = f"Not diluted: density {normalized_od:.3g} is not above {START_AT * s.target_normalized_od:.3g}."
        return Decision(0.0, 0.0, "too_thin", text, data)
    fraction = controller.update(growth_rate_per_h, s.target_growth_rate_per_h, dt_h)
    volume = round(s.target_growth_rate_per_h * volume_ml * dt_h, 4)
    if normalized_od > RUSH_ABOVE * s.target_normalized_od:
        volume *= RUSH_FACTOR
    is_limited = volume > allowed_ml
    volume = min(volume, allowed_ml)
    alt, media = (part if part >= s.minimum_ml else 0.0 for part in (fraction * volume, (1.0 - fraction) * volume))
    data.update(
        fraction_of_alt_media_to_add=fraction,
        alt_media_ml=alt,
        media_ml=media,
        error_sum=controller.error_sum,
        is_limited=is_limited,
    )
    if alt + media <= 0.0:
        reason = "hourly_limit" if is_limited else "too_little"
        why = "the limit per hour is reached" if is_limited else f"{volume:.3g} mL is less than {s.minimum_ml:g} mL"
        return Decision(0.0, 0.0, reason, f"Not diluted: {why}.", data)
    text = f"{alt:.3g} mL alternative media and {media:.3g} mL media (share {fraction:.2f})."
    return Decision(alt, media, "dilute", text, data)
