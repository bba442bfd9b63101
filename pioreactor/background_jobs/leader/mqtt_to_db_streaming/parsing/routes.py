"""The map from topics to tables, and the look-up of a topic in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, TypeAlias

from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import Batch, Message
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing import alarms, events, readings
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.plugins import plugin_rows
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.readings import Route
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.sinks import ANY_UNIT, TopicToParserToTable
from pioreactor.pubsub.topics import matches

Maker: TypeAlias = Callable[[str, str], Route]
"""Makes the route of one topic from its unit and experiment."""

DEFAULT_PINS: Final = {"1": 17, "2": 13, "3": 16, "4": 12, "5": 18}
_TESTING: Final = "_testing_"
_AUTOMATIONS: Final = ("dosing", "led", "temperature")
_MAX_KEPT: Final = 50_000


def built_in(pin_of_channel: Mapping[str, int] = DEFAULT_PINS) -> dict[str, Maker]:
    """Topic pattern below unit and experiment -> how its messages are read."""
    reading = readings.reading
    table: dict[str, Maker] = {
        "growth_rate_calculating/od_filtered": partial(reading, "od_readings_filtered", "od_filtered"),
        "growth_rate_calculating/growth_rate": partial(readings.growth_rate, "growth_rates"),
        "growth_rate_calculating/growth_rate_smoothed": partial(readings.growth_rate, "growth_rates_smoothed"),
        "od_reading/od_fused": partial(reading, "od_readings_fused", "od_fused"),
        "od_reading/relative_intensity_of_ir_led": partial(
            reading, "ir_led_intensities", "relative_intensity_of_ir_led"
        ),
        "od_blank/mean/+": partial(readings.optical_density, "od_blanks"),
        "temperature_automation/temperature": partial(reading, "temperature_readings", "temperature"),
        "temperature_automation/heater_duty_cycle": partial(readings.plain_number, "heater_duty_cycles"),
        "temperature_automation/thermal": readings.thermal,
        "stirring/measured_rpm": partial(reading, "stirring_rates", "measured_rpm"),
        "bioreactor/alt_media_fraction": partial(readings.plain_number, "alt_media_fractions"),
        "bioreactor/current_volume_ml": partial(readings.plain_number, "liquid_volumes"),
        "dosing_events": readings.dose,
        "led_change_events": readings.led_change,
        "pwms/dc": partial(events.duty_cycles, pin_of_channel),
        "logs/#": events.log_line,
        "alarm_events": alarms.change,
        "experiment_profile/+/experiment_profile_name": events.profile_run,
    }
    for channel in range(1, 5):
        table[f"od_reading/od{channel}"] = partial(readings.optical_density, "od_readings")
        table[f"od_reading/raw_od{channel}"] = partial(readings.optical_density, "raw_od_readings")
    for kind in _AUTOMATIONS:
        table[f"{kind}_automation/{kind}_automation_settings"] = partial(events.automation_settings, kind)
        table[f"{kind}_automation/latest_event"] = partial(events.automation_event, kind)
    return table


class Routes:
    """Finds the route of a topic; each topic is worked out once."""

    def __init__(self, makers: Mapping[str, Maker] | None = None, sinks: Sequence[TopicToParserToTable] = ()) -> None:
        """``makers``: default the built-in map. ``sinks``: those of plugins, in addition."""
        self._makers = [(ANY_UNIT + p, make) for p, make in (built_in() if makers is None else makers).items()]
        self._sinks = [(pattern, plugin_rows(sink)) for sink in sinks for pattern in sink.patterns()]
        self._known: dict[bytes, Route] = {}

    def patterns(self) -> list[str]:
        """What to subscribe to."""
        return list(dict.fromkeys([p for p, _ in self._makers] + [p for p, _ in self._sinks]))

    def find(self, topic: bytes) -> Route:
        """The route of a topic. One that no table is meant for raises ValueError when it is used."""
        route = self._known.get(topic)
        if route is None:
            if len(self._known) >= _MAX_KEPT:
                self._known.clear()
            route = self._known[topic] = self._work_out(topic.decode())
        return route

    def _work_out(self, topic: str) -> Route:
        levels = topic.split("/", 3)
        if len(levels) < 4:
            return _no_table
        _, unit, experiment, _ = levels
        if experiment.startswith(_TESTING):
            return _ignore
        found = [make(unit, experiment) for pattern, make in self._makers if matches(pattern, topic)]
        found += [route for pattern, route in self._sinks if matches(pattern, topic)]
        if not found:
            return _no_table
        return found[0] if len(found) == 1 else partial(_all, found)


def _ignore(message: Message, batch: Batch) -> None:
    """Messages of tests are not kept."""


def _no_table(message: Message, batch: Batch) -> None:
    raise ValueError("no table is meant for this topic; is the plugin that stores it installed on the leader?")


def _all(routes: Sequence[Route], message: Message, batch: Batch) -> None:
    for route in routes:
        route(message, batch)
