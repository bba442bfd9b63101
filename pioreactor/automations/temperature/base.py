"""What all temperature automations have in common: an estimate, a heater with all protections, and a cadence."""

from __future__ import annotations

from typing import Any, Final

from pioreactor.automations.base import UNNAMED
from pioreactor.automations.temperature.controlling import Controlling
from pioreactor.automations.temperature.face import PUBLISHED_SETTINGS, ShowsTemperature
from pioreactor.automations.temperature.settings import INFERENCE_EVERY_T_SECONDS
from pioreactor.exc import HardwareError
from pioreactor.states import JobState

JOB_NAME: Final = "temperature_automation"

available_temperature_automations: dict[str, type[TemperatureAutomationJob]] = {}
"""Every temperature automation that has been defined, by name; the last definition of a name counts."""


class TemperatureAutomationJob(ShowsTemperature):
    """Measures the temperature of the liquid and drives the heater. Override :meth:`execute`.

    ``execute`` runs every 200 s (225 s for the 20 mL v1.0), after a temperature was published. Built-in automations
    give the regulator a target; others may call :meth:`update_heater` and still have its estimate and all protections.

    **Heater**: off while the job sleeps, after it ends, and while a fault is latched.
    """

    job_name = JOB_NAME
    INFERENCE_SAMPLES_EVERY_T_SECONDS: float = INFERENCE_EVERY_T_SECONDS

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.automation_name != UNNAMED:
            available_temperature_automations[cls.automation_name] = cls

    def __init__(self, unit: str, experiment: str, **others: Any) -> None:
        """Raises as AutomationJob does; HardwareError, PWMError when the heater's output cannot be had."""
        super().__init__(unit, experiment, **others)
        self.source_of_event = f"{self.job_name}:{self.automation_name}"
        for name, properties in PUBLISHED_SETTINGS.items():
            self.add_to_published_settings(name, properties)
        self.heater_duty_cycle = 0.0
        self._control = Controlling(self)

    # --- lifecycle -----------------------------------------------------------------------------------------------

    def start_passive_listeners(self) -> None:
        """Subscribe to doses, volume and stirring."""
        super().start_passive_listeners()
        self._control.listen()

    def set_state(self, new_state: JobState | str) -> None:
        """As in the base class. The heater is low before a pause or the end is told to anybody."""
        if "_control" not in self.__dict__:
            super().set_state(new_state)
            return
        if new_state != self.READY:
            self._control.rest()
        super().set_state(new_state)
        if self.state in (self.READY, self.SLEEPING):
            self._control.begin()

    def _end_executions(self) -> None:
        # Before waiting for an execution of somebody's automation, which may take its time.
        self._release()
        super()._end_executions()

    def _disconnect(self) -> None:
        # Not in a hook: subclasses override those, and the heater must not stay on because one forgot to call ours.
        self._release()
        super()._disconnect()

    def _release(self) -> None:
        if "_control" in self.__dict__:
            self._control.end()

    # --- heater --------------------------------------------------------------------------------------------------

    def update_heater(self, new_duty_cycle: float) -> bool:
        """Drive the heater with percent, within the limits; False while its power is being moved for a test.

        Ends the pursuit of a target.
        """
        if self.is_heater_pwm_locked():
            return False
        self.heater_duty_cycle = self._control.drive(float(new_duty_cycle))
        return True

    def update_heater_with_delta(self, delta_duty_cycle: float) -> bool:
        """Change the duty cycle by so many percent; False while its power is being moved for a test."""
        constant = self._control.parts.regulator.constant_duty
        before = self.heater_duty_cycle if constant is None else 100.0 * constant
        return self.update_heater(before + float(delta_duty_cycle))

    def turn_off_heater(self) -> None:
        """Heater off, no target."""
        self.heater_duty_cycle = self._control.drive(0.0)

    def is_heater_pwm_locked(self) -> bool:
        """Whether the power is being moved for a test (40 s at most)."""
        decision = self._control.telling.latest
        return decision is not None and decision.is_power_moved

    def read_external_temperature(self) -> float:
        """Temperature of the heater board now, °C. Raises HardwareError."""
        reading = self._control.parts.sensor.read()
        if reading is None:
            raise HardwareError(f"The heater board cannot be read: {self._control.parts.sensor.problem}.")
        return reading

    @property
    def MAX_TEMP_TO_REDUCE_HEATING(self) -> float:
        """°C of the heater board from which less is heated."""
        return self._control.parts.model.holder.reduce_c

    @property
    def MAX_TEMP_TO_DISABLE_HEATING(self) -> float:
        """°C of the heater board from which heating is switched off."""
        return self._control.parts.model.holder.disable_c

    @property
    def MAX_TEMP_TO_SHUTDOWN(self) -> float:
        """°C of the heater board from which the computer is switched off."""
        return self._control.parts.model.holder.shutdown_c

    @property
    def INFERENCE_N_SAMPLES(self) -> int:
        """Samples that the earlier inference took; kept for automations that count with it."""
        return self._control.parts.model.samples

    @property
    def INFERENCE_EVERY_N_SECONDS(self) -> float:
        """Clock seconds between executions."""
        return self._control.parts.model.period_s


class TemperatureAutomationJobContrib(TemperatureAutomationJob):
    """The same for plugins."""

    def __init__(self, unit: str, experiment: str, **others: Any) -> None:
        super().__init__(unit, experiment, **{"source": type(self).__module__, **others})


def start_temperature_automation(
    automation_name: str, unit: str | None = None, experiment: str | None = None, **settings: Any
) -> TemperatureAutomationJob:
    """Start a temperature automation; returns the running job. ``settings``: its own, as numbers or as text.

    Raises AutomationError for an unknown name or setting, and what the automation raises.
    """
    from pioreactor.automations.starting import start_automation

    job: TemperatureAutomationJob = start_automation(JOB_NAME, automation_name, unit, experiment, settings)
    return job
