"""What all LED automations have in common: setting lamps that a reading may hold, and leaving them dark."""

from __future__ import annotations

from typing import Any, Final

from pioreactor.automations.base import UNNAMED, AutomationJob
from pioreactor.types import LedChannel
from pioreactor.utils.numbers import boolean_retry

JOB_NAME: Final = "led_automation"
TRIES: Final = 6
BETWEEN_TRIES_S: Final = 0.5

available_led_automations: dict[str, type[LEDAutomationJob]] = {}
"""Every LED automation that has been defined, by name; the last definition of a name counts."""


class LEDAutomationJob(AutomationJob):
    """An automation that sets lamps. Override :meth:`execute` and call :meth:`set_led_intensity` in it.

    ``edited_channels``: the channels it has set; they go to 0 when it ends.
    """

    job_name = JOB_NAME

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.automation_name != UNNAMED:
            available_led_automations[cls.automation_name] = cls

    def __init__(self, unit: str, experiment: str, **others: Any) -> None:
        """Raises as AutomationJob does."""
        self.edited_channels: set[LedChannel] = set()
        super().__init__(unit, experiment, **others)
        self.source_of_event = f"{self.job_name}:{self.automation_name}"

    def set_led_intensity(self, channel: LedChannel, intensity: float) -> bool:
        """Set one channel to percent; tries 6 times, 0.5 s apart, while a reading holds it. True if it was set."""
        self.edited_channels.add(channel)
        was_set = boolean_retry(self._set, (channel, float(intensity)), retries=TRIES, sleep_for=BETWEEN_TRIES_S)
        if not was_set:
            self.logger.warning(f"LED {channel} could not be set to {intensity:g} %.")
        return was_set

    def _set(self, channel: LedChannel, intensity: float) -> bool:
        from pioreactor.actions.led_intensity import led_intensity

        return led_intensity(
            {channel: intensity},
            unit=self.unit,
            experiment=self.experiment,
            source_of_event=self.source_of_event,
            pubsub_client=self.pub_client,
            owned=True,
        )

    def _disconnect(self) -> None:
        # Not in a hook: subclasses override those, and a lamp must not stay on because one forgot to call ours.
        super()._disconnect()
        channels, self.edited_channels = sorted(self.edited_channels), set()
        for channel in channels:
            self.set_led_intensity(channel, 0.0)
        self.edited_channels = set()


class LEDAutomationJobContrib(LEDAutomationJob):
    """The same for plugins."""

    def __init__(self, unit: str, experiment: str, **others: Any) -> None:
        super().__init__(unit, experiment, **{"source": type(self).__module__, **others})


def start_led_automation(
    automation_name: str, unit: str | None = None, experiment: str | None = None, **settings: Any
) -> LEDAutomationJob:
    """Start an LED automation; returns the running job. ``settings``: its own, as numbers or as text.

    Raises AutomationError for an unknown name or setting, and what the automation raises.
    """
    from pioreactor.automations.starting import start_automation

    job: LEDAutomationJob = start_automation(JOB_NAME, automation_name, unit, experiment, settings)
    return job
