"""The database cannot be written for a while: rows wait, the reason is visible, nothing is lost."""

from __future__ import annotations

import resource
from collections.abc import Callable
from contextlib import closing

from pioreactor import clock
from pioreactor.storage.database import connect
from tests.integration.ingest.conftest import Cluster


def test_database_locked_by_another_program(cluster: Cluster, in_background: Callable[..., None]) -> None:
    cluster.start_ingest()
    cluster.units[0].measure(1)
    cluster.wait_for(1)
    with closing(connect(cluster.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        in_background(cluster.units[1].measure, 200)
        assert clock.wait_until(lambda: "cannot be written: database is locked" in cluster.log.read_text(), 10)
        assert cluster.count() == 1
        other.execute("ROLLBACK")
    cluster.wait_for(201)
    cluster.wait_until_all_is_acknowledged()


def test_disk_full(cluster: Cluster) -> None:
    """A limit on the size of files stands in for a full disk; SQLite meets the same failing write."""
    cluster.start_ingest()
    cluster.units[0].measure(1)
    cluster.wait_for(1)
    assert cluster.process is not None
    unlimited = resource.RLIM_INFINITY
    resource.prlimit(cluster.process.pid, resource.RLIMIT_FSIZE, (4096, unlimited))
    for unit in cluster.units:
        unit.measure(200)
    assert clock.wait_until(lambda: "cannot be written" in cluster.log.read_text(), 10)
    assert cluster.count() < 601
    resource.prlimit(cluster.process.pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))
    cluster.wait_for(601)
    cluster.wait_until_all_is_acknowledged()
    assert cluster.query("PRAGMA integrity_check") == [("ok",)]
