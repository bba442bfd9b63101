"""Where plugins say which of their topics go into which of their tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import msgspec

from pioreactor.pubsub.topics import PREFIX, parse

Row: TypeAlias = Mapping[str, Any]
Parser: TypeAlias = Callable[[str, bytes], Row | Sequence[Row] | None]
ANY_UNIT: Final = f"{PREFIX}/+/+/"


class MetaData(msgspec.Struct):
    """A topic taken apart. ``rest_of_topic``: the levels below unit and experiment."""

    pioreactor_unit: str
    experiment: str
    rest_of_topic: list[str]


class TopicToParserToTable(msgspec.Struct):
    """One way from messages to rows.

    ``topic``: one MQTT pattern or several, with or without the leading ``pioreactor/+/+/``. ``parser(topic, payload)``
    gives a row (column to value; datetimes become text with milliseconds), several rows, or None to store nothing. A
    parser that raises makes the message a dead letter. ``table``: an existing table or view of the leader's database.
    """

    topic: str | list[str]
    parser: Parser
    table: str

    def patterns(self) -> list[str]:
        """The patterns in full."""
        topics = [self.topic] if isinstance(self.topic, str) else self.topic
        return [t if t.startswith(f"{PREFIX}/") else ANY_UNIT + t for t in topics]


registered: list[TopicToParserToTable] = []
"""What plugins registered; read once when the ingest starts."""


def produce_metadata(topic: str) -> MetaData:
    """Unit, experiment and the levels below. Raises ValueError for a topic outside the tree."""
    parts = parse(topic)
    return MetaData(parts.unit, parts.experiment, list(parts.levels))


def register_source_to_sink(t2p2t: TopicToParserToTable | Sequence[TopicToParserToTable]) -> None:
    """Store messages of a plugin's topics. Call it when the plugin is imported, on the leader."""
    registered.extend([t2p2t] if isinstance(t2p2t, TopicToParserToTable) else t2p2t)
