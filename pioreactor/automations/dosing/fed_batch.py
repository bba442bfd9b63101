"""Media at fixed times; nothing is taken out."""

from __future__ import annotations

from typing import Any, Final

from pioreactor.automations.dosing.base import DosingAutomationJob
from pioreactor.automations.events import AddMediaEvent, AutomationEvent, NoEvent
from pioreactor.exc import AutomationError
from pioreactor.types import PublishableSetting

WORTH_A_WARNING = 0.05

PUBLISHED_SETTINGS: Final[dict[str, PublishableSetting]] = {
    "dosing_volume_ml": {"datatype": "float", "settable": True, "unit": "mL"},
    "duration": {"datatype": "float", "settable": True, "unit": "min"},
}


class FedBatch(DosingAutomationJob):
    """Adds ``dosing_volume_ml`` every ``duration`` minutes, in one go, until the vial is full; then it sleeps."""

    automation_name = "fed_batch"
    pumps_needed = ("media",)
    published_settings = PUBLISHED_SETTINGS

    def __init__(
        self,
        dosing_volume_ml: float | str,
        duration: float | str = 720.0,
        skip_first_run: bool | str = False,
        **others: Any,
    ) -> None:
        """``dosing_volume_ml`` in mL, ``duration`` in minutes."""
        super().__init__(**others)
        self.duration = float(duration)
        self.set_dosing_volume_ml(dosing_volume_ml)
        self.logger.warning("A fed-batch takes no liquid out; it sleeps before the vial is too full.")
        self.run_every(self.duration, skip_first_run=skip_first_run)

    def set_dosing_volume_ml(self, value: float | str) -> None:
        """Volume of one addition, mL. Raises AutomationError for 0 or less."""
        volume = float(value)
        if not 0.0 < volume < float("inf"):
            raise AutomationError(f"dosing_volume_ml must be above 0, not {value}.")
        self.dosing_volume_ml = volume

    def execute(self) -> AutomationEvent:
        """One addition, if it fits."""
        refusal = self.refusal()
        if refusal is not None:
            return refusal
        wanted, before = self.dosing_volume_ml, self.vial.read().current_volume_ml
        data: dict[str, Any] = {
            "dosing_volume_ml": wanted,
            "volume_before_ml": before,
            "max_volume_ml": self.MAX_VIAL_VOLUME_TO_STOP,
        }
        if before + wanted >= self.MAX_VIAL_VOLUME_TO_STOP:
            text = f"{wanted:.3g} mL would fill the vial from {before:.1f} to {before + wanted:.1f} mL."
            self.vial.full(text)
            return NoEvent(f"Not added: {text}", {**data, "reason": "full"})
        moved = self.add_without_waste(media_ml=wanted)["media_ml"]
        if abs(moved - wanted) > WORTH_A_WARNING * wanted and not self.is_ending:
            self.logger.warning(f"{moved:.3g} mL were added instead of {wanted:.3g} mL.")
        if moved <= 0.0:
            return NoEvent("Nothing was added.", {**data, "reason": "not_moved"})
        return AddMediaEvent(f"added {moved:.3g} mL media.", {**data, "media_ml": moved, "reason": "on_time"})
