"""What this unit is made of, found by asking the hardware: for people, scripts and bug reports.

Nothing is switched and nothing is set up: devices are found by a write without data, which every chip acknowledges.
"""

from __future__ import annotations

import contextlib
from typing import Final

import msgspec

from pioreactor.exc import HardwareError, PioreactorError, StorageError
from pioreactor.types import LED_CHANNELS, PD_CHANNELS

FIRST_ADDRESS, LAST_ADDRESS = 0x08, 0x77
_ATTEMPTS: Final = 2
_LOWEST_FIRMWARE: Final = (0, 4)


class Problem(msgspec.Struct, kw_only=True):
    """Something that is not as it should be. ``severity``: ``error`` (it cannot work) or ``warning``."""

    severity: str
    text: str
    remedy: str


class Device(msgspec.Struct, kw_only=True):
    """One address on the two-wire bus. ``name`` is empty for a device that no description mentions."""

    address: str
    name: str
    used_for: list[str]
    is_expected: bool
    answers: bool
    retries: int = 0
    failures: int = 0


class Output(msgspec.Struct, kw_only=True):
    """One PWM output. ``load``: what hangs on it; ``timing``: ``hardware`` or ``software``."""

    channel: str
    pin: int
    load: str
    timing: str


class Photodiode(msgspec.Struct, kw_only=True):
    """One photodiode channel. ``angle``: degrees, ``REF``, or empty when it is not used."""

    channel: str
    angle: str
    driver: str
    address: str
    input: int


class Report(msgspec.Struct, kw_only=True):
    """Everything together."""

    backend: str = ""
    hat_present: bool = False
    hat_version: str | None = None
    hat_serial: str | None = None
    firmware: str | None = None
    model: str | None = None
    outputs: list[Output] = []
    lamps: dict[str, str] = {}
    pins: dict[str, int] = {}
    photodiodes: list[Photodiode] = []
    devices: list[Device] = []
    bus_errors: dict[str, dict[str, int]] = {}
    problems: list[Problem] = []

    def error(self, text: str, remedy: str) -> None:
        """Note something that cannot work."""
        self.problems.append(Problem(severity="error", text=text, remedy=remedy))

    def warn(self, text: str, remedy: str) -> None:
        """Note something that is probably wrong."""
        self.problems.append(Problem(severity="warning", text=text, remedy=remedy))


def examine() -> Report:
    """Look at the unit. Never raises for what it finds: that is in ``problems``. Blocks about 0.3 s."""
    report = Report(problems=[], outputs=[], lamps={}, pins={}, photodiodes=[], devices=[], bus_errors={})
    for look in (_board, _model, _wiring, _bus, _firmware, _bus_errors):
        try:
            look(report)
        except (PioreactorError, OSError) as error:
            report.error(" ".join(str(error).split()), "")
    return report


def _board(report: Report) -> None:
    from pioreactor.hardware.backends import backend_name
    from pioreactor.hardware.identity import format_version, read_hat

    report.backend = backend_name()
    hat = read_hat()
    report.hat_present, report.hat_serial = hat.is_present, hat.serial
    if not hat.is_present:
        report.error(
            "No HAT is detected.",
            "Switch the unit off and seat the HAT firmly; a board without an identification chip needs HAT_PRESENT=1.",
        )
    if hat.version is None:
        report.error(
            "The HAT's version is not known, so it is not known what is wired where: no output is driven.",
            "Set the environment variable HARDWARE to the version that is printed on the board, for example 1.2.",
        )
        return
    report.hat_version = format_version(hat.version)
    from pioreactor.hardware.descriptions import is_described

    if not is_described(report.hat_version):
        report.error(
            f"HAT {report.hat_version} is not known to this version of the software.",
            f"Describe it in hardware/hats/{report.hat_version}/*.yaml of the data folder, or update the software.",
        )


def _model(report: Report) -> None:
    from pioreactor.exc import NoModelAssignedError
    from pioreactor.hardware.descriptions import FALLBACK_MODEL
    from pioreactor.models import assigned_model_key, get_model

    try:
        report.model = get_model(*assigned_model_key()).display_name
    except NoModelAssignedError as error:
        report.warn(f"{error} Wired as {' '.join(FALLBACK_MODEL)} until then.", "")


def _wiring(report: Report) -> None:
    from pioreactor.config import config
    from pioreactor.hardware.descriptions import describe, get_adc_descriptions, get_pwm_to_pin_map
    from pioreactor.hardware.descriptions.checking import mistakes
    from pioreactor.hardware.sysfs_pwm import CHANNEL_OF_PIN

    if report.hat_version is None:
        return
    wrong = mistakes()
    for mistake in wrong:
        report.error(mistake, "Correct the file in the folder hardware of the data folder.")
    if wrong:
        return
    for channel, pin in get_pwm_to_pin_map().items():
        timing = "hardware" if pin in CHANNEL_OF_PIN else "software"
        load = config.get("PWM", channel, fallback="")
        report.outputs.append(Output(channel=channel, pin=pin, load=load or "", timing=timing))
    report.lamps = {channel: config.get("leds", channel, fallback="") or "" for channel in LED_CHANNELS}
    report.pins = {key: int(pin) for key, pin in describe("gpio").items()}
    inputs = get_adc_descriptions()
    for channel in PD_CHANNELS:
        angle = config.get("od_config.photodiode_channel", channel, fallback="") or ""
        if f"pd{channel}" in inputs:
            driver, address, number = inputs[f"pd{channel}"]
            report.photodiodes.append(
                Photodiode(channel=channel, angle=angle, driver=driver, address=f"0x{address:02X}", input=number)
            )
        elif angle:
            report.error(
                f"Photodiode channel {channel} has the angle {angle}, but this unit has no such channel.",
                "Clear it in [od_config.photodiode_channel], or assign the bioreactor model that has it.",
            )


def expected_devices() -> dict[int, dict[str, list[str]]]:
    """What the descriptions say about each address: kind of chip to what it is used for. Raises HardwareError."""
    from pioreactor.hardware.descriptions import get_adc_descriptions, get_dac_address, get_temp_address
    from pioreactor.hardware.identity import hat_version
    from pioreactor.hardware.led import led_driver_name

    found: dict[int, dict[str, list[str]]] = {}
    for name, (driver, address, _) in get_adc_descriptions().items():
        found.setdefault(address, {}).setdefault(_CHIPS.get(driver.lower(), driver), []).append(name)
    chip = _CHIPS[led_driver_name(hat_version())]
    found.setdefault(get_dac_address(), {}).setdefault(chip, []).append("leds")
    found.setdefault(get_temp_address(), {}).setdefault("TMP1075", []).append("board temperature")
    return found


_CHIPS: Final = {
    "ads1114": "ADS1114",
    "ads1115": "ADS1115",
    "pico": "RP2040",
    "dac43608": "DAC43608",
    "rp2040": "RP2040",
}


def _bus(report: Report) -> None:
    from pioreactor.hardware.backends import get_bus
    from pioreactor.hardware.bus import is_present

    bus = get_bus()
    expected = expected_devices() if report.hat_version is not None else {}
    for address in range(FIRST_ADDRESS, LAST_ADDRESS + 1):
        chips = expected.get(address)
        answers = is_present(bus, address) if chips else is_present(bus, address, _ATTEMPTS)
        if not chips and not answers:
            continue
        label = f"0x{address:02X}"
        device = Device(
            address=label,
            name=" and ".join(chips or {}),
            used_for=[use for uses in (chips or {}).values() for use in uses],
            is_expected=bool(chips),
            answers=answers,
        )
        report.devices.append(device)
        if chips and len(chips) > 1:
            report.error(
                f"{device.name} share the address {label}: this bioreactor model cannot be used on HAT "
                f"{report.hat_version}.",
                "Assign the model that is really there, or use another HAT.",
            )
        elif chips and not answers:
            _missing(report, device)


def _missing(report: Report, device: Device) -> None:
    uses = ", ".join(device.used_for)
    if device.name == "RP2040":
        remedy = "Its firmware is loaded at boot: restart the unit. If that does not help, reseat the HAT."
    elif device.name == "TMP1075":
        remedy = "Check both ends of the flat ribbon to the heater board."
    elif device.name == "ADS1114":
        remedy = (
            "Check the photodiode's cable. Early boards answer at other addresses (0x48, 0x49): what answers is listed "
            "here; override adc.yaml in hardware/models of the data folder."
        )
    else:
        remedy = "Reseat the HAT."
    report.warn(f"{device.name} at {device.address} ({uses}) does not answer.", remedy)


def _firmware(report: Report) -> None:
    from pioreactor.hardware.identity import firmware_version, format_version

    if report.hat_version is None:
        return
    with contextlib.suppress(HardwareError, OSError):  # a silent controller is among the devices already
        version = firmware_version()
        if version is None:
            return
        report.firmware = format_version(version)
        if version < _LOWEST_FIRMWARE:
            report.warn(f"The firmware {report.firmware} of the HAT is old.", "Update the unit's image.")


def _bus_errors(report: Report) -> None:
    from pioreactor.hardware import bus_errors

    try:
        report.bus_errors = bus_errors.read()
    except StorageError as error:
        report.warn(str(error), "")
        return
    for device in report.devices:
        counts = report.bus_errors.get(device.address, {})
        device.retries, device.failures = counts.get("retries", 0), counts.get("failures", 0)
