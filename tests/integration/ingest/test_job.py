"""`pio run mqtt_to_db_streaming` as a user starts it."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable
from contextlib import closing

from pioreactor import clock
from pioreactor.pubsub import publish
from pioreactor.storage.database import connect
from pioreactor.storage.journal import Journal
from pioreactor.testing.unit import JobProcess, UnitFolder, pio_command
from pioreactor.types import MQTTMessage


def test_starts_stores_tells_and_ends(
    unit_env: UnitFolder,
    job_process: Callable[..., JobProcess],
    listener: Callable[..., queue.SimpleQueue[MQTTMessage]],
) -> None:
    told = listener(f"pioreactor/{unit_env.name}/$experiment/mqtt_to_db_streaming/statistics")
    job = job_process("mqtt_to_db_streaming")
    job.wait_for_state("mqtt_to_db_streaming")
    path = unit_env.root / "storage" / "pioreactor.sqlite"

    def rows() -> list[tuple[object, ...]]:
        with closing(connect(path, readonly=True)) as conn:
            return conn.execute(
                "SELECT pioreactor_unit, measured_rpm, timestamp FROM stirring_rates WHERE experiment = ?",
                (unit_env.experiment,),
            ).fetchall()

    statistics = json.loads(told.get(timeout=10).payload)
    assert statistics["is_connected"] and statistics["reason"] == ""
    topic = f"pioreactor/{unit_env.name}/{unit_env.experiment}/stirring/measured_rpm"
    publish(topic, '{"measured_rpm": 401.5, "timestamp": "2026-11-22T05:31:17.140000Z"}')
    assert clock.wait_until(lambda: len(rows()) == 1, 5)
    assert rows() == [(unit_env.name, 401.5, "2026-11-22T05:31:17.140Z")]
    job.stop()


def test_collects_from_a_real_unit(unit_env: UnitFolder, job_process: Callable[..., JobProcess]) -> None:
    """Rows that were never published come over HTTP from the unit's own web server, and are then forgotten there."""
    journal = Journal(unit_env.root / "storage" / "journal.sqlite")
    topic = f"pioreactor/{unit_env.name}/{unit_env.experiment}/bioreactor/current_volume_ml"
    for number in range(1200):
        journal.append(topic, str(number).encode())
    web = JobProcess(unit_env, pio_command("web"))
    try:
        job_process("mqtt_to_db_streaming").wait_for_state("mqtt_to_db_streaming")
        path = unit_env.root / "storage" / "pioreactor.sqlite"

        def count() -> int:
            with closing(connect(path, readonly=True)) as conn:
                sql = "SELECT count(DISTINCT liquid_volume) FROM liquid_volumes WHERE experiment = ?"
                return int(conn.execute(sql, (unit_env.experiment,)).fetchone()[0])

        assert clock.wait_until(lambda: count() == 1200, 45, poll=0.1), web.output()
        assert clock.wait_until(lambda: journal.acknowledged() >= 1200, 10, poll=0.1)
    finally:
        web.stop()
        journal.close()
