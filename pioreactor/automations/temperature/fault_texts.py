"""Faults and warnings of the heater in words: what was seen, what was done, what to do."""

from __future__ import annotations

from typing import Final, NamedTuple

from pioreactor.domain.thermal import FaultKind, ThermalWarning


class FaultText(NamedTuple):
    """``title``: one sentence; ``seen``: what speaks for it; ``remedy``: numbered lines."""

    title: str
    seen: str
    remedy: str


CODE: Final = "heater."
_RESET: Final = "Reset the alarm: heating begins again after a look at the vial of a minute and a half."
NO_GUARDIAN: Final = "heater.not_guarded"
WARNING_CODE: Final = "temperature."

FAULT_TEXTS: Final[dict[FaultKind, FaultText]] = {
    FaultKind.SENSOR_LOST: FaultText(
        "The sensor on the heater board does not answer.",
        "No valid reading came for more than 10 s.",
        f"1. Look at both ends of the flat ribbon under the vial.\n2. Run the self-test.\n3. {_RESET}",
    ),
    FaultKind.SENSOR_JUMP: FaultText(
        "The sensor on the heater board jumped.",
        "Three readings in a row differ by more than 6 K from what is possible.",
        f"1. Look at both ends of the flat ribbon under the vial.\n2. Compare with a thermometer.\n3. {_RESET}",
    ),
    FaultKind.SENSOR_FROZEN: FaultText(
        "The sensor on the heater board repeats itself.",
        "The reading stayed the same to the last digit while the board must have changed its temperature.",
        "1. Switch the unit off and on.\n2. Look at the flat ribbon under the vial.\n"
        f"3. If it comes back, the heater board must be replaced.\n4. {_RESET}",
    ),
    FaultKind.STUCK_ON: FaultText(
        "Unplug this unit: the heater is on and cannot be switched off.",
        "The heater board got warmer than all the energy that was put in can make it.",
        "1. Pull the plug of the unit now.\n2. Take the vial out.\n3. Do not use the unit again: its heater switch is "
        "broken and must be replaced.\n4. After the repair, reset the alarm.",
    ),
    FaultKind.NO_HEAT: FaultText(
        "The heater does not heat.",
        "The heater board did not follow the power, also when the power was moved to ask.",
        f"1. Look at both ends of the flat ribbon under the vial.\n2. Check the 5 V supply.\n3. {_RESET}",
    ),
    FaultKind.VIAL_MISSING: FaultText(
        "The vial seems to be gone.",
        "The heater board gets warm as it does without a vial.",
        f"1. Put the vial back, or see that it stands on the heater board.\n2. {_RESET}",
    ),
    FaultKind.MODEL_MISFIT: FaultText(
        "Heater, sensor and vial do not fit together.",
        "What the sensor reads cannot be explained by the power, whatever is in the vial.",
        f"1. See that the vial stands on the heater board and holds liquid.\n2. Look at the flat ribbon under the vial."
        f"\n3. Check the 5 V supply and the model of this unit on the inventory page.\n4. {_RESET}",
    ),
    FaultKind.OVER_LIMIT: FaultText(
        "The heater board is too hot.",
        "Two readings in a row are above the limit of this model.",
        "1. If the temperature still rises, pull the plug.\n2. Let it cool below 45 °C.\n3. See that the vial is in "
        f"place and stirred.\n4. {_RESET}",
    ),
}

WARNING_TEXTS: Final[dict[ThermalWarning, tuple[str, str]]] = {
    ThermalWarning.NOT_STIRRED: (
        "The vial is heated but not stirred.",
        "Start stirring: without it the liquid is warmer at the bottom than at the top.",
    ),
    ThermalWarning.UNEXPECTED_LOSS: (
        "The vial loses or gains heat that nothing explains.",
        "See that the lid is closed; look for draught, bubbling gas, strong lamps.",
    ),
    ThermalWarning.ODD_POWER: (
        "The heater gives clearly more or less heat than it should.",
        "Check the 5 V supply and its cable.",
    ),
    ThermalWarning.LOW_VOLUME: (
        "There are less than 5 mL in the vial, by the books.",
        "Correct the volume of the vial, or fill it up: little liquid is heated unevenly.",
    ),
    ThermalWarning.SATURATED: (
        "The target cannot be reached here.",
        "Choose a lower target, or bring the unit to a warmer room; the warmest that can be held is held.",
    ),
    ThermalWarning.UNSURE: (
        "The temperature of the liquid is hardly known.",
        "Wait some minutes; if it stays, check stirring and volume, and compare with a thermometer.",
    ),
    ThermalWarning.CHANGED_HOLDER: (
        "Heater board and vial fit together differently than before.",
        "See that the vial stands on the heater board and that the board is not loose.",
    ),
}
