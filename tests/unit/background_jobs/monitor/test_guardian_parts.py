from __future__ import annotations

import os
import queue
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor import clock
from pioreactor.background_jobs.monitor.guardian.cutting import CutReport, Cutter
from pioreactor.background_jobs.monitor.guardian.judging import (
    SEEN_FOR_S,
    STOPPED_LIMIT_S,
    WHY,
    Sight,
    Verdict,
    is_late,
    is_overdue,
    judge,
)
from pioreactor.background_jobs.monitor.guardian.owners import Owners, Since, is_stopped
from pioreactor.background_jobs.monitor.guardian.watch import Watch
from pioreactor.runtime.board_file import HEADER_WORDS, OFF_BY, SLOT_WORDS
from pioreactor.runtime.leases import Board, Lease
from pioreactor.runtime.outputs import SwitchOff
from pioreactor.runtime.processes import own_identity, started_at
from pioreactor.runtime.systemd import Notifier

seconds = st.floats(0.0, 1e6)


@pytest.fixture(autouse=True)
def own_run_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUN_PIOREACTOR", str(tmp_path))


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["sleep", "100"])
    yield process
    process.kill()
    process.wait(20)


def lease_of(process: subprocess.Popen[bytes], output: str = "gpio17", **more: float) -> Lease:
    return Lease(output, process.pid, started_at(process.pid) or 0, **more)  # type: ignore[arg-type]


class Hardware:
    """Answers one by one; the last one again and again."""

    def __init__(self, *answers: SwitchOff) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, output: str) -> SwitchOff:
        self.asked.append(output)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


OFF, BUSY = SwitchOff("gpio17", True), SwitchOff("gpio17", False, True, "held")


def work_until_reported(cutter: Cutter, owners: Owners, board: Board | None = None) -> CutReport:
    reports: list[CutReport] = []

    def look() -> bool:
        owners.wait(0.0)
        reports.extend(cutter.work(board))
        return bool(reports)

    assert clock.wait_until(look, 20, poll=0.005)
    return reports[0]


# --- judging ------------------------------------------------------------------------------------------------------


@given(alive=st.booleans(), stopped=seconds, overdue=seconds, late=seconds)
def test_the_verdict_for_everything_that_can_be_seen(alive: bool, stopped: float, overdue: float, late: float) -> None:
    verdict = judge(Sight(alive, stopped, overdue, late))
    reasons = [
        (not alive, Verdict.DEAD),
        (stopped > STOPPED_LIMIT_S, Verdict.STOPPED),
        (overdue >= SEEN_FOR_S, Verdict.HUNG),
        (late >= SEEN_FOR_S, Verdict.LATE),
    ]
    assert verdict is next((what for holds, what in reasons if holds), Verdict.KEEP)
    assert verdict is Verdict.KEEP or WHY[verdict]
    assert verdict.must_kill == (alive and verdict is not Verdict.KEEP)


@given(renewed=seconds, within=st.floats(0.1, 100.0), now=seconds)
def test_a_renewal_is_missed_after_its_interval_and_not_before(renewed: float, within: float, now: float) -> None:
    lease = Lease("gpio1", 1, 1, renewed_s=renewed, renew_within_s=within)
    assert is_overdue(lease, now) == (now - renewed - within > 0)
    assert not is_overdue(lease._replace(renew_within_s=float("inf")), now)
    assert not is_late(lease, now) and is_late(lease._replace(off_by_s=now - 0.1), now)


def test_how_long_something_has_been_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(clock, "wall_monotonic", lambda: now[0])
    since = Since()
    assert since.lasted_s("a", True) == 0.0
    now[0] += 3.0
    assert (since.lasted_s("a", True), since.lasted_s("b", True)) == (3.0, 0.0)
    assert since.lasted_s("a", False) == 0.0
    now[0] += 1.0
    since.forget_all_but({"a"})
    assert (since.lasted_s("a", True), since.lasted_s("b", True)) == (0.0, 0.0)


# --- owners -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("with_handles", [True, False])
def test_the_end_of_a_process_is_noticed(
    sleeper: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch, with_handles: bool
) -> None:
    if not with_handles:
        monkeypatch.setattr(os, "pidfd_open", lambda pid: (_ for _ in ()).throw(OSError(38, "no such call")))
    owners, owner = Owners(), (sleeper.pid, started_at(sleeper.pid) or 0)
    wrong_start = (sleeper.pid, 1)
    nonsense = (-5, 7)
    too_big = (2**62, 7)
    owners.follow({owner, wrong_start, nonsense, too_big})
    assert owners.is_alive(owner)
    assert not any(map(owners.is_alive, (wrong_start, nonsense, too_big)))
    owners.kill(wrong_start)
    assert owners.is_alive(owner)
    sleeper.send_signal(signal.SIGSTOP)
    assert clock.wait_until(lambda: is_stopped(owner), 20)
    owners.kill(owner)  # works on a stopped one; nobody has collected its exit code yet
    assert clock.wait_until(lambda: (owners.wait(0.05), not owners.is_alive(owner))[1], 20)
    owners.close()


def test_the_guardian_does_not_end_itself() -> None:
    owners, me = Owners(), own_identity()
    owners.kill((me[0], me[1] or 0))
    owners.close()


# --- cutting ------------------------------------------------------------------------------------------------------


def test_a_busy_line_is_tried_again_until_it_is_free(sleeper: subprocess.Popen[bytes]) -> None:
    owners, hardware = Owners(), Hardware(BUSY, BUSY, BUSY, OFF)
    cutter = Cutter(owners, hardware)
    lease = lease_of(sleeper)
    cutter.begin(lease, Verdict.DEAD)
    cutter.begin(lease, Verdict.DEAD)  # no second attempt beside the first
    assert cutter.is_cutting(lease)
    report = work_until_reported(cutter, owners)
    assert (report.is_off, report.attempts, len(hardware.asked)) == (True, 4, 4)
    assert not cutter
    owners.close()


def test_an_output_that_stays_on_is_reported_once_and_tried_until_it_is_off(sleeper: subprocess.Popen[bytes]) -> None:
    owners, hardware = Owners(), Hardware(SwitchOff("gpio17", False, False, "the bus is gone"))
    cutter = Cutter(owners, hardware)
    cutter.begin(lease_of(sleeper), Verdict.DEAD)
    report = work_until_reported(cutter, owners)
    assert (report.is_off, report.error) == (False, "the bus is gone")
    assert report.took_s > 0.9
    assert cutter and cutter.work(None) == []
    hardware.answers = [OFF]
    assert work_until_reported(cutter, owners).is_off
    owners.close()


def test_a_line_that_stays_busy_is_asked_for_often_and_hardware_that_does_not_answer_rarely(
    sleeper: subprocess.Popen[bytes],
) -> None:
    waits_s = {}
    for what, answer in (("busy", BUSY), ("silent", SwitchOff("gpio17", False, False, "no answer"))):
        owners = Owners()
        cutter = Cutter(owners, Hardware(answer))
        cutter.begin(lease_of(sleeper), Verdict.DEAD)
        assert not work_until_reported(cutter, owners).is_off  # the second of quick attempts is over
        waits_s[what] = cutter.next_due_s() - clock.wall_monotonic()
        owners.close()
    assert waits_s["busy"] <= 0.1 and waits_s["silent"] <= 1.0
    assert waits_s["busy"] < waits_s["silent"]


def test_a_hung_owner_is_ended_before_its_line_is_touched(sleeper: subprocess.Popen[bytes]) -> None:
    owners, hardware = Owners(), Hardware(OFF)
    lease = lease_of(sleeper)
    owners.follow({(lease.pid, lease.started_at)})
    cutter = Cutter(owners, hardware)
    cutter.begin(lease, Verdict.HUNG)
    assert cutter.work(None) == []
    assert hardware.asked == []
    assert work_until_reported(cutter, owners).is_off
    assert sleeper.wait(20) == -signal.SIGKILL
    owners.close()


def test_a_line_that_a_living_process_took_over_is_not_fought_over(sleeper: subprocess.Popen[bytes]) -> None:
    owners, board = Owners(), Board()
    cutter = Cutter(owners, Hardware(BUSY))
    dead = lease_of(sleeper)._replace(pid=4_000_000)
    cutter.begin(dead, Verdict.DEAD)
    board.grant("gpio17", 10.0)  # whoever opens a line makes it low first
    assert work_until_reported(cutter, owners, board).is_off
    assert board.holds("gpio17")
    owners.close()


# --- the watch ----------------------------------------------------------------------------------------------------


def test_the_watch_outlives_everything_that_fails(sleeper: subprocess.Popen[bytes]) -> None:
    complaints: list[str] = []
    reports: list[CutReport] = []

    def fails_first(report: CutReport) -> None:
        reports.append(report)
        raise RuntimeError("who was told failed")

    def complain(text: str) -> None:
        complaints.append(text)
        raise OSError("the disk is full")

    watch = Watch(fails_first, complain=complain)
    watch.cutter = Cutter(watch._owners, Hardware(OFF))
    board = Board()
    board.restore(lease_of(sleeper))
    watch.start()
    assert clock.wait_until(board.is_guarded, 20)
    sleeper.kill()
    assert clock.wait_until(lambda: bool(reports), 20)
    assert clock.wait_until(lambda: bool(complaints), 20)
    beaten_at = board.floats[7]
    assert clock.wait_until(lambda: board.floats[7] > beaten_at + 0.3, 20)
    watch.close()
    assert not board.is_guarded()


def test_the_watch_restores_what_it_knew(sleeper: subprocess.Popen[bytes], tmp_path: Path) -> None:
    complaints: list[str] = []
    watch = Watch(lambda report: None, complain=complaints.append)
    Board().restore(lease_of(sleeper, renewed_s=clock.wall_monotonic(), renew_within_s=60.0))
    watch.start()
    assert clock.wait_until(lambda: "gpio17" in watch._known, 20)
    os.truncate(tmp_path / "outputs.board", 5)
    assert clock.wait_until(lambda: (tmp_path / "outputs.board").stat().st_size > 5, 20)
    assert clock.wait_until(lambda: Board().get("gpio17") is not None, 20)
    watch.close()
    assert any("made anew" in text for text in complaints)
    assert sleeper.poll() is None


def shorten(board: Board) -> None:
    board.floats[HEADER_WORDS + 17 * SLOT_WORDS + OFF_BY] = clock.monotonic()  # as the owner's limit() does


def miss_the_next_renewal(board: Board) -> None:
    lease = board.get("gpio17")
    assert lease is not None
    board.restore(lease._replace(renewed_s=clock.wall_monotonic(), renew_within_s=0.5))


@pytest.mark.parametrize(("happens", "verdict"), [(shorten, Verdict.LATE), (miss_the_next_renewal, Verdict.HUNG)])
def test_a_quiet_board_is_still_looked_at(
    sleeper: subprocess.Popen[bytes], happens: Callable[[Board], None], verdict: Verdict
) -> None:
    reports: queue.SimpleQueue[CutReport] = queue.SimpleQueue()
    watch = Watch(reports.put)
    watch.cutter = Cutter(watch._owners, Hardware(OFF))
    board = Board()
    board.restore(lease_of(sleeper, renewed_s=clock.wall_monotonic(), renew_within_s=60.0))
    watch.start()
    assert clock.wait_until(lambda: watch._quiet.claims is not None, 20)
    happens(board)
    begun = clock.wall_monotonic()
    report = reports.get(timeout=20)
    assert report.verdict is verdict
    assert clock.wall_monotonic() - begun < 5.0  # 1 s on an idle computer
    watch.close()


def test_a_board_without_outputs_is_looked_at_too() -> None:
    complaints: list[str] = []
    watch = Watch(lambda report: None, complain=complaints.append)
    Board()
    watch.start()
    assert clock.wait_until(lambda: watch._quiet.claims is not None or bool(complaints), 20)
    watch.close()
    assert complaints == []


def test_a_header_that_is_overwritten_on_a_quiet_board_is_repaired(sleeper: subprocess.Popen[bytes]) -> None:
    watch = Watch(lambda report: None)
    board = Board()
    board.restore(lease_of(sleeper, renewed_s=clock.wall_monotonic(), renew_within_s=60.0))
    watch.start()
    assert clock.wait_until(lambda: watch._quiet.claims is not None, 20)
    board.ints[1] = 77
    assert clock.wait_until(board.is_sound, 20)
    assert clock.wait_until(lambda: board.get("gpio17") is not None, 20)
    watch.close()


# --- the service manager ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_abstract", [True, False])
def test_the_service_manager_is_told(tmp_path: Path, is_abstract: bool) -> None:
    name = f"@pio-{os.getpid()}" if is_abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0" + name[1:] if is_abstract else name)
        manager.settimeout(5)
        environment = {"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "3000000", "WATCHDOG_PID": str(os.getpid())}
        notifier = Notifier(environment)
        assert (environment, notifier.watchdog_s) == ({}, 3.0)
        notifier.ready()
        notifier.alive()
        notifier.alive()  # too soon for a second one
        notifier.stopping()
        assert [manager.recv(100) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]
    notifier.ready()  # the manager is gone


def test_without_a_service_manager_nothing_is_said() -> None:
    for environment in ({}, {"WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"}, {"WATCHDOG_USEC": "soon"}):
        notifier = Notifier(environment)
        notifier.ready()
        notifier.alive()
        assert notifier.watchdog_s == 0.0
