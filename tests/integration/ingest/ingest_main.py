"""The ingest as a process of its own: python ingest_main.py DATABASE BROKER_PORT."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from pathlib import Path

from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.routes import Routes
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.receiver import BrokerSettings
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.service import Ingest, Inventory
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.unit_journal import HttpUnitJournals


def main() -> None:
    path, port = Path(sys.argv[1]), int(sys.argv[2])
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    ingest = Ingest(
        path,
        BrokerSettings(host="127.0.0.1", port=port, client_id="ingest-under-test"),
        HttpUnitJournals(),
        Inventory(path, "unit0").units,
        Routes(),
        logging.getLogger("ingest"),
        visit_every_s=1.0,
        grace_s=0.5,
    )
    ingest.start()
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    ended.wait()
    ingest.stop()


if __name__ == "__main__":
    main()
