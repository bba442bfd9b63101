"""The job that stores what the units publish in the leader's database, each row exactly once. See README.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pioreactor.background_jobs.leader.mqtt_to_db_streaming.sinks import (
    MetaData,
    TopicToParserToTable,
    produce_metadata,
    register_source_to_sink,
)

if TYPE_CHECKING:
    from pioreactor.background_jobs.leader.mqtt_to_db_streaming.job import (
        MqttToDBStreamer,
        start_mqtt_to_db_streaming,
    )

__all__ = [
    "MetaData",
    "MqttToDBStreamer",
    "TopicToParserToTable",
    "produce_metadata",
    "register_source_to_sink",
    "start_mqtt_to_db_streaming",
]


def __getattr__(name: str) -> Any:
    if name in ("MqttToDBStreamer", "start_mqtt_to_db_streaming"):
        from pioreactor.background_jobs.leader.mqtt_to_db_streaming import job

        return getattr(job, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
