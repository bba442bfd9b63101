"""`pio run mqtt_to_db_streaming` notes and tells when the clock of a unit is not that of the leader."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from pioreactor import clock
from pioreactor.pubsub import create_client
from pioreactor.pubsub.client import Client
from pioreactor.storage import database
from pioreactor.storage.database import workers
from pioreactor.storage.database.clock_offsets import Offset, list_offsets
from pioreactor.testing.unit import JobProcess, UnitFolder
from pioreactor.types import MQTTMessage

CODE = "clock_off.worker_9"


@pytest.fixture
def client(unit_env: UnitFolder) -> Iterator[Client]:
    """At the end it takes back what the broker would tell the next test about this alarm."""
    made = create_client()
    yield made
    made.publish(f"pioreactor/{unit_env.name}/$experiment/alarms/{CODE}", b"", qos=1, retain=True)
    assert made.settle(5)
    made.close()


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_clock_that_is_off_is_noted_from_when_to_when(
    unit_env: UnitFolder,
    job_process: Callable[..., JobProcess],
    listener: Callable[..., queue.SimpleQueue[MQTTMessage]],
    client: Client,
) -> None:
    arrived, told = listener(f"pioreactor/{unit_env.name}/$experiment/alarms/{CODE}"), dict[str, Any]()
    with closing(database.connect()) as conn:
        database.migrate(conn)
        workers.add_worker(conn, "worker-9")

    def beats(unit: str, off_s: float, until: Callable[[], bool], within_s: float = 40) -> bool:
        def step() -> bool:
            stamp = clock.to_iso(clock.now() + timedelta(seconds=off_s))
            payload = json.dumps({"timestamp": stamp, "speed": clock.speed()})
            client.publish(f"pioreactor/{unit}/$experiment/monitor/heartbeat", payload, qos=0)
            return until()

        return clock.wait_until(step, within_s, poll=0.5)

    def alarm() -> dict[str, Any]:
        while not arrived.empty():
            payload = arrived.get().payload
            told.clear()
            told.update(msgspec.json.decode(payload) if payload else {})
        return told

    def noted() -> list[Offset]:
        with closing(database.connect(readonly=True)) as conn:
            return list_offsets(conn)

    job_process("mqtt_to_db_streaming").wait_for_state("mqtt_to_db_streaming")
    assert not beats("worker-9", 0.0, lambda: bool(noted()), 12), "a clock that is right is nothing"
    assert beats("worker-9", -602.0, lambda: bool(alarm()))
    assert "The clock of worker-9 is 10 min 2 s behind the leader's" in told["title"]
    assert told["severity"] == "warning" and told["data"]["ahead_s"] == pytest.approx(-602.0, abs=1.5)
    [found] = noted()
    assert found.pioreactor_unit == "worker-9" and found.to is None and found.ahead_s == pytest.approx(-602, abs=1.5)
    assert beats("worker-9", 0.0, lambda: alarm().get("state") == "returned"), told
    [found] = noted()
    assert found.to is not None and found.to > found.from_
    assert beats("worker-9", 60.0, lambda: noted()[0].to is None), "off again"
    with closing(database.connect()) as conn:
        workers.remove_worker(conn, "worker-9")
    assert clock.wait_until(lambda: noted()[0].to is not None, 30, poll=0.5), "it left, so nobody waits for its clock"
    count = len(noted())
    assert not beats(unit_env.name, 600.0, lambda: len(noted()) > count, 8), "the leader's own clock is what counts"
