"""The outputs of this unit by name, and switching them off for sure. Everything here is for whoever does not own them.

An output is called by its line or lamp, ``gpio17`` or ``led_B``; people are told what hangs on it as well.
"""

from __future__ import annotations

import math
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from pioreactor import clock
from pioreactor.exc import PioreactorError, in_words
from pioreactor.storage.caches import local_intermittent_storage
from pioreactor.types import LED_CHANNELS, GpioPin, LedChannel

if TYPE_CHECKING:
    from pioreactor.runtime.leases import Board

DUTY_TABLE: Final = "pwm_dc"
PIN_LOCKS_TABLE: Final = "pwm_locks"
LAMPS_TABLE: Final = "leds"
LAMP_LOCKS_TABLE: Final = "led_locks"

FREED_WITHIN_S: Final = 1.0
"""Wall seconds after which the line of a process that ended is free for sure."""

_one_at_a_time = threading.Lock()


class SwitchOff(NamedTuple):
    """What became of switching one output off.

    ``is_off``: it was driven low and read back low; a lamp's driver has acknowledged 0 %. ``is_busy``: another living
    process holds the line. ``error``: why it is not off, one sentence without its full stop. ``low_s``: clock monotonic
    at which it was low; what a pump has moved is counted up to it.
    """

    output: str
    is_off: bool
    is_busy: bool = False
    error: str = ""
    low_s: float = math.inf


def output_of_pin(pin: GpioPin) -> str:
    """``gpio17`` for BCM line 17."""
    return f"gpio{pin}"


def output_of_lamp(channel: LedChannel) -> str:
    """``led_B`` for channel B."""
    return f"led_{channel}"


def pin_of(output: str) -> GpioPin | None:
    """The BCM line; None for a lamp."""
    return int(output.removeprefix("gpio")) if output.startswith("gpio") else None


def lamp_of(output: str) -> LedChannel | None:
    """The lamp's channel; None for a line."""
    return cast(LedChannel, output.removeprefix("led_")) if output.startswith("led_") else None


def load_of(output: str) -> str:
    """What hangs on an output by the configuration, such as ``stirring`` or ``heating``; empty where it is unknown."""
    try:
        from pioreactor.config import config

        channel = lamp_of(output)
        if channel is not None:
            return str(config.get("leds", channel, fallback=""))
        from pioreactor.hardware.descriptions import get_heater_pwm_channel, get_pwm_to_pin_map

        for number, pin in get_pwm_to_pin_map().items():
            if pin == pin_of(output):
                return "heating" if number == get_heater_pwm_channel() else str(config.get("PWM", number, fallback=""))
    except (PioreactorError, OSError):
        pass
    return ""


def in_words_for_people(output: str) -> str:
    """``media (GPIO13)``, ``lamp B (IR)``."""
    load = load_of(output)
    channel = lamp_of(output)
    if channel is not None:
        return f"lamp {channel} ({load})" if load else f"lamp {channel}"
    line = output.upper()
    return f"{load} ({line})" if load else line


def output_pins() -> list[GpioPin]:
    """The lines of this unit's board that switch something. Raises HardwareError where the board is not known."""
    from pioreactor.hardware.descriptions import get_pwm_to_pin_map

    return sorted(get_pwm_to_pin_map().values())


def switch_off_patiently(output: str) -> SwitchOff:
    """As :func:`switch_off`, for an output whose owner has just ended: the kernel may need a moment to let go of it."""
    end = clock.wall_monotonic() + FREED_WITHIN_S
    while True:
        outcome = switch_off(output)
        if not outcome.is_busy or clock.wall_monotonic() >= end:
            return outcome
        clock.wall_sleep(0.02)


def switch_off(output: str) -> SwitchOff:
    """Make an output that nobody holds low, and look whether it is. Never raises; blocks for a few milliseconds."""
    with _one_at_a_time:
        try:
            pin = pin_of(output)
            if pin is None:
                from pioreactor.hardware.led import open_driver

                open_driver().set_intensity(cast(LedChannel, lamp_of(output)), 0.0)
                return SwitchOff(output, is_off=True, low_s=clock.monotonic())
            from pioreactor.hardware.pwm import drive_low

            level, low_s = drive_low(pin)
        except Exception as error:  # gpiozero, lgpio and the kernel each have errors of their own
            from pioreactor.hardware.pwm import is_busy

            if is_busy(error):
                return SwitchOff(output, is_off=False, is_busy=True, error="another process holds the line")
            return SwitchOff(output, is_off=False, error=in_words(error))
    if level == 0.0:
        return SwitchOff(output, is_off=True, low_s=low_s)
    return SwitchOff(output, is_off=False, error=f"it still reads {level:g}")


def switch_off_ownerless(board: Board | None) -> list[SwitchOff]:
    """Switch off every output that no living process owns: lines of the board, and lamps that nobody left on.

    ``board`` None: nobody is known to own anything. A line that somebody holds without having it on stays as it is, and
    so does a lamp that a command has set (its table says so and nobody ever owned it). The leases of the dead stay on
    the board, with the moment noted, for the guardian to do the books. Raises HardwareError where it is not known what
    is wired where.
    """
    leases = {lease.output: lease for lease in board.leases()} if board is not None else {}
    owned = {output for output, lease in leases.items() if lease.is_alive}
    dead = set(leases) - owned
    wanted = [output_of_pin(pin) for pin in output_pins()]
    wanted += [output for output in sorted(dead) if pin_of(output) is not None and output not in wanted]
    left_on = set(lamps_left_on())
    wanted += [name for name in map(output_of_lamp, LED_CHANNELS) if name in dead or lamp_of(name) not in left_on]
    done = [
        switch_off_patiently(output) if output in dead else switch_off(output)
        for output in wanted
        if output not in owned
    ]
    for outcome in done:
        if outcome.is_off:
            if board is not None and outcome.output in dead:
                board.note_cut(leases[outcome.output], outcome.low_s)
            with suppress(PioreactorError):
                forget(outcome.output)
    return [outcome for outcome in done if not outcome.is_busy or outcome.output in dead]


def lamps_left_on() -> list[LedChannel]:
    """Lamps that are on by their table; none where it cannot be read."""
    try:
        with local_intermittent_storage(LAMPS_TABLE) as levels:
            return [channel for channel in LED_CHANNELS if float(levels.get(channel, 0.0)) > 0.0]
    except (PioreactorError, ValueError):
        return []


def forget(output: str, dead_pid: int | None = None) -> None:
    """Correct the tables of an output that was switched off; with ``dead_pid``, its locks go. Raises StorageError."""
    pin, channel = pin_of(output), lamp_of(output)
    key = pin if pin is not None else str(channel)
    with local_intermittent_storage(DUTY_TABLE if pin is not None else LAMPS_TABLE) as levels:
        if pin is not None:
            levels.pop(key)
        else:
            levels.set(key, 0.0)
    if dead_pid is None:
        return
    with local_intermittent_storage(PIN_LOCKS_TABLE if pin is not None else LAMP_LOCKS_TABLE) as locks:
        for name in list(locks):
            if str(locks.get(name, "")).partition(":")[0] == str(dead_pid):
                locks.pop(name)


def levels_of_lines() -> dict[str, float]:
    """Duty of every line that is on, percent, by its number: the payload of ``pwms/dc``. Raises StorageError."""
    with local_intermittent_storage(DUTY_TABLE) as levels:
        return {str(pin): float(levels.get(pin, 0.0)) for pin in levels}


def levels_of_lamps() -> dict[LedChannel, float]:
    """Percent of every lamp: the payload of ``leds/intensity``. Raises StorageError."""
    with local_intermittent_storage(LAMPS_TABLE) as levels:
        return {channel: float(levels.get(channel, 0.0)) for channel in LED_CHANNELS}
