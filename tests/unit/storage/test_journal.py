"""The journal: numbers, acknowledgement, and disks that fail."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pioreactor.exc import JournalError
from pioreactor.storage.journal import Journal


@pytest.fixture
def journal(tmp_path):
    made = Journal(tmp_path / "journal.sqlite")
    yield made
    made.close()


def test_rows_are_numbered_from_one_and_read_in_order(journal):
    assert [journal.append("a/b", bytes([i])) for i in range(5)] == [1, 2, 3, 4, 5]
    assert [(row.number, row.payload) for row in journal.read(2, 2)] == [(3, b"\x02"), (4, b"\x03")]
    assert journal.last_number() == 5
    assert journal.read(5, 10) == []


def test_acknowledged_rows_are_forgotten_and_their_numbers_never_come_back(tmp_path, journal):
    for _ in range(3):
        journal.append("t", b"x")
    assert journal.acknowledge(3) == 3
    assert journal.acknowledge(1) == 3, "a watermark never moves backwards"
    assert journal.read(0, 10) == []
    identity = journal.journal_id
    journal.close()
    again = Journal(tmp_path / "journal.sqlite")
    assert (again.append("t", b"y"), again.acknowledged(), again.journal_id) == (4, 3, identity)
    again.close()


def test_a_number_that_was_never_given_is_not_acknowledged(journal):
    journal.append("t", b"x")
    with pytest.raises(JournalError, match="never written"):
        journal.acknowledge(2)
    assert journal.last_number() == 1
    assert len(journal.read(0, 10)) == 1


def test_two_processes_share_one_sequence(tmp_path, journal):
    script = (
        "import sys; from pathlib import Path; from pioreactor.storage.journal import Journal\n"
        "j = Journal(Path(sys.argv[1]))\nfor i in range(200): j.append('p', b'%d' % i)\nj.close()"
    )
    command = [sys.executable, "-c", script, str(journal.path)]
    writers = [subprocess.Popen(command) for _ in range(2)]
    own = [journal.append("me", b"") for _ in range(200)]
    assert [writer.wait(30) for writer in writers] == [0, 0]
    rows = journal.read(0, 1000)
    assert [row.number for row in rows] == list(range(1, 601))
    assert [row.number for row in rows if row.topic == "me"] == own


def test_a_killed_writer_loses_nothing_it_was_told_is_written(tmp_path):
    path = tmp_path / "journal.sqlite"
    script = (
        "import os, signal, sys; from pathlib import Path; from pioreactor.storage.journal import Journal\n"
        "j = Journal(Path(sys.argv[1]))\nfor i in range(50): print(j.append('p', b'x'), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    run = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
    assert run.stdout.split()[-1] == "50"
    reader = Journal(path)
    assert len(reader.read(0, 100)) == 50
    reader.close()


def test_a_folder_that_cannot_be_written_is_an_error_with_the_path_and_heals(tmp_path):
    blocker = tmp_path / "storage"
    blocker.write_text("a file where the folder should be")
    journal = Journal(blocker / "journal.sqlite")
    with pytest.raises(JournalError, match=r"journal\.sqlite"):
        journal.append("t", b"x")
    blocker.unlink()
    journal._retry_at = 0.0
    assert journal.append("t", b"x") == 1
    journal.close()


def test_a_damaged_file_is_set_aside_and_a_new_journal_begins(tmp_path):
    path = tmp_path / "journal.sqlite"
    path.write_bytes(b"this is no database" * 300)
    journal = Journal(path)
    assert journal.append("t", b"x", durable=True) == 1
    assert len(list(tmp_path.glob("journal.sqlite.damaged-*"))) == 1
    journal.close()


def test_the_size_cap_is_alarmed_before_the_oldest_rows_go(tmp_path):
    journal = Journal(tmp_path / "j.sqlite", cap_bytes=4_000_000)
    assert not journal.nearly_full()
    while not journal.nearly_full():
        journal.append("t", os.urandom(40_000))
    before = journal.last_number()
    assert len(journal.read(0, 10_000)) == before, "alarmed, and nothing lost yet"
    while journal.used_bytes() < journal.cap_bytes:
        journal.append("t", os.urandom(40_000))
    journal.append("t", b"last", durable=True)
    kept = journal.read(0, 10_000)
    assert journal.last_number() / 25 < journal.dropped() < journal.last_number() / 15
    assert kept[-1].payload == b"last"
    assert kept[0].number == journal.dropped() + 1
    assert journal.append("t", b"x") == journal.last_number()
    journal.close()


def test_what_no_backup_holds_is_kept_and_goes_before_anything_that_nobody_has(tmp_path):
    journal = Journal(tmp_path / "j.sqlite", cap_bytes=4_000_000)
    for _ in range(40):
        journal.append("t", os.urandom(40_000))
    assert journal.acknowledge(30, keep_after=10) == 30
    assert [row.number for row in journal.read(0, 100)] == list(range(11, 41))
    assert (journal.kept(), journal.acknowledge(30, keep_after=5), journal.kept()) == (20, 30, 20)
    while journal.kept() > 0:  # half of the cap is for them; the alarm is at four fifths of it
        journal.append("t", os.urandom(40_000), durable=True)
        assert not journal.nearly_full()
    assert (journal.dropped(), journal.read(0, 1)[0].number) == (0, 31)
    journal.close()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(st.just("append"), st.integers(0, 30)), max_size=40))
def test_whatever_the_order_the_journal_holds_exactly_what_is_not_acknowledged(tmp_path_factory, steps):
    journal = Journal(tmp_path_factory.mktemp("j") / "j.sqlite")
    last = watermark = 0
    for step in steps:
        if step == "append":
            last += 1
            assert journal.append("t", b"") == last
        elif step <= last:
            watermark = max(watermark, step)
            assert journal.acknowledge(step) == watermark
        else:
            with pytest.raises(JournalError):
                journal.acknowledge(step)
    assert [row.number for row in journal.read(0, 1000)] == list(range(watermark + 1, last + 1))
    journal.close()
