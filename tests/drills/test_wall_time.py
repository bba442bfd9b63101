"""The computer's wall time steps by an hour: between two doses, while jobs die, and under everything that runs."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pioreactor import clock
from tests.drills.cases import CASES
from tests.drills.unit import PATIENCE_S, RESTARTED_WITHIN_S, Blow, Drill, soon, starved_since_s, waited_s

STEPS = pytest.mark.parametrize("step_s", [-3600.0, 3600.0], ids=["an hour back", "an hour forth"])
STEPPED_CLOCK = """
import os
from pioreactor import clock
_now_s = clock.now_s
def _stepped_s():
    with open(os.environ["WALL_TIME_STEP"]) as file:
        return _now_s() + float(file.read())
clock.now_s = _stepped_s
"""
"""Python runs this before the program: wall time is off by what a file says at that moment, as after a correction."""


DOSING_SPEED = 5.0


class WallTime:
    """The wall time of all processes of a unit, to be stepped while they run."""

    def __init__(self, folder: Path) -> None:
        self._step = folder / "step"
        self.step(0.0)
        (folder / "sitecustomize.py").write_text(STEPPED_CLOCK)
        before = os.environ.get("PYTHONPATH", "")
        self.environment = {"PYTHONPATH": f"{folder}{os.pathsep}{before}", "WALL_TIME_STEP": str(self._step)}

    def step(self, seconds: float) -> None:
        """From now on this far from what it would be."""
        aside = self._step.with_suffix(".new")
        aside.write_text(str(seconds))
        aside.replace(self._step)


def _until(last_s: float, times_s: list[float]) -> list[float]:
    """Those up to ``last_s``: a loaded computer may come to look only after the next dose, which is none of ours."""
    return [time_s for time_s in times_s if time_s <= last_s]


def _run_s(drill: Drill, start_s: float) -> float:
    """Clock seconds for which the media pump ran that started then."""
    return float(next(c["t"] for c in drill.changes("media", start_s) if c["percent"] == 0.0) - start_s)


def is_serious(alarm: dict[str, Any]) -> bool:
    """Something was cut, paused or given up."""
    return bool(alarm["severity"] == "alarm" or alarm["code"] == "output.cut")


@STEPS
def test_wall_time_steps_under_everything_that_runs(
    step_s: float, make_drill: Callable[..., Drill], tmp_path: Path
) -> None:
    """Nobody notices: no output changes, the next dose comes on its own time, once, and no alarm is raised."""
    wall_time = WallTime(tmp_path)
    # Faster, a loaded computer that is late by a tenth of a second makes each dose larger by a tenth.
    drill = make_drill("--nominal", speed=DOSING_SPEED, environment=wall_time.environment)
    chemostat = ("--automation-name", "chemostat", "--exchange-volume-ml", "0.5", "--duration", "3")
    drill.start("stirring", "--target-rpm", "500").wait_for_state("stirring")
    for name in ("thermostat", "led_automation"):
        drill.start(*CASES[name].words)
    drill.wait_until_on("stirring", "heating", "led_C", "led_D")
    dosing = drill.start("dosing_automation", *chemostat)
    dosing.wait_for_state("dosing_automation")
    before = waited_s(dosing.pid)
    assert soon(lambda: drill.booked().cumulative_waste_removed_ml > 0.4), drill.log()
    [first_s] = drill.starts_of("media", 0.0)

    stepped_s = clock.monotonic()
    wall_time.step(step_s)
    assert soon(lambda: bool(drill.starts_of("media", stepped_s))), drill.log()
    second_s = drill.starts_of("media", stepped_s)[0]
    assert second_s - first_s == pytest.approx(180.0, abs=20.0)
    assert soon(lambda: "media" not in drill.levels())
    clock.sleep(40.0)
    assert _until(second_s + 100.0, drill.starts_of("media", stepped_s)) == [second_s], "one dose, not two"
    # A chemostat takes what a late computer has pumped too much from its next dose.
    both_s = _run_s(drill, first_s) + _run_s(drill, second_s)
    late_s = DOSING_SPEED * starved_since_s(dosing.pid, before)
    assert both_s == pytest.approx(12.4, abs=1.2 + late_s), "2 x 0.5 mL, within 0.1 mL"
    for name in ("stirring", "led_C", "led_D"):
        assert not [c for c in drill.changes(name, stepped_s) if c["percent"] == 0.0], f"{name} was cut"
    # A computer that loses a second shows the model of the heater ten; that is a warning, and no matter here.
    serious = [
        alarm for alarm in map(msgspec.json.decode, filter(None, drill.told_alarms.heard())) if is_serious(alarm)
    ]
    assert not serious, serious
    assert " ERROR " not in drill.log(), drill.log()
    assert soon(lambda: not drill.inconsistencies()), drill.inconsistencies()


@STEPS
def test_wall_time_steps_between_two_doses(step_s: float, make_drill: Callable[..., Drill]) -> None:
    """Job and monitor are killed and started again in another wall time: the next dose comes on its own time, once."""
    drill = make_drill(speed=DOSING_SPEED)  # a loaded computer may take twenty wall seconds to start both
    words = ("--automation-name", "chemostat", "--exchange-volume-ml", "0.5", "--duration", "4")
    process = drill.start("dosing_automation", *words)

    def exchanges() -> int:
        return sum(b'"DilutionEvent"' in payload for payload in drill.said.heard("dosing_automation/latest_event"))

    assert soon(lambda: exchanges() == 1), drill.log()
    [first_s] = drill.starts_of("media", 0.0)
    done_ml = drill.booked().cumulative_media_added_ml
    for victim in (drill.monitor, process):
        victim.stop(signal.SIGKILL)
    stepped_s = clock.monotonic()
    drill.step_wall_time(step_s)
    drill.monitor_ends_as_under_systemd()
    again = drill.wait_for_another("dosing_automation", {process.pid})
    before = waited_s(again.pid)
    assert clock.wait_until(lambda: bool(drill.starts_of("media", stepped_s)), 2.0 * PATIENCE_S), drill.log()
    second_s = drill.starts_of("media", stepped_s)[0]
    assert second_s - first_s == pytest.approx(240.0, abs=20.0)
    assert soon(lambda: drill.booked().cumulative_media_added_ml > done_ml + 0.35)
    clock.sleep(60.0)
    assert _until(second_s + 120.0, drill.starts_of("media", stepped_s)) == [second_s], "one dose, not two"
    late_s = DOSING_SPEED * starved_since_s(again.pid, before)
    assert _run_s(drill, second_s) == pytest.approx(6.2, abs=1.8 + late_s), "0.5 mL, within 0.15 mL"
    assert again.is_alive
    os.kill(again.pid, signal.SIGTERM)
    assert soon(lambda: not drill.levels())
    assert soon(lambda: not drill.inconsistencies()), drill.inconsistencies()


@STEPS
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
        blow,
        within_s=RESTARTED_WITHIN_S + drill.starved_s,
        comes_back=case.comes_back,
        words="no guardian ran when it happened",
    )
