"""What can be configured, told to people and programs: every declared key, and who reads it."""

from __future__ import annotations

import math
from typing import Final, Literal

import msgspec

from pioreactor.config.files import is_secret
from pioreactor.config.schema import SECTIONS, Key

Kind = Literal["text", "number", "whole", "flag"]
EVERYTHING: Final = "*"
_KINDS: Final[dict[type, Kind]] = {str: "text", float: "number", int: "whole", bool: "flag"}
_DOSES: Final = ("dosing_automation", "add_media", "add_alt_media", "remove_waste")
_USED_BY: Final[dict[str, tuple[str, ...]]] = {
    "PWM": ("stirring", "temperature_automation", *_DOSES, "monitor"),
    "leds": ("od_reading", "led_automation", "monitor"),
    "hardware": (EVERYTHING,),
    "resume.config": ("monitor",),
    "resume.jobs": ("monitor",),
    "od_config.photodiode_channel": ("od_reading",),
    "bioreactor": (*_DOSES, "temperature_automation", "growth_rate_calculating", "monitor"),
    "bottles": (*_DOSES, "monitor"),
    "pumps": _DOSES,
    "volume_watch": ("dosing_automation", "monitor"),
    "storage": (EVERYTHING,),
    "liveness": ("mqtt_to_db_streaming",),
    "logging": (EVERYTHING,),
    "mqtt": (EVERYTHING,),
    "cluster.topology": (EVERYTHING,),
}
"""Where the name of a section does not say it. ``*``: every job."""


class ConfigOption(msgspec.Struct, kw_only=True):
    """A key. ``default`` None: absent unless somebody sets it. ``low``, ``high``: inclusive, None without a limit.

    ``choices``: the only legal values, if there are any; ``word``: one that is legal beside a number.
    """

    key: str
    kind: Kind
    meaning: str
    default: str | None
    low: float | None
    high: float | None
    choices: list[str]
    word: str
    is_secret: bool


class ConfigSection(msgspec.Struct, kw_only=True):
    """A section. ``others``: how any further key must look, None if there must be none.

    ``is_whole``: its defaults hold only where no file has the section. ``used_by``: jobs that read it when they start;
    ``*``: all; none for what only the web server reads.
    """

    section: str
    options: list[ConfigOption]
    others: ConfigOption | None
    is_whole: bool
    used_by: list[str]


def known_options() -> list[ConfigSection]:
    """Every declared section in the order of the reference."""
    return [
        ConfigSection(
            section=name,
            options=[_option(key, rule) for key, rule in section.keys.items()],
            others=None if section.others is None else _option("", section.others),
            is_whole=section.whole,
            used_by=list(used_by(name)),
        )
        for name, section in SECTIONS.items()
    ]


def used_by(section: str) -> tuple[str, ...]:
    """The jobs that read a section when they start: by its name, such as ``stirring`` for ``[stirring.pid]``."""
    if section in _USED_BY:
        return _USED_BY[section]
    job, dot, _ = section.partition(".")
    return (job,) if dot and job not in ("ui", "cluster") else ()


def _option(key: str, rule: Key) -> ConfigOption:
    return ConfigOption(
        key=key,
        kind=_KINDS[rule.kind],
        meaning=rule.meaning,
        default=rule.default,
        low=rule.low if math.isfinite(rule.low) else None,
        high=rule.high if math.isfinite(rule.high) else None,
        choices=list(rule.choices),
        word=rule.word,
        is_secret=is_secret(key),
    )
