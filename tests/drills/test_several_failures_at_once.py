"""The job dies, and with it monitor or the disk; or the computer's wall time steps."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable

import pytest

from pioreactor import clock
from pioreactor.runtime.alarms import get_alarm
from pioreactor.testing.unit import JobProcess
from tests.drills.cases import CASES, TYPICAL
from tests.drills.unit import Blow, Drill

RESTARTED_WITHIN_S = 6.0
"""Wall seconds for monitor to end, the unit file's `pio outputs off`, on a loaded computer."""


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
        blow, within_s=RESTARTED_WITHIN_S, comes_back=case.comes_back, words="no guardian ran when it happened"
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
    assert drill.booked().cumulative_media_added_ml == pytest.approx(1.0, abs=0.02)
    assert clock.wait_until(lambda: not drill.inconsistencies(), 30), drill.inconsistencies()
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
    assert clock.wait_until(lambda: len(drill.doses()) >= 3, 30), process.output()
    full_s = clock.monotonic()
    for one in (process, drill.monitor):
        fill_disk(one, 4096)
    assert clock.wait_until(lambda: "media" not in drill.levels(), 30)
    assert process.wait() == 1
    assert "Check the disk" in process.output()
    assert clock.wall_seconds(drill.changes("media", full_s)[-1]["t"] - full_s) < 3.0
    free_disk(drill.monitor)
    assert clock.wait_until(lambda: not drill.inconsistencies(), 30), drill.inconsistencies()
    assert not drill.leases()
    heard = [payload.decode(errors="replace") for payload in drill.logged.heard()]
    assert clock.wait_until(lambda: any("Check the disk" in text for text in (*heard, drill.log())), 30)
    assert drill.start("add_media", "--ml", "0.2").wait(30) == 0
    assert clock.wait_until(lambda: not drill.inconsistencies(), 30), drill.inconsistencies()


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
    at_s = clock.monotonic()
    process.send_signal(signal.SIGKILL)
    blow = Blow(case.job, process.pid, case.outputs, at_s, signal.SIGKILL)
    drill.assert_outputs_safe(blow, blow.within_s)
    assert clock.wait_until(lambda: any(blow.words.encode() in line for line in drill.logged.heard()), 30)
    free_disk(drill.monitor)
    assert clock.wait_until(lambda: not drill.without_owner(), 30)
    if name == "thermostat":
        drill.assert_numbers_consistent(blow)


# --- wall time ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step_s", [-3600.0, 3600.0], ids=["an hour back", "an hour forth"])
def test_wall_time_steps_between_two_doses(step_s: float, make_drill: Callable[..., Drill]) -> None:
    """Job and monitor are killed and started again in another wall time: the next dose comes on its own time, once."""
    drill = make_drill(speed=20.0)
    words = ("--automation-name", "chemostat", "--exchange-volume-ml", "0.5", "--duration", "4")
    process = drill.start("dosing_automation", *words)

    def exchanges() -> int:
        return sum(b'"DilutionEvent"' in payload for payload in drill.said.heard("dosing_automation/latest_event"))

    assert clock.wait_until(lambda: bool(drill.changes("media", 0.0)), 30), drill.log()
    first_s = next(c["t"] for c in drill.changes("media", 0.0) if c["percent"] > 0.0)
    assert clock.wait_until(lambda: exchanges() == 1, 30), drill.log()
    done_ml = drill.booked().cumulative_media_added_ml
    for victim in (drill.monitor, process):
        victim.stop(signal.SIGKILL)
    stepped_s = clock.monotonic()
    drill.step_wall_time(step_s)
    drill.monitor_ends_as_under_systemd()
    again = drill.wait_for_another("dosing_automation", {process.pid})
    assert clock.wait_until(lambda: drill.levels().get("media", 0.0) > 0.0, 40), drill.log()
    second_s = next(c["t"] for c in drill.changes("media", stepped_s) if c["percent"] > 0.0)
    assert second_s - first_s == pytest.approx(240.0, abs=20.0)
    assert clock.wait_until(lambda: drill.booked().cumulative_media_added_ml > done_ml + 0.35, 30)
    clock.sleep(60.0)
    assert drill.booked().cumulative_media_added_ml == pytest.approx(done_ml + 0.5, abs=0.15), "one dose, not two"
    assert again.is_alive
    os.kill(again.pid, signal.SIGTERM)
    assert clock.wait_until(lambda: not drill.levels(), 30)
    assert clock.wait_until(lambda: not drill.inconsistencies(), 30), drill.inconsistencies()


@pytest.mark.parametrize("step_s", [-3600.0, 3600.0], ids=["an hour back", "an hour forth"])
@pytest.mark.parametrize("name", ["stirring", "thermostat", "add_media, ml"])
def test_wall_time_steps_while_a_job_dies(name: str, step_s: float, make_drill: Callable[..., Drill]) -> None:
    case = CASES[name]
    drill, process = case.begin(make_drill)
    drill.catch(process, *case.outputs)
    at_s = clock.monotonic()
    for victim in (drill.monitor, process):
        victim.send_signal(signal.SIGKILL)
    drill.monitor.wait()
    drill.step_wall_time(step_s)
    drill.monitor_ends_as_under_systemd()
    blow = Blow(case.job, process.pid, case.outputs, at_s, signal.SIGKILL)
    drill.assert_aftermath(
        blow, within_s=RESTARTED_WITHIN_S, comes_back=case.comes_back, words="no guardian ran when it happened"
    )
