"""Tests of the infrared LED and the photodiodes."""

from __future__ import annotations

from typing import Any, Final

from pioreactor.actions.self_test.motor import stirring_at
from pioreactor.actions.self_test.optics import LightPath, light_path
from pioreactor.actions.self_test.outcome import Outcome, SelfTestFailure, millivolts, pause
from pioreactor.domain.self_checks import (
    CLEAR_VIAL_LIMIT_V,
    correlation,
    exchanged_side_photodiodes,
    mean_and_variance,
    too_bright_for_water,
)
from pioreactor.runtime.actions import managed_lifecycle
from pioreactor.types import PdChannel

STIRRED_AT_RPM: Final = 500.0
INTENSITIES_PERCENT: Final = (35.0, 85.0, 75.0, 55.0, 45.0, 65.0, 80.0, 50.0)
READINGS_PER_INTENSITY: Final = 4
MOST_ROUNDS: Final = 4
LOWEST_R: Final = 0.90
HOPEFUL_R: Final = 0.50
"""From here on more rounds decide: clear water gives an old converter half a millivolt, not far above its noise. A
photodiode that sees nothing reaches this in one round of ten."""
HIGHEST_AMBIENT_V: Final = 0.080
DARK_AFTER_PERCENT: Final = 35.0
DARK_LIT_S: Final = 0.75
DARK_READINGS: Final = 8
HIGHEST_DARK_V: Final = 0.010
HIGHEST_DARK_VARIANCE: Final = 5e-5
CLEAR_READINGS: Final = 6
CLEAR_SPACING_S: Final = 1.15


def test_all_positive_correlations_between_pds_and_leds(
    state: managed_lifecycle, logger: Any, unit: str, experiment: str
) -> Outcome:
    """Every photodiode sees more light when the infrared LED gives more."""
    seen: dict[PdChannel, list[list[float]]] = {}
    with light_path(state) as optics, stirring_at(state, STIRRED_AT_RPM):
        for _ in range(MOST_ROUNDS):
            for place, intensity in enumerate(INTENSITIES_PERCENT):
                optics.tune(intensity)
                for channel, volts in optics.read_several(intensity, READINGS_PER_INTENSITY).items():
                    seen.setdefault(channel, [[] for _ in INTENSITIES_PERCENT])[place] += volts
            r = {channel: _follows(levels) for channel, levels in seen.items()}
            if not any(HOPEFUL_R <= value < LOWEST_R for value in r.values()):
                break
        wiring = optics.wiring
        labels = {channel: optics.label(channel) for channel in wiring.channels}
    pairs = [["IR", wiring.signals.get(channel, "REF")] for channel, value in r.items() if value > LOWEST_R]
    state.publish_setting("correlations_between_pds_and_leds", pairs)
    measured = ", ".join(f"{labels[channel]} r {value:.2f}" for channel, value in r.items())
    limit = f"r ≥ {LOWEST_R:.2f}"
    blind = [channel for channel, value in r.items() if value < LOWEST_R]
    if not blind:
        return Outcome(measured, limit)
    if len(blind) == len(r):
        raise SelfTestFailure(
            "No photodiode sees the infrared LED.",
            "Check that the LED is plugged into the channel labelled IR in [leds], the right way round, and pushed "
            "into its pocket.",
            measured=measured,
            limit=limit,
        )
    names = ", ".join(f"{channel} ({labels[channel]})" for channel in blind)
    raise SelfTestFailure(
        f"Photodiode {names} does not follow the infrared LED.",
        "Check its cable and that it sits in its pocket; on boards with an address, that address in the hardware "
        "description (pio hardware).",
        measured=measured,
        limit=limit,
    )


def _follows(levels: list[list[float]]) -> float:
    """Correlation of the mean volts at each brightness with the brightness."""
    return correlation(INTENSITIES_PERCENT, [mean_and_variance(volts)[0] for volts in levels])


def test_ambient_light_interference(state: managed_lifecycle, logger: Any, unit: str, experiment: str) -> Outcome:
    """With all lamps off it is dark."""
    with light_path(state) as optics:
        dark = optics.look_dark()
        bright = [f"{c} ({optics.label(c)})" for c, volts in dark.items() if volts >= HIGHEST_AMBIENT_V]
    measured, limit = millivolts(max(dark.values())), f"< {millivolts(HIGHEST_AMBIENT_V)}"
    if bright:
        raise SelfTestFailure(
            f"With all LEDs off, photodiode {', '.join(bright)} still sees light.",
            "Move the unit out of the sun and away from lamps, or cover the vial.",
            measured=measured,
            limit=limit,
        )
    return Outcome(measured, limit)


def test_dark_offset_correction_is_effective(
    state: managed_lifecycle, logger: Any, unit: str, experiment: str
) -> Outcome:
    """What is subtracted as dark is what the photodiodes see in the dark, also just after the LED was on."""
    with light_path(state) as optics:
        optics.tune(DARK_AFTER_PERCENT)
        pause(state, DARK_LIT_S)
        optics.read(DARK_AFTER_PERCENT)
        offsets = optics.dark_offsets
        readings = [optics.look_dark() for _ in range(DARK_READINGS)]
        labels = {channel: optics.label(channel) for channel in offsets}
    worst_mean, worst_variance, bad = 0.0, 0.0, []
    for channel, offset in offsets.items():
        mean, variance = mean_and_variance([reading[channel] - offset for reading in readings])
        worst_mean, worst_variance = max(worst_mean, abs(mean)), max(worst_variance, variance)
        if abs(mean) > HIGHEST_DARK_V or variance > HIGHEST_DARK_VARIANCE:
            bad.append(f"{channel} ({labels[channel]})")
    measured = f"{millivolts(worst_mean)}, ± {millivolts(worst_variance**0.5)}"
    limit = f"≤ {millivolts(HIGHEST_DARK_V)}, ± {millivolts(HIGHEST_DARK_VARIANCE**0.5)}"
    if bad:
        raise SelfTestFailure(
            f"After subtracting the dark signal, photodiode {', '.join(bad)} does not read zero in the dark.",
            "Something flickers or moves near the vial, or a cable is loose: shade the vial, reseat the photodiode and "
            "try again.",
            measured=measured,
            limit=limit,
        )
    return Outcome(measured, limit)


def test_PD_is_near_0_volts_for_blank(state: managed_lifecycle, logger: Any, unit: str, experiment: str) -> Outcome:
    """With water in the vial the signal photodiodes see next to nothing."""
    with light_path(state) as optics:
        clear = read_clear_vial(optics)
        angles = dict(optics.wiring.signals)
    findings = []
    sides = exchanged_side_photodiodes(clear, angles)
    if sides is not None:
        findings.append(
            f"Photodiodes {sides.first} and {sides.second} may sit in each other's pocket: {sides.reason}. Exchange "
            "them, or their angles in [od_config.photodiode_channel]. A dilute culture decides: 135° then rises ten "
            "times faster"
        )
    measured = ", ".join(f"{angles[c]}° {millivolts(volts)}" for c, volts in clear.items())
    limits = {angle: CLEAR_VIAL_LIMIT_V[angle] for angle in angles.values() if angle in CLEAR_VIAL_LIMIT_V}
    limit = ", ".join(f"{angle}° ≤ {1000 * volts:.0f} mV" for angle, volts in limits.items())
    bright = too_bright_for_water(clear, angles)
    if bright:
        names = ", ".join(f"{c} ({angles[c]}°)" for c in bright)
        raise SelfTestFailure(
            f"Photodiode {names} sees more light than water scatters.",
            "Use clear water in a clean vial. If it is clear, a photodiode sits in the wrong pocket: the one that "
            "looks straight at the LED must be the channel labelled REF in [od_config.photodiode_channel].",
            measured=measured,
            limit=limit,
            findings=tuple(findings),
        )
    return Outcome(measured, limit, tuple(findings))


def read_clear_vial(optics: LightPath) -> dict[PdChannel, float]:
    """Mean volts of every signal photodiode at the configured intensity."""
    optics.tune(optics.intensity)
    readings = optics.read_several(optics.intensity, CLEAR_READINGS, CLEAR_SPACING_S)
    return {channel: mean_and_variance(readings[channel])[0] for channel in optics.wiring.signals}
