from __future__ import annotations

import fcntl
import math
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pioreactor import clock
from pioreactor.exc import LeaseError
from pioreactor.runtime import leases
from pioreactor.runtime.leases import OUTPUTS, Board, shared_board

HOLDER = """
import sys
from pioreactor.runtime.leases import Board
Board().grant("gpio17", 40.0, experiment="e")
print("granted", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def own_run_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RUN_PIOREACTOR", str(tmp_path))
    return tmp_path


@pytest.fixture
def holder(own_run_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that owns gpio17."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER], stdin=-1, stdout=-1, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "granted\n"
    yield process
    process.kill()
    process.communicate()


def end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait(20)


def test_an_output_belongs_to_one_process_while_that_one_lives(holder: subprocess.Popen[str]) -> None:
    board = Board()
    lease = board.get("gpio17")
    assert lease is not None and (lease.pid, lease.level, lease.experiment) == (holder.pid, 40.0, "e")
    assert lease.is_alive and not lease.is_mine
    with pytest.raises(LeaseError, match=f"process {holder.pid}"):
        board.grant("gpio17", 10.0)
    assert not board.renew("gpio17") and not board.set_level("gpio17", 1.0)
    board.release("gpio17")  # not ours: nothing happens
    assert board.get("gpio17") == lease
    end(holder)
    board.grant("gpio17", 10.0)
    assert board.holds("gpio17")


def test_a_lease_says_what_it_was_given() -> None:
    board, other_eyes = Board(), Board()
    before = clock.wall_monotonic()
    board.grant("led_C", 30.0, experiment="ünï", renew_within_s=2.0, off_by_s=50.0)
    assert board.announce_flow("led_C", 0.5, 12.0, "add_media")
    lease = other_eyes.get("led_C")
    assert lease is not None and lease.is_mine
    assert (lease.experiment, lease.renew_within_s, lease.off_by_s) == ("ünï", 2.0, 50.0)
    assert (lease.flow_ml_per_s, lease.booked_until_s, lease.event) == (0.5, 12.0, "add_media")
    assert lease.overdue_s(before) <= -2.0 < lease.overdue_s(before + 4.1)
    assert board.limit("led_C", math.inf) and board.set_level("led_C", 31.0) and board.renew("led_C")
    assert [lease.level for lease in other_eyes.leases()] == [31.0]
    board.release("led_C")
    assert other_eyes.leases() == []
    board.grant("gpio3", 1.0, experiment="x" * 300)
    assert getattr(other_eyes.get("gpio3"), "experiment", None) == ""  # a name that was cut would be another one


def test_only_the_lease_that_was_seen_is_cleared(holder: subprocess.Popen[str]) -> None:
    board = Board()
    seen = board.get("gpio17")
    assert seen is not None
    end(holder)
    board.grant("gpio17", 5.0)
    board.clear(seen)
    assert board.holds("gpio17")


def test_a_stopped_process_that_holds_the_lock_stops_neither_the_guardian_nor_silently_an_owner(
    own_run_dir: Path, holder: subprocess.Popen[str]
) -> None:
    board = Board()
    seen = board.get("gpio17")
    assert seen is not None
    handle = os.open(own_run_dir, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(LeaseError, match="locked by another process"):
            board.grant("gpio3", 5.0)
        begun = clock.wall_monotonic()
        board.clear(seen)
        assert clock.wall_monotonic() - begun < 1.5
        assert board.get("gpio17") is None
    finally:
        os.close(handle)


def test_what_a_dead_owner_left_can_be_noted_for_the_guardian(holder: subprocess.Popen[str]) -> None:
    board = Board()
    lease = board.get("gpio17")
    assert lease is not None
    board.note_cut(lease, 12.0)
    assert getattr(board.get("gpio17"), "cut_s", 0) is None  # its owner lives
    end(holder)
    board.note_cut(lease, 13.0)
    board.note_cut(lease, 14.0)  # low it was before
    noted = board.get("gpio17")
    assert noted is not None and noted.cut_s == 13.0 and noted.level == 0.0


@pytest.mark.parametrize(
    "content",
    [b"", b"\x9e\x01\xf3" * 33, b"\x9e\x01\xf3" * 7_000, b"PIOBOARD" + b"\x07" * 18_000],
    ids=["empty", "short", "long", "almost right"],
)
def test_a_file_of_another_size_is_replaced(own_run_dir: Path, content: bytes) -> None:
    (own_run_dir / "outputs.board").write_bytes(content)
    board = Board()
    assert board.is_sound() and board.leases() == []
    board.grant("gpio0", 1.0)
    assert Board().get("gpio0") is not None


def test_a_damaged_header_is_repaired_and_true_leases_stay(own_run_dir: Path, holder: subprocess.Popen[str]) -> None:
    board = Board()
    board.restore(board.get("gpio17")._replace(output="gpio18", pid=4_000_000))  # type: ignore[union-attr]
    path = own_run_dir / "outputs.board"
    with path.open("r+b") as file:
        file.write(os.urandom(40))
    assert not board.is_sound()
    repaired = Board()
    assert repaired.is_sound() and board.is_sound()
    assert [lease.output for lease in repaired.leases()] == ["gpio17"]


def test_a_board_of_another_version_or_boot_says_nothing(own_run_dir: Path, holder: subprocess.Popen[str]) -> None:
    path = own_run_dir / "outputs.board"
    before = path.stat().st_ino
    with path.open("r+b") as file:  # another boot
        file.seek(24)
        file.write(b"\x01" * 16)
    assert Board().leases() == [] and path.stat().st_ino == before
    with path.open("r+b") as file:  # another version: those who know it go on with their own file
        file.seek(8)
        file.write(b"\x09")
    assert Board().is_sound() and path.stat().st_ino != before


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(garbage=st.binary(min_size=512, max_size=512), number=st.integers(0, len(OUTPUTS) - 1))
def test_a_record_that_is_garbage_is_read_as_the_lease_of_nobody(
    own_run_dir: Path, garbage: bytes, number: int
) -> None:
    board = Board()
    at = 512 + number * 512
    board.map[at : at + 512] = garbage
    try:
        board.glance(number)
        lease = board.get(OUTPUTS[number])
        assert lease is None or (not lease.is_alive and 0.0 <= lease.level <= 100.0)
        if lease is not None:
            board.clear(lease)
        assert board.get(OUTPUTS[number]) is None
    finally:
        board.map[at : at + 512] = bytes(512)


def test_ones_own_leases_move_to_a_file_that_was_made_anew(own_run_dir: Path) -> None:
    shared_board().grant("gpio5", 20.0)
    (own_run_dir / "outputs.board").unlink()
    assert shared_board().holds("gpio5")
    os.truncate(own_run_dir / "outputs.board", 10)  # touching it now would end this process
    assert shared_board().get("gpio5") is None


def test_a_guardian_is_alive_while_it_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    board = Board()
    assert not board.is_guarded()
    pid, started_at = leases._own()
    board.beat(pid, started_at)
    assert board.is_guarded()
    board.beat(pid, started_at + 1)  # another process with the same number
    assert not board.is_guarded()
    board.beat(pid, started_at)
    now = clock.wall_monotonic()
    monkeypatch.setattr(clock, "wall_monotonic", lambda: now + 2.5)
    assert not board.is_guarded()
    monkeypatch.undo()
    board.end_beat(pid)
    assert not board.is_guarded()


def test_a_full_disk_refuses_a_new_board_and_leaves_an_old_one_alone(own_run_dir: Path) -> None:
    code = (
        "import resource, sys; from pioreactor.runtime.leases import Board\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))\n"
        "board = Board(); board.grant('gpio2', 5.0); print(board.holds('gpio2'))"
    )
    first = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "LeaseError" in first.stderr and "outputs stay off" in first.stderr
    assert list(own_run_dir.iterdir()) == []
    Board()
    second = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert second.stdout == "True\n"
