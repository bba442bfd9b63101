"""Which job ought to bring which readings."""

from __future__ import annotations

from typing import Final, NamedTuple


class Expected(NamedTuple):
    """A series of a job. ``kind``: its table; ``what``: in words.

    ``first_after_s``: seconds that a job may take until the first reading, beyond the usual patience, and between
    readings until its rhythm is known; None: it need not come at all, and is waited for once its rhythm is known.
    ``follows``: job and series without which it cannot come. ``lead_intervals``: how many readings of that one it takes
    in before it tells anything. ``interval_key``: section and key of the configuration with the usual interval; a unit
    may have its own value.
    """

    kind: str
    what: str
    first_after_s: float | None
    follows: tuple[str, str] | None = None
    lead_intervals: float = 0.0
    interval_key: tuple[str, str] | None = None


OD_JOB: Final = "od_reading"
OD: Final = "od_readings"

EXPECTED: Final[dict[str, tuple[Expected, ...]]] = {
    OD_JOB: (Expected(OD, "readings of the optical density", 60.0),),
    "growth_rate_calculating": (Expected("growth_rates", "growth rates", 120.0, (OD_JOB, OD), 20.0),),
    # Twice the longest interval that a unit may have been given.
    "temperature_automation": (
        Expected(
            "temperature_readings",
            "temperatures",
            1200.0,
            interval_key=("temperature_automation.config", "publish_interval"),
        ),
    ),
    # A stirrer that turns by duty cycle measures no speed.
    "stirring": (
        Expected(
            "stirring_rates",
            "speeds of the stirrer",
            None,
            interval_key=("stirring.config", "duration_between_updates_seconds"),
        ),
    ),
}

JOB_OF: Final = {series.kind: job for job, all_of_it in EXPECTED.items() for series in all_of_it}
