"""The two-wire bus hangs, refuses and loses a chip under running jobs: heat ends, light is not believed to be off."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from pioreactor import clock
from pioreactor.hardware import bus_errors
from pioreactor.runtime.alarms import get_alarm
from pioreactor.testing.unit import JobProcess
from tests.drills.cases import CASES
from tests.drills.table import CLOCK
from tests.drills.unit import Drill, soon

SPEED = 20.0
LIGHT = "led_automation"
LAMPS = ("led_C", "led_D")
SENSOR_LOST_WITHIN_S = 14.0
STALL_WALL_S = 1.5


@pytest.fixture
def drill(make_drill: Callable[..., Drill]) -> Drill:
    return make_drill("--nominal", "--od", "0.5", speed=SPEED)


def heated_and_lit(drill: Drill) -> tuple[JobProcess, JobProcess]:
    """A thermostat that heats and an automation that has two lamps on."""
    processes = drill.start(*CASES["thermostat"].words), drill.start(*CASES["led_automation"].words)
    drill.wait_until_on("heating", *LAMPS)
    return processes


def assert_heater_is_cut(drill: Drill, begun_s: float) -> None:
    alarm = drill.assert_alarm("heater.sensor_lost", "alarm")
    assert alarm.needs_reset
    low_s = [change["t"] for change in drill.changes("heating", begun_s) if change["percent"] == 0.0][-1] - begun_s
    drill.note_reaction(CLOCK, low_s)
    assert low_s < SENSOR_LOST_WITHIN_S + STALL_WALL_S * SPEED
    assert "heating" not in drill.levels()


def test_a_lamp_that_cannot_be_reached_is_not_called_off(drill: Drill) -> None:
    """Its owner dies while the bus hangs: people are told to pull the plug, until it is off for sure."""
    _, light = heated_and_lit(drill)
    begun_s = clock.monotonic()
    drill.bench.fault_add(name="i2c.hang")
    assert_heater_is_cut(drill, begun_s)
    light.send_signal(signal.SIGKILL)
    alarm = drill.assert_alarm("output.cut", "alarm")
    assert "Pull the plug" in alarm.remedy
    assert soon(lambda: "could NOT be switched off" in drill.log()), drill.log()
    assert set(LAMPS) <= set(drill.levels()), "light is still on, and nobody said otherwise"

    drill.bench.fault_clear()
    healed_s = clock.monotonic()

    def is_over() -> bool:
        found = get_alarm("output.cut")
        return found is not None and found.state == "returned"

    assert soon(is_over), drill.log()
    for lamp in LAMPS:
        assert soon(lambda lamp=lamp: any(drill.changes(lamp, healed_s))), "set anew"
    again = drill.wait_for_another(LIGHT, {light.pid})
    assert again.is_alive
    assert soon(lambda: not drill.without_owner()), drill.without_owner()
    assert soon(lambda: not drill.inconsistencies()), drill.inconsistencies()
    assert "heating" not in drill.levels(), "somebody has to look first"


def test_a_bus_that_refuses_now_and_then_stops_nothing(drill: Drill) -> None:
    """One message in ten is refused: asked again, counted, and neither heat nor readings suffer."""
    drill.start("stirring", "--target-rpm", "500").wait_for_state("stirring")
    heated_and_lit(drill)
    drill.start("od_reading").wait_for_state("od_reading")
    begun_s = clock.monotonic()
    drill.bench.fault_add(name="i2c.nack", severity=0.1)
    heard = {tail: len(drill.said.heard(tail)) for tail in ("/thermal", "od_reading/ods")}
    clock.sleep(120.0)
    for tail, count in heard.items():
        went_on = soon(lambda tail=tail, count=count: len(drill.said.heard(tail)) >= count + 4)
        assert went_on, f"{tail} fell silent"
    assert "heating" in drill.levels()
    assert [change for change in drill.changes("heating", begun_s) if change["percent"] == 0.0] == []
    assert not any(drill.told_alarms.heard()), drill.told_alarms.heard()

    def asked_again() -> int:
        return sum(count["retries"] for count in bus_errors.read().values())

    assert soon(lambda: asked_again() > 10), bus_errors.read()
    assert not drill.inconsistencies(), drill.inconsistencies()


def test_a_chip_that_loses_its_firmware_is_told_and_used_again(drill: Drill) -> None:
    """The lamps are dark and nothing is read until the firmware is back; then jobs go on by themselves."""
    heated_and_lit(drill)
    drill.start("od_reading").wait_for_state("od_reading")
    assert soon(lambda: len(drill.said.heard("od_reading/ods")) > 2)
    drill.bench.fault_add(name="rp2040.reset")
    clock.sleep(60.0)
    assert not [name for name in drill.levels() if name.startswith("led_")]
    assert "(0x2C) does not answer on the two-wire bus" in drill.log()
    assert soon(lambda: any(b"0x2C" in line for line in drill.logged.heard()))
    drill.bench.fault_clear()
    heard = len(drill.said.heard("od_reading/ods"))
    assert soon(lambda: len(drill.said.heard("od_reading/ods")) > heard + 2), drill.log()
    assert soon(lambda: set(LAMPS) <= set(drill.levels())), drill.log()
    assert not drill.inconsistencies(), drill.inconsistencies()
