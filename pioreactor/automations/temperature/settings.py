"""What temperature automations read from the configuration and from the description of the unit."""

from __future__ import annotations

from typing import Final, NamedTuple

from pioreactor.domain.thermal import Holder, ThermalSettings, VialGuard, holder_of
from pioreactor.exc import ConfigError, NoModelAssignedError, UnknownModelAssignedError
from pioreactor.types import GpioPin

SECTION: Final = "temperature_automation.config"
OLD_SECTION: Final = "temperature_automation.thermostat"
HEATER_HZ: Final = 16.0
INFERENCE_EVERY_T_SECONDS: Final = 5.0
_OLD_GAINS: Final = {"Kp": 2.6, "Ki": 0.0, "Kd": 4.6}


class JobSettings(NamedTuple):
    """Configuration of ``[temperature_automation.config]``; periods in clock seconds."""

    thermal: ThermalSettings
    control_period_s: float
    publish_interval_s: float
    sensor_offset_k: float
    ambient_leak: float


def settings_from_config() -> JobSettings:
    """Read the configuration of this unit. Raises ConfigError."""
    from pioreactor.config import config

    def number(key: str) -> float | None:
        return config.getfloat(SECTION, key) if config.get(SECTION, key, fallback="") else None

    try:
        thermal = ThermalSettings(
            response_time_s=config.getfloat(SECTION, "response_time"),
            liquid_max_c=config.getfloat(SECTION, "liquid_max"),
            plate_cap_c=number("plate_cap"),
            ramp_c_per_min=config.getfloat(SECTION, "ramp_rate"),
            room_c=config.getfloat(SECTION, "room_temperature"),
            media_c=number("media_temperature"),
            wiggle_every_s=config.getfloat(SECTION, "wiggle_every"),
            observe_s=config.getfloat(SECTION, "reanchor_observe"),
            vial_guard=VialGuard(config.get(SECTION, "vial_guard")),
        )
    except ValueError as error:
        raise ConfigError(f"[{SECTION}] {error}") from error
    return JobSettings(
        thermal,
        config.getfloat(SECTION, "control_period"),
        config.getfloat(SECTION, "publish_interval"),
        config.getfloat(SECTION, "sensor_offset"),
        config.getfloat(SECTION, "ambient_leak"),
    )


def unused_gains() -> str:
    """The PID gains that somebody has set for the earlier thermostat, in words; empty if nobody has."""
    from pioreactor.config import config

    changed = [
        f"{key} = {config.get(OLD_SECTION, key)}"
        for key, usual in _OLD_GAINS.items()
        if config.getfloat(OLD_SECTION, key, fallback=usual) != usual
    ]
    return ", ".join(changed)


class UnitModel(NamedTuple):
    """The vessel of this unit. ``key``: name and version; ``period_s``: between executions, as units always had it;
    ``samples``: that the earlier inference took."""

    key: str
    holder: Holder
    period_s: float
    samples: int


def model_of_unit() -> UnitModel:
    """Holder with the limits of this unit's model; a unit without a model is treated with the lowest limits."""
    from pioreactor.whoami import get_pioreactor_model

    try:
        model = get_pioreactor_model()
    except (NoModelAssignedError, UnknownModelAssignedError):
        cool = holder_of("pioreactor_20ml", "1.0")
        limits = {"reduce_c": cool.reduce_c, "disable_c": cool.disable_c, "shutdown_c": cool.shutdown_c}
        return UnitModel("", holder_of("", "")._replace(**limits), 200.0, 21)
    holder = holder_of(*model.key)._replace(
        reduce_c=model.max_temp_to_reduce_heating,
        disable_c=model.max_temp_to_disable_heating,
        shutdown_c=model.max_temp_to_shutdown,
    )
    is_first = model.key == ("pioreactor_20ml", "1.0")
    return UnitModel("/".join(model.key), holder, 225.0 if is_first else 200.0, 29 if is_first else 21)


def heater_pin() -> GpioPin:
    """BCM pin of the heater. Raises HardwareError."""
    from pioreactor.hardware.descriptions import get_heater_pwm_channel, get_pwm_to_pin_map

    return get_pwm_to_pin_map()[get_heater_pwm_channel()]
