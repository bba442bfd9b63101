"""A job without its broker, and a unit without room on its disk: control goes on and nothing recorded is lost."""

from __future__ import annotations

import signal
import threading

import pytest

from pioreactor import clock
from pioreactor.pubsub import create_client
from pioreactor.pubsub.recording import journal_number
from pioreactor.pubsub.topics import topic
from pioreactor.runtime.registry import Registry
from pioreactor.storage import credentials
from pioreactor.storage.journal import shared_journal
from pioreactor.testing.fixtures import become
from pioreactor.testing.unit import UnitFolder
from tests.integration.runtime.runtime_jobs import Mixer


@pytest.fixture
def unit(own_broker, make_unit):
    return make_unit(own_broker)


def collect(pattern):
    """A client that keeps (topic, payload, journal number) of everything that arrives."""
    seen = []
    client = create_client()
    client.listen(pattern, lambda m: seen.append((m.topic, m.payload, journal_number(m))))
    return client, seen


def dose(job, i):
    return job.publish(topic("unit1", "exp1", "dosing_events"), f'{{"volume_change":{i}}}')


def test_a_job_lives_its_whole_life_without_a_broker(make_unit, caplog):
    make_unit(None)
    begun = clock.wall_monotonic()
    with Mixer("unit1", "exp1") as job:
        assert clock.wall_monotonic() - begun < 1.0
        assert job.state == "ready"
        job.speed = 3.0
        assert not dose(job, 1).is_published()
        job.set_state("sleeping")
        assert clock.wait_until(lambda: "cannot be used" in caplog.text, 5)
        assert Registry().settings(job.job_id)["$state"] == "sleeping"
    assert clock.wall_monotonic() - begun < 4.0
    assert job.hooks[-1] == "on_disconnected"
    assert [row.topic for row in shared_journal().read(0, 100)].count("pioreactor/unit1/exp1/dosing_events") == 1
    assert caplog.text.count("cannot be used") == 1


def test_publishing_takes_no_time_while_the_broker_is_away_or_silent(unit, own_broker):
    with Mixer("unit1", "exp1") as job:
        for trouble in (own_broker.freeze, own_broker.stop):
            trouble()
            longest = 0.0
            for i in range(300):
                begun = clock.wall_monotonic()
                job.speed = float(i)
                dose(job, i)
                longest = max(longest, clock.wall_monotonic() - begun)
            assert longest < 0.5
            own_broker.thaw()
        assert shared_journal().last_number() >= 600


def test_after_an_outage_the_broker_has_the_present_state_and_the_journal_every_dose(unit, own_broker, caplog):
    with Mixer("unit1", "exp1") as job:
        dose(job, 0)
        own_broker.stop(signal.SIGKILL)
        assert clock.wait_until(lambda: not job.pub_client.is_connected(), 5)
        for i in range(1, 1500):
            job.speed = float(i)
            dose(job, i)
        job.set_state("sleeping")
        own_broker.start()
        client, seen = collect("pioreactor/unit1/exp1/#")
        wanted = {"$state": b"sleeping", "speed": b"1499.0", "limit": b"5", "plan": b'{"a":1}', "secret": b"s"}

        def is_restored():
            latest = {t.rpartition("/")[2]: p for t, p, _ in seen}
            return {name: latest.get(name) for name in wanted} == wanted

        assert clock.wait_until(is_restored, 20), {t: p for t, p, _ in seen}
        # commands are heard again
        client.publish("pioreactor/unit1/exp1/mixer/speed/set", "7", 1)
        assert clock.wait_until(lambda: job.speed == 7.0, 5)
        client.close()
        doses = [row.payload for row in shared_journal().read(0, 10_000) if row.topic.endswith("dosing_events")]
    assert doses == [f'{{"volume_change":{i}}}'.encode() for i in range(1500)]
    assert "again" in caplog.text


def test_values_sent_before_a_break_do_not_overtake_those_sent_after_it(unit, own_broker):
    """A silent broker: QoS 1 messages are under way when the connection is given up."""
    with Mixer("unit1", "exp1") as job:
        own_broker.freeze()
        for i in range(50):
            job.speed = float(i)
        own_broker.stop(signal.SIGKILL)
        assert clock.wait_until(lambda: not job.pub_client.is_connected(), 5)
        job.speed = 999.0
        own_broker.start()
        assert clock.wait_until(job.pub_client.is_connected, 15)
        assert job.pub_client.settle(5)
        client, seen = collect("pioreactor/unit1/exp1/mixer/speed")
        assert clock.wait_until(lambda: bool(seen), 5)
        assert seen[0][1] == b"999.0"
        client.close()


def test_a_short_break_keeps_commands_that_were_sent_meanwhile(unit, own_broker):
    with Mixer("unit1", "exp1") as job:
        job.pub_client._sock_close()  # the network drops the connection; both ends live
        client, _ = collect("nothing")
        assert client.connected_once.wait(5)
        client.publish("pioreactor/unit1/exp1/mixer/speed/set", "77", 1)
        assert clock.wait_until(lambda: job.speed == 77.0, 10)
        client.close()


def test_two_units_on_one_broker_do_not_disturb_each_other(unit, own_broker, tmp_path, monkeypatch):
    with Mixer("unit1", "exp1") as first:
        become(UnitFolder(tmp_path, own_broker, name="unit2", experiment="exp1"), monkeypatch)
        with Mixer("unit2", "exp1") as second:
            client, _ = collect("nothing")
            assert client.connected_once.wait(5)
            client.publish("pioreactor/unit2/exp1/mixer/speed/set", "5", 1)
            assert clock.wait_until(lambda: second.speed == 5.0, 5)
            assert first.speed == 10.0
            client.close()


FULL_DISK = """
import resource, signal, runtime_jobs
from pioreactor import clock
from pioreactor.pubsub.topics import topic
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with runtime_jobs.Mixer("unit1", "{experiment}") as job:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    for i in range(200):
        job.speed = float(i)
        job.publish(topic("unit1", "{experiment}", "dosing_events"), '{{"n":%d}}' % i)
    job.pub_client.settle(5)
    print("state", job.state, flush=True)
"""


def test_a_full_disk_is_said_once_and_stops_nothing(job_process, unit_env, values, python_path):
    seen = values(topic("unit1", unit_env.experiment, "#"))
    process = job_process(python=FULL_DISK.format(experiment=unit_env.experiment), PYTHONPATH=python_path)
    seen.wait_for("speed", "199.0")
    seen.wait_for("dosing_events", '{"n":199}')
    assert process.wait() == 0
    said = process.output()
    assert "state ready" in said
    assert "outputs released" in said
    assert said.count("journal.sqlite cannot be used") == 1
    assert "Traceback" not in said


def test_an_unwritable_data_root_does_not_keep_a_job_from_running(unit_env, caplog):
    (unit_env.root / "storage" / "journal.sqlite").mkdir()
    with Mixer("unit1", "exp1") as job:
        job.publish(topic("unit1", "exp1", "dosing_events"), "{}")
        assert job.state == "ready"
        assert caplog.text.count("journal.sqlite cannot be") == 1


def test_refused_credentials_are_named(unit_env, caplog):
    unit_env.configure("mqtt", "username", "nobody")
    from pioreactor.config import forget_config

    forget_config()
    with Mixer("unit1", "exp1") as job:
        assert clock.wait_until(lambda: "Not authorized" in caplog.text, 5), caplog.text
        assert job.state == "ready"


def test_a_connection_is_tried_from_many_threads_without_waiting(make_unit):
    make_unit(None)
    clients = []
    threads = [threading.Thread(target=lambda: clients.append(create_client())) for _ in range(5)]
    begun = clock.wall_monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clock.wall_monotonic() - begun < 1
    for client in clients:
        client.close()


def test_a_job_that_runs_goes_on_with_a_password_that_was_renewed(unit, own_broker):
    with Mixer("unit1", "exp1") as job:
        own_broker.stop()
        own_broker.change_password("renewed")
        own_broker.start()
        own = credentials.load()
        own.mqtt_password = "renewed"
        credentials.save(own)
        listener, seen = collect("pioreactor/unit1/exp1/#")
        assert clock.wait_until(lambda: dose(job, 7).is_published() or seen, 20, poll=0.5)
        assert clock.wait_until(lambda: any(b"7" in payload for _, payload, _ in seen), 10)
        listener.close()
