"""Everything of a temperature automation that is not its decision: reading, regulating, driving, telling.

It is an object of its own so that automations of plugins can name their attributes as they like.
"""

from __future__ import annotations

from pioreactor.automations.temperature.control_loop import ControlLoop
from pioreactor.automations.temperature.face import ShowsTemperature
from pioreactor.automations.temperature.heater import Heater
from pioreactor.automations.temperature.interlock import Interlock
from pioreactor.automations.temperature.memory import ThermalMemory
from pioreactor.automations.temperature.parts import Parts
from pioreactor.automations.temperature.settings import model_of_unit, settings_from_config, unused_gains
from pioreactor.automations.temperature.telling import Telling
from pioreactor.automations.temperature.vial_events import VialEvents
from pioreactor.domain.thermal import ThermalCalibration, ThermalRegulator
from pioreactor.hardware.board_sensor import BoardSensor


class Controlling:
    """Of one job. Raises ConfigError, and HardwareError or PWMError when the heater's output cannot be had."""

    def __init__(self, job: ShowsTemperature) -> None:
        settings = settings_from_config()
        self._job = job
        model = model_of_unit()
        memory = ThermalMemory(model.key, job.experiment)
        self.events = VialEvents(job.unit, job.experiment, lambda: job.registry.is_running("stirring"))
        regulator = ThermalRegulator(
            model.holder,
            settings.thermal,
            volume_ml=self.events.volume_ml or 15.0,
            calibration=memory.calibration() or ThermalCalibration(settings.sensor_offset_k, settings.ambient_leak),
        )
        regulator.begin(memory.evidence(settings.thermal.room_c), learned=memory.learned())
        interlock = Interlock(job.job_name, job.experiment, job.pub_client, job.logger.warning)
        self._take_over_latch(regulator, interlock)
        if gains := unused_gains():
            job.logger.info(f"{gains} in the configuration have no effect: this thermostat knows the vial instead.")
        # The output comes last: the start may fail here, and nothing has to be given back then.
        heater = Heater(job.unit, job.experiment, job.pub_client, job.logger)
        self.parts = Parts(model, memory, regulator, interlock, BoardSensor(), heater)
        self.telling = Telling(job, self.parts, settings.publish_interval_s)
        self._loop = ControlLoop(self.parts.sensor, self.step, self._failed, settings.control_period_s)

    def _take_over_latch(self, regulator: ThermalRegulator, interlock: Interlock) -> None:
        earlier = interlock.latched()
        if earlier is not None:
            fault, since = earlier
            regulator.latch(fault)
            published = interlock.as_published(fault, since)
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
        with self.parts.hands:
            self.parts.regulator.is_paused = True
            self.parts.heater.off()

    def end(self) -> None:
        """Heater low, line given back, loop ended, memory kept. Safe to repeat."""
        self.parts.heater.close()
        if self._loop.end():
            self.telling.at_end()

    def aim_at(self, target_c: float) -> float:
        """Take a target, °C; the one that is used, within the limits."""
        with self.parts.hands:
            self.parts.regulator.constant_duty = None
            self.parts.regulator.target_c = target_c
            return self.parts.regulator.target_c or 0.0

    def drive(self, percent: float) -> float:
        """Take a constant duty in place of a target; the percent that is used."""
        percent = min(max(percent, 0.0), 100.0)
        with self.parts.hands:
            self.parts.regulator.target_c = None
            self.parts.regulator.constant_duty = percent / 100.0
            if percent == 0.0:
                self.parts.heater.off()
        return round(percent, 2)

    def step(self, dt_s: float, reading_c: float | None) -> None:
        """One step of the loop: ``dt_s`` clock seconds after the last, with what the board just read."""
        with self.parts.hands:
            duty = self.parts.heater.mean_since_last()
            self.events.apply_to(self.parts.regulator)
            self.parts.regulator.is_paused = self._job.state != self._job.READY
            decision = self.parts.regulator.step(dt_s, reading_c, duty)
            self.parts.heater.write(decision.duty)
        self.telling.after_step(dt_s, reading_c, duty, decision)
        self._reset_if_asked()

    def _failed(self, error: Exception, is_news: bool) -> None:
        self.parts.heater.off()
        if is_news:
            self._job.logger.error(f"A step of the temperature control failed: {error!r}. It is tried again.")
            self._job.logger.debug("The failure in full:", exc_info=error)

    def _reset_if_asked(self) -> None:
        """Let go of a latch that somebody has reset, if that is safe."""
        fault = self.parts.regulator.fault
        if fault is None or not self.parts.regulator.is_latched or not self.parts.interlock.is_reset_asked(fault):
            return
        with self.parts.hands:
            refusal = self.parts.regulator.reset()
        if refusal:
            self.parts.interlock.refuse_reset(fault, refusal)
            self._job.logger.warning(f"The alarm cannot be reset: {refusal}.")
            return
        self.parts.interlock.end_fault(fault.kind)
        self._job.thermal_fault = None
        self._job.logger.info("The heater's alarm was reset; the vial is observed before it is heated.")
        self._take_over_latch(self.parts.regulator, self.parts.interlock)  # each alarm is reset by itself
