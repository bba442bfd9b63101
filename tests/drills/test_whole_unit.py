"""The whole unit goes down while everything runs: a power cut, and every process ended at once."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Final, NamedTuple

import pytest

from pioreactor import clock
from pioreactor.testing.unit import JobProcess
from tests.drills.table import WALL
from tests.drills.unit import PATIENCE_S, RESTARTED_WITHIN_S, Drill, soon

SPEED: Final = 5.0
"""No faster: what a loaded computer needs to switch a pump on must stay small against one step of a dose."""
CHEMOSTAT: Final = ("--automation-name", "chemostat", "--exchange-volume-ml", "2.0", "--duration", "30")
JOBS: Final = {
    "stirring": ("stirring", "--target-rpm", "500"),
    "temperature_automation": (
        *("temperature_automation", "--automation-name", "thermostat", "--target-temperature", "37"),
    ),
    "led_automation": (
        *("led_automation", "--automation-name", "light_dark_cycle", "--light-intensity", "20"),
        *("--light-duration-minutes", "600", "--dark-duration-minutes", "1"),
    ),
    "od_reading": ("od_reading",),
    "dosing_automation": ("dosing_automation", *CHEMOSTAT),
}
ON: Final = ("stirring", "heating", "led_C", "led_D", "media")
"""What is on when it happens; `media` last and shortest."""


class Unit(NamedTuple):
    """A unit on which everything runs, in the middle of an exchange."""

    drill: Drill
    processes: dict[str, JobProcess]

    @property
    def pids(self) -> set[int]:
        return {process.pid for process in self.processes.values()}


@pytest.fixture
def at_work(make_drill: Callable[..., Drill]) -> Unit:
    drill = make_drill("--od", "0.5", speed=SPEED)
    last = ("od_reading", "dosing_automation")  # once there are readings, exchanges wait for their moment
    processes = {name: drill.start(*JOBS[name]) for name in JOBS if name not in last}
    drill.wait_until_on(*ON[:-1])
    processes |= {name: drill.start(*JOBS[name]) for name in last}
    for name, process in processes.items():
        process.wait_for_state(name)
    assert soon(lambda: len(drill.doses()) >= 3), drill.log()
    return Unit(drill, processes)


def assert_all_go_on(unit: Unit) -> None:
    """Each job runs again as another process, what was promised to the culture goes on, and the books are right."""
    drill = unit.drill
    for name in JOBS:
        drill.wait_for_another(name, unit.pids)
    drill.wait_until_on(*ON[:-1])
    assert soon(lambda: drill.booked().cumulative_waste_removed_ml > 0.0), drill.log()
    assert clock.wait_until(lambda: not drill.inconsistencies(), PATIENCE_S, poll=0.2), drill.inconsistencies()
    assert not drill.without_owner()


def lows_and_highs(drill: Drill, since_s: float) -> dict[str, tuple[float, float]]:
    """For each output that was on: when it went low first, and when it went high first, clock seconds."""
    found = {}
    for name in ON:
        changes = drill.changes(name, since_s)
        low_s = next((c["t"] for c in changes if c["percent"] == 0.0), float("inf"))
        high_s = next((c["t"] for c in changes if c["percent"] > 0.0 and c["t"] > low_s), float("inf"))
        found[name] = (low_s, high_s)
    return found


def test_every_process_of_the_unit_is_ended_at_once(at_work: Unit) -> None:
    """Lines stay as they were driven. All are low before the first job is back, which then goes on where it was."""
    drill = at_work.drill
    # From here on, and not from when they are ended: a reading of optical density may darken the lamps in between.
    struck_s = drill.catch(at_work.processes["dosing_automation"], *ON)
    drill.end_every_process()
    drill.monitor_ends_as_under_systemd()
    guarded_s = clock.monotonic()
    before = lows_and_highs(drill, struck_s)
    for name, (low_s, _) in before.items():
        took_s = clock.wall_seconds(low_s - struck_s)
        drill.note_reaction(WALL, took_s)
        assert took_s < RESTARTED_WITHIN_S + drill.starved_s, f"{name} was on for {took_s:.2f} s"
    assert_all_go_on(at_work)
    first_s = min(high_s for _, high_s in lows_and_highs(drill, struck_s).values())
    assert max(low_s for low_s, _ in before.values()) < min(first_s, guarded_s), "low before the first job"
    for name in ("stirring", "heating", "media"):
        assert clock.wait_until(lambda name=name: f"{name} (GPIO" in drill.log(), PATIENCE_S), drill.log()
    assert "no guardian ran when it happened" in drill.log()
    drill.assert_alarm("output.cut")
    for name in JOBS:
        assert clock.wait_until(lambda name=name: f"{name} had died and was started again" in drill.log(), PATIENCE_S)


def test_the_power_is_cut_and_comes_back(at_work: Unit) -> None:
    """What lay in memory is gone, and the boot is another one: outputs stay low, then every job goes on."""
    drill = at_work.drill
    drill.cut_power()
    cut_s = clock.monotonic()
    assert not drill.levels(), "inputs after a reset"
    clock.wall_sleep(0.5)
    assert not any(change["percent"] for name in ON for change in drill.changes(name, cut_s)), "nothing drives them"
    drill.start_monitor()
    assert_all_go_on(at_work)
    alarm = drill.assert_alarm("unit.was_cut_off", "warning")
    assert "5 of 5 jobs were started again" in alarm.title
    assert clock.wait_until(lambda: "The unit was without power" in drill.log(), PATIENCE_S), drill.log()
    assert all(f"{name}: started again" in drill.log() for name in JOBS)


def test_the_power_is_cut_during_a_dose_that_somebody_asked_for(drill: Drill) -> None:
    """It is not given a second time, and what flowed in is booked."""
    process = drill.start("add_media", "--ml", "1.8")
    assert clock.wait_until(lambda: len(drill.doses()) >= 4, PATIENCE_S), process.output()
    assert "media" in drill.levels()
    drill.cut_power()
    drill.start_monitor()
    assert clock.wait_until(lambda: not drill.inconsistencies(), PATIENCE_S, poll=0.1), drill.inconsistencies()
    part_ml = drill.booked().cumulative_media_added_ml
    clock.sleep(10.0)
    assert not drill.levels()
    assert drill.booked().cumulative_media_added_ml == part_ml
    assert 0.1 < part_ml < 1.8
    assert not [r for r in drill.running() if r.job_name != "monitor"]
    assert drill.start("add_media", "--ml", "0.2").wait(PATIENCE_S) == 0, "the next dose is given"
    assert clock.wait_until(lambda: not drill.inconsistencies(), PATIENCE_S, poll=0.1), drill.inconsistencies()


def test_jobs_that_were_ended_before_stay_ended(drill: Drill) -> None:
    """A power cut starts again what ran, not what somebody had stopped."""
    process = drill.start("stirring", "--target-rpm", "500")
    drill.wait_until_on("stirring")
    process.stop(signal.SIGINT)
    drill.cut_power()
    drill.start_monitor()
    assert not clock.wait_until(lambda: bool(drill.levels()), 2.0)
    assert not [r for r in drill.running() if r.job_name != "monitor"]
    assert not drill.inconsistencies()
