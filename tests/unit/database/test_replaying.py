"""Dead letters: listed, stored once their cause is mended, forgotten."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pioreactor.background_jobs.leader.mqtt_to_db_streaming import TopicToParserToTable
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import Message
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.intake import Intake
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.routes import Routes
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.replaying import replay
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.store import Store
from pioreactor.storage.database import connect, migrate, rollups
from pioreactor.storage.database.dead_letters import (
    Choice,
    UnknownDeadLetterError,
    count_dead_letters,
    forget_dead_letters,
    list_dead_letters,
    reasons_of_newest,
)
from pioreactor.storage.database.receipts import Receipts

ARRIVED_US = 1_795_000_000_000_000
VOLUME = "pioreactor/u/exp/bioreactor/current_volume_ml"
PH = "pioreactor/u/exp/ph_reading/ph"
EVERYTHING = Choice()


class Leader:
    """A database, the ingest's way into it, and the way of the replay."""

    def __init__(self, path: Path) -> None:
        self.conn = connect(path, enforce_experiments=False)
        migrate(self.conn)
        receipts = Receipts(self.conn)
        self.intake, self.store = Intake(Routes(), receipts), Store(path, receipts)

    def receives(self, *messages: tuple[str, str], journal: str = "", at_us: int = ARRIVED_US) -> None:
        items = [Message(topic.encode(), payload.encode(), journal, at_us) for topic, payload in messages]
        self.store.store(self.intake.batch(items))

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.conn.execute(sql).fetchall()


@pytest.fixture
def leader(tmp_path: Path) -> Iterator[Leader]:
    made = Leader(tmp_path / "leader.sqlite")
    yield made
    made.store.close()
    made.conn.close()


def ph_routes(leader: Leader) -> Routes:
    """What is known after the plugin was installed: its topic, its parser and its table."""
    leader.conn.execute("CREATE TABLE phs (ph REAL CHECK (ph < 14))")
    return Routes(sinks=[TopicToParserToTable("ph_reading/ph", lambda _, payload: {"ph": float(payload)}, "phs")])


def test_what_is_understood_now_is_stored_once_and_the_rest_keeps_its_newest_reason(leader: Leader) -> None:
    leader.receives((PH, "7.1"), (PH, "acid"), (PH, "20"), (VOLUME, "full"))
    assert count_dead_letters(leader.conn) == 4
    done = replay(leader.conn, ph_routes(leader), EVERYTHING)
    assert done.stored == 1 and len(done.refused) == 3
    assert leader.query("SELECT ph FROM phs") == [(7.1,)]
    reasons = [letter.reason for letter in list_dead_letters(leader.conn)]
    assert "CHECK constraint" in reasons[1] and "could not convert" in reasons[2] and "no table" not in str(reasons)
    again = replay(leader.conn, Routes(), Choice(text="ph_reading"))
    assert again.stored == 0 and len(again.refused) == 2
    assert leader.query("SELECT ph FROM phs") == [(7.1,)]


def test_a_letter_becomes_no_half_row(leader: Leader) -> None:
    leader.receives((PH, "1"))
    leader.conn.execute("CREATE TABLE phs (ph REAL CHECK (ph < 14))")
    two = TopicToParserToTable("ph_reading/ph", lambda _, payload: [{"ph": 1.0}, {"ph": 99.0}], "phs")
    assert replay(leader.conn, Routes(sinks=[two]), EVERYTHING).stored == 0
    assert leader.query("SELECT * FROM phs") == [] and count_dead_letters(leader.conn) == 1


def test_a_reading_comes_into_its_chart_although_roll_ups_are_beyond_it(leader: Leader) -> None:
    leader.conn.execute(
        "INSERT INTO dead_letters (received_us, topic, payload, reason, journal_id) VALUES (?, ?, X'33', '', 'j')",
        (ARRIVED_US, VOLUME),
    )
    for second in range(300):
        leader.receives((VOLUME, "1"), at_us=ARRIVED_US + second * 1_000_000)
    [(series_id,)] = leader.query("SELECT series_id FROM series")
    rollups.advance(leader.conn, series_id, ARRIVED_US + 300_000_000)
    assert replay(leader.conn, Routes(), EVERYTHING).stored == 1
    leader.store.refresh_stale_rollups()
    counted = "SELECT sum(n), max(max) FROM rollups WHERE width_s = 60 AND t_us <= "
    assert leader.query(counted + str(ARRIVED_US)) == [(60 - ARRIVED_US // 1_000_000 % 60 + 1, 3.0)]
    assert leader.query("SELECT count(*) FROM points WHERE value = 3") == [(1,)]


def test_a_locked_database_loses_nothing(leader: Leader, tmp_path: Path) -> None:
    leader.receives((PH, "7.1"))
    routes = ph_routes(leader)
    with closing(connect(tmp_path / "leader.sqlite", enforce_experiments=False, busy_wait_ms=50)) as conn:
        leader.conn.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            replay(conn, routes, EVERYTHING)
        leader.conn.execute("ROLLBACK")
        assert replay(conn, routes, EVERYTHING).stored == 1
    assert leader.query("SELECT ph FROM phs") == [(7.1,)]


def test_a_disk_that_fills_up_stops_the_replay_and_the_letter_stays(leader: Leader) -> None:
    leader.receives((PH, "7.1"), (PH, "7.2"))
    reasons = reasons_of_newest(leader.conn)
    leader.conn.execute("CREATE TABLE phs (ph REAL, filling BLOB)")
    big = TopicToParserToTable("ph_reading/ph", lambda _, p: {"ph": float(p), "filling": bytes(10_000_000)}, "phs")
    pages = leader.query("PRAGMA page_count")[0][0]
    leader.conn.execute(f"PRAGMA max_page_count = {pages + 100}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        replay(leader.conn, Routes(sinks=[big]), EVERYTHING)
    assert count_dead_letters(leader.conn) == 2 and reasons_of_newest(leader.conn) == reasons


def test_forgetting_takes_only_what_is_meant(leader: Leader) -> None:
    leader.receives((PH, "1"), (PH, "2"), (VOLUME, "full"))
    first = min(letter.id for letter in list_dead_letters(leader.conn))
    with pytest.raises(UnknownDeadLetterError, match="999"):
        forget_dead_letters(leader.conn, Choice(ids=[first, 999]))
    assert count_dead_letters(leader.conn) == 3
    assert forget_dead_letters(leader.conn, Choice(ids=[first])) == 1
    assert forget_dead_letters(leader.conn, Choice(text="ph_reading")) == 1
    assert [letter.topic for letter in list_dead_letters(leader.conn)] == [VOLUME]
    assert forget_dead_letters(leader.conn, EVERYTHING) == 1 and count_dead_letters(leader.conn) == 0
