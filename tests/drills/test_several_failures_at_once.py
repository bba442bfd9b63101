"""The job dies, and with it monitor or the disk."""

from __future__ import annotations

import resource
import signal
from collections.abc import Callable

import pytest

from pioreactor import clock
from pioreactor.runtime.alarms import get_alarm
from pioreactor.testing.unit import JobProcess
from tests.drills.cases import CASES, TYPICAL
from tests.drills.unit import RESTARTED_WITHIN_S, Blow, Drill, soon


@pytest.mark.parametrize("name", TYPICAL)
def test_monitor_dies_at_the_same_moment_and_is_started_again(name: str, make_drill: Callable[..., Drill]) -> None:
    case = CASES[name]
    drill, process = case.begin(make_drill)
    drill.catch(process, *case.outputs)
    at_s = clock.monotonic()
    for victim in (drill.monitor, process):
        victim.send_signal(signal.SIGKILL)
    drill.monitor.wait()
    drill.monitor_ends_as_under_systemd()
    blow = Blow(case.job, process.pid, case.outputs, at_s, signal.SIGKILL)
    drill.assert_aftermath(
        blow,
        within_s=RESTARTED_WITHIN_S + drill.starved_s,
        comes_back=case.comes_back,
        words="no guardian ran when it happened",
    )


def test_monitor_dies_alone_and_nobody_else_notices(drill: Drill) -> None:
    stirrer = drill.start("stirring", "--target-rpm", "500")
    stirrer.wait_for_state("stirring")
    dose = drill.start("add_media", "--ml", "1.0")
    drill.wait_until_on("stirring", "media")
    killed_s = clock.monotonic()
    drill.monitor.stop(signal.SIGKILL)
    drill.monitor_ends_as_under_systemd()
    assert dose.wait(30) == 0, dose.output()
    assert not [change for change in drill.changes("stirring", killed_s) if change["percent"] == 0.0]
    # Never less than was asked for; a loaded computer switches the pump off late, and that is booked as well.
    assert 0.99 < drill.booked().cumulative_media_added_ml < 1.2
    assert soon(lambda: not drill.inconsistencies()), drill.inconsistencies()
    assert get_alarm("output.cut") is None
    assert stirrer.process.poll() is None


# --- the disk -----------------------------------------------------------------------------------------------------


def fill_disk(process: JobProcess, limit: int = 0) -> None:
    """No file of this process can grow any more."""
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))


def free_disk(process: JobProcess) -> None:
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def test_the_disk_is_full_during_a_dose(drill: Drill) -> None:
    """The pump stops by itself, and the books stay true."""
    process = drill.start("add_media", "--ml", "1.8")
    assert soon(lambda: len(drill.doses()) >= 3), process.output()
    full_s = clock.monotonic()
    for one in (process, drill.monitor):
        fill_disk(one, 4096)
    assert soon(lambda: "media" not in drill.levels())
    assert process.wait() == 1
    assert "Check the disk" in process.output()
    assert clock.wall_seconds(drill.changes("media", full_s)[-1]["t"] - full_s) < 3.0
    free_disk(drill.monitor)
    if "enter the books as soon as" in process.output():
        assert soon(lambda: "were booked now" in drill.log()), drill.log()
    assert soon(lambda: not drill.inconsistencies()), drill.inconsistencies()
    assert not drill.leases()
    heard = [payload.decode(errors="replace") for payload in drill.logged.heard()]
    assert soon(lambda: any("Check the disk" in text for text in (*heard, drill.log())))
    assert drill.start("add_media", "--ml", "0.2").wait(30) == 0
    assert soon(lambda: not drill.inconsistencies()), drill.inconsistencies()


@pytest.mark.parametrize("name", ["add_media, ml", "thermostat"])
def test_the_disk_is_full_and_then_the_job_is_killed(name: str, make_drill: Callable[..., Drill]) -> None:
    """The guardian cuts with a full disk; its books are closed when there is room again."""
    case = CASES[name]
    drill, process = case.begin(make_drill)
    drill.wait_until_on(*case.outputs)
    if name == "thermostat":
        fill_disk(process)
        held_s = clock.monotonic()
        clock.sleep(40.0)
        cuts = [c for c in drill.changes("heating", held_s) if c["percent"] == 0.0]
        assert not cuts, "a full disk is no reason to let the culture cool down"
    drill.catch(process, *case.outputs)
    fill_disk(drill.monitor)
    waited, at_s = drill.waited(process.pid), clock.monotonic()
    process.send_signal(signal.SIGKILL)
    blow = Blow(case.job, process.pid, case.outputs, at_s, signal.SIGKILL, waited=waited)
    drill.assert_outputs_safe(blow, blow.within_s)
    assert soon(lambda: any(blow.words.encode() in line for line in drill.logged.heard()))
    free_disk(drill.monitor)
    assert soon(lambda: not drill.without_owner())
    if name == "thermostat":
        drill.assert_numbers_consistent(blow)
