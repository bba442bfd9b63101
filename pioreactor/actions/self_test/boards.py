"""Tests of what is plugged in and powered."""

from __future__ import annotations

from typing import Any, Final

from pioreactor.actions.self_test.outcome import Outcome, SelfTestFailure
from pioreactor.runtime.actions import managed_lifecycle

HIGHEST_RAIL_V: Final = 18.0


def test_pioreactor_HAT_present(state: managed_lifecycle, logger: Any, unit: str, experiment: str) -> Outcome:
    """The HAT's identification chip answers."""
    from pioreactor.hardware.identity import format_version, read_hat

    hat = read_hat()
    if not hat.is_present:
        raise SelfTestFailure(
            "No HAT is detected.",
            "Switch the unit off, seat the HAT firmly on all 40 pins and start again; for a board without an "
            "identification chip set HAT_PRESENT=1 and HARDWARE, for example HARDWARE=1.2.",
            measured="none",
            limit="a HAT",
        )
    if hat.version is None:
        raise SelfTestFailure(
            "The HAT does not say its version, so it is not known what is wired where.",
            "Set the environment variable HARDWARE to the version that is printed on the board, for example 1.2.",
            measured="unknown version",
            limit="a HAT",
        )
    return Outcome(f"HAT {format_version(hat.version)}", "a HAT", _firmware_findings())


def _firmware_findings() -> tuple[str, ...]:
    from pioreactor.exc import HardwareError
    from pioreactor.hardware.identity import firmware_version, format_version

    try:
        version = firmware_version()
    except (HardwareError, OSError) as error:
        return (
            f"The firmware of the HAT's controller does not answer: {error} It is loaded at boot: restart the unit",
        )
    if version is not None and version < (0, 4):
        return (f"The firmware {format_version(version)} of the HAT is old; update the unit's image",)
    return ()


def test_detect_heating_pcb(state: managed_lifecycle, logger: Any, unit: str, experiment: str) -> Outcome:
    """The heater board's thermometer acknowledges."""
    from pioreactor.hardware.descriptions import get_temp_address
    from pioreactor.hardware.identity import is_heating_pcb_present

    address = f"0x{get_temp_address():02X}"
    if not is_heating_pcb_present():
        raise SelfTestFailure(
            f"The heater board does not answer at {address}.",
            "Switch the unit off, check both ends of the flat ribbon under the vial, then try again.",
            measured="no answer",
            limit="answers",
        )
    return Outcome(f"answers at {address}", "answers")


def test_aux_power_is_not_too_high(state: managed_lifecycle, logger: Any, unit: str, experiment: str) -> Outcome:
    """The rail that feeds pumps and stirrer is not above what they stand."""
    return Outcome(f"{check_rail():.1f} V", f"≤ {HIGHEST_RAIL_V:.1f} V")


def check_rail() -> float:
    """Volts of the rail of the outputs. Raises SelfTestFailure above 18 V."""
    from pioreactor.hardware.rail import voltage_in_aux

    volts = voltage_in_aux()
    if volts > HIGHEST_RAIL_V:
        raise SelfTestFailure(
            f"The supply of the outputs is at {volts:.1f} V.",
            "Unplug the barrel jack and use a supply of 12 V, at most 18 V.",
            measured=f"{volts:.1f} V",
            limit=f"≤ {HIGHEST_RAIL_V:.1f} V",
        )
    return volts
