"""Truth over MQTT for displays: retained on ``sim/<unit>/truth``, outside the tree that jobs read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from pioreactor import clock

EVERY_CLOCK_S, EVERY_WALL_S = 10.0, 1.0
SHOWN: Final = (
    "od600",
    "growth_rate_per_h",
    "volume_ml",
    "stirrer_rpm",
    "liquid_temperature_c",
    "biomass_g_per_l",
    "volts",
)


def truth_topic(unit: str) -> str:
    """The topic of a unit's truth."""
    return f"sim/{unit}/truth"


class TruthPublisher:
    """Publishes at most once per ten clock seconds and per wall second. ``publish(topic, payload)`` must not block."""

    def __init__(self, unit: str, publish: Callable[[str, str], None]) -> None:
        self._topic, self._publish = truth_topic(unit), publish
        self._next_clock = self._next_wall = float("-inf")

    def offer(self, now: float, truth: Callable[[float], dict[str, Any]]) -> None:
        """Publish if it is time; ``truth(now)`` is asked for only then."""
        if now < self._next_clock or clock.wall_monotonic() < self._next_wall:
            return
        self._next_clock = now + EVERY_CLOCK_S
        self._next_wall = clock.wall_monotonic() + EVERY_WALL_S
        values = truth(now)
        shown = {"timestamp": clock.timestamp(), **{name: values[name] for name in SHOWN}}
        self._publish(self._topic, json.dumps(shown))
