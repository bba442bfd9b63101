"""The alarm about messages that were not understood."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pioreactor.background_jobs.leader.mqtt_to_db_streaming import dead_letter_watch
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.dead_letter_watch import CODE, DeadLetterWatch
from pioreactor.pubsub import create_client
from pioreactor.runtime.alarms import Alarm, acknowledge_alarm, get_alarm
from pioreactor.storage.database import connect, migrate
from pioreactor.storage.database.dead_letters import Choice, add_dead_letter, forget_dead_letters


@pytest.fixture
def path(broker: Any, make_unit: Any, tmp_path: Path) -> Path:
    make_unit(broker, name=f"unit{os.urandom(3).hex()}")
    path = tmp_path / "leader.sqlite"
    with closing(connect(path)) as conn:
        migrate(conn)
    return path


@pytest.fixture
def watch(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DeadLetterWatch]:
    monkeypatch.setattr(dead_letter_watch, "LOOK_EVERY_S", 0.0)
    client = create_client()
    yield DeadLetterWatch(path, client)
    client.close()


def letter(path: Path, reason: str) -> None:
    with closing(connect(path)) as conn:
        add_dead_letter(conn, 1, "pioreactor/u/exp/a/b", b"1", reason)


def alarm() -> Alarm:
    found = get_alarm(CODE)
    assert found is not None
    return found


def test_it_comes_with_the_first_letter_and_goes_with_the_last(path: Path, watch: DeadLetterWatch) -> None:
    watch.look(0)
    assert get_alarm(CODE) is None
    letter(path, "no table")
    watch.look(1)
    assert alarm().severity == "warning" and "1 are kept" in alarm().text and "no table" in alarm().text
    letter(path, "no table")
    watch.look(2)
    assert "2 are kept" in alarm().text and alarm().state == "new"
    with closing(connect(path)) as conn:
        forget_dead_letters(conn, Choice())
    watch.look(2)
    assert alarm().state == "returned"


def test_letters_of_before_the_start_count_too(path: Path, watch: DeadLetterWatch) -> None:
    letter(path, "no table")
    watch.look(0)
    assert alarm().data == {"kept": 1, "reasons": ["no table"]}


def test_more_of_the_same_does_not_disturb_who_has_seen_it_and_a_new_reason_does(
    path: Path, watch: DeadLetterWatch
) -> None:
    letter(path, "no table")
    watch.look(1)
    acknowledge_alarm(CODE, "mira")
    letter(path, "no table")
    watch.look(2)
    assert alarm().state == "acknowledged" and "2 are kept" in alarm().text
    letter(path, "no number")
    watch.look(3)
    assert alarm().state == "new" and "no number" in alarm().text
