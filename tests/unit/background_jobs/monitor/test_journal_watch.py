"""The alarm of a journal that nobody collects."""

from __future__ import annotations

import os

import pytest

from pioreactor.background_jobs.monitor.journal_watch import NEARLY_FULL, JournalWatch
from pioreactor.pubsub import create_client
from pioreactor.runtime.alarms import acknowledge_alarm, get_alarm
from pioreactor.storage.journal import Journal


@pytest.fixture
def journal(broker, make_unit, tmp_path):
    make_unit(broker, name=f"unit{os.urandom(3).hex()}")
    found = Journal(tmp_path / "j.sqlite", cap_bytes=2_000_000)
    yield found
    found.close()


@pytest.fixture
def watch(journal):
    client = create_client()
    yield JournalWatch(client, journal)
    client.close()


def test_it_comes_before_anything_is_lost_says_what_was_and_ends_when_the_leader_has_collected(journal, watch):
    watch.look()
    assert get_alarm(NEARLY_FULL) is None
    while not journal.nearly_full():
        journal.append("t", os.urandom(20_000))
    watch.look()
    alarm = get_alarm(NEARLY_FULL)
    assert alarm.data == {"waiting": journal.last_number(), "dropped": 0}
    assert alarm.severity == "alarm" and "of 2 MB" in alarm.text and "lost" not in alarm.text
    while journal.dropped() == 0:
        journal.append("t", os.urandom(20_000), durable=True)
    watch.look()
    assert f"{journal.dropped()} have been lost" in get_alarm(NEARLY_FULL).text
    journal.acknowledge(journal.last_number())
    acknowledge_alarm(NEARLY_FULL, "mira")
    watch.look()
    assert get_alarm(NEARLY_FULL) is None


def test_what_the_leader_has_and_no_backup_raises_no_alarm(journal, watch):
    for _ in range(90):
        journal.append("t", os.urandom(20_000), durable=True)
        journal.acknowledge(journal.last_number(), keep_after=0)
        watch.look()
    assert get_alarm(NEARLY_FULL) is None and journal.dropped() == 0 and journal.kept() > 20
