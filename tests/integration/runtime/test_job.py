"""One job in this process against a real broker: hooks, settings, messages."""

from __future__ import annotations

import queue
import threading

import pytest

from pioreactor import clock
from pioreactor.background_jobs.base import BackgroundJob, BackgroundJobContrib, LongRunningBackgroundJob
from pioreactor.exc import IllegalTransitionError, JobFaultedError, JobPresentError, NotActiveWorkerError
from pioreactor.pubsub import publish, subscribe
from pioreactor.pubsub.recording import journal_number
from pioreactor.pubsub.topics import topic
from pioreactor.runtime.registry import Registry
from pioreactor.states import JobState
from pioreactor.storage.journal import shared_journal
from tests.integration.runtime.runtime_jobs import Mixer


@pytest.fixture
def where(unit_env):
    return lambda *levels, unit="unit1": topic(unit, unit_env.experiment, "mixer", *levels)


@pytest.fixture
def job(unit_env):
    with Mixer("unit1", unit_env.experiment) as running:
        yield running


def test_a_whole_life(unit_env, where, listener):
    seen = listener(where("+"))
    with Mixer("unit1", unit_env.experiment) as job:
        start = [(m.topic.rpartition("/")[2], m.payload) for m in (seen.get(timeout=20) for _ in range(7))]
        assert start == [
            ("$state", b"init"), ("speed", b"10.0"), ("limit", b"5"), ("is_lit", b"False"), ("plan", b'{"a":1}'),
            ("secret", b"s"), ("$state", b"ready"),
        ]  # fmt: skip
        for command in ("sleeping", "ready", "disconnected"):
            publish(where("$state", "set"), command)
            assert seen.get(timeout=20).payload == command.encode()
        job.block_until_disconnected()
    cleared = {m.topic.rpartition("/")[2]: m.payload for m in (seen.get(timeout=20) for _ in range(4))}
    assert cleared == {"speed": b"", "is_lit": b"", "plan": b"", "secret": b""}
    assert job.hooks == [
        "on_init", "on_init_to_ready", "on_ready", "on_ready_to_sleeping", "on_sleeping", "on_sleeping_to_ready",
        "on_ready", "on_ready_to_disconnected", "on_disconnected",
    ]  # fmt: skip
    record = Registry().info(job.job_id)
    assert not record.is_running
    assert Registry().settings(job.job_id) == {"limit": 5, "$state": "disconnected"}


@pytest.mark.parametrize("unit", ["unit1", "$broadcast"])
def test_messages_change_settings(job, where, unit):
    for name, sent, value in [
        ("speed", "2.5", 2.5), ("limit", "7", 7), ("is_lit", "YES", True), ("plan", '{"b":[1]}', {"b": [1]}),
    ]:  # fmt: skip
        publish(where(name, "set", unit=unit), sent)
        assert clock.wait_until(lambda name=name, value=value: getattr(job, name) == value, 5)


def test_what_is_set_to_what_it_is_already_is_no_news(job, where, caplog):
    caplog.set_level("DEBUG")
    for name, sent in (("speed", "10"), ("$state", "ready"), ("speed", "11")):
        publish(where(name, "set"), sent)
    assert clock.wait_until(lambda: "Updated speed from 10.0 RPM to 11.0 RPM." in caplog.text, 5)
    assert clock.wait_until(lambda: "state is ready already." in caplog.text, 5)
    assert "speed is 10.0 RPM already." in caplog.text
    told = [record.getMessage() for record in caplog.records if record.levelname != "DEBUG"]
    assert [text for text in told if "Updated" in text or "already" in text] == [
        "Updated speed from 10.0 RPM to 11.0 RPM."
    ]


@pytest.mark.parametrize(
    ("name", "payload", "said"),
    [
        ("speed", "nan", "not a finite number"),
        ("speed", "fast", "not a finite number"),
        ("speed", b"\xff\xfe", "not UTF-8"),
        ("speed", "1" * 70_000, "70000 bytes"),
        ("limit", "5000", "more than the motor can do"),
        ("is_lit", "maybe", "not yes or no"),
        ("plan", "{", "not JSON"),
        ("secret", "x", "cannot be set"),
        ("later", "3", "no value yet"),
        ("unknown", "3", "not a setting"),
        ("$state", "lost", "found, not set"),
        ("$state", "init", "found, not set"),
        ("$state", "dancing", "not a state"),
    ],
)
def test_what_cannot_be_used_changes_nothing_and_is_logged(job, where, caplog, name, payload, said):
    before = {key: getattr(job, key, None) for key in job.published_settings}
    publish(where(name, "set"), payload)
    assert clock.wait_until(lambda: said in caplog.text, 5), caplog.text
    assert {key: getattr(job, key, None) for key in job.published_settings} == before
    assert job.state == "ready"


def test_retained_commands_are_ignored(unit_env, where):
    publish(where("$state", "set"), "disconnected", retain=True)
    publish(where("speed", "set"), "99", retain=True)
    with Mixer("unit1", unit_env.experiment) as job:
        publish(where("limit", "set"), "8")
        assert clock.wait_until(lambda: job.limit == 8, 5)
        assert (job.state, job.speed) == ("ready", 10.0)
    publish(where("$state", "set"), "", retain=True)
    publish(where("speed", "set"), "", retain=True)


def test_nothing_revives_a_job_that_has_begun_to_end(job, caplog):
    job.set_state("disconnected")
    job.set_state("ready")
    assert job.state == "disconnected"


def test_illegal_and_unknown_states_are_refused(job):
    with pytest.raises(IllegalTransitionError):
        job.set_state(job.INIT)
    with pytest.raises(ValueError, match="dancing"):
        job.set_state("dancing")
    job.set_state("lost")
    job.set_state("ready")
    assert job.state is JobState.READY


def test_a_job_that_is_called_lost_says_how_it_is(job, where, values):
    seen = values(where("$state"))
    seen.wait_for("$state", "ready")
    seen.seen.clear()
    publish(where("$state"), "lost", retain=True)
    seen.wait_for("$state", "lost")
    seen.wait_for("$state", "ready")


def test_settings_come_and_go_while_running(job, where, values):
    seen = values(where("+"))
    job.pressure = 3.0
    job.add_to_published_settings("pressure", {"datatype": "float", "settable": True, "unit": "bar"})
    seen.wait_for("pressure", "3.0")
    publish(where("pressure", "set"), "4")
    seen.wait_for("pressure", "4.0")
    job.remove_from_published_settings("pressure")
    seen.wait_for("pressure", b"")
    job.pressure = 5.0
    job.speed = 11.0
    seen.wait_for("speed", "11.0")
    assert ("pressure", b"5.0") not in seen.seen


def test_fast_changes_reach_the_registry_at_last(job):
    for i in range(500):
        job.speed = float(i)
    assert clock.wait_until(lambda: Registry().settings(job.job_id)["speed"] == 499.0, 5)


def test_recorded_messages_carry_their_number_and_others_are_not_recorded(unit_env, listener):
    seen = listener(topic("unit1", unit_env.experiment, "#"))
    with Mixer("unit1", unit_env.experiment) as job:
        number = shared_journal().last_number()
        job.publish(topic("unit1", unit_env.experiment, "dosing_events"), {"volume_change": 1.0})
        job.publish(topic("unit1", unit_env.experiment, "something_else"), "x")
        arrived = [seen.get(timeout=20)]
        while not arrived[-1].topic.endswith("something_else"):
            arrived.append(seen.get(timeout=20))
    dose = next(m for m in arrived if m.topic.endswith("dosing_events"))
    assert journal_number(dose) == (shared_journal().journal_id, number + 1)
    assert journal_number(arrived[-1]) is None
    row = next(r for r in shared_journal().read(number, 1))
    assert (row.topic, row.payload) == (dose.topic, b'{"volume_change":1.0}')


def test_testing_experiments_are_not_recorded(unit_env):
    before = shared_journal().last_number()
    with Mixer("unit1", "_testing_x") as job:
        job.publish(topic("unit1", "_testing_x", "dosing_events"), "{}")
    assert shared_journal().last_number() == before


def test_logs_travel_and_are_recorded(job, listener, unit_env):
    seen = listener(topic("unit1", unit_env.experiment, "logs", "#"))
    job.logger.notice("fed the %s", "cat")
    message = seen.get(timeout=20)
    while b"fed the cat" not in message.payload:
        message = seen.get(timeout=20)
    assert message.topic.endswith("/logs/app/notice")
    assert b'"level":"NOTICE"' in message.payload
    assert journal_number(message) is not None
    assert "[mixer] NOTICE fed the cat" in unit_env.log_path.read_text()


def test_a_callback_that_fails_or_is_slow_does_not_stop_the_job(job, where, caplog):
    entered, leave = threading.Event(), threading.Event()

    def slow(message):
        entered.set()
        leave.wait(20)
        raise RuntimeError("callback trouble")

    job.subscribe_and_callback(slow, "pioreactor/unit1/+/elsewhere")
    assert clock.wait_until(lambda: _delivers(job, entered), 5)
    publish(where("speed", "set"), "3")
    assert clock.wait_until(lambda: job.speed == 3.0, 5)
    publish(where("$state", "set"), "sleeping")
    assert clock.wait_until(lambda: job.state == "sleeping", 5)
    leave.set()
    assert clock.wait_until(lambda: "callback trouble" in caplog.text, 5)


def _delivers(job, entered):
    job.publish("pioreactor/unit1/x/elsewhere", "hello")
    return entered.wait(0.1)


class Faulty(BackgroundJob):
    job_name = "faulty"

    def __init__(self, unit, experiment, fails):
        self.fails = fails
        self.released = 0
        super().__init__(unit, experiment)
        if fails == "constructor":
            raise RuntimeError("constructor broke")

    def _maybe(self, name):
        if self.fails == name:
            raise RuntimeError(f"{name} broke")

    def on_init(self):
        self._maybe("on_init")

    def on_init_to_ready(self):
        self._maybe("on_init_to_ready")

    def on_ready(self):
        self._maybe("on_ready")

    def on_sleeping(self):
        self._maybe("on_sleeping")
        raise KeyError("a second failure must not hide the first")

    def on_disconnected(self):
        self.released += 1
        self._maybe("on_disconnected")


@pytest.mark.parametrize("hook", ["on_init_to_ready", "on_ready", "on_sleeping"])
def test_a_failing_hook_faults_the_job_with_outputs_released_and_the_first_cause_kept(unit_env, caplog, hook):
    with Faulty("unit1", unit_env.experiment, hook) as job:
        if hook == "on_sleeping":
            job.set_state("sleeping")
        assert (job.state, job.released) == ("faulted", 1)
        assert str(job.fault_cause) == f"{hook} broke"
        with pytest.raises(JobFaultedError, match=f"{hook} broke"):
            job.block_until_disconnected()
    retained = subscribe(topic("unit1", unit_env.experiment, "faulty", "$state"), timeout=20)
    assert retained.payload == b"faulted"
    assert f"{hook} broke" in caplog.text
    assert not Registry().is_running("faulty")
    assert job.released == 1


@pytest.mark.parametrize("step", ["on_init", "constructor"])
def test_a_failing_start_leaves_nothing_behind(unit_env, step):
    with pytest.raises(RuntimeError, match=f"{step} broke"):
        Faulty("unit1", unit_env.experiment, step)
    assert not Registry().is_running("faulty")
    retained = subscribe(topic("unit1", unit_env.experiment, "faulty", "$state"), timeout=20)
    assert retained.payload == b"disconnected"


def test_a_failing_release_still_ends_the_job(unit_env, caplog):
    with Faulty("unit1", unit_env.experiment, "on_disconnected") as job:
        pass
    assert job.state == "disconnected"
    assert "on_disconnected broke" in caplog.text
    assert not Registry().is_running("faulty")


def test_a_second_start_is_refused_without_touching_the_first(job, unit_env, where):
    with pytest.raises(JobPresentError, match="pio kill"):
        Mixer("unit1", unit_env.experiment)
    assert subscribe(where("$state"), timeout=20).payload == b"ready"
    assert Registry().running_job_id("mixer") == job.job_id


def test_an_inactive_unit_refuses_core_jobs_only(unit_env, monkeypatch):
    monkeypatch.setenv("ACTIVE", "0")
    with pytest.raises(NotActiveWorkerError, match="switched off"):
        Mixer("unit1", unit_env.experiment)

    class Watcher(LongRunningBackgroundJob):
        job_name = "watcher"

    with Watcher("unit1", "$experiment"):
        assert Registry().running(job_name="watcher")[0].is_long_running_job


def test_names_are_checked(unit_env):
    class Loud(BackgroundJob):
        job_name = "Loud"

    class Taken(BackgroundJob):
        job_name = "leds"

    for kind in (Loud, Taken):
        with pytest.raises(ValueError, match="cannot be the name"):
            kind("unit1", unit_env.experiment)
    with pytest.raises(NameError, match="must set job_name"):
        type("Nameless", (BackgroundJobContrib,), {})


def test_a_clean_end_leaves_no_session_on_the_broker(unit_env):
    from pioreactor.pubsub import create_client

    with Mixer("unit1", unit_env.experiment) as job:
        client_id = job.pub_client._client_id.decode()
    connected = queue.SimpleQueue()
    client = create_client(client_id=client_id, clean_start=False, on_connect=lambda *args: connected.put(args[2]))
    assert connected.get(timeout=20).session_present is False
    client.close()
