"""Work that outlasts a request: a queue of worker threads inside the web process, and a board of results.

Lifecycle: ``TaskQueue.start()`` starts the threads, ``submit()`` hands over a function, the board keeps what came of
it, ``stop()`` lets running tasks finish for a while. The queue lives in memory (docs/decisions/0005-web-process.md);
what became of a task is also in a store that outlives the server.
"""

from __future__ import annotations

import contextvars
import heapq
import logging
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from huey import Huey
from huey.consumer import Consumer
from huey.storage import MemoryStorage

from pioreactor import clock, exc
from pioreactor.web.task_store import TaskStore, Told

PRIORITY_STOP: Final = 100
PRIORITY_START: Final = 50
PRIORITY_FAN_OUT: Final = 10
KEPT_RESULTS: Final = 2000

_log = logging.getLogger("pioreactor.web.tasks")


class TaskFailed(exc.PioreactorError):
    """A task ends without result; the caller reads ``cause`` and ``remediation`` in the task's result."""

    def __init__(self, error: str, cause: str | None = None, remediation: str | None = None) -> None:
        super().__init__(error)
        self.cause = cause
        self.remediation = remediation


@dataclass
class TaskRecord:
    """One task on the board. ``done`` is set when ``status`` is ``succeeded`` or ``failed``."""

    task_id: str
    function: Callable[[TaskRecord], object]
    status: str = "pending"
    result: object = None
    error: str | None = None
    cause: str | None = None
    remediation: str | None = None
    steps_done: int = 0
    steps_total: int = 0
    lock: str | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def advance(self, done: int, total: int) -> None:
        """Tell readers how far the task is."""
        self.steps_done, self.steps_total = done, total


class _WakingStorage(MemoryStorage):  # type: ignore[misc]
    """Huey's queue in memory, whose readers sleep until there is something to do instead of polling."""

    blocking = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._wake = threading.Condition(self._lock)
        self._closed = False

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        with self._wake:
            super().enqueue(data, priority)
            self._wake.notify()

    def dequeue(self) -> bytes | None:
        with self._wake:
            self._wake.wait_for(lambda: self._queue or self._closed)
            return None if self._closed or not self._queue else heapq.heappop(self._queue)[2]

    def shut(self) -> None:
        """Wake all readers for good; what is still queued is dropped."""
        with self._wake:
            self._closed = True
            self._wake.notify_all()


class _QuietConsumer(Consumer):  # type: ignore[misc]
    """Huey's worker threads without its signal handlers: the process belongs to the web server."""

    def _set_signal_handlers(self) -> None:
        return


class LockHeldError(exc.PioreactorError):
    """Another task holds the lock; nothing was queued."""


class TaskQueue:
    """Worker threads and the board of their results.

    ``workers``: threads, each idle one asleep. The unit and the leader side have a queue each, so that a leader's task
    that waits for its own unit can never keep the unit's task from running. ``store``: what a restart leaves known.
    """

    def __init__(self, name: str, workers: int = 4, store: TaskStore | None = None) -> None:
        self._store = store
        logging.getLogger("huey").setLevel(logging.WARNING)
        self._workers = workers
        self._huey = Huey(name, storage_class=_WakingStorage, results=False, utc=True)
        self._run = self._huey.task(name="run")(self._run_task)
        self._board: OrderedDict[str, TaskRecord] = OrderedDict()
        self._guard = threading.Lock()
        self._held: set[str] = set()
        self._consumer: Consumer | None = None

    def start(self) -> None:
        """Start the worker threads. Raises nothing for a store that cannot be opened."""
        if self._store is not None:
            self._store.open()
        self._consumer = _QuietConsumer(
            self._huey, workers=self._workers, periodic=False, scheduler_interval=60, check_worker_health=False
        )
        self._consumer.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Take no more work; wait up to ``timeout_s`` wall seconds for the tasks under way."""
        if self._consumer is None:
            return
        self._consumer.shutdown_timeout = timeout_s
        self._consumer.stop_flag.set()
        self._huey.storage.shut()
        self._consumer.stop(graceful=True)
        self._consumer = None
        if self._store is not None:
            self._store.close()

    def submit(
        self, function: Callable[[TaskRecord], object], *, priority: int = 0, lock: str | None = None, what: str = ""
    ) -> TaskRecord:
        """Queue ``function``; it gets its record, to report progress. Raises LockHeldError if ``lock`` is taken.

        ``what``: what people read about the task, such as the request that asked for it.
        """
        # The task asks units on behalf of whoever asked for it.
        context = contextvars.copy_context()
        record = TaskRecord(str(uuid.uuid4()), lambda own: context.run(function, own), lock=lock)
        with self._guard:
            if lock is not None:
                if lock in self._held:
                    raise LockHeldError(f"{lock} is held by another task.")
                self._held.add(lock)
            self._board[record.task_id] = record
            self._forget_oldest()
        if self._store is not None:
            self._store.note_submitted(record.task_id, what)
        self._run(record.task_id, priority=priority)
        return record

    def find(self, task_id: str) -> TaskRecord | None:
        """The record of a task; None for an id that was never given out or is forgotten."""
        with self._guard:
            return self._board.get(task_id)

    def _forget_oldest(self) -> None:
        surplus = len(self._board) - KEPT_RESULTS
        for task_id in [t for t, record in self._board.items() if record.done.is_set()][: max(0, surplus)]:
            del self._board[task_id]

    def _run_task(self, task_id: str) -> None:
        record = self.find(task_id)
        if record is None:
            return
        record.status = "running"
        started_s = clock.wall_monotonic()
        try:
            record.result = record.function(record)
            status = "succeeded"
        except TaskFailed as error:
            record.error, record.cause, record.remediation = str(error), error.cause, error.remediation
            status = "failed"
        except exc.PioreactorError as error:
            record.error = record.cause = str(error)
            status = "failed"
        except Exception as error:
            _log.exception("Task %s failed.", task_id)
            record.error = "The task failed."
            record.cause = f"{type(error).__name__}: {error}"
            record.remediation = "Look at the unit's log."
            status = "failed"
        if record.lock is not None:
            with self._guard:
                self._held.discard(record.lock)
        if self._store is not None:
            failed = None if status == "succeeded" else Told(status, error=record.error, cause=record.cause)
            if failed is not None:
                failed.remediation = record.remediation
            self._store.note_ended(record.task_id, status, record.result, failed)
        record.status = status
        record.done.set()
        _log.debug("Task %s %s after %.3f s.", task_id, status, clock.wall_monotonic() - started_s)
