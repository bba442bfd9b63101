"""What views share within one app: the unit's name, the two task queues, the database of the leader."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import current_app, request

from pioreactor.config import get_config
from pioreactor.leader.messages import Messenger
from pioreactor.runtime.registry import Registry
from pioreactor.storage import database
from pioreactor.storage.journal import Journal
from pioreactor.web.answers_kept import AnswersKept
from pioreactor.web.debounce import Debounce
from pioreactor.web.endings import Endings
from pioreactor.web.people_reader import PeopleReader
from pioreactor.web.routing import Reply
from pioreactor.web.task_store import TaskStore
from pioreactor.web.tasks import LockHeldError, TaskQueue, TaskRecord
from pioreactor.web.wire.common import LockHeld, TaskAccepted


@dataclass
class Services:
    """One app's belongings. ``unit``: this unit's name."""

    unit: str
    is_leader: bool
    port: int
    task_store: TaskStore = field(default_factory=lambda: TaskStore("unit"))
    unit_tasks: TaskQueue = field(init=False)
    leader_tasks: TaskQueue = field(default_factory=lambda: TaskQueue("leader", 4, TaskStore("leader")))
    starts: Debounce = field(default_factory=Debounce)
    power: Debounce = field(default_factory=lambda: Debounce(window_s=15.0))
    endings: Endings = field(default_factory=Endings)
    journal: Journal = field(default_factory=Journal)
    registry: Registry = field(default_factory=Registry)
    answers: AnswersKept = field(default_factory=AnswersKept)
    people: PeopleReader = field(default_factory=PeopleReader)
    messenger: Messenger = field(init=False)

    def __post_init__(self) -> None:
        self.unit_tasks = TaskQueue("unit", 4, self.task_store)
        self.messenger = Messenger(f"{self.unit}-web-{self.port}")

    def start(self) -> None:
        """Start the workers of the queues; a leader has two queues, another unit one."""
        self.unit_tasks.start()
        if self.is_leader:
            self.leader_tasks.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Stop the workers; the leader's first, because its tasks may wait for the unit's.

        ``timeout_s``: wall seconds for the tasks under way, per queue.
        """
        if self.is_leader:
            self.leader_tasks.stop(timeout_s)
        self.unit_tasks.stop(timeout_s)
        self.journal.close()
        self.registry.close()
        self.messenger.close()
        self.people.close()


def services() -> Services:
    """The belongings of the app that serves this request."""
    found: Services = current_app.extensions["services"]
    return found


def cluster_name() -> str:
    """What people call this cluster: the name in the configuration, else that of this unit."""
    return get_config().get("cluster.topology", "cluster_name", fallback="") or services().unit


def accept_unit_task(function: Callable[[TaskRecord], object], *, priority: int = 0) -> TaskAccepted:
    """Queue work of this unit; the reply tells where to poll."""
    return _accepted(services().unit_tasks.submit(function, priority=priority, what=_asked_for()), "/unit_api")


def accept_single_unit_task(function: Callable[[TaskRecord], object], lock: str) -> TaskAccepted | Reply:
    """As :func:`accept_unit_task`, for what one task at a time may do; while another does, say so instead."""
    try:
        record = services().unit_tasks.submit(function, lock=lock, what=_asked_for())
    except LockHeldError:
        return _held(lock)
    return _accepted(record, "/unit_api")


def accept_leader_task(
    function: Callable[[TaskRecord], object], *, priority: int = 0, lock: str | None = None
) -> TaskAccepted | Reply:
    """Queue work of the leader; with ``lock`` held by another task, say so instead (202, status ``running``)."""
    try:
        record = services().leader_tasks.submit(function, priority=priority, lock=lock, what=_asked_for())
    except LockHeldError:
        return _held(lock or "")
    return _accepted(record, "/unit_api")


def _held(lock: str) -> Reply:
    return Reply(LockHeld(lock, "The same operation runs already; wait until it has ended."), status=202)


def _asked_for() -> str:
    return f"{request.method} {request.path}"


def _accepted(record: TaskRecord, prefix: str) -> TaskAccepted:
    return TaskAccepted(services().unit, record.task_id, f"{prefix}/task_results/{record.task_id}")


@contextmanager
def database_connection(*, readonly: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection to the leader's database for one request; each statement commits by itself."""
    connection = database.connect(readonly=readonly)
    try:
        yield connection
    finally:
        connection.close()
