"""A constant dilution rate: the same exchange at fixed times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pioreactor.automations.dosing.base import DosingAutomationJob
from pioreactor.automations.dosing.guards import check_pump_calibrations_and_pwm_channels_are_configured
from pioreactor.automations.events import AutomationEvent, DilutionEvent, NoEvent
from pioreactor.domain.exchange import carry_after, dilution_of, volume_after_waste_ml, volume_for_dilution, with_carry
from pioreactor.domain.volume_watch.verifying import MOST_ML
from pioreactor.exc import AutomationError
from pioreactor.types import PublishableSetting

DEFAULT_DURATION_MIN = 20.0

PUBLISHED_SETTINGS: Final[dict[str, PublishableSetting]] = {
    "exchange_volume_ml": {"datatype": "float", "settable": True, "unit": "mL"},
    "duration": {"datatype": "float", "settable": True, "unit": "min"},
    "dilution_rate_per_h": {"datatype": "float", "settable": True, "unit": "1/h"},
    "alt_media_share": {"datatype": "float", "settable": True, "unit": "of inflow"},
}


class Chemostat(DosingAutomationJob):
    """Exchanges ``exchange_volume_ml`` every ``duration`` minutes; or as much as gives ``dilution_rate_per_h``.

    ``alt_media_share`` (0 to 1) of what flows in is alternative media, towards which the vial's content tends.

    What an exchange could not move is added to the next one (at most one exchange's volume). After an outage the next
    exchange comes one ``duration`` after the last, or at once if that is over; further missed ones are not made up.
    While the volume watch asks for it, exchanges are held back and put together, so that each is large enough, and
    alone long enough, to show whether the waste pump works.
    """

    automation_name = "chemostat"
    pumps_needed: Iterable[str] = ("media", "waste")
    published_settings = PUBLISHED_SETTINGS

    def __init__(
        self,
        exchange_volume_ml: float | str | None = None,
        duration: float | str = DEFAULT_DURATION_MIN,
        skip_first_run: bool | str = False,
        dilution_rate_per_h: float | str | None = None,
        alt_media_share: float | str = 0.0,
        **others: Any,
    ) -> None:
        """One of ``exchange_volume_ml`` (mL) and ``dilution_rate_per_h`` (1/h); ``duration`` in minutes.

        Raises AutomationError unless exactly one of the two is given, or for a share outside 0 to 1.
        """
        share = _share(alt_media_share)
        self.pumps_needed = ("media", "alt_media", "waste") if share > 0.0 else ("media", "waste")
        if (exchange_volume_ml is None) == (dilution_rate_per_h is None):
            raise AutomationError("A chemostat needs either exchange_volume_ml or dilution_rate_per_h.")
        super().__init__(**others)
        self.exchange_volume_ml: float | None = None
        self.dilution_rate_per_h: float | None = None
        self.duration = float(duration)
        self.alt_media_share = share
        if exchange_volume_ml is not None:
            self.set_exchange_volume_ml(exchange_volume_ml)
        else:
            self.set_dilution_rate_per_h(dilution_rate_per_h or 0.0)
        self._carry_ml = float(self.memory.get("carry_ml", 0.0))
        self.run_every(self.duration, skip_first_run=skip_first_run)

    def set_exchange_volume_ml(self, value: float | str) -> None:
        """Exchange this volume, mL, instead of what was set before. Raises AutomationError for 0 or less."""
        self.exchange_volume_ml = _positive("exchange_volume_ml", value)
        self.dilution_rate_per_h = None

    def set_dilution_rate_per_h(self, value: float | str) -> None:
        """Exchange as much as gives this dilution rate, 1/h. Raises AutomationError for 0 or less."""
        self.dilution_rate_per_h = _positive("dilution_rate_per_h", value)
        self.exchange_volume_ml = None

    def set_alt_media_share(self, value: float | str) -> None:
        """Let this share of the inflow be alternative media. Raises AutomationError outside 0 to 1, CalibrationError or
        HardwareError where there is no such pump.
        """
        share = _share(value)
        if share > 0.0:
            check_pump_calibrations_and_pwm_channels_are_configured(["alt_media"])
        self.alt_media_share = share

    def nominal_volume_ml(self) -> float:
        """Volume of one exchange, what is owed not counted."""
        if self.exchange_volume_ml is not None:
            return self.exchange_volume_ml
        assert self.dilution_rate_per_h is not None
        return volume_for_dilution(self.dilution_rate_per_h * self.duration / 60.0, self._base_ml(), self.MAX_SUBDOSE)

    def _base_ml(self) -> float:
        """Volume before and after an exchange, as it really is."""
        return volume_after_waste_ml(self.vial.state, self.stirring_rpm)

    def execute(self) -> AutomationEvent:
        """One exchange."""
        refusal = self.refusal()
        if refusal is not None:
            return refusal
        self.vial.read()
        nominal = self.nominal_volume_ml()
        owed = self._carry_ml
        most_owed = nominal
        wanted = with_carry(nominal, owed)
        if self.verifying.is_wanted or owed > nominal:
            most_owed = max(nominal, MOST_ML)
        if self.verifying.is_wanted:
            wanted = self.verifying.exchange_ml(nominal + owed)
        if wanted <= 0.0:
            self._owe(carry_after(nominal + owed, 0.0, most_owed))
            return NoEvent(
                f"Held back for an exchange that shows whether the waste works; {self._carry_ml:.3g} mL are owed.",
                {"reason": "verifying", "owed_before_ml": owed, "owed_after_ml": self._carry_ml},
            )
        try:
            moved = self.execute_io_action(waste_ml=wanted, **self._inflows(wanted))
        finally:
            if self.last_is_settled:  # else the next process looks at the books
                self._owe(carry_after(nominal + owed, _inflow(self.last_moved), most_owed))
        added = _inflow(moved)
        rate = dilution_of(added, self._base_ml(), self.MAX_SUBDOSE) * 60.0 / self.duration
        return DilutionEvent(
            f"exchanged {added:.3g} mL of {nominal:.3g} mL ({rate:.3g} 1/h).",
            {
                "exchange_volume_ml": nominal,
                "volume_actually_cycled_ml": moved["waste_ml"],
                "media_ml": moved["media_ml"],
                "alt_media_ml": moved["alt_media_ml"],
                "owed_before_ml": owed,
                "owed_after_ml": self._carry_ml,
                "dilution_rate_per_h": rate,
                "volume_ml": self.current_volume_ml,
                "reason": "on_time",
            },
        )

    def _inflows(self, volume_ml: float) -> dict[str, float]:
        alt_ml = self.alt_media_share * volume_ml
        parts = {"media_ml": volume_ml - alt_ml, "alt_media_ml": alt_ml}
        return {name: part for name, part in parts.items() if part > 0.0}

    def exchange_was_cut_off(self, asked_ml: float, moved_ml: float) -> None:
        """The rest is added to the next exchange."""
        self._owe(carry_after(asked_ml, moved_ml, self.nominal_volume_ml()))

    def _owe(self, volume_ml: float) -> None:
        self._carry_ml = volume_ml
        self.memory.update(carry_ml=volume_ml)


def _positive(name: str, value: float | str) -> float:
    number = float(value)
    if not 0.0 < number < float("inf"):
        raise AutomationError(f"{name} must be above 0, not {value}.")
    return number


def _share(value: float | str) -> float:
    number = float(value)
    if not 0.0 <= number <= 1.0:
        raise AutomationError(f"alt_media_share must lie between 0 and 1, not {value}.")
    return number


def _inflow(moved: Mapping[str, float]) -> float:
    return moved["media_ml"] + moved["alt_media_ml"]
