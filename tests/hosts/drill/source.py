"""Runs on a unit, in the environment of its release: produces numbered readings, and notes each in a book.

    python source.py EXPERIMENT ROWS_PER_SECOND BOOK

A row is in the book only after it was handed to journal and broker, so each row of the book must reach the database. A
process that is killed in between leaves one row that is in the database alone.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import UTC, datetime

from pioreactor import clock, structs
from pioreactor.pubsub import create_client
from pioreactor.pubsub.recording import record_and_publish
from pioreactor.pubsub.topics import topic
from pioreactor.storage.journal import close_shared, shared_journal
from pioreactor.types import PdChannel
from pioreactor.whoami import get_unit_name

TICKS_PER_S = 10
CHANNELS: tuple[PdChannel, ...] = ("1", "2", "3", "4")


def readings(number: int, t_us: int) -> list[tuple[str, str, structs.JSONStruct]]:
    """What one tick produces: series, topic below the experiment, payload. No two have the same time."""
    made: list[tuple[str, str, structs.JSONStruct]] = []
    for channel in CHANNELS:
        when = datetime.fromtimestamp((t_us + int(channel)) / 1e6, UTC)
        reading = structs.RawODReading(
            timestamp=when, angle="90", od=float(number), channel=channel, ir_led_intensity=80.0
        )
        made.append((f"od_readings/{channel}", f"od_reading/od{channel}", reading))
    when = datetime.fromtimestamp(t_us / 1e6, UTC)
    made.append(("stirring_rates/0", "stirring/measured_rpm", structs.MeasuredRPM(float(number), when)))
    return made


def main() -> None:
    experiment, rows_per_s, path = sys.argv[1], float(sys.argv[2]), sys.argv[3]
    unit, stop = get_unit_name(), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    client, journal = create_client(), shared_journal()
    book = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    number = 0
    each = max(1, round(rows_per_s / TICKS_PER_S / 5))
    while not stop.wait(1 / TICKS_PER_S):
        now_us = int(clock.now_s() * 1e6)
        for burst in range(each):
            number += 1
            for series, tail, reading in readings(number, now_us + 10 * burst):
                record_and_publish(client, journal, topic(unit, experiment, tail), str(reading))
                t_us = round(reading.timestamp.timestamp() * 1e6)  # type: ignore[attr-defined]
                os.write(book, f"{series} {t_us} {number}\n".encode())
    client.loop_stop()
    close_shared()


if __name__ == "__main__":
    main()
