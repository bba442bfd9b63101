"""Day and night."""

from __future__ import annotations

import math
from typing import Any, Final

from pioreactor import clock
from pioreactor.automations.events import AutomationEvent, ChangedLedIntensity, ErrorOccurred, NoEvent
from pioreactor.automations.led.base import LEDAutomationJob
from pioreactor.automations.memory import Moment
from pioreactor.domain.light_cycle import Phase, phase
from pioreactor.exc import AutomationError
from pioreactor.types import LedChannel, PublishableSetting

CHANNELS: Final[tuple[LedChannel, ...]] = ("D", "C")
SHORTEST_WAIT_S: Final = 0.05
TRY_AGAIN_S: Final = 30.0
PUBLISHED_SETTINGS: Final[dict[str, PublishableSetting]] = {
    "light_intensity": {"datatype": "float", "settable": True, "unit": "%"},
    "light_duration_minutes": {"datatype": "float", "settable": True, "unit": "min"},
    "dark_duration_minutes": {"datatype": "float", "settable": True, "unit": "min"},
}


class LightDarkCycle(LEDAutomationJob):
    """Lamps C and D on for ``light_duration_minutes``, off for ``dark_duration_minutes``, and so on.

    The cycle begins with light when it is first started in an experiment. A restart goes on with the same cycle.
    """

    automation_name = "light_dark_cycle"
    published_settings = PUBLISHED_SETTINGS

    def __init__(
        self,
        light_intensity: float | str,
        light_duration_minutes: float | str,
        dark_duration_minutes: float | str,
        **others: Any,
    ) -> None:
        """``light_intensity`` in percent (0 to 100), durations in minutes; 0 or less: this half never comes."""
        super().__init__(**{**others, "duration": None})
        self._was_light: bool | None = None
        self.light_intensity = _percent(light_intensity)
        self.light_duration_minutes = float(light_duration_minutes)
        self.dark_duration_minutes = float(dark_duration_minutes)
        self._began_s = self._beginning()
        self.run_at(clock.monotonic())

    def _beginning(self) -> float:
        """When the cycle began, on the monotonic clock; kept on the disk per experiment."""
        stored = self.memory.get("began")
        if isinstance(stored, dict):
            return min(Moment.on_this_clock(stored), clock.monotonic())
        self.memory.update(began=Moment.now())
        return clock.monotonic()

    def _phase(self) -> Phase:
        elapsed_s = clock.monotonic() - self._began_s
        return phase(elapsed_s, 60.0 * self.light_duration_minutes, 60.0 * self.dark_duration_minutes)

    def execute(self) -> AutomationEvent:
        """Set the lamps as the phase wants it, and come back when it ends."""
        now = self._phase()
        wanted = self.light_intensity if now.is_light else 0.0
        results = [self.set_led_intensity(channel, wanted) for channel in CHANNELS]
        are_set = all(results)
        self._come_back(now.left_s if are_set else min(now.left_s, TRY_AGAIN_S))
        minutes = (clock.monotonic() - self._began_s) / 60.0
        data = {
            "is_light": now.is_light,
            "intensity": wanted,
            "elapsed_min": round(minutes, 2),
            "left_min": round(now.left_s / 60.0, 2) if math.isfinite(now.left_s) else None,
        }
        if not are_set:
            return ErrorOccurred(f"{minutes:.1f}min: not every LED could be set; tried again soon.", data)
        has_changed, self._was_light = now.is_light is not self._was_light, now.is_light
        if not has_changed:
            return NoEvent(f"{minutes:.1f}min: LEDs stay {'on' if now.is_light else 'off'}.", data)
        return ChangedLedIntensity(f"{minutes:.1f}min: turned {'on' if now.is_light else 'off'} LEDs.", data)

    def _come_back(self, after_s: float) -> None:
        if math.isfinite(after_s):
            self.run_at(clock.monotonic() + max(SHORTEST_WAIT_S, after_s))

    # --- settings ------------------------------------------------------------------------------------------------

    def set_light_intensity(self, value: float | str) -> None:
        """Another brightness, percent; at once while it is light. Raises AutomationError outside 0 to 100."""
        self.light_intensity = _percent(value)
        if self._phase().is_light:
            self._was_light = None
            self.run_at(clock.monotonic())

    def set_light_duration_minutes(self, value: float | str) -> None:
        """Another length of the day, minutes."""
        self.light_duration_minutes = float(value)
        self.run_at(clock.monotonic())

    def set_dark_duration_minutes(self, value: float | str) -> None:
        """Another length of the night, minutes."""
        self.dark_duration_minutes = float(value)
        self.run_at(clock.monotonic())


def _percent(value: float | str) -> float:
    percent = float(value)
    if not 0.0 <= percent <= 100.0:
        raise AutomationError(f"light_intensity must be 0 to 100 %, not {value}.")
    return percent
