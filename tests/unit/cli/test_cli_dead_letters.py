"""``pio db dead-letters``."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pioreactor.storage import database
from pioreactor.storage.database.dead_letters import add_dead_letter

KNOWN = "pioreactor/u/exp/bioreactor/alt_media_fraction"
UNKNOWN = "pioreactor/u/exp/ph_reading/ph"
PLUGIN = """
from pioreactor.background_jobs.leader.mqtt_to_db_streaming import TopicToParserToTable, register_source_to_sink
register_source_to_sink(TopicToParserToTable("ph_reading/ph", lambda _, payload: {"ph": float(payload)}, "phs"))
"""


@pytest.fixture
def letters(unit: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from pioreactor.background_jobs.leader.mqtt_to_db_streaming import sinks

    monkeypatch.setattr(sinks, "registered", [])
    with closing(database.connect()) as conn:
        database.migrate(conn)
        add_dead_letter(conn, 1_795_000_000_000_000, KNOWN, b"0.5", "an older version")
        add_dead_letter(conn, 1_795_000_001_000_000, UNKNOWN, b"7.1", "no table is meant for this topic")
    return unit


def test_list_and_show(invoke: Any, letters: Path) -> None:
    told = json.loads(invoke("db", "dead-letters", "list", "--json").out)
    assert told["count"] == 2 and [x["topic"] for x in told["dead_letters"]] == [UNKNOWN, KNOWN]
    assert "1 of 2; more with -n." in invoke("db", "dead-letters", "list", "-n", "1").out
    assert UNKNOWN not in invoke("db", "dead-letters", "list", "--text", "older").out
    shown = invoke("db", "dead-letters", "show", "2").out
    assert UNKNOWN in shown and shown.endswith("\n7.1\n")
    missing = invoke("db", "dead-letters", "show", "9")
    assert missing.code == 1 and "no dead letter 9" in missing.err


def test_after_the_plugin_came_its_messages_are_stored(invoke: Any, letters: Path) -> None:
    first = invoke("db", "dead-letters", "replay", "--all")
    assert first.code == 1 and first.out == "1 stored.\n" and "1 are still not understood" in first.err
    (letters / "plugins").mkdir()
    (letters / "plugins" / "ph.py").write_text(PLUGIN)
    from pioreactor.plugin_management import loading

    loading.forget()
    with closing(database.connect()) as conn:
        conn.execute("CREATE TABLE phs (ph REAL)")
    done = invoke("db", "dead-letters", "replay", "--text", "ph_reading", "--json")
    assert done.code == 0 and json.loads(done.out) == {"stored": 1, "refused": []}
    with closing(database.connect(readonly=True)) as conn:
        assert conn.execute("SELECT ph FROM phs").fetchall() == [(7.1,)]
        action = conn.execute("SELECT action, new FROM audit_events ORDER BY event_id DESC LIMIT 1").fetchone()
    assert action == ("Replay dead letters", "1 stored, 0 kept")


def test_forget_says_how_many_and_needs_to_be_told_which(invoke: Any, letters: Path) -> None:
    for arguments in ([], ["1", "--all"], ["--text", ""]):
        assert invoke("db", "dead-letters", "forget", "-y", *arguments).code == 2
    assert invoke("db", "dead-letters", "forget", "2", "-y").out == "1 deleted.\n"
    assert json.loads(invoke("db", "dead-letters", "forget", "--all", "-y", "--json").out) == {"deleted": 1}
    assert invoke("db", "dead-letters", "list").out == "No dead letters.\n"


def test_status_and_health_count_them(invoke: Any, letters: Path) -> None:
    checks = {check["name"]: check for check in json.loads(invoke("status", "--json").out)["checks"]}
    assert (
        checks["storage:dead_letters"]["status"] == "WARN" and "2 messages" in checks["storage:dead_letters"]["details"]
    )
    health = json.loads(invoke("health", "--json").out)
    assert "2 messages were not understood (pio db dead-letters list)" in health["problems"]
    invoke("db", "dead-letters", "forget", "--all", "-y")
    checks = {check["name"]: check for check in json.loads(invoke("status", "--json").out)["checks"]}
    assert checks["storage:dead_letters"]["status"] == "OK"
