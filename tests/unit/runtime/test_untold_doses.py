"""A dose whose process dies between the books and the record is told once, by somebody else."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import msgspec
import pytest

from pioreactor.runtime import booking
from pioreactor.runtime.processes import own_identity, started_at
from pioreactor.runtime.untold_doses import TABLE, Follower, UntoldDose, booked_until_s, new_note
from pioreactor.storage.caches import local_persistent_storage
from pioreactor.storage.journal import shared_journal
from pioreactor.storage.vial_state import load_vial_state

DIES = """
import os, signal, sys
from pioreactor.runtime.booking import Books
from pioreactor.storage.journal import Journal

def die(self, topic, payload, **options):
    if sys.argv[1] == "recorded":
        append(self, topic, payload, **options)
    os.kill(os.getpid(), signal.SIGKILL)

append, Journal.append = Journal.append, die
Books("unit1", "exp1", None).enter("add_media", 0.25, source="manually")
"""
"""It is ended in the middle, as by the kernel: no clean-up of it runs."""


class Nobody:
    """A client that keeps what it is asked to publish."""

    def __init__(self) -> None:
        self.published: list[tuple[str, bytes]] = []

    def publish(self, topic: str, payload: bytes, *_: Any) -> None:
        self.published.append((topic, payload))


@pytest.fixture(autouse=True)
def unit(make_unit: Any) -> Any:
    return make_unit(None)


def book_and_die(unit: Any, when: str) -> None:
    ended = subprocess.run([sys.executable, "-c", DIES, when], env=unit.environment(), check=False)
    assert ended.returncode == -9
    assert load_vial_state("exp1").cumulative_media_added_ml == 0.25


def recorded_ml() -> list[float]:
    rows = [row for row in shared_journal().read(0) if row.topic.endswith("/dosing_events")]
    return [msgspec.json.decode(row.payload)["volume_change"] for row in rows]


def notes() -> list[Any]:
    with local_persistent_storage(TABLE) as table:
        return list(table)


def tell_what_the_dead_left(client: Any) -> list[UntoldDose]:
    return Follower().tell(client)


def test_it_is_recorded_and_published_once(unit: Any) -> None:
    book_and_die(unit, "before it is recorded")
    client: Any = Nobody()
    assert len(tell_what_the_dead_left(client)) == 1
    assert tell_what_the_dead_left(client) == []
    assert recorded_ml() == [0.25]
    assert [topic for topic, _ in client.published] == ["pioreactor/unit1/exp1/dosing_events"]
    assert notes() == []


def test_who_looks_again_and_again_finds_what_comes_later(unit: Any) -> None:
    client: Any = Nobody()
    follower = Follower()
    assert [follower.tell(client) for _ in range(4)] == [[], [], [], []]
    book_and_die(unit, "before it is recorded")
    assert len(follower.tell(client)) == 1
    assert [follower.tell(client) for _ in range(4)] == [[], [], [], []]
    assert recorded_ml() == [0.25]


def test_who_looks_again_and_again_sees_the_end_of_a_process_whose_note_is_old() -> None:
    client: Any = Nobody()
    follower = Follower()
    with subprocess.Popen(["sleep", "60"]) as process:
        dose = UntoldDose("t", "{}", process.pid, started_at(process.pid) or 0, "add_media")
        with local_persistent_storage(TABLE) as table:
            table.set("a note", msgspec.json.encode(dose).decode())
        assert [follower.tell(client) for _ in range(4)] == [[], [], [], []]
        process.kill()
    assert follower.tell(client) == [dose]
    assert notes() == []


def test_what_was_recorded_is_not_told_again(unit: Any) -> None:
    book_and_die(unit, "recorded")
    client: Any = Nobody()
    assert tell_what_the_dead_left(client) == []
    assert (recorded_ml(), client.published, notes()) == ([0.25], [], [])


def test_a_dose_that_is_told_leaves_no_note() -> None:
    booking.Books("unit1", "exp1", None).enter("add_media", 0.25, source="manually")
    assert notes() == []
    assert recorded_ml() == [0.25]


def test_who_lives_tells_it_himself() -> None:
    note = new_note("pioreactor/unit1/exp1/dosing_events", b"{}", "add_media")
    with local_persistent_storage(TABLE) as table:
        table.set(note.key, note.text)
    client: Any = Nobody()
    assert tell_what_the_dead_left(client) == []
    assert notes() == [note.key]


def test_it_says_up_to_when_the_pump_was_booked() -> None:
    pid, started_at = own_identity()
    for until_s in (3.0, 3.5, None):
        note = new_note("pioreactor/unit1/exp1/dosing_events", b"{}", "add_media", until_s)
        with local_persistent_storage(TABLE) as table:
            table.set(note.key, note.text)
    assert booked_until_s(pid, started_at or 0, "add_media") == 3.5
    assert booked_until_s(pid, started_at or 0, "remove_waste") is None
    assert booked_until_s(pid + 1, started_at or 0, "add_media") is None


def test_a_note_that_nobody_can_read_is_dropped() -> None:
    with local_persistent_storage(TABLE) as table:
        table.set("1:2:3", "not JSON")
    client: Any = Nobody()
    assert tell_what_the_dead_left(client) == []
    assert notes() == []
