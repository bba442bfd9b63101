"""The routes of this leader: the built-in ones with the pins of its HAT, and those of plugins that are loaded."""

from __future__ import annotations

from collections.abc import Mapping

from pioreactor.background_jobs.leader.mqtt_to_db_streaming import sinks
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.routes import DEFAULT_PINS, Routes, built_in
from pioreactor.exc import PioreactorError


def routes() -> Routes:
    """What becomes of which topic. Plugins that are loaded later are not in it."""
    return Routes(built_in(_pin_of_channel()), sinks.registered)


def _pin_of_channel() -> Mapping[str, int]:
    try:
        from pioreactor.hardware import get_pwm_to_pin_map

        return {str(channel): int(pin) for channel, pin in get_pwm_to_pin_map().items()} or DEFAULT_PINS
    except (PioreactorError, OSError, ImportError):
        return DEFAULT_PINS  # a leader that is no worker has no HAT to ask
