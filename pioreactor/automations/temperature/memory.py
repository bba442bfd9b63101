"""What the next start needs to know: the estimate, when the heater was last on, what was learned, the calibration."""

from __future__ import annotations

import math
from typing import Any, Final

import msgspec

from pioreactor import clock
from pioreactor.automations.memory import Moment
from pioreactor.domain.thermal import Evidence, LearnedHolder, ThermalCalibration, learned_from_json
from pioreactor.exc import StorageError
from pioreactor.storage.caches import local_intermittent_storage, local_persistent_storage

TABLE: Final = "thermal"
CALIBRATIONS: Final = "temperature_calibrations"
READINGS_TABLE: Final = "temperature_and_heating"
"""The temporary table in which the ecosystem finds the temperature of the heater board."""


class ThermalMemory:
    """The unit's memory of its heater. ``model_key``: what was learned belongs to this model of vessel.

    Reading never raises: what cannot be read is unknown. Writing raises StorageError.
    """

    def __init__(self, model_key: str, experiment: str) -> None:
        self._model_key = model_key or "unknown"
        self._experiment = experiment

    def evidence(self, room_c: float) -> Evidence:
        """What is known before the first reading."""
        heating, stored = self._get("heating"), self._get("estimate")
        state, gap_s = None, 0.0
        if isinstance(stored, dict) and stored.get("model") == self._model_key:
            gap_s = _age_s(stored.get("at"))
            is_same_vial = stored.get("experiment") == self._experiment
            state = stored.get("state") if is_same_vial and isinstance(stored.get("state"), dict) else None
        if not isinstance(heating, dict):
            return Evidence(heater_off_s=math.inf, room_c=room_c)  # it has never been on
        off_s = _age_s(heating.get("at")) - float(heating.get("again_within_s", 0.0))
        return Evidence(
            heater_off_s=off_s if off_s >= 0.0 else None,
            ambient_c=_number(heating.get("ambient_c")),
            room_c=room_c,
            state=state,
            gap_s=gap_s,
        )

    def learned(self) -> LearnedHolder | None:
        """What an earlier run found out about this holder."""
        stored = self._get(f"learned/{self._model_key}")
        return learned_from_json(stored) if isinstance(stored, dict) else None

    def calibration(self) -> ThermalCalibration | None:
        """What a thermometer has told; None: nothing."""
        return load_calibration(self._model_key)

    def note_heating(self, ambient_c: float, again_within_s: float) -> None:
        """The heater is on; this is called again within so many seconds, or when it is off."""
        self._set("heating", {"at": Moment.now(), "ambient_c": ambient_c, "again_within_s": again_within_s})

    def note_estimate(self, state: dict[str, object] | None) -> None:
        """Keep the estimate of a job that ends with the heater off; None forgets it, for it does not hold any more."""
        self._set(
            "estimate",
            {"model": self._model_key, "experiment": self._experiment, "at": Moment.now(), "state": state},
        )

    def note_learned(self, learned: LearnedHolder) -> None:
        """Keep what was found out about the holder."""
        self._set(f"learned/{self._model_key}", learned.as_json())

    @staticmethod
    def note_reading(plate_c: float, is_heating: bool) -> None:
        """Tell the rest of the unit what the board has."""
        with local_intermittent_storage(READINGS_TABLE) as cache:
            cache.set("heating_pcb_temperature", plate_c)
            cache.set("heating_pcb_temperature_at", clock.timestamp())
            if is_heating:
                cache.set("last_heating_timestamp", clock.timestamp())

    def _get(self, key: str) -> Any:
        try:
            with local_persistent_storage(TABLE) as cache:
                return cache.getjson(key, None)
        except (StorageError, ValueError):
            return None

    def _set(self, key: str, value: Any) -> None:
        with local_persistent_storage(TABLE) as cache:
            cache.set(key, msgspec.json.encode(value).decode())


def load_calibration(model_key: str) -> ThermalCalibration | None:
    """The stored calibration of this unit with this model of vessel; None: there is none that can be read."""
    try:
        with local_persistent_storage(CALIBRATIONS) as cache:
            stored = cache.getjson(model_key or "unknown", None)
        return ThermalCalibration(
            float(stored["sensor_offset"]),
            float(stored["ambient_leak"]),
            bool(stored["has_cold_point"]),
            bool(stored["has_warm_point"]),
        )
    except (StorageError, KeyError, TypeError, ValueError):
        return None


def store_calibration(model_key: str, calibration: ThermalCalibration, measured_c: float) -> None:
    """Keep a calibration; the running job takes it over at its next publication. Raises StorageError."""
    content = {
        "sensor_offset": calibration.sensor_offset_k,
        "ambient_leak": calibration.ambient_leak,
        "has_cold_point": calibration.has_cold_point,
        "has_warm_point": calibration.has_warm_point,
        "measured": measured_c,
        "at": clock.timestamp(),
    }
    with local_persistent_storage(CALIBRATIONS) as cache:
        cache.set(model_key or "unknown", msgspec.json.encode(content).decode())


def forget_calibration(model_key: str) -> None:
    """Go by the configuration again. Raises StorageError."""
    with local_persistent_storage(CALIBRATIONS) as cache:
        cache.pop(model_key or "unknown")


def _age_s(stored: Any) -> float:
    try:
        return clock.monotonic() - Moment.on_this_clock(stored)
    except (KeyError, TypeError, ValueError, AttributeError):
        return -1.0


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None
