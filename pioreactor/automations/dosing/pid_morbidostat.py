"""Selection by a drug: the faster the culture grows, the more alternative media it gets."""

from __future__ import annotations

from typing import Any, Final

from pioreactor import clock
from pioreactor.automations.dosing.base import DosingAutomationJob
from pioreactor.automations.events import AddAltMediaEvent, AutomationEvent, NoEvent
from pioreactor.config import get_config
from pioreactor.domain.morbidostat import HOUR_S, DrugController, Settings, allowance_ml, decide
from pioreactor.pubsub.topics import topic
from pioreactor.types import PublishableSetting

SECTION: Final = "dosing_automation.pid_morbidostat"

PUBLISHED_SETTINGS: Final[dict[str, PublishableSetting]] = {
    "duration": {"datatype": "float", "settable": True, "unit": "min"},
    "target_normalized_od": {"datatype": "float", "settable": True, "unit": "AU"},
    "target_growth_rate": {"datatype": "float", "settable": True, "unit": "1/h"},
}


class PIDMorbidostat(DosingAutomationJob):
    """Every ``duration`` minutes: dilutes at the target growth rate, with a share of alternative media that a PID
    controller chooses from the growth rate. `pioreactor.domain.morbidostat` decides.
    """

    automation_name = "pid_morbidostat"
    pumps_needed = ("media", "alt_media", "waste")
    published_settings = PUBLISHED_SETTINGS

    def __init__(
        self,
        target_normalized_od: float | str,
        target_growth_rate: float | str,
        duration: float | str = 60.0,
        skip_first_run: bool | str = False,
        **others: Any,
    ) -> None:
        """``target_normalized_od`` without unit, ``target_growth_rate`` in 1/h, ``duration`` in minutes."""
        super().__init__(**others)
        self.duration = float(duration)
        self.target_normalized_od = float(target_normalized_od)
        self.target_growth_rate = float(target_growth_rate)
        config = get_config()
        self._drug_concentration = config.getfloat(SECTION, "alt_media_drug_concentration")
        self._controller = DrugController(
            config.getfloat(SECTION, "Kp"),
            config.getfloat(SECTION, "Ki"),
            config.getfloat(SECTION, "Kd"),
            error_sum=float(self.memory.get("error_sum", 0.0)),
            latest=self.memory.get("latest_growth_rate"),
        )
        self.run_every(self.duration, skip_first_run=skip_first_run)

    def execute(self) -> AutomationEvent:
        """One decision and its exchange."""
        refusal = self.refusal()
        if refusal is not None:
            return refusal
        config = get_config()
        most = config.getfloat(SECTION, "max_ml_per_hour")
        settings = Settings(
            self.target_normalized_od,
            self.target_growth_rate,
            config.getfloat(SECTION, "minimum_dosing_volume_ml"),
            most,
        )
        decision = decide(
            settings,
            self._controller,
            normalized_od=self.latest_normalized_od,
            growth_rate_per_h=self.latest_growth_rate,
            volume_ml=self.vial.read().current_volume_ml,
            dt_h=self.duration / 60.0,
            allowed_ml=allowance_ml(self._recent_doses(), clock.now_s(), most),
        )
        self.memory.update(error_sum=self._controller.error_sum, latest_growth_rate=self._controller.latest)
        self._publish_controller(decision.data)
        data = {**decision.data, "reason": decision.reason}
        if decision.volume_ml <= 0.0:
            return NoEvent(decision.message, data)
        try:
            moved = self.execute_io_action(
                alt_media_ml=decision.alt_media_ml, media_ml=decision.media_ml, waste_ml=decision.volume_ml
            )
        finally:
            self._remember_dose(self.last_moved["alt_media_ml"] + self.last_moved["media_ml"])
        data.update(
            alt_media_moved_ml=moved["alt_media_ml"],
            media_moved_ml=moved["media_ml"],
            alt_media_fraction=self.alt_media_fraction,
        )
        if self._drug_concentration > 0.0:
            data["drug_concentration"] = self.alt_media_fraction * self._drug_concentration
        return AddAltMediaEvent(decision.message, data)

    def _recent_doses(self) -> list[tuple[float, float]]:
        now_s = clock.now_s()
        return [(at, ml) for at, ml in self.memory.get("doses", []) if 0.0 <= now_s - at < HOUR_S]

    def _remember_dose(self, volume_ml: float) -> None:
        if volume_ml > 0.0:
            self.memory.update(doses=[*self._recent_doses(), (clock.now_s(), volume_ml)])

    def _publish_controller(self, data: dict[str, Any]) -> None:
        controller = self._controller
        report = {
            "setpoint": self.target_growth_rate,
            "output_limits_lb": 0.0,
            "output_limits_ub": 1.0,
            "Kp": controller.kp,
            "Ki": controller.ki,
            "Kd": controller.kd,
            "integral": controller.ki * controller.error_sum,
            "proportional": controller.kp * (data["growth_rate"] - self.target_growth_rate),
            "derivative": None,
            "latest_input": data["growth_rate"],
            "latest_output": data.get("fraction_of_alt_media_to_add"),
            "job_name": self.job_name,
            "target_name": "growth_rate",
        }
        self.publish(topic(self.unit, self.experiment, "pid_log", "growth_rate"), report, qos=0)
