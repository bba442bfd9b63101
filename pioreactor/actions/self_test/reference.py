"""Tests of the reference photodiode."""

from __future__ import annotations

from typing import Any, Final

from pioreactor.actions.self_test.motor import resting_motor, shaking_duty
from pioreactor.actions.self_test.optics import LightPath, light_path
from pioreactor.actions.self_test.outcome import Outcome, SelfTestFailure, millivolts, pause
from pioreactor.domain.self_checks import exchanged_reference, mean_and_variance, stirring_effect
from pioreactor.exc import HardwareError
from pioreactor.runtime.actions import managed_lifecycle
from pioreactor.types import LED_CHANNELS, LedChannel, PdChannel

WARM_UP_S: Final = 1.0
REF_READINGS: Final = 6
LOWEST_REF_V: Final = 0.010
HIGHEST_REF_V: Final = 1.0
HIGHEST_REF_VARIANCE: Final = 0.01
WARM_UP_READINGS: Final = 5
CYCLES: Final = 8
SETTLE_S: Final = 1.0
USED_READINGS: Final = 2
LOWEST_SIGNAL_EFFECT: Final = 0.001
HIGHEST_REF_EFFECT: Final = 0.015
HIGHEST_REF_SHARE: Final = 0.75


def test_REF_is_lower_than_0_dot_256_volts(
    state: managed_lifecycle, logger: Any, unit: str, experiment: str
) -> Outcome:
    """The reference photodiode sees a steady amount of light in a useful range."""
    with light_path(state) as optics:
        reference = _reference(optics)
        if reference is None:
            return Outcome("no REF channel", "")
        optics.tune(optics.intensity)
        pause(state, WARM_UP_S)
        readings = optics.read_several(optics.intensity, REF_READINGS)
        mean, variance = mean_and_variance(readings[reference])
        measured = f"{millivolts(mean)}, ± {millivolts(variance**0.5)}"
        limit = (
            f"{1000 * LOWEST_REF_V:.0f} to {1000 * HIGHEST_REF_V:.0f} mV, ± {1000 * HIGHEST_REF_VARIANCE**0.5:.0f} mV"
        )
        if LOWEST_REF_V <= mean <= HIGHEST_REF_V and variance < HIGHEST_REF_VARIANCE:
            return Outcome(measured, limit)
        means = {channel: mean_and_variance(volts)[0] for channel, volts in readings.items()}
        remedy = _remedy(optics, reference, means) if mean < LOWEST_REF_V else _TOO_MUCH
        if LOWEST_REF_V <= mean <= HIGHEST_REF_V:
            remedy = "Check that the LED and the photodiode sit firmly, and that their plugs are home."
        raise SelfTestFailure(
            f"The reference photodiode {reference} sees {millivolts(mean)} (± {millivolts(variance**0.5)}).",
            remedy,
            measured=measured,
            limit=limit,
        )


_TOO_MUCH: Final = "Lower ir_led_intensity in [od_reading.config], or push the photodiode less far into its pocket."


def _reference(optics: LightPath) -> PdChannel | None:
    return optics.wiring.reference


def _remedy(optics: LightPath, reference: PdChannel, means: dict[PdChannel, float]) -> str:
    """What to do about a dark reference: find out whether another photodiode or another lamp takes its place."""
    exchange = exchanged_reference(means, reference, dict(optics.wiring.signals))
    if exchange is not None:
        return (
            f"Photodiodes {exchange.first} and {exchange.second} seem exchanged: {exchange.reason}. Exchange their "
            "plugs, or their entries in [od_config.photodiode_channel]."
        )
    other = _lamp_that_lights_the_reference(optics, reference)
    if other is not None:
        return (
            f"The infrared LED seems to be plugged into channel {other}. Move its plug to the channel labelled IR, or "
            "change the labels in [leds]."
        )
    return "Check the infrared LED and the reference photodiode: plugged in, the right way round, seated in the pocket."


def _lamp_that_lights_the_reference(optics: LightPath, reference: PdChannel) -> LedChannel | None:
    for channel in LED_CHANNELS:
        try:
            if channel != optics.infrared and optics.glance(channel)[reference] >= LOWEST_REF_V:
                return channel
        except (HardwareError, SelfTestFailure):
            continue
    return None


def test_REF_is_in_correct_position(state: managed_lifecycle, logger: Any, unit: str, experiment: str) -> Outcome:
    """Stirring moves the signals, and leaves the reference alone, which looks past the liquid."""
    with light_path(state) as optics, resting_motor(state) as motor:
        reference = _reference(optics)
        if reference is None:
            return Outcome("no REF channel", "")
        labels = {channel: optics.label(channel) for channel in optics.wiring.channels}
        duty = shaking_duty()
        motor.turn(duty)
        optics.tune(optics.intensity)
        optics.read_several(optics.intensity, WARM_UP_READINGS)
        cycles: dict[PdChannel, list[tuple[float, float]]] = {channel: [] for channel in labels}
        for _ in range(CYCLES):
            resting = _settled_means(state, optics, motor, 0.0)
            turning = _settled_means(state, optics, motor, duty)
            for channel in labels:
                cycles[channel].append((resting[channel], turning[channel]))
    effects = {channel: stirring_effect(pairs) for channel, pairs in cycles.items()}
    return _judge_effects(effects, reference, labels)


def _settled_means(state: managed_lifecycle, optics: LightPath, motor: Any, duty: float) -> dict[PdChannel, float]:
    motor.turn(duty)
    pause(state, SETTLE_S)
    readings = optics.read_several(optics.intensity, 1 + USED_READINGS)
    return {channel: mean_and_variance(volts[1:])[0] for channel, volts in readings.items()}


def _judge_effects(
    effects: dict[PdChannel, float | None], reference: PdChannel, labels: dict[PdChannel, str]
) -> Outcome:
    measured = ", ".join(
        f"{labels[channel]} {'dark' if effect is None else f'{100 * effect:.2f} %'}"
        for channel, effect in effects.items()
    )
    limit = (
        f"signal ≥ {100 * LOWEST_SIGNAL_EFFECT:.1f} %, REF ≤ {100 * HIGHEST_REF_EFFECT:.1f} % and ≤ "
        f"{HIGHEST_REF_SHARE:g} × signal"
    )
    strongest = max((e for c, e in effects.items() if c != reference and e is not None), default=None)
    of_reference = effects[reference]
    if strongest is None or of_reference is None:
        who = "The reference photodiode" if of_reference is None else "No signal photodiode"
        sees = "sees no light" if of_reference is None else "sees light"
        raise SelfTestFailure(
            f"{who} {sees}, so it cannot be told who looks through the liquid.",
            "Settle the tests before this one first.",
            measured=measured,
            limit=limit,
        )
    does_reference_move = of_reference > HIGHEST_REF_EFFECT or (
        strongest >= LOWEST_SIGNAL_EFFECT and of_reference > HIGHEST_REF_SHARE * strongest
    )
    if does_reference_move:
        raise SelfTestFailure(
            "Stirring moves the reference photodiode: it seems to look through the liquid.",
            "Put the photodiode of the channel labelled REF into the pocket that looks straight at the LED, or change "
            "[od_config.photodiode_channel].",
            measured=measured,
            limit=limit,
        )
    if strongest < LOWEST_SIGNAL_EFFECT:
        raise SelfTestFailure(
            "Stirring moves no signal.",
            "Check that the stir bar is in the vial and turns, and that the vial holds enough water.",
            measured=measured,
            limit=limit,
        )
    return Outcome(measured, limit)
