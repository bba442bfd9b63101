"""Working between readings, in a clock that runs ten times as fast."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor import clock
from pioreactor.background_jobs.base import BackgroundJobWithDodging
from pioreactor.background_jobs.dodging import first_tick_in, quiet_budget
from pioreactor.exc import DodgingTimingError
from pioreactor.pubsub import create_client
from pioreactor.pubsub.topics import topic
from pioreactor.runtime.registry import Registry

INTERVAL = 10.0


class Shaker(BackgroundJobWithDodging):
    job_name = "shaker"

    def __init__(self, unit, experiment, **options):
        self.calls = []
        self.four_calls = threading.Event()
        super().__init__(unit, experiment, **options)

    def note(self, what):
        self.calls.append((what, clock.monotonic()))
        if len(self.calls) >= 6:
            self.four_calls.set()

    def initialize_dodging_operation(self):
        self.note("dodging")

    def initialize_continuous_operation(self):
        self.note("continuous")

    def action_to_do_before_od_reading(self):
        self.note("before")

    def action_to_do_after_od_reading(self):
        self.note("after")


@pytest.fixture(autouse=True)
def fast_clock():
    clock.configure(10.0)
    yield
    clock.configure(1.0)


@pytest.fixture
def unit(unit_env):
    unit_env.configure("shaker.config", "pre_delay_duration", "1.5")
    unit_env.configure("shaker.config", "post_delay_duration", "0.5")
    return unit_env


@pytest.fixture
def od_reading(unit):
    """What a running od_reading says about itself."""
    registry = Registry()
    job_id = registry.register(unit="unit1", experiment=unit.experiment, job_name="od_reading", job_source="user")
    origin = clock.monotonic() - 33.0
    settings = {"interval": INTERVAL, "first_od_obs_time": clock.now_s() - 33.0, "reading_grid_origin": origin}
    registry.upsert_settings(job_id, {**settings, "$state": "ready"})
    yield registry, job_id, origin
    registry.set_not_running(job_id)
    registry.close()


def test_the_job_is_quiet_around_every_reading(unit, od_reading):
    first = od_reading[2]
    with Shaker("unit1", unit.experiment, enable_dodging_od=True) as job:
        assert job.currently_dodging_od
        assert job.four_calls.wait(20)
    assert [what for what, _ in job.calls[:6]] == ["dodging", "after", "before", "after", "before", "after"]
    are_clear(job.calls[1:6], first)


def are_clear(calls, origin):
    for what, at in calls:
        phase = (at - origin) % INTERVAL
        if what == "after":
            assert 1.5 <= phase < 3.5
        else:
            assert INTERVAL - 2.5 < phase <= INTERVAL - 1.0


def test_a_clock_that_is_set_moves_nothing(unit, od_reading, monkeypatch):
    true_time = clock.now_s
    with Shaker("unit1", unit.experiment, enable_dodging_od=True) as job:
        assert clock.wait_until(lambda: len(job.calls) >= 2, 20)
        monkeypatch.setattr(clock, "now_s", lambda: true_time() - 3604.0)
        assert job.four_calls.wait(20)
        # Also for a job that begins to look only now.
        job.set_enable_dodging_od(False)
        before = len(job.calls)
        job.set_enable_dodging_od(True)
        assert clock.wait_until(lambda: len(job.calls) >= before + 5, 20)
    are_clear([call for call in job.calls if call[0] in ("after", "before")], od_reading[2])


def test_a_reader_whose_grid_starts_anew_is_followed(unit, od_reading):
    registry, job_id, origin = od_reading
    with Shaker("unit1", unit.experiment, enable_dodging_od=True) as job:
        assert clock.wait_until(lambda: len(job.calls) >= 2, 20)
        registry.upsert_setting(job_id, "reading_grid_origin", origin + 4.0)
        assert clock.wait_until(lambda: len(job.calls) >= 9, 20)
    # The one wait that was begun by the old grid may end wherever that says.
    are_clear(job.calls[4:9], origin + 4.0)


def test_a_reader_of_somebody_else_tells_the_time_of_day_only(unit, od_reading):
    registry, job_id, origin = od_reading
    registry.upsert_setting(job_id, "reading_grid_origin", None)
    with Shaker("unit1", unit.experiment, enable_dodging_od=True) as job:
        assert job.four_calls.wait(20)
    are_clear(job.calls[1:6], origin)


def test_without_readings_the_job_works_all_the_time_and_follows_their_coming_and_going(unit):
    with Shaker("unit1", unit.experiment, enable_dodging_od=True) as job:
        assert [what for what, _ in job.calls] == ["continuous"]
        registry = Registry()
        job_id = registry.register(unit="unit1", experiment=unit.experiment, job_name="od_reading", job_source="user")
        registry.upsert_settings(job_id, {"interval": INTERVAL, "first_od_obs_time": clock.now_s(), "$state": "ready"})
        client = create_client()
        assert client.connected_once.wait(20)
        state = topic("unit1", unit.experiment, "od_reading", "$state")
        client.publish(state, "ready", 1)
        assert clock.wait_until(lambda: job.currently_dodging_od, 20)
        registry.set_not_running(job_id)
        client.publish(state, "disconnected", 1)
        assert clock.wait_until(lambda: job.calls[-1][0] == "continuous", 20)
        assert not job.currently_dodging_od
        client.close()


def test_a_sleeping_job_dodges_nothing_until_it_is_resumed(unit, od_reading):
    with Shaker("unit1", unit.experiment, enable_dodging_od=True) as job:
        job.set_state("sleeping")
        calls = len(job.calls)
        job.set_enable_dodging_od(False)
        clock.sleep(2 * INTERVAL)
        assert len(job.calls) == calls
        job.set_state("ready")
        assert job.calls[-1][0] == "continuous"
        assert not job.currently_dodging_od


def test_readings_that_leave_no_time_end_the_job_with_the_reason(unit, od_reading, caplog):
    registry, job_id, _ = od_reading
    registry.upsert_setting(job_id, "interval", 2.5)
    job = Shaker("unit1", unit.experiment, enable_dodging_od=True)
    job.block_until_disconnected()
    assert "leaves no time" in caplog.text
    assert clock.wait_until(lambda: not Registry().is_running("shaker"), 20)
    job.clean_up()


def test_a_section_in_the_configuration_is_needed(unit_env):
    with pytest.raises(ValueError, match=r"shaker\.config"):
        Shaker("unit1", unit_env.experiment)


@given(st.floats(0.1, 1e4), st.floats(0, 5), st.floats(0, 5))
def test_a_budget_is_positive_or_refused(interval, pre, post):
    try:
        assert quiet_budget(interval, 1.0, pre, post) > 0
    except DodgingTimingError:
        assert interval - 1.0 <= pre + post + 1e-9


@given(st.floats(0, 1e6), st.floats(2, 1000), st.floats(0, 1))
def test_the_first_tick_is_after_a_whole_reading(age, interval, post):
    wait = first_tick_in(1e6 + age, 1e6, interval, post, 1.0)
    phase = (age + wait) % interval
    assert 0 < wait <= interval + post + 1.0 + 1e-6
    assert min(abs(phase - (post + 1.0) % interval), interval - abs(phase - (post + 1.0) % interval)) < 1e-3
