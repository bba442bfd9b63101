"""Alarms: what a person sees, what survives, and what a latch asks for."""

from __future__ import annotations

import os

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.exc import AlarmError
from pioreactor.runtime import alarms
from pioreactor.runtime.alarms import (
    Alarm,
    acknowledge_alarm,
    end_alarm,
    get_alarm,
    is_reset_requested,
    open_alarms,
    raise_alarm,
    refuse_reset,
    request_reset,
)

CODE = "heater.no_heat"


def sound(code=CODE, severity="warning", **more):
    return raise_alarm(code, severity=severity, title="No heat.", text="Seen.", remedy="Look.", **more)


@pytest.fixture
def unit_env(broker, make_unit):
    """A unit with a name of its own: alarms belong to no experiment, and the broker keeps them."""
    return make_unit(broker, name=f"unit{os.urandom(3).hex()}")


@pytest.fixture
def published(unit_env, listener):
    return listener(f"pioreactor/{unit_env.name}/$experiment/alarms/+")


def test_it_is_told_and_kept_until_somebody_has_seen_it(unit_env, published):
    sound(source="temperature_automation", experiment=unit_env.experiment, data={"plate_c": 41.5})
    told = msgspec.json.decode(published.get(timeout=10).payload)
    assert (told["state"], told["data"], told["source"]) == ("new", {"plate_c": 41.5}, "temperature_automation")
    end_alarm(CODE)
    assert msgspec.json.decode(published.get(timeout=10).payload)["state"] == "returned"
    assert acknowledge_alarm(CODE, "mira") is None
    assert published.get(timeout=10).payload == b""
    assert open_alarms() == []


def test_the_condition_that_goes_on_is_one_alarm(unit_env):
    first = sound()
    acknowledge_alarm(CODE, "mira")
    again = sound(data={"minutes": 5})
    assert (again.raised_at, again.state, again.acknowledged_by) == (first.raised_at, "acknowledged", "mira")
    worse = sound(severity="alarm")
    assert (worse.state, worse.acknowledged_by) == ("new", None)


def test_one_that_comes_back_is_new(unit_env):
    sound()
    end_alarm(CODE)
    assert sound().state == "new"
    acknowledge_alarm(CODE, "mira")
    end_alarm(CODE)
    assert get_alarm(CODE) is None


def test_a_latch_waits_for_a_person_and_for_its_interlock(unit_env):
    sound(severity="alarm", needs_reset=True)
    assert not is_reset_requested(CODE)
    assert request_reset(CODE, "mira").acknowledged_by == "mira"
    assert is_reset_requested(CODE)
    refuse_reset(CODE, "The plate has 61 °C.")
    assert not is_reset_requested(CODE)
    assert get_alarm(CODE).data["reset_refused"] == "The plate has 61 °C."
    request_reset(CODE, "jonas")
    end_alarm(CODE)
    assert get_alarm(CODE) is None


def test_what_is_not_there_or_no_latch_is_refused_in_words(unit_env):
    with pytest.raises(AlarmError, match="pio alarms"):
        acknowledge_alarm(CODE, "mira")
    sound()
    with pytest.raises(AlarmError, match="no latch"):
        request_reset(CODE, "mira")
    with pytest.raises(ValueError, match="joined by dots"):
        sound("Heater broken!")


def test_the_worst_comes_first(unit_env):
    sound("volume.full", severity="warning")
    sound("heater.stuck_on", severity="alarm")
    sound("dose.unverified", severity="alarm")
    acknowledge_alarm("heater.stuck_on", "mira")
    assert [alarm.code for alarm in open_alarms()] == ["dose.unverified", "heater.stuck_on", "volume.full"]


def test_every_change_is_recorded_for_the_history(unit_env, listener):
    events = listener(f"pioreactor/{unit_env.name}/$experiment/alarm_events")
    sound()
    acknowledge_alarm(CODE, "mira")
    end_alarm(CODE)
    states = [msgspec.json.decode(events.get(timeout=10).payload)["state"] for _ in range(3)]
    assert states == ["new", "acknowledged", "ended"]


def test_the_history_says_who_has_seen_an_alarm_that_was_over(unit_env, listener):
    events = listener(f"pioreactor/{unit_env.name}/$experiment/alarm_events")
    sound()
    end_alarm(CODE)
    acknowledge_alarm(CODE, "mira")
    last = [msgspec.json.decode(events.get(timeout=10).payload) for _ in range(3)][-1]
    assert (last["state"], last["acknowledged_by"]) == ("ended", "mira")


def test_without_a_broker(make_unit):
    make_unit(None)
    sound(severity="alarm", needs_reset=True)
    assert [alarm.code for alarm in open_alarms()] == [CODE]


def test_a_row_of_another_version_is_no_obstacle(unit_env):
    with alarms.local_persistent_storage(alarms.TABLE) as cache:
        cache.set(CODE, '{"what": 1}')
    assert open_alarms() == []
    assert sound().state == "new"


@given(st.lists(st.sampled_from(["raise", "worse", "end", "acknowledge", "reset"]), max_size=12))
def test_no_order_of_events_loses_an_unseen_alarm(steps):
    """Pure part: what each step makes of the row; an alarm disappears only after a person has seen it."""
    alarm: Alarm | None = None
    for step in steps:
        before, alarm = alarm, apply_step(alarm, step)
        if before is not None and alarm is None:
            assert step == "acknowledge" or before.state == "acknowledged" or before.reset_requested


def apply_step(alarm, step):
    kept: dict[str, Alarm | None] = {}

    def change(code, function, client, over=()):
        kept["after"] = function(alarm)
        return kept["after"]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alarms, "_change", change)
        try:
            if step == "raise":
                sound(needs_reset=True)
            elif step == "worse":
                sound(severity="alarm", needs_reset=True)
            elif step == "end":
                end_alarm(CODE)
            elif step == "acknowledge":
                acknowledge_alarm(CODE, "mira")
            else:
                request_reset(CODE, "mira")
        except AlarmError:
            return alarm
    return kept["after"]
