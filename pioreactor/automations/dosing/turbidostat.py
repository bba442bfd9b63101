"""A constant density: the culture is diluted whenever it has grown above the target."""

from __future__ import annotations

import threading
from typing import Any, Final

from pioreactor import clock
from pioreactor.automations import readings
from pioreactor.automations.dosing.base import DosingAutomationJob
from pioreactor.automations.events import AutomationEvent, DilutionEvent, NoEvent
from pioreactor.config import get_config
from pioreactor.domain.turbidostat import Decision, Settings
from pioreactor.domain.turbidostat import Turbidostat as Controller
from pioreactor.domain.volume_watch.verifying import ENOUGH_ML
from pioreactor.exc import AutomationError, JobRequiredError, UnusableReadingError
from pioreactor.pubsub.topics import topic
from pioreactor.types import MQTTMessage, PublishableSetting

SIGNALS: Final = ("auto", "normalized_od", "od_fused", "od")
_TOPICS: Final = {"normalized_od": readings.FILTERED, "od_fused": readings.FUSED, "od": readings.ODS}
QUIET_OF_TURBIDOSTAT_S: Final = 180.0
"""A culture that grows fast would leave its target in the usual time of quiet."""
SECTION: Final = "dosing_automation.turbidostat"

PUBLISHED_SETTINGS: Final[dict[str, PublishableSetting]] = {
    "exchange_volume_ml": {"datatype": "float", "settable": True, "unit": "mL"},
    "target_biomass": {"datatype": "float", "settable": True, "unit": "OD or AU"},
    "biomass_signal": {"datatype": "string", "settable": True},
}


class Turbidostat(DosingAutomationJob):
    """Holds ``target_biomass`` by exchanges of ``exchange_volume_ml`` or, where that is not enough, up to some more.

    Each new reading of the biomass signal is looked at; `pioreactor.domain.turbidostat` decides.
    """

    automation_name = "turbidostat"
    pumps_needed = ("media", "waste")
    is_data_driven = True
    published_settings = PUBLISHED_SETTINGS

    def __init__(
        self,
        target_biomass: float | str,
        exchange_volume_ml: float | str,
        biomass_signal: str | None = None,
        **others: Any,
    ) -> None:
        """``target_biomass`` in the unit of the signal; ``exchange_volume_ml`` in mL; ``biomass_signal``: ``auto``,
        ``normalized_od``, ``od_fused`` or ``od``, default from the configuration. Raises AutomationError.
        """
        self._guard = threading.Lock()
        self._controller: Controller | None = None
        self._decision: Decision | None = None
        self._is_dosing = False
        self._heard: str | None = None
        super().__init__(**others)
        self.resolved_biomass_signal = ""
        self.od_channel: str | None = None
        self.target_biomass = _positive("target_biomass", target_biomass)
        self.exchange_volume_ml = _positive("exchange_volume_ml", exchange_volume_ml)
        self._controller = Controller(self._settings())
        self.set_biomass_signal(biomass_signal or get_config().get(SECTION, "biomass_signal"))
        self._has_listener = True

    def _settings(self) -> Settings:
        config = get_config()
        settling, band = config.get(SECTION, "settling_s", fallback=""), config.get(SECTION, "band", fallback="")
        return Settings(
            target=self.target_biomass,
            exchange_volume_ml=self.exchange_volume_ml,
            max_subdose_ml=self.MAX_SUBDOSE,
            band=float(band) if band else None,
            most_doses=config.getfloat(SECTION, "max_doses"),
            settling_s=float(settling) if settling else None,
            decide_on=config.get(SECTION, "decide_on"),
        )

    # --- settings ------------------------------------------------------------------------------------------------

    def set_target_biomass(self, value: float | str) -> None:
        """Hold another density. Raises AutomationError for 0 or less."""
        self.target_biomass = _positive("target_biomass", value)
        self._renew()

    def set_exchange_volume_ml(self, value: float | str) -> None:
        """Another volume of a normal dose, mL. Raises AutomationError for 0 or less."""
        self.exchange_volume_ml = _positive("exchange_volume_ml", value)
        self._renew()

    def set_biomass_signal(self, value: str) -> None:
        """Go by another signal from now on. ``auto`` is resolved now. Raises AutomationError."""
        if value not in SIGNALS:
            raise AutomationError(f"There is no biomass signal {value!r}. Use one of {', '.join(SIGNALS)}.")
        self.resolved_biomass_signal, self.od_channel = self._resolve(value)
        self.biomass_signal = value
        self._renew()
        self._listen()

    def _renew(self) -> None:
        with self._guard:
            if self._controller is not None:
                self._controller.settings = self._settings()
                self._controller.forget()
                self._decision = None

    def _resolve(self, signal: str) -> tuple[str, str | None]:
        channels = _signal_channels()
        if signal == "auto":
            signal = _best_signal(channels)
            self.logger.info(f"The biomass signal is {signal}.")
        if signal != "od":
            return signal, None
        if not channels:
            raise AutomationError("No photodiode is configured for OD; see [od_config.photodiode_channel].")
        if len(channels) > 1:
            self.logger.warning(f"Several photodiodes are configured; channel {min(channels)} is used.")
        return signal, min(channels)

    # --- readings ------------------------------------------------------------------------------------------------

    def __post__init__(self) -> None:
        super().__post__init__()
        self._listen()

    def _listen(self) -> None:
        wanted = topic(self.unit, self.experiment, "od_reading", _TOPICS[self.resolved_biomass_signal])
        if self.resolved_biomass_signal == "normalized_od":
            wanted = topic(self.unit, self.experiment, readings.GROWTH_RATE, readings.FILTERED)
        if not self._is_built or wanted == self._heard:
            return
        if self._heard is not None:
            self.sub_client.stop_listening(self._heard, self._on_reading)
        self._heard = wanted
        self.sub_client.listen(wanted, self._on_reading, allow_retained=False)

    def _on_reading(self, message: MQTTMessage) -> None:
        if not message.payload or self.state is not self.READY or self._is_dosing:
            return
        decision = self._observe()
        with self._guard:
            self._decision = decision
        self.trigger_run_once_from_event()

    def _observe(self) -> Decision:
        try:
            biomass, quality = self.latest_biomass_value(self.resolved_biomass_signal, self.od_channel), "ok"
        except JobRequiredError as error:
            reason = "quality" if isinstance(error, UnusableReadingError) else "no_reading"
            return Decision(0.0, reason, f"Not diluted: {error}", {"target_biomass": self.target_biomass})
        with self._guard:
            assert self._controller is not None
            return self._controller.observe(clock.monotonic(), biomass, self.current_volume_ml, quality)

    def execute(self) -> AutomationEvent:
        """Act on the latest reading, which nobody has acted on yet."""
        with self._guard:
            decision, self._decision = self._decision, None
        decision = decision or self._observe()
        data = {
            **decision.data,
            "resolved_biomass_signal": self.resolved_biomass_signal,
            "exchange_volume_ml": self.exchange_volume_ml,
            "reason": decision.reason,
        }
        if decision.dose_ml <= 0.0:
            return NoEvent(decision.message, data)
        refusal = self.refusal()
        if refusal is not None:
            return NoEvent(refusal.message, {**data, **(refusal.data or {})})
        dose_ml = decision.dose_ml
        if self.verifying.is_wanted:
            dose_ml = self.verifying.exchange_ml(max(ENOUGH_ML, dose_ml), QUIET_OF_TURBIDOSTAT_S)
            if dose_ml <= 0.0:
                text = "Held back for a dose that shows whether the waste works."
                return NoEvent(text, {**data, "reason": "verifying"})
        moved = self._dose(dose_ml)
        return DilutionEvent(decision.message, {**data, "dose_ml": dose_ml, "volume_actually_moved_ml": moved})

    def _dose(self, volume_ml: float) -> float:
        self._is_dosing = True
        try:
            self.execute_io_action(media_ml=volume_ml, waste_ml=volume_ml)
        finally:
            moved = self.last_moved["media_ml"]
            with self._guard:
                assert self._controller is not None
                self._controller.dosed(clock.monotonic(), moved, self.current_volume_ml, self.stirring_rpm)
                self._decision = None
            self._is_dosing = False
        return moved


def _signal_channels() -> dict[str, str]:
    """Channel to angle of the photodiodes that see the culture."""
    found = {ch: get_config().get("od_config.photodiode_channel", ch, fallback="") for ch in "1234"}
    return {channel: angle for channel, angle in found.items() if angle not in ("", "REF")}


def _best_signal(channels: dict[str, str]) -> str:
    from pioreactor.calibrations.active import active_calibration_name
    from pioreactor.estimators.files import active_estimator_name

    if active_estimator_name("od_fused") is not None:
        return "od_fused"
    if any(active_calibration_name(f"od{angle}") is not None for angle in channels.values()):
        return "od"
    return "normalized_od"


def _positive(name: str, value: float | str) -> float:
    number = float(value)
    if not 0.0 < number < float("inf"):
        raise AutomationError(f"{name} must be above 0, not {value}.")
    return number
