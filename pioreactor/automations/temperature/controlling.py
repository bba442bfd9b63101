"""Everything of a temperature automation that is not its decision: reading, regulating, driving, telling.

It is an object of its own so that automations of plugins can name their attributes as they like.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pioreactor import structs
from pioreactor.automations.temperature.control_loop import ControlLoop
from pioreactor.automations.temperature.heater import Heater
from pioreactor.automations.temperature.interlock import Interlock
from pioreactor.automations.temperature.memory import ThermalMemory
from pioreactor.automations.temperature.settings import UnitModel, model_of_unit, settings_from_config, unused_gains
from pioreactor.automations.temperature.telling import Telling
from pioreactor.automations.temperature.vial_events import VialEvents
from pioreactor.domain.thermal import ThermalCalibration, ThermalRegulator
from pioreactor.hardware.board_sensor import BoardSensor

if TYPE_CHECKING:
    from pioreactor.automations.temperature.base import TemperatureAutomationJob


class Controlling:
    """Of one job. Raises ConfigError, and HardwareError or PWMError when the heater's output cannot be had."""

    def __init__(self, job: TemperatureAutomationJob) -> None:
        settings = settings_from_config()
        self._job = job
        self.hands = threading.RLock()
        """Held while regulator and heater are changed."""
        self.model: UnitModel = model_of_unit()
        self.memory = ThermalMemory(self.model.key, job.experiment)
        self.events = VialEvents(job.unit, job.experiment, lambda: job.registry.is_running("stirring"))
        self.regulator = ThermalRegulator(
            self.model.holder,
            settings.thermal,
            volume_ml=self.events.volume_ml or 15.0,
            calibration=self.memory.calibration()
            or ThermalCalibration(settings.sensor_offset_k, settings.ambient_leak),
        )
        self.regulator.begin(self.memory.evidence(settings.thermal.room_c), learned=self.memory.learned())
        self.interlock = Interlock(job.job_name, job.experiment, job.pub_client, job.logger.warning)
        self._take_over_latch()
        if gains := unused_gains():
            job.logger.info(f"{gains} in the configuration have no effect: this thermostat knows the vial instead.")
        self.sensor = BoardSensor()
        self.telling = Telling(job, self, settings.publish_interval_s)
        self._loop = ControlLoop(self.sensor, self.step, self._failed, settings.control_period_s)
        # The output comes last: the start may fail here, and nothing has to be given back then.
        self.heater = Heater(job.unit, job.experiment, job.pub_client, job.logger)

    def _take_over_latch(self) -> None:
        earlier = self.interlock.latched()
        if earlier is not None:
            fault, since = earlier
            self.regulator.latch(fault)
            published: structs.ThermalFault = self.interlock.as_published(fault, since)
            self._job.thermal_fault = published
            self._job.logger.error(f"The heater stays off: {published.text}")

    def listen(self) -> None:
        """Subscribe to doses, volume and stirring."""
        for handler, (where, allow_retained) in self.events.subscriptions().items():
            self._job.sub_client.listen(where, handler, allow_retained=allow_retained)

    def begin(self) -> None:
        """Start the loop, at the first call."""
        self._loop.start()

    def rest(self) -> None:
        """Heater off until a step finds the job ready again."""
        with self.hands:
            self.regulator.is_paused = True
            self.heater.off()

    def end(self) -> None:
        """Heater low, line given back, loop ended, memory kept. Safe to repeat."""
        self.heater.close()
        if self._loop.end():
            self.telling.at_end()

    def aim_at(self, target_c: float) -> float:
        """Take a target, °C; the one that is used, within the limits."""
        with self.hands:
            self.regulator.constant_duty = None
            self.regulator.target_c = target_c
            return self.regulator.target_c or 0.0

    def drive(self, percent: float) -> float:
        """Take a constant duty in place of a target; the percent that is used."""
        percent = min(max(percent, 0.0), 100.0)
        with self.hands:
            self.regulator.target_c = None
            self.regulator.constant_duty = percent / 100.0
            if percent == 0.0:
                self.heater.off()
        return round(percent, 2)

    def step(self, dt_s: float, reading_c: float | None) -> None:
        """One step of the loop: ``dt_s`` clock seconds after the last, with what the board just read."""
        with self.hands:
            duty = self.heater.mean_since_last()
            self.events.apply_to(self.regulator)
            self.regulator.is_paused = self._job.state != self._job.READY
            decision = self.regulator.step(dt_s, reading_c, duty)
            self.heater.write(decision.duty)
        self.telling.after_step(dt_s, reading_c, duty, decision)
        self._reset_if_asked()

    def _failed(self, error: Exception, is_news: bool) -> None:
        self.heater.off()
        if is_news:
            self._job.logger.error(f"A step of the temperature control failed: {error!r}. It is tried again.")
            self._job.logger.debug("The failure in full:", exc_info=error)

    def _reset_if_asked(self) -> None:
        """Let go of a latch that somebody has reset, if that is safe."""
        fault = self.regulator.fault
        if fault is None or not self.regulator.is_latched or not self.interlock.is_reset_asked(fault):
            return
        with self.hands:
            refusal = self.regulator.reset()
        if refusal:
            self.interlock.refuse_reset(fault, refusal)
            self._job.logger.warning(f"The alarm cannot be reset: {refusal}.")
            return
        self.interlock.end_fault(fault.kind)
        self._job.thermal_fault = None
        self._job.logger.info("The heater's alarm was reset; the vial is observed before it is heated.")
        self._take_over_latch()  # each alarm is reset by itself
