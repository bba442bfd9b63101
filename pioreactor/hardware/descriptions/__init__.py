"""What is wired to what: one description per HAT version and kind, refined per bioreactor model.

The boards that we know are in ``built_in.py``. They are overridden, key by key, by the user's YAML files
``<data root>/hardware/hats/<version>/<kind>.yaml`` and ``<data root>/hardware/models/<name>/<version>/<kind>.yaml``;
a unit without such files never imports a YAML parser (4 MB). Kinds: ``pwm gpio adc dac temp``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from pioreactor.exc import HardwareError
from pioreactor.hardware.descriptions import built_in
from pioreactor.hardware.identity import format_version, hat_version
from pioreactor.storage.paths import data_root
from pioreactor.types import PD_CHANNELS, GpioPin, PdChannel, PwmChannel

KINDS: Final = ("pwm", "gpio", "adc", "dac", "temp")
FALLBACK_MODEL: Final = ("pioreactor_40ml", "1.5")


def describe(kind: str, *, hat: str | None = None, model: tuple[str, str] | None = None) -> dict[str, Any]:
    """The merged description of one kind for this unit (or for the HAT version and model given).

    Missing files are fine. Raises HardwareError for a file that cannot be read, and for a HAT whose version cannot be
    found out or is described nowhere.
    """
    if hat is None:
        version = hat_version()
        if version is None:
            raise HardwareError(
                "The HAT's version is not known, so it is not known what is wired where. Check that the HAT is "
                "seated, or set the environment variable HARDWARE, for example HARDWARE=1.2."
            )
        hat = format_version(version)
    if not is_described(hat):
        raise HardwareError(
            f"HAT {hat} is not known to this version of the software, so it is not known what is wired where. Update "
            f"the software, or describe the board in {data_root() / 'hardware' / 'hats' / hat}."
        )
    name, model_version = model if model is not None else _assigned_model()
    of_user = data_root() / "hardware"
    merged: dict[str, Any] = {}
    _merge(merged, built_in.HATS.get(hat, {}).get(kind, {}))
    _merge(merged, _load(of_user / "hats" / hat / f"{kind}.yaml"))
    _merge(merged, built_in.MODELS.get((name, model_version), {}).get(kind, {}))
    _merge(merged, _load(of_user / "models" / name / model_version / f"{kind}.yaml"))
    return merged


def is_described(hat: str) -> bool:
    """Whether a HAT version (such as ``1.2``) is known, built in or by files of the user."""
    return hat in built_in.HATS or (data_root() / "hardware" / "hats" / hat).is_dir()


def _assigned_model() -> tuple[str, str]:
    from pioreactor.exc import NoModelAssignedError
    from pioreactor.models import assigned_model_key

    try:
        return assigned_model_key()
    except NoModelAssignedError:
        return FALLBACK_MODEL


@cache
def _load(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    import yaml

    try:
        content = yaml.load(file.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except (OSError, yaml.YAMLError) as error:
        raise HardwareError(f"The hardware description {file} cannot be read: {error}") from error
    if content is not None and not isinstance(content, dict):
        raise HardwareError(f"The hardware description {file} must be a map of keys to values.")
    return content or {}


def _merge(target: dict[str, Any], later: Mapping[str, Any]) -> None:
    for key, value in later.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            target[key] = dict(target[key])
            _merge(target[key], value)
        else:
            target[key] = value


def _required(kind: str, key: str) -> Any:
    description = describe(kind)
    if key not in description:
        raise HardwareError(f"The hardware description {kind}.yaml of this unit does not say {key!r}.")
    return description[key]


def _number(kind: str, key: str) -> int:
    value = _required(kind, key)
    try:
        return integer(value)
    except (TypeError, ValueError):
        raise HardwareError(f"The hardware description {kind}.yaml of this unit: {key} is {value!r}.") from None


def integer(value: Any) -> int:
    """A number of a description: decimal, or text such as ``0x48``. Raises ValueError, TypeError."""
    return int(value, 0) if isinstance(value, str) else int(value)


def get_pwm_to_pin_map() -> dict[PwmChannel, GpioPin]:
    """BCM pin of each PWM channel ``"1"`` to ``"5"``."""
    try:
        return {str(c): integer(pin) for c, pin in _required("pwm", "pwm_to_pin").items()}  # type: ignore[misc]
    except (AttributeError, TypeError, ValueError) as error:
        raise HardwareError(
            f"The hardware description pwm.yaml: pwm_to_pin maps channels to pins ({error})."
        ) from error


def get_heater_pwm_channel() -> PwmChannel:
    """PWM channel of the heater."""
    return str(_required("pwm", "heater_pwm_channel"))  # type: ignore[return-value]


def get_pwm_controller() -> str:
    """Who makes the PWM: ``rpi_gpio`` or ``hat_mcu``."""
    return str(describe("pwm").get("controller", "rpi_gpio"))


def get_gpio_pin(key: str) -> GpioPin:
    """BCM pin by its key in ``gpio.yaml``, such as ``hall_sensor_pin``."""
    return _number("gpio", key)


def get_scl_pin() -> GpioPin:
    """BCM pin of the bus clock."""
    return get_gpio_pin("scl_pin")


def get_sda_pin() -> GpioPin:
    """BCM pin of the bus data."""
    return get_gpio_pin("sda_pin")


def get_temp_address() -> int:
    """Bus address of the board temperature sensor."""
    return _number("temp", "address")


def get_dac_address() -> int:
    """Bus address of the lamp driver."""
    return _number("dac", "address")


def get_adc_descriptions() -> dict[str, tuple[str, int, int]]:
    """(driver, bus address, input) of each analogue input by name: ``pd1`` to ``pd4``, ``aux``, ``version``."""
    result = {}
    for name, entry in describe("adc").items():
        try:
            result[name] = (str(entry["driver"]), integer(entry["address"]), int(entry.get("channel", 0)))
        except (KeyError, TypeError, ValueError) as error:
            raise HardwareError(f"adc.yaml: {name} needs driver, address and channel ({error}).") from error
    return result


def get_available_pd_channels() -> list[PdChannel]:
    """Photodiode channels that this unit has."""
    inputs = describe("adc")
    return [channel for channel in PD_CHANNELS if f"pd{channel}" in inputs]
