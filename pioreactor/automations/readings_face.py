"""How automations see the latest readings: properties named as the ecosystem knows them."""

from __future__ import annotations

from datetime import datetime

from pioreactor.automations import readings
from pioreactor.exc import AutomationError


class OffersReadings:
    """Properties over ``self.readings``. The first access waits up to 10 s for a value to arrive."""

    readings: readings.Readings

    @property
    def latest_od(self) -> dict[str, float]:
        """OD by channel, of channels whose reading is usable. Raises JobRequiredError, UnusableReadingError."""
        return self.readings.channels()

    @property
    def latest_od_fused(self) -> float:
        """OD from all angles together. Raises JobRequiredError, UnusableReadingError."""
        return float(self.readings.latest(readings.FUSED).value)

    @property
    def latest_normalized_od(self) -> float:
        """OD relative to the start of the experiment. Raises JobRequiredError, UnusableReadingError."""
        return float(self.readings.latest(readings.FILTERED).value)

    @property
    def latest_growth_rate(self) -> float:
        """Growth rate, 1/h. Raises JobRequiredError, UnusableReadingError."""
        return float(self.readings.latest(readings.RATE).value)

    @property
    def previous_od(self) -> dict[str, float] | None:
        """The OD before the latest, by channel."""
        before = self.readings.previous(readings.ODS)
        return None if before is None else readings.usable(before)

    @property
    def previous_od_fused(self) -> float | None:
        """The fused OD before the latest."""
        return self.readings.previous(readings.FUSED)  # type: ignore[no-any-return]

    @property
    def previous_normalized_od(self) -> float | None:
        """The normalised OD before the latest."""
        return self.readings.previous(readings.FILTERED)  # type: ignore[no-any-return]

    @property
    def previous_growth_rate(self) -> float | None:
        """The growth rate before the latest, 1/h."""
        return self.readings.previous(readings.RATE)  # type: ignore[no-any-return]

    @property
    def latest_od_at(self) -> datetime | None:
        """When the latest OD was read."""
        return self.readings.at(readings.ODS)

    @property
    def latest_od_fused_at(self) -> datetime | None:
        """When the latest fused OD was read."""
        return self.readings.at(readings.FUSED)

    @property
    def latest_normalized_od_at(self) -> datetime | None:
        """When the latest normalised OD was read."""
        return self.readings.at(readings.FILTERED)

    @property
    def latest_growth_rate_at(self) -> datetime | None:
        """When the latest growth rate was estimated."""
        return self.readings.at(readings.RATE)

    @property
    def most_stale_time(self) -> datetime:
        """The oldest stamp of all latest readings. Raises JobRequiredError before the first."""
        return self.readings.most_stale_at()

    def latest_biomass_value(self, signal: str, od_channel: str | None = None) -> float:
        """The latest value of ``normalized_od``, ``od_fused`` or ``od`` (of ``od_channel``; default: the first one).

        Raises JobRequiredError, UnusableReadingError, AutomationError for another signal.
        """
        if signal == "normalized_od":
            return self.latest_normalized_od
        if signal == "od_fused":
            return self.latest_od_fused
        if signal != "od":
            raise AutomationError(f"There is no biomass signal {signal!r}. Use normalized_od, od_fused or od.")
        return self.readings.od_of(od_channel)
