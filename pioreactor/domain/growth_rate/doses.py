"""Doses and pump runs between readings, and the check that a dose did what was booked.

Times are in seconds on one clock that never goes back; the estimator takes care of that.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

from pioreactor.domain.growth_rate.model import DoseInput
from pioreactor.domain.growth_rate.stored_state import number, numbers, optional_number, section

EPISODE_END_S = 75.0
VERIFY_FROM_S = 45.0
FREEZE_LIMIT_S = 150.0
MIN_VERIFIED_DILUTION = 0.02
MISMATCH_SHARE = 0.3
MISMATCH_DEVIATIONS = 3.0
MAX_RESIDUALS = 16
DILUTION_MEMORY_S = 1800.0


@dataclass(slots=True)
class DoseEpisode:
    """Doses that follow each other within 75 s.

    Attributes:
        start_s, last_s: time of the first and last event.
        dilution: sum of ln((V+v)/V).
        residuals: innovations (ln OD) from 45 to 75 s after the last event, at most 16.
    """

    start_s: float
    last_s: float
    dilution: float = 0.0
    residuals: list[float] = field(default_factory=list)

    def add(self, time_s: float, dilution: float) -> None:
        """Book another event."""
        self.last_s = max(self.last_s, time_s)
        self.dilution += dilution
        self.residuals.clear()

    def verdict(self, noise: float) -> tuple[float, bool] | None:
        """Judge the finished episode.

        Args:
            noise: long-run noise variance of the readings, ln OD².

        Returns:
            The unexplained ln OD (positive: less dilution than booked) and whether it is a mismatch, or ``None``
            when the dose was too small or nothing was read in time.
        """
        if self.dilution < MIN_VERIFIED_DILUTION or not self.residuals:
            return None
        residual = median(self.residuals)
        significant = abs(residual) > MISMATCH_DEVIATIONS * math.sqrt(noise / len(self.residuals))
        return residual, significant and abs(residual) > MISMATCH_SHARE * self.dilution


class DoseLedger:
    """Events waiting for the reading that follows them, and the episode under way.

    Args:
        taus_s: mixing time constants, seconds.
        disturbed_after_s: how long after a pump ran readings count as disturbed, seconds.
    """

    def __init__(self, taus_s: tuple[float, float, float], disturbed_after_s: float) -> None:
        self._taus_s = taus_s
        self._disturbed_after_s = disturbed_after_s
        self._doses: list[tuple[float, float]] = []
        self._pump_runs: list[float] = []
        self._last_pump_s: float | None = None
        self._episode: DoseEpisode | None = None
        self._finished: DoseEpisode | None = None
        self.last_dose_s: float | None = None
        self.dilution_rate_per_h = 0.0

    def add_dose(self, time_s: float, dilution: float) -> None:
        """Book an inflow event: ``dilution`` = ln((V+v)/V); negative corrects an earlier one."""
        self._doses.append((time_s, dilution))
        self._pump_runs.append(time_s)

    def add_pump_run(self, time_s: float) -> None:
        """Book a pump that ran without diluting, such as waste."""
        self._pump_runs.append(time_s)

    def take(self, time_s: float, dt_s: float) -> DoseInput | None:
        """Hand out what happened up to a reading; events with later stamps keep waiting.

        Args:
            time_s: of the reading.
            dt_s: since the last reading, seconds.

        Returns:
            The doses, or ``None`` if there were none.
        """
        self.dilution_rate_per_h *= math.exp(-dt_s / DILUTION_MEMORY_S)
        self._take_pump_runs(time_s)
        due = sorted(event for event in self._doses if event[0] <= time_s) if self._doses else []
        if due:
            self._doses = [event for event in self._doses if event[0] > time_s]
            for event_s, dilution in due:
                self._book(event_s, dilution)
        self._close_episode(time_s)
        if not due:
            return None
        total = sum(dilution for _, dilution in due)
        self.dilution_rate_per_h += total / (DILUTION_MEMORY_S / 3600.0)
        first, second, third = (sum(d * math.exp((t - time_s) / tau_s) for t, d in due) for tau_s in self._taus_s)
        return DoseInput(total, (first, second, third))

    def _take_pump_runs(self, time_s: float) -> None:
        ran = [run_s for run_s in self._pump_runs if run_s <= time_s]
        if ran:
            self._pump_runs = [run_s for run_s in self._pump_runs if run_s > time_s]
            latest = max(ran)
            self._last_pump_s = latest if self._last_pump_s is None else max(latest, self._last_pump_s)

    def _book(self, event_s: float, dilution: float) -> None:
        self._close_episode(event_s)
        if self._episode is None:
            self._episode = DoseEpisode(event_s, event_s)
        self._episode.add(event_s, dilution)
        self.last_dose_s = event_s if self.last_dose_s is None else max(event_s, self.last_dose_s)

    def _close_episode(self, time_s: float) -> None:
        if self._episode is not None and time_s - self._episode.last_s >= EPISODE_END_S:
            self._finished = self._episode
            self._episode = None

    def is_disturbed(self, time_s: float) -> bool:
        """Whether a pump ran shortly before ``time_s``."""
        return self._last_pump_s is not None and time_s - self._last_pump_s <= self._disturbed_after_s

    def is_judging(self, time_s: float) -> bool:
        """Whether a dose is so fresh that a deviation may come from it rather than from growth."""
        episode = self._episode
        return (
            episode is not None
            and episode.dilution >= MIN_VERIFIED_DILUTION
            and time_s - episode.start_s < FREEZE_LIMIT_S
        )

    def note(self, time_s: float, innovation: float) -> None:
        """Keep the innovation (ln OD) of a reading if it belongs to the verification of the dose."""
        if self._episode is not None and time_s - self._episode.last_s >= VERIFY_FROM_S:
            residuals = self._episode.residuals
            residuals.append(innovation)
            del residuals[:-MAX_RESIDUALS]

    def take_finished(self) -> DoseEpisode | None:
        """Hand out the episode that ended since the last call, once."""
        finished, self._finished = self._finished, None
        return finished

    def abandon_episode(self) -> None:
        """Do not judge the dose under way: something else changed the signal."""
        self._episode = None
        self._finished = None

    def state(self) -> dict[str, object]:
        """Return everything needed to go on later, as JSON types."""
        return {
            "dose_times_s": [t for t, _ in self._doses],
            "dose_dilutions": [d for _, d in self._doses],
            "pump_times_s": list(self._pump_runs),
            "last_pump_s": self._last_pump_s,
            "last_dose_s": self.last_dose_s,
            "dilution_rate_per_h": self.dilution_rate_per_h,
            "episode": _episode_state(self._episode),
            "finished": _episode_state(self._finished),
        }

    def load(self, state: Mapping[str, object]) -> None:
        """Take over what `state` returned.

        Raises:
            ValueError: the stored numbers do not fit.
        """
        times = numbers(state, "dose_times_s").tolist()
        self._doses = list(zip(times, numbers(state, "dose_dilutions", len(times)).tolist(), strict=True))
        self._pump_runs = numbers(state, "pump_times_s").tolist()
        self._last_pump_s = optional_number(state, "last_pump_s")
        self.last_dose_s = optional_number(state, "last_dose_s")
        self.dilution_rate_per_h = number(state, "dilution_rate_per_h", 0.0)
        self._episode = _load_episode(state, "episode")
        self._finished = _load_episode(state, "finished")


def _episode_state(episode: DoseEpisode | None) -> dict[str, object] | None:
    if episode is None:
        return None
    return {
        "start_s": episode.start_s,
        "last_s": episode.last_s,
        "dilution": episode.dilution,
        "residuals": list(episode.residuals),
    }


def _load_episode(state: Mapping[str, object], key: str) -> DoseEpisode | None:
    if state.get(key) is None:
        return None
    stored = section(state, key)
    return DoseEpisode(
        number(stored, "start_s"),
        number(stored, "last_s"),
        number(stored, "dilution", 0.0),
        numbers(stored, "residuals").tolist(),
    )
