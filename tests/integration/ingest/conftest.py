from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from pioreactor import clock
from pioreactor.storage.database import connect, migrate
from pioreactor.storage.database.workers import add_worker
from tests.integration.ingest.broker import Broker
from tests.integration.ingest.unit import FakeUnit

UNITS = ("unit0", "unit1", "unit2")


class Cluster:
    """A broker, three units, a database, and an ingest that can be killed."""

    def __init__(self, folder: Path, broker: Broker, units: list[FakeUnit]) -> None:
        self.folder = folder
        self.broker = broker
        self.units = units
        self.database = folder / "leader.sqlite"
        self.process: subprocess.Popen[bytes] | None = None
        self.log = folder / "ingest.log"

    def start_ingest(self) -> None:
        command = [sys.executable, str(Path(__file__).with_name("ingest_main.py")), str(self.database)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, str(self.broker.port)],
                stderr=log,
                env={**os.environ, "DOT_PIOREACTOR": str(self.folder / "root")},
            )

    def kill_ingest(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop_ingest(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            assert self.process.wait(10) == 0

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with closing(connect(self.database, readonly=True)) as conn:
            return conn.execute(sql).fetchall()

    def count(self, sql: str = "SELECT count(*) FROM stirring_rates") -> int:
        return int(str(self.query(sql)[0][0]))

    def wait_for(self, expected: int, sql: str = "SELECT count(*) FROM stirring_rates", timeout: float = 20) -> None:
        assert clock.wait_until(lambda: self.count(sql) >= expected, timeout, poll=0.05), (
            f"{self.count(sql)} of {expected} rows; " + self.log.read_text()[-2000:]
        )
        assert self.count(sql) == expected

    def wait_until_all_is_acknowledged(self) -> None:
        def done() -> bool:
            return all(u.journal.acknowledged() == u.journal.last_number() for u in self.units)

        assert clock.wait_until(done, 10, poll=0.05), self.log.read_text()[-2000:]


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    broker = Broker(tmp_path)
    broker.start()
    units = [FakeUnit(name, tmp_path, broker.port) for name in UNITS]
    root = tmp_path / "root"
    root.mkdir()
    addresses = "\n".join(f"{unit.name} = {unit.address}" for unit in units)
    log_file = tmp_path / "pioreactor.log"
    (root / "config.ini").write_text(
        f"[cluster.addresses]\n{addresses}\n[logging]\nlog_file = {log_file}\nui_log_file = {log_file}\n"
    )
    found = Cluster(tmp_path, broker, units)
    with closing(connect(found.database)) as conn:
        migrate(conn)
        for name in UNITS:
            add_worker(conn, name)
    with ExitStack() as stack:
        stack.callback(broker.kill)
        for unit in units:
            stack.callback(unit.close)
        stack.callback(found.stop_ingest)
        assert clock.wait_until(lambda: all(u.client.is_connected() for u in units), 5)
        yield found


@pytest.fixture
def in_background() -> Iterator[Callable[..., None]]:
    """Runs functions in threads and joins them at the end of the test."""
    import threading

    threads: list[threading.Thread] = []

    def start(function: Callable[..., None], *args: object, **kwargs: object) -> None:
        thread = threading.Thread(target=function, args=args, kwargs=kwargs)
        threads.append(thread)
        thread.start()

    yield start
    for thread in threads:
        thread.join()
