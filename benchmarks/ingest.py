"""Rows per CPU second of the ingest, and its share of a core under the load of a large cluster.

Three measurements: parsing and storing alone (one process, no broker); the whole path from a real mosquitto to the
database as fast as it goes; and 200 units with 8 topics at 1 Hz for a bounded time.

    python benchmarks/ingest.py [--seconds 20] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import logging
import multiprocessing
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from struct import pack

from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import Message
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.intake import Intake
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.packets import connect as connect_packet
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.routes import Routes
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.receiver import BrokerSettings
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.service import Ingest
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.store import Store
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.unit_journal import UnitUnreachableError
from pioreactor.storage.database import connect, migrate
from pioreactor.storage.database.receipts import Receipts

UNITS = 200
TARGET_ROWS_PER_CPU_S = 20_000
TARGET_SHARE = 0.5
TOPICS = {
    "od_reading/od1": '{"calibrated":0,"timestamp":"%s","angle":"90","od":0.1234,"channel":"1","ir_led_intensity":80.0,'
    '"quality":{"samples":25,"spread":0.0001}}',
    "od_reading/od2": '{"calibrated":0,"timestamp":"%s","angle":"45","od":0.1,"channel":"2","ir_led_intensity":80.0}',
    "od_reading/od_fused": '{"od_fused":1.1,"timestamp":"%s"}',
    "stirring/measured_rpm": '{"measured_rpm":500.1,"timestamp":"%s"}',
    "temperature_automation/temperature": '{"temperature":30.1,"timestamp":"%s"}',
    "growth_rate_calculating/growth_rate": '{"growth_rate":0.1,"timestamp":"%s","interval_low":0,"interval_high":1}',
    "growth_rate_calculating/od_filtered": '{"od_filtered":1.1,"timestamp":"%s"}',
    "od_reading/relative_intensity_of_ir_led": '{"relative_intensity_of_ir_led":1.0,"timestamp":"%s"}',
}


def second_of_messages(second: int, start_s: float) -> Iterator[Message]:
    """What 200 units send in one second."""
    at_s = start_s + second
    stamp = datetime.fromtimestamp(at_s, UTC).isoformat().replace("+00:00", "Z")
    payloads = [(topic, (text % stamp).encode()) for topic, text in TOPICS.items()]
    for unit in range(UNITS):
        for place, (topic, payload) in enumerate(payloads):
            number = second * len(TOPICS) + place + 1
            name = f"pioreactor/unit{unit:03d}/a long experiment name/{topic}"
            yield Message(name.encode(), payload, f"{unit:08x}:{number}", round(at_s * 1e6))


def measure_parse_and_store(folder: Path, seconds: int) -> dict[str, float]:
    path = folder / "alone.sqlite"
    with closing(connect(path)) as conn:
        migrate(conn)
        receipts = Receipts(conn)
    intake, store = Intake(Routes(), receipts), Store(path, receipts)
    rows, parsing, storing = 0, 0.0, 0.0
    for second in range(seconds):
        messages = list(second_of_messages(second, 1.79e9))
        begun = time.process_time()
        batch = intake.batch(messages)
        parsed = time.process_time()
        rows += store.store(batch)
        parsing += parsed - begun
        storing += time.process_time() - parsed
    store.close()
    return {
        "rows": rows,
        "parse_us_per_row": parsing / rows * 1e6,
        "store_us_per_row": storing / rows * 1e6,
        "rows_per_cpu_s": rows / (parsing + storing),
    }


class NoJournals:
    """Units that do not answer; nothing is lost here, so nothing is asked for."""

    def read(self, unit: str, after: int, limit: int) -> object:
        raise UnitUnreachableError(unit)

    acknowledge = read


def publish_packet(message: Message, packet_id: int) -> bytes:
    properties = b"\x26\x00\x07journal" + pack("!H", len(message.journal)) + message.journal.encode()
    body = pack("!H", len(message.topic)) + message.topic + pack("!H", packet_id)
    body += bytes((len(properties),)) + properties + message.payload
    return b"\x32" + bytes((len(body) & 0x7F | 0x80, len(body) >> 7)) + body


def publish(port: int, seconds: int, *, pace: bool) -> None:
    """Send what 200 units send; ``pace``: one second of messages per second, spread over it."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(connect_packet("bench-publisher", "", "", keepalive_s=600, session_expiry_s=0))
        connection.recv(4096)
        threading.Thread(target=_drain, args=(connection,), daemon=True).start()
        start_s, begun = time.time(), time.monotonic()
        packet_id = 0
        for second in range(seconds):
            chunks: list[bytes] = []
            for message in second_of_messages(second, start_s):
                packet_id = packet_id % 65_535 + 1
                chunks.append(publish_packet(message, packet_id))
            for part in range(20):
                share = len(chunks) // 20
                connection.sendall(b"".join(chunks[part * share : (part + 1) * share]))
                due = begun + second + (part + 1) / 20
                time.sleep(max(0.0, due - time.monotonic()) if pace else 0.02)
        time.sleep(1.0)


def _drain(connection: socket.socket) -> None:
    try:
        while connection.recv(65_536):
            pass
    except OSError:
        pass


def run_ingest(path: Path, port: int, rows: int, ready: object, result: object) -> None:
    """The ingest as its own process; reports its CPU time from the first message to the last row."""
    logging.disable(logging.INFO)
    broker = BrokerSettings(host="127.0.0.1", port=port, client_id="bench-ingest")
    ingest = Ingest(path, broker, NoJournals(), list, Routes(), logging.getLogger("bench"))  # type: ignore[arg-type]
    ingest.start()
    while not ingest.statistics().is_connected:
        time.sleep(0.02)
    before = _cpu_s()
    ready.set()  # type: ignore[attr-defined]
    deadline = time.monotonic() + rows / UNITS / len(TOPICS) * 1.5 + 20
    stored = 0
    while stored < rows and time.monotonic() < deadline:
        time.sleep(0.25)
        with closing(connect(path, readonly=True)) as conn:
            stored = conn.execute("SELECT coalesce(sum(last - first + 1), 0) FROM journal_ranges").fetchone()[0]
    result.put((stored, _cpu_s() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))  # type: ignore[attr-defined]
    ingest.stop()


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@contextmanager
def broker(folder: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = folder / "mosquitto.conf"
    config.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 0\nmax_queued_messages 0\n"
    )
    process = subprocess.Popen(["mosquitto", "-c", str(config)], stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    try:
        yield port
    finally:
        process.terminate()
        process.wait()


def measure_with_broker(folder: Path, seconds: int, *, pace: bool) -> dict[str, float]:
    context = multiprocessing.get_context("spawn")
    ready, result = context.Event(), context.Queue()
    rows = UNITS * len(TOPICS) * seconds
    with broker(folder) as port:
        path = folder / f"broker-{pace}.sqlite"
        ingest = context.Process(target=run_ingest, args=(path, port, rows, ready, result))
        ingest.start()
        assert ready.wait(20)
        begun = time.monotonic()
        sender = context.Process(target=publish, args=(port, seconds), kwargs={"pace": pace})
        sender.start()
        stored, cpu_s, max_rss_kb = result.get(timeout=seconds * 2 + 60)
        took = time.monotonic() - begun
        sender.join()
        ingest.join()
    return {
        "rows": stored,
        "lost": rows - stored,
        "cpu_s": cpu_s,
        "rows_per_cpu_s": stored / cpu_s,
        "us_per_row": cpu_s / stored * 1e6,
        "share_of_a_core": cpu_s / took,
        "max_rss_mb": max_rss_kb / 1024,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=20, help="length of each run with a broker")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        alone = measure_parse_and_store(folder, 300)
        fast = measure_with_broker(folder, asked.seconds, pace=False)
        load = measure_with_broker(folder, asked.seconds, pace=True)
    print(f"{'what':44}{'measured':>12}{'target':>12}")
    print(f"{'parse + store, rows per CPU second':44}{alone['rows_per_cpu_s']:12,.0f}")
    print(f"{'  parse, µs per row':44}{alone['parse_us_per_row']:12.1f}")
    print(f"{'  store with roll-ups, µs per row':44}{alone['store_us_per_row']:12.1f}")
    print(f"{'broker to database, rows per CPU second':44}{fast['rows_per_cpu_s']:12,.0f}{TARGET_ROWS_PER_CPU_S:12,}")
    print(f"{'  rows lost':44}{fast['lost']:12,.0f}{0:12}")
    print(f"{'200 units × 8 topics at 1 Hz, share of a core':46}{load['share_of_a_core']:10.3f}{TARGET_SHARE:12}")
    print(f"{'  rows lost':44}{load['lost']:12,.0f}{0:12}")
    print(f"{'  memory, MB':44}{load['max_rss_mb']:12.1f}")
    passed = (
        fast["rows_per_cpu_s"] >= TARGET_ROWS_PER_CPU_S
        and load["share_of_a_core"] <= TARGET_SHARE
        and fast["lost"] == load["lost"] == 0
    )
    if asked.json:
        found = {"parse_and_store": alone, "broker_to_database": fast, "load": load, "passed": passed}
        asked.json.write_text(json.dumps({**found, "cpus": os.cpu_count()}, indent=2))
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
