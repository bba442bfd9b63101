"""What ``stirring`` publishes and what it reads from the configuration."""

from __future__ import annotations

from typing import Final, NamedTuple

from pioreactor.exc import HardwareError
from pioreactor.types import GpioPin, PublishableSetting

JOB_NAME: Final = "stirring"
HIGHEST_RPM: Final = 5000.0
HIGHEST_CLI_RPM: Final = 1500.0
LONGEST_CLOSE_LOOK_S: Final = 600.0

PUBLISHED_SETTINGS: Final[dict[str, PublishableSetting]] = {
    "target_rpm": {"datatype": "float", "settable": True, "unit": "RPM"},
    "measured_rpm": {"datatype": "MeasuredRPM", "settable": False, "unit": "RPM"},
    "duty_cycle": {"datatype": "float", "settable": True, "unit": "%"},
    "rotation_quality": {"datatype": "string", "settable": False},
    "close_look_s": {"datatype": "float", "settable": True, "unit": "s"},
}


class StirringSettings(NamedTuple):
    """Configuration of ``[stirring.config]`` and ``[stirring.pid]``.

    ``update_interval_s``: seconds between corrections once the speed has settled; ``strength``: of the correction,
    1 as designed (Kp 0.005 in the configuration).
    """

    target_rpm: float = 500.0
    duty_cycle: float = 30.0
    pwm_hz: float = 200.0
    use_rpm: bool = True
    update_interval_s: float = 23.0
    strength: float = 1.0
    rpm_during_od: float = 0.0
    rpm_outside_od: float = 500.0


_DESIGN_KP: Final = 0.005


def settings_from_config() -> StirringSettings:
    """Read the configuration of this unit. Raises ConfigError."""
    from pioreactor.config import config

    section = "stirring.config"
    return StirringSettings(
        target_rpm=config.getfloat(section, "initial_target_rpm", fallback=500.0),
        duty_cycle=config.getfloat(section, "initial_duty_cycle", fallback=30.0),
        pwm_hz=config.getfloat(section, "pwm_hz", fallback=200.0),
        use_rpm=config.getboolean(section, "use_rpm", fallback=True),
        update_interval_s=config.getfloat(section, "duration_between_updates_seconds", fallback=23.0),
        strength=config.getfloat("stirring.pid", "Kp", fallback=_DESIGN_KP) / _DESIGN_KP,
        rpm_during_od=config.getfloat(section, "target_rpm_during_od_reading", fallback=0.0),
        rpm_outside_od=config.getfloat(section, "target_rpm_outside_od_reading", fallback=500.0),
    )


def stirring_pin() -> GpioPin:
    """BCM pin of the motor. Raises HardwareError when no PWM channel is assigned to stirring."""
    from pioreactor.config import config
    from pioreactor.hardware.descriptions import get_pwm_to_pin_map

    for channel, pin in get_pwm_to_pin_map().items():
        if config.get("PWM", channel, fallback="") == "stirring":
            return pin
    raise HardwareError("No PWM channel is assigned to stirring. Assign one in the section [PWM].")
