"""`pio run mqtt_to_db_streaming` says when readings of a unit no longer come, and when they do again."""

from __future__ import annotations

import queue
from collections.abc import Callable
from contextlib import closing
from typing import Any

import msgspec
import pytest

from pioreactor import clock
from pioreactor.pubsub import create_client
from pioreactor.pubsub.client import Client
from pioreactor.storage import database
from pioreactor.storage.database import assignments, experiments, workers
from pioreactor.testing.unit import JobProcess, UnitFolder
from pioreactor.types import MQTTMessage

NO_OD, AWAY = "no_data.worker_9.od_readings", "unreachable.worker_9"


class Worker:
    """A unit that has told the broker that it measures, and does so when the test says so."""

    def __init__(self, client: Client, experiment: str) -> None:
        self.client = client
        self.here = f"pioreactor/worker-9/{experiment}/od_reading"
        self.own = "pioreactor/worker-9/$experiment/monitor"
        self.retain(f"{self.own}/$state", "ready")
        self.retain(f"{self.here}/$state", "ready")
        self.retain(f"{self.here}/interval", "5.0")

    def retain(self, topic: str, payload: str) -> None:
        self.client.publish(topic, payload, qos=1, retain=True)

    def goes_on(self, until: Callable[[], bool], within_s: float, *, beats: bool = True, reads: bool = True) -> bool:
        """Live until something has come true."""
        return clock.wait_until(lambda: self._step(beats, reads) or until(), within_s, poll=1.0)

    def _step(self, beats: bool, reads: bool) -> bool:
        if beats:
            self.client.publish(f"{self.own}/heartbeat", b"{}", qos=0)
        if reads:
            reading = {"od": 0.5, "timestamp": clock.timestamp(), "channel": "2", "angle": "90"}
            self.client.publish(f"{self.here}/od2", msgspec.json.encode(reading), qos=1)
        return False

    def forget(self) -> None:
        for topic in (f"{self.own}/$state", f"{self.here}/$state", f"{self.here}/interval"):
            self.retain(topic, "")


@pytest.fixture
def open_now(listener: Callable[..., queue.SimpleQueue[MQTTMessage]], unit_env: UnitFolder) -> Callable[[], Any]:
    """The open alarms of the leader by their codes, as the page hears of them."""
    arrived = listener(f"pioreactor/{unit_env.name}/$experiment/alarms/+")
    known: dict[str, Any] = {}

    def now() -> dict[str, Any]:
        while not arrived.empty():
            message = arrived.get()
            known.pop(message.topic.rsplit("/", 1)[1], None)
            if message.payload:
                known[message.topic.rsplit("/", 1)[1]] = msgspec.json.decode(message.payload)
        return known

    return now


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_silent_series_and_a_silent_unit_are_one_alarm_each_and_go_by_themselves(
    unit_env: UnitFolder, job_process: Callable[..., JobProcess], open_now: Callable[[], Any]
) -> None:
    unit_env.configure("liveness", "least_s", "15")
    unit_env.configure("liveness", "intervals", "2")
    unit_env.configure("liveness", "unreachable_after_s", "20")
    with closing(database.connect()) as conn:
        database.migrate(conn)
        experiments.create_experiment(conn, unit_env.experiment)
        workers.add_worker(conn, "worker-9")
        assignments.assign(conn, "worker-9", unit_env.experiment)
    client = create_client()
    worker = Worker(client, unit_env.experiment)
    try:
        job_process("mqtt_to_db_streaming").wait_for_state("mqtt_to_db_streaming")
        assert not worker.goes_on(lambda: bool(open_now()), 25), open_now()

        assert worker.goes_on(lambda: NO_OD in open_now(), 50, reads=False)
        told = open_now()[NO_OD]
        assert told["severity"] == "alarm" and told["experiment"] == unit_env.experiment
        assert "worker-9: no readings of the optical density since 20" in told["title"]
        assert told["data"]["unit"] == "worker-9" and told["data"]["series"] == "od_readings"
        assert worker.goes_on(lambda: open_now()[NO_OD]["state"] == "returned", 25)

        assert worker.goes_on(lambda: AWAY in open_now(), 50, beats=False, reads=False)
        assert open_now()[NO_OD]["state"] == "returned", "a unit that is away is one alarm"
        assert worker.goes_on(lambda: open_now()[AWAY]["state"] == "returned", 25)
    finally:
        worker.forget()
        assert client.settle(5)
        client.close()
