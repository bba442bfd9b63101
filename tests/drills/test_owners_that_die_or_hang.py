"""Every job that drives an output is killed and stopped in the middle of its action."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from pioreactor import clock
from tests.drills.cases import CASES
from tests.drills.unit import Drill, soon


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=lambda how: how.name)
@pytest.mark.parametrize("name", CASES)
def test_in_the_middle_of_its_action(name: str, how: signal.Signals, make_drill: Callable[..., Drill]) -> None:
    case = CASES[name]
    drill, process = case.begin(make_drill)
    blow = drill.strike(process, case.job, case.outputs, how)
    drill.assert_aftermath(blow, comes_back=case.comes_back)


def test_a_stirrer_that_is_started_again_keeps_what_was_set(drill: Drill) -> None:
    process = drill.start("stirring", "--target-rpm", "500")
    process.wait_for_state("stirring")
    drill.say("stirring/target_rpm/set", "350")
    assert soon(lambda: drill.setting("stirring", "target_rpm") == 350.0)
    blow = drill.strike(process, "stirring", ("stirring",), signal.SIGKILL)
    drill.assert_aftermath(blow, comes_back=True)
    assert soon(lambda: drill.setting("stirring", "target_rpm") == 350.0)
    assert soon(lambda: abs(drill.truth()["stirrer_rpm"] - 350.0) < 35.0)


def test_a_job_that_keeps_dying_is_given_up(drill: Drill) -> None:
    process = drill.start("stirring", "--target-rpm", "500")
    drill.strike(process, "stirring", ("stirring",), signal.SIGKILL)
    pids = {process.pid}
    for number in (1, 2, 3):
        again = drill.wait_for_another("stirring", pids)
        pids.add(again.pid)
        drill.wait_until_on("stirring")
        assert soon(lambda number=number: f"started again ({number} of 3)" in drill.log()), drill.log()
        blow = drill.strike_pid(again.pid, "stirring", ("stirring",))
    drill.assert_aftermath(blow)
    drill.assert_alarm("job.gave_up.stirring", "alarm")
    assert "has died and is not started again" in drill.log()


def test_a_chemostat_that_dies_in_an_exchange_owes_the_rest_and_nothing_more(drill: Drill) -> None:
    """Started again by monitor, it removes the waste of what came in and gives the rest with its next dose."""
    words = ("--automation-name", "chemostat", "--exchange-volume-ml", "0.8", "--duration", "30")
    process = drill.start("dosing_automation", *words)
    assert soon(lambda: len(drill.doses()) >= 6), process.output()
    blow = drill.strike(process, "dosing_automation", ("media",), signal.SIGKILL)
    drill.assert_aftermath(blow, comes_back=True)
    part_ml = drill.booked().cumulative_media_added_ml
    assert 0.1 < part_ml < 0.8
    assert soon(lambda: drill.booked().cumulative_waste_removed_ml > part_ml), drill.log()
    clock.sleep(20.0)
    assert drill.booked().cumulative_media_added_ml == pytest.approx(part_ml, abs=1e-9), "nothing more came in"
    assert soon(lambda: not drill.inconsistencies()), drill.inconsistencies()
    assert "cut off" in drill.log()
