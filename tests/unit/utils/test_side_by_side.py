"""Many at once: bounded, each with its own limit, nothing lost."""

from __future__ import annotations

import threading
from contextvars import ContextVar

from pioreactor import clock
from pioreactor.utils.side_by_side import OverdueError, side_by_side


def test_every_item_ends_once_with_its_own_result_or_error() -> None:
    def work(number: int) -> int:
        if number == 3:
            raise ValueError("three")
        return number * 10

    ends = {done.item: done for done in side_by_side(range(6), work, at_once=2)}
    assert {item: done.result for item, done in ends.items() if done.error is None} == {
        0: 0,
        1: 10,
        2: 20,
        4: 40,
        5: 50,
    }
    assert str(ends[3].error) == "three" and ends[3].result is None


def test_no_more_than_asked_for_are_under_way() -> None:
    guard, now, most = threading.Lock(), 0, 0

    def work(_: int) -> None:
        nonlocal now, most
        with guard:
            now += 1
            most = max(most, now)
        clock.wall_sleep(0.01)
        with guard:
            now -= 1

    assert len(list(side_by_side(range(12), work, at_once=3))) == 12
    assert most == 3


def test_one_that_hangs_is_given_up_and_the_others_go_on() -> None:
    release = threading.Event()

    def work(name: str) -> str:
        if name == "hangs":
            release.wait(20)
        return name

    began = clock.wall_monotonic()
    ends = {done.item: done for done in side_by_side(["hangs", "a", "b", "c"], work, at_once=1, limit_s=0.2)}
    assert clock.wall_monotonic() - began < 10
    release.set()
    assert isinstance(ends["hangs"].error, OverdueError) and 0.2 <= ends["hangs"].took_s < 5
    assert [ends[name].result for name in "abc"] == ["a", "b", "c"]


def test_what_ends_first_is_told_first() -> None:
    first_has_been_told = threading.Event()

    def work(name: str) -> None:
        if name == "slow":
            assert first_has_been_told.wait(20)

    order = []
    for done in side_by_side(["slow", "quick"], work, at_once=2):
        order.append(done.item)
        first_has_been_told.set()
    assert order == ["quick", "slow"]


def test_the_work_knows_on_whose_behalf_it_is_done() -> None:
    who: ContextVar[str] = ContextVar("who", default="nobody")
    who.set("somebody")
    assert [done.result for done in side_by_side([1], lambda _: who.get(), at_once=1)] == ["somebody"]


def test_nothing_to_do() -> None:
    assert list(side_by_side([], str, at_once=4)) == []
