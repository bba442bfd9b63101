"""The queue and its board: order, outcomes, locks, no polling."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pioreactor import clock
from pioreactor.exc import ConfigError
from pioreactor.leader.replies import UnitReply
from pioreactor.web.debounce import Debounce
from pioreactor.web.task_store import KEPT, LONGEST_BYTES, RESTARTED, TaskStore
from pioreactor.web.tasks import KEPT_RESULTS, LockHeldError, TaskFailed, TaskQueue, TaskRecord


@pytest.fixture
def queue() -> Iterator[TaskQueue]:
    made = TaskQueue("test", workers=1)
    made.start()
    yield made
    made.stop()


def test_a_result_is_kept(queue: TaskQueue) -> None:
    record = queue.submit(lambda _: {"answer": 42})
    assert record.done.wait(5)
    found = queue.find(record.task_id)
    assert found is not None and found.status == "succeeded" and found.result == {"answer": 42}


def test_a_queued_task_begins_at_once(queue: TaskQueue) -> None:
    queue.submit(lambda _: None).done.wait(5)
    started = time.monotonic()
    assert queue.submit(lambda _: None).done.wait(5)
    assert time.monotonic() - started < 0.1


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (TaskFailed("it did not start", "no lamp", "fit one"), ("it did not start", "no lamp", "fit one")),
        (ConfigError("bad key"), ("bad key", "bad key", None)),
        (RuntimeError("boom"), ("The task failed.", "RuntimeError: boom", "Look at the unit's log.")),
    ],
)
def test_a_failure_is_told_with_its_cause(
    queue: TaskQueue, error: Exception, told: tuple[str, str, str | None]
) -> None:
    def fail(_: TaskRecord) -> object:
        raise error

    record = queue.submit(fail)
    assert record.done.wait(5)
    assert record.status == "failed"
    assert (record.error, record.cause, record.remediation) == told
    assert queue.submit(lambda _: 1).done.wait(5), "the worker goes on after a failure"


def test_stops_overtake_everything_that_waits(queue: TaskQueue) -> None:
    begun, gate, order = threading.Event(), threading.Event(), []
    queue.submit(lambda _: begun.set() or gate.wait(5))
    assert begun.wait(5)
    waiting = [
        queue.submit(lambda _, name=name: order.append(name), priority=priority)
        for name, priority in (("read", 0), ("start", 50), ("read again", 0), ("stop", 100))
    ]
    gate.set()
    assert all(record.done.wait(5) for record in waiting)
    assert order == ["stop", "start", "read", "read again"]


def test_a_lock_lets_one_through_and_is_given_back(queue: TaskQueue) -> None:
    gate = threading.Event()
    first = queue.submit(lambda _: gate.wait(5), lock="delete")
    with pytest.raises(LockHeldError):
        queue.submit(lambda _: None, lock="delete")
    gate.set()
    assert first.done.wait(5)
    assert queue.submit(lambda _: None, lock="delete").done.wait(5)


def test_old_results_are_forgotten_but_never_those_of_running_tasks(queue: TaskQueue) -> None:
    gate = threading.Event()
    running = queue.submit(lambda _: gate.wait(20))
    waiting = queue.submit(lambda _: None)
    gate.set()
    assert waiting.done.wait(5)
    for _ in range(KEPT_RESULTS + 5):
        last = queue.submit(lambda _: None)
    assert last.done.wait(20)
    assert queue.find(waiting.task_id) is None
    assert queue.find(running.task_id) is None
    assert queue.find(last.task_id) is last


def test_stopping_wakes_idle_workers_and_waits_for_busy_ones() -> None:
    queue = TaskQueue("stopping", workers=4)
    queue.start()
    begun, finished = threading.Event(), threading.Event()

    def work(_: TaskRecord) -> None:
        begun.set()
        clock.wall_sleep(0.2)
        finished.set()

    queue.submit(work)
    assert begun.wait(5)
    started = time.monotonic()
    queue.stop()
    assert finished.is_set()
    assert time.monotonic() - started < 2


@pytest.fixture
def stored(data_root: Path) -> Iterator[Callable[[], TaskQueue]]:
    """Queues of one web server after another, with what the one leaves to the next."""
    made: list[TaskQueue] = []

    def make() -> TaskQueue:
        queue = TaskQueue("unit", 1, TaskStore("unit"))
        queue.start()
        made.append(queue)
        return queue

    yield make
    for queue in made:
        queue.stop()


def test_the_next_server_knows_what_came_of_tasks(stored: Callable[[], TaskQueue]) -> None:
    first = stored()
    ended = first.submit(lambda _: {"unit1": UnitReply(ok=True, unit="unit1", value=[1])}, what="POST /unit_api/x")
    long = first.submit(lambda _: "x" * LONGEST_BYTES)
    odd = first.submit(lambda _: object())
    assert ended.done.wait(5) and long.done.wait(5) and odd.done.wait(5)

    def fail(_: TaskRecord) -> None:
        raise TaskFailed("it did not start", "no lamp", "fit one")

    failed = first.submit(fail)
    assert failed.done.wait(5)
    gate = threading.Event()
    running, waiting = first.submit(lambda _: gate.wait(20)), first.submit(lambda _: None)

    store = TaskStore("unit")  # as a server does that comes after one that was killed
    store.open()
    told = {task.task_id: task.told for task in store.recent(10)}
    assert list(told) == [task.task_id for task in (waiting, running, failed, odd, long, ended)]
    assert told[ended.task_id].status == "succeeded" and b'"value":[1]' in bytes(told[ended.task_id].result)
    assert told[long.task_id].is_left_out and told[odd.task_id].is_left_out
    assert (told[failed.task_id].error, told[failed.task_id].cause) == ("it did not start", "no lamp")
    for interrupted in (running, waiting):
        assert told[interrupted.task_id].status == "failed" and told[interrupted.task_id].error == RESTARTED
    assert store.find("never-was") is None
    assert store.find(ended.task_id).what == "POST /unit_api/x"
    store.close()
    gate.set()


def test_only_the_newest_tasks_are_remembered(stored: Callable[[], TaskQueue]) -> None:
    queue = stored()
    records = [queue.submit(lambda _: None) for _ in range(KEPT + 20)]
    assert all(record.done.wait(20) for record in records)
    queue.submit(lambda _: None).done.wait(5)
    store = TaskStore("unit")
    store.open()
    assert len(store.recent(2 * KEPT)) == KEPT
    assert store.find(records[0].task_id) is None
    store.close()


def test_a_store_that_cannot_be_written_keeps_no_task_from_its_work(data_root: Path, tmp_path: Path) -> None:
    (tmp_path / "run").write_text("in the way")
    queue = TaskQueue("unit", 1, TaskStore("unit"))
    queue.start()
    record = queue.submit(lambda _: 42)
    assert record.done.wait(5) and record.result == 42
    queue.stop()


def test_the_same_name_passes_once_per_window() -> None:
    debounce = Debounce(window_s=0.05)
    assert debounce.passes("stirring")
    assert not debounce.passes("stirring")
    assert debounce.passes("od_reading")
    clock.wall_sleep(0.06)
    assert debounce.passes("stirring")
