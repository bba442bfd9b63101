"""The only place that builds and takes apart topics."""

from __future__ import annotations

from typing import Final, NamedTuple

PREFIX: Final = "pioreactor"


class TopicParts(NamedTuple):
    """``pioreactor/<unit>/<experiment>/<levels…>``."""

    unit: str
    experiment: str
    levels: tuple[str, ...]


def topic(unit: str, experiment: str, *levels: str) -> str:
    """The topic of a value. Any level may be a wildcard, and a level may itself contain slashes."""
    return "/".join((PREFIX, unit, experiment, *levels))


def parse(text: str) -> TopicParts:
    """Take a topic apart. Raises ValueError for one outside our tree or without a value."""
    prefix, *rest = text.split("/")
    if prefix != PREFIX or len(rest) < 3:
        raise ValueError(f"{text!r} is not pioreactor/<unit>/<experiment>/<value>.")
    return TopicParts(rest[0], rest[1], tuple(rest[2:]))


def matches(pattern: str, text: str) -> bool:
    """True if an MQTT filter with ``+`` and ``#`` covers the topic."""
    if pattern == text:
        return True
    wanted, levels = pattern.split("/"), text.split("/")
    if text.startswith("$") and not pattern.startswith("$"):
        return False
    for i, level in enumerate(wanted):
        if level == "#":
            return True
        if i >= len(levels) or level not in ("+", levels[i]):
            return False
    return len(wanted) == len(levels)
