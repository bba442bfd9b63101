"""Rows that plugins make of their messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import Batch, Message
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.readings import Route
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.sinks import TopicToParserToTable
from pioreactor.clock import to_iso


def plugin_rows(sink: TopicToParserToTable) -> Route:
    """Ask the plugin's parser and insert what it returns. Its errors become ValueError, with their words."""

    def add(message: Message, batch: Batch) -> None:
        try:
            found = sink.parser(message.topic.decode(), message.payload)
        except Exception as error:
            raise ValueError(f"the parser of {sink.table} failed: {error!r}") from error
        if found is None:
            return
        for row in [found] if isinstance(found, Mapping) else found:
            batch.inserts.append((_statement(sink.table, row), tuple(map(_storable, row.values())), message))

    return add


def _statement(table: str, row: Mapping[str, Any]) -> str:
    columns = ", ".join(_quoted(column) for column in row)
    return f"INSERT INTO {_quoted(table)} ({columns}) VALUES ({', '.join('?' * len(row))})"  # noqa: S608  (quoted)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _storable(value: Any) -> Any:
    return to_iso(value) if isinstance(value, datetime) else value
