"""The alarm of an ingest that stores nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from pioreactor.background_jobs.leader.mqtt_to_db_streaming import standstill
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.standstill import CODE, Standstill
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.statistics import Snapshot
from pioreactor.pubsub import create_client
from pioreactor.runtime.alarms import acknowledge_alarm, get_alarm


def doing(reason: str = "", *, is_connected: bool = True) -> Snapshot:
    return Snapshot(
        inserts_in_last_60s=0,
        database_write_errors_in_last_60s=0,
        latest_database_write_error=reason,
        dead_letters_since_start=0,
        messages_waiting=7,
        missing_rows=0,
        is_connected=is_connected,
        reason=reason,
    )


@pytest.fixture
def watch(broker: Any, make_unit: Any) -> Iterator[Standstill]:
    make_unit(broker, name=f"unit{os.urandom(3).hex()}")
    client = create_client()
    yield Standstill(client)
    client.close()


def test_a_short_trouble_is_none(watch: Standstill) -> None:
    watch.look(doing("database is locked"))
    watch.look(doing())
    watch.look(doing("database is locked"))
    assert get_alarm(CODE) is None


def test_a_lasting_one_is_told_with_its_reason_and_is_over_by_itself(
    watch: Standstill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standstill, "AFTER_WALL_S", 0.0)
    watch.look(doing("database or disk is full"))
    alarm = get_alarm(CODE)
    assert alarm is not None and alarm.severity == "alarm"
    assert "database or disk is full" in alarm.text and "7 messages wait" in alarm.text
    acknowledge_alarm(CODE, "mira")
    watch.look(doing(is_connected=False))
    alarm = get_alarm(CODE)
    assert alarm is not None and alarm.state == "acknowledged" and "broker is not reached" in alarm.text
    watch.look(doing())
    assert get_alarm(CODE) is None


def test_an_alarm_of_before_a_restart_ends(watch: Standstill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standstill, "AFTER_WALL_S", 0.0)
    watch.look(doing(is_connected=False))
    client = create_client()
    Standstill(client).look(doing())
    client.close()
    alarm = get_alarm(CODE)
    assert alarm is not None and alarm.state == "returned"
