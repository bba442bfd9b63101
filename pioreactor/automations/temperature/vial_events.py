"""What happens to the vial, as other jobs tell it: doses, volume, stirring, whether it is there.

Collected here, used at the next step.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import msgspec

from pioreactor import clock, structs
from pioreactor.exc import StorageError
from pioreactor.pubsub.topics import topic
from pioreactor.runtime.stalled import is_stirrer_stalled
from pioreactor.types import MQTTMessage

if TYPE_CHECKING:
    from pioreactor.domain.thermal import ThermalRegulator

STILL_BELOW_RPM: Final = 100.0
STILL_FOR_S: Final = 5.0
ASK_REGISTRY_EVERY_S: Final = 10.0
_INFLOW: Final = "add_"
_CALIBRATION: Final = "pump_calibration"
_RUNS: Final = ("init", "ready")

_decode_dose = msgspec.json.Decoder(structs.DosingEvent).decode
_decode_rpm = msgspec.json.Decoder(structs.MeasuredRPM).decode


class VialEvents:
    """Listens for one unit and experiment. ``is_stirring_running``: asks the registry, for units without a broker."""

    def __init__(self, unit: str, experiment: str, is_stirring_running: Callable[[], bool]) -> None:
        self._unit, self._experiment = unit, experiment
        self._is_stirring_running = is_stirring_running
        self._guard = threading.Lock()
        self._doses: list[float] = []
        self._is_out = False
        self._volume_ml: float | None = _volume_by_the_books(experiment)
        self._rpm: float | None = None
        self._state: str | None = None
        self._still_since_s: float | None = None
        self._runs = True
        self._asked_s = self._looked_s = -1e18
        self._is_stalled = False

    @property
    def volume_ml(self) -> float | None:
        """Volume by the books, mL; None where there are none."""
        with self._guard:
            return self._volume_ml

    def subscriptions(self) -> dict[Callable[[MQTTMessage], None], tuple[str, bool]]:
        """Handlers with their topic and whether retained messages count."""
        here = (self._unit, self._experiment)
        return {
            self._on_dose: (topic(*here, "dosing_events"), False),
            self._on_volume: (topic(*here, "bioreactor", "current_volume_ml"), True),
            self._on_rpm: (topic(*here, "stirring", "measured_rpm"), False),
            self._on_stirring_state: (topic(*here, "stirring", "$state"), True),
            self._on_presence: (topic(*here, "od_reading", "vial_present"), True),
        }

    def _on_dose(self, message: MQTTMessage) -> None:
        event = _decode_dose(message.payload)
        if event.event.startswith(_INFLOW) and event.source_of_event != _CALIBRATION and event.volume_change > 0.0:
            with self._guard:
                self._doses.append(event.volume_change)

    def _on_volume(self, message: MQTTMessage) -> None:
        try:
            volume_ml = float(message.payload)
        except ValueError:
            return
        with self._guard:
            self._volume_ml = max(volume_ml, 0.0)

    def _on_rpm(self, message: MQTTMessage) -> None:
        if message.payload:
            rpm = _decode_rpm(message.payload).measured_rpm
            with self._guard:
                self._rpm = rpm

    def _on_stirring_state(self, message: MQTTMessage) -> None:
        with self._guard:
            self._state = message.payload.decode("utf-8", "replace")
            if self._state not in _RUNS:
                self._rpm = None

    def _on_presence(self, message: MQTTMessage) -> None:
        with self._guard:
            self._is_out = message.payload.lower() == b"false"

    def apply_to(self, regulator: ThermalRegulator) -> None:
        """Hand over what has happened since the last call."""
        with self._guard:
            doses, self._doses = self._doses, []
            volume_ml, is_out = self._volume_ml, self._is_out
        for dose_ml in doses:
            if volume_ml is not None:
                # The books count an inflow before the message arrives; the heat balance needs what was there before.
                regulator.set_volume(max(volume_ml - dose_ml, 1.0))
            regulator.dose(dose_ml)
        if volume_ml is not None:
            regulator.set_volume(volume_ml)
        regulator.set_stirring(self._is_stirred())
        regulator.set_vial_out(is_out)

    def _is_stirred(self) -> bool:
        """Short pauses (optical readings) do not count; a stall that is known does, whatever was last heard."""
        with self._guard:
            rpm, state = self._rpm, self._state
        if self._is_known_to_be_stalled():
            turns = False
        elif rpm is not None:
            turns = rpm >= STILL_BELOW_RPM
        elif state is not None:
            turns = state in _RUNS
        else:
            turns = self._runs_by_registry()
        now = clock.monotonic()
        if turns:
            self._still_since_s = None
            return True
        if self._still_since_s is None:
            self._still_since_s = now
        return now - self._still_since_s <= STILL_FOR_S

    def _is_known_to_be_stalled(self) -> bool:
        now = clock.monotonic()
        if now - self._looked_s >= ASK_REGISTRY_EVERY_S:
            self._looked_s = now
            self._is_stalled = is_stirrer_stalled()
        return self._is_stalled

    def _runs_by_registry(self) -> bool:
        now = clock.monotonic()
        if now - self._asked_s >= ASK_REGISTRY_EVERY_S:
            self._asked_s = now
            self._runs = self._is_stirring_running()
        return self._runs


def _volume_by_the_books(experiment: str) -> float | None:
    from pioreactor.storage.vial_state import load_vial_state

    try:
        return load_vial_state(experiment).current_volume_ml
    except StorageError:
        return None
