"""Alarms in the database: one row per change, one entry per alarm, whatever is told twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection

import msgspec
import pytest

from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import Message
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.intake import Intake
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.routes import Routes
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.store import Store
from pioreactor.runtime.alarms import Alarm
from pioreactor.storage.database import connect, migrate
from pioreactor.storage.database.alarm_history import past_alarms
from pioreactor.storage.database.deletion import delete_experiment
from pioreactor.storage.database.experiments import create_experiment
from pioreactor.storage.database.receipts import Receipts

STUCK = Alarm(
    code="heater.stuck_on",
    severity="alarm",
    title="The heater does not go off.",
    text="40 W at 0 %.",
    remedy="1. Pull the plug.",
    source="temperature_automation",
    experiment="exp",
    raised_at="2026-11-22T05:00:00.000Z",
    data={"plate": 71.5},
)
Tell = Callable[[Alarm, str], int]


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[Connection]:
    with closing(connect(tmp_path / "a.sqlite")) as connection:
        migrate(connection)
        yield connection


@pytest.fixture
def tell(conn: Connection, tmp_path: Path) -> Iterator[Tell]:
    receipts = Receipts(conn)
    intake, store = Intake(Routes(), receipts), Store(tmp_path / "a.sqlite", receipts)

    def send(alarm: Alarm, arrived: str) -> int:
        at = int(datetime.fromisoformat(arrived).astimezone(UTC).timestamp() * 1e6)
        message = Message(b"pioreactor/u1/$experiment/alarm_events", msgspec.json.encode(alarm), "", at)
        return store.store(intake.batch([message]))

    with closing(store):
        yield send


def test_an_alarm_from_its_beginning_to_its_end(conn: Connection, tell: Tell) -> None:
    tell(STUCK, "2026-11-22T05:00:01Z")
    seen = msgspec.structs.replace(
        STUCK, state="acknowledged", acknowledged_by="mira", acknowledged_at="2026-11-22T05:03:00.000Z", text="Worse."
    )
    tell(seen, "2026-11-22T05:03:01Z")
    tell(msgspec.structs.replace(seen, state="ended"), "2026-11-22T05:20:00Z")  # type: ignore[arg-type]
    (alarm,) = past_alarms(conn)
    assert (alarm.pioreactor_unit, alarm.experiment, alarm.code, alarm.state) == ("u1", "exp", STUCK.code, "ended")
    assert alarm.text == "Worse." and alarm.data == {"plate": 71.5}
    assert alarm.acknowledged_by == "mira" and alarm.acknowledged_at == "2026-11-22T05:03:00.000Z"
    assert alarm.ended_at == "2026-11-22T05:20:00.000Z" and alarm.returned_at is None
    assert [(step.state, step.at) for step in alarm.steps] == [
        ("new", "2026-11-22T05:00:00.000Z"),
        ("acknowledged", "2026-11-22T05:03:00.000Z"),
        ("ended", "2026-11-22T05:20:00.000Z"),
    ]


def test_what_is_told_twice_is_one_row_with_the_newest_words(conn: Connection, tell: Tell) -> None:
    tell(STUCK, "2026-11-22T05:00:01Z")
    tell(msgspec.structs.replace(STUCK, text="60 W at 0 %.", data=None), "2026-11-22T05:00:09Z")
    (alarm,) = past_alarms(conn)
    assert len(alarm.steps) == 1 and alarm.text == "60 W at 0 %." and alarm.data is None


def test_another_time_is_another_alarm(conn: Connection, tell: Tell) -> None:
    tell(STUCK, "2026-11-22T05:00:01Z")
    tell(msgspec.structs.replace(STUCK, raised_at="2026-11-22T09:00:00Z", experiment=""), "2026-11-22T09:00:01Z")
    tell(msgspec.structs.replace(STUCK, code="volume.full"), "2026-11-22T09:00:02Z")
    assert [alarm.raised_at[11:13] for alarm in past_alarms(conn)] == ["09", "05", "05"]
    assert len(past_alarms(conn, experiment="exp")) == 2
    assert len(past_alarms(conn, code="volume.full")) == 1 and past_alarms(conn, unit="u2") == []
    assert [alarm.code for alarm in past_alarms(conn, skip=1, limit=1)] == ["heater.stuck_on"]


def test_alarms_go_with_their_experiment(conn: Connection, tell: Tell) -> None:
    create_experiment(conn, "exp")
    tell(STUCK, "2026-11-22T05:00:01Z")
    tell(msgspec.structs.replace(STUCK, experiment="", code="output.cut"), "2026-11-22T05:00:02Z")
    delete_experiment(conn, "exp")
    assert [alarm.code for alarm in past_alarms(conn)] == ["output.cut"]


def test_an_alarm_that_cannot_be_read_is_kept_aside(conn: Connection, tmp_path: Path, tell: Tell) -> None:
    tell(msgspec.structs.replace(STUCK, raised_at="yesterday"), "2026-11-22T05:00:01Z")
    assert past_alarms(conn) == []
    assert conn.execute("SELECT count(*) FROM dead_letters").fetchone() == (1,)
