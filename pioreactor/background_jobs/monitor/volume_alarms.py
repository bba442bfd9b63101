"""What a person is told when the volume of the vial is in doubt."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from pioreactor.domain.volume_watch import Verdict, VerdictKind

PUMP_NAMES: Final = {"media": "media", "alt_media": "alternative media"}


class Notice(NamedTuple):
    """An alarm to be raised. ``stops_dosing``: dosing pauses with it, until somebody resets the alarm."""

    code: str
    severity: Literal["warning", "alarm"]
    title: str
    text: str
    remedy: str
    stops_dosing: bool


def notice_of(verdict: Verdict, *, pauses_unverified: bool, has_readings: bool) -> Notice:
    """The alarm for a verdict. ``has_readings``: whether optical density is being read at all."""
    pump = PUMP_NAMES.get(verdict.pump, verdict.pump)
    kind = verdict.kind
    if kind is VerdictKind.WASTE_BLOCKED:
        return _waste_blocked(verdict)
    if kind is VerdictKind.UNEXPECTED_INFLOW:
        return _unexpected_inflow(verdict)
    if kind is VerdictKind.REVERSED:
        return _reversed(verdict, pump)
    if kind is VerdictKind.NOT_DELIVERED:
        return _not_delivered(verdict, pump)
    if kind is VerdictKind.PARTLY_DELIVERED:
        return _partly_delivered(verdict, pump)
    return _unverified(verdict, pauses=pauses_unverified, has_readings=has_readings)


def _waste_blocked(verdict: Verdict) -> Notice:
    return Notice(
        "volume.waste_blocked",
        "alarm",
        "The waste is not being removed.",
        f"Each dose dilutes the culture less than the one before, as in a vial that fills: about "
        f"{verdict.volume_ml:.1f} mL are in it. Dosing is paused and the inflow pumps are stopped. Stirring, "
        "temperature and readings go on.",
        "1. Look at the level in the vial.\n2. See that the waste tube reaches its mark and is neither kinked nor "
        "clogged, and that the waste bottle has room.\n3. Run the waste pump until the level is at the tube's end.\n"
        "4. Reset the alarm and start dosing again.",
        True,
    )


def _unexpected_inflow(verdict: Verdict) -> Notice:
    return Notice(
        "volume.unexpected_inflow",
        "alarm",
        "Pull the plug of the inflow pumps: liquid runs into the vial and nobody asked for it.",
        f"The culture is being diluted without a booked dose; about {verdict.amount_ml:.1f} mL came in so far. Dosing "
        "is paused, the inflow pumps were told to stop, and the waste pump runs all the time to hold the level. It can "
        "hold it only if it moves more than what flows in.",
        "1. Pull the plug of the media pumps from the unit now, or clamp their tubes.\n2. See that the level in the "
        "vial falls to the tube's end.\n3. Have the pump's switch checked; see that no bottle stands higher than the "
        "vial and siphons.\n4. Reset the alarm: the waste pump stops.",
        True,
    )


def _reversed(verdict: Verdict, pump: str) -> Notice:
    return Notice(
        "volume.reversed",
        "alarm",
        f"The {pump} pump runs backwards.",
        f"Its doses do not dilute the culture, and those of the other pump dilute it more than they should: liquid is "
        f"drawn out of the vial. About {verdict.volume_ml:.1f} mL are left. Dosing is paused.",
        f"1. Exchange the two wires, or the two tubes, of the {pump} pump.\n2. The bottle may now hold culture: replace"
        " it and the tube.\n3. Fill the vial up.\n4. Reset the alarm and start dosing again.",
        True,
    )


def _not_delivered(verdict: Verdict, pump: str) -> Notice:
    return Notice(
        "dose.not_delivered",
        "alarm",
        f"Doses of {pump} do not arrive.",
        f"{verdict.amount_ml:.1f} mL were booked and the culture was not diluted. An empty bottle, a clog, air, or a "
        "pump that runs backwards look the same from here. Dosing is paused, for a pump that runs backwards empties "
        "the vial.",
        f"1. See that the bottle of {pump} is not empty and its tube dips into the liquid.\n2. Look for kinks and air."
        "\n3. Run the pump for some seconds and see which way the liquid moves.\n4. Correct the volume of the vial "
        "on its page.\n5. Reset the alarm and start dosing again.",
        True,
    )


def _partly_delivered(verdict: Verdict, pump: str) -> Notice:
    return Notice(
        "dose.not_delivered",
        "warning",
        f"Doses of {pump} arrive only in part.",
        f"The culture is diluted about half as much as booked; {verdict.amount_ml:.1f} mL seem to be missing. Dosing "
        "goes on.",
        "1. Look for air in the tube and for a bottle that runs dry.\n2. Calibrate the pump again if the tube is worn.",
        False,
    )


def _unverified(verdict: Verdict, *, pauses: bool, has_readings: bool) -> Notice:
    why = (
        "The readings cannot tell whether the waste pump works: doses are small, the culture is thin or too thick, or "
        "growth changes a lot."
        if has_readings
        else "No optical density is being read, so nothing shows whether the waste pump works."
    )
    done = (
        "Dosing is paused; it goes on by itself if further readings show that the waste works."
        if pauses
        else "Dosing goes on."
    )
    return Notice(
        "dose.unverified",
        "alarm" if pauses else "warning",
        "Nobody knows whether the waste pump works.",
        f"{verdict.amount_ml:.1f} mL were added since it was last seen to work. If it did not, the vial would hold "
        f"{verdict.volume_ml:.1f} mL and could spill with the next exchange. {why} {done}",
        "1. Look at the level in the vial: it should be at the tube's end.\n2. If it is, reset the alarm and go on.\n"
        "3. Exchanges of 1.5 mL with ten quiet minutes around them are verified best; start od_reading if it is off.\n"
        "4. What happens in this case is "
        "set by [volume_watch] unverified.",
        pauses,
    )
