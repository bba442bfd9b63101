from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.actions.self_test import Outcome, SelfTestFailure, runner
from pioreactor.actions.self_test.catalogue import all_tests, register_self_tests
from pioreactor.actions.self_test.outcome import SelfTestInterrupted, pause
from pioreactor.config import forget_config
from pioreactor.exc import HardwareNotFoundError, PioreactorError
from pioreactor.storage.caches import local_persistent_storage


class State:
    """What a test sees of the action that runs it."""

    unit, experiment = "unit1", "$experiment"

    def __init__(self) -> None:
        self.exit_event = threading.Event()
        self.published: list[tuple[str, Any]] = []

    def publish_setting(self, name: str, value: Any) -> None:
        self.published.append((name, value))


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[State]:
    (tmp_path / "config.ini").write_text("[cluster.topology]\nleader_hostname = unit1\n")
    monkeypatch.setenv("DOT_PIOREACTOR", str(tmp_path))
    monkeypatch.setenv("RUN_PIOREACTOR", str(tmp_path / "run"))
    forget_config()
    yield State()
    forget_config()


def good(*_: Any) -> Outcome:
    return Outcome("5 V", "≤ 18 V", ("Look here",))


def silent(*_: Any) -> None:
    return None


def bad(*_: Any) -> Outcome:
    raise SelfTestFailure("It is broken.", "Mend it.", measured="0", limit="1")


def gone(*_: Any) -> Outcome:
    raise HardwareNotFoundError("The thing does not answer.")


def wrong(*_: Any) -> Outcome:
    raise KeyError("what")


def run(state: State, *tests: Callable[..., Any], known: Any = None) -> list[runner.Verdict]:
    chosen = {test.__name__: test for test in tests}
    seen: list[runner.Verdict] = []
    verdicts = runner.run_tests(state, logging.getLogger("test"), chosen, known or chosen, seen.append)  # type: ignore[arg-type]
    assert verdicts == seen
    return verdicts


def test_verdicts_are_published_stored_and_summed_up(state: State) -> None:
    verdicts = run(state, good, bad, gone, wrong, silent)
    assert [verdict.passed for verdict in verdicts] == [True, False, False, False, True]
    assert (verdicts[0].measured, verdicts[0].findings) == ("5 V", ["Look here"])
    assert (verdicts[1].cause, verdicts[1].remedy) == ("It is broken.", "Mend it.")
    assert verdicts[2].cause == "The thing does not answer."
    assert "what" in verdicts[3].cause
    names = [name for name, value in state.published if value is None]
    assert names[:5] == ["good", "bad", "gone", "wrong", "silent"]
    assert dict(state.published)["good"] == 1
    assert dict(state.published)["bad"] == 0
    assert dict(state.published)["all_tests_passed"] == 0
    with local_persistent_storage(runner.RESULTS_TABLE) as cache:
        assert {name: cache[name] for name in cache} == {"good": 1, "bad": 0, "gone": 0, "wrong": 0, "silent": 1}


def test_all_passed_only_when_every_test_has_been(state: State) -> None:
    known = {"good": good, "silent": silent}
    run(state, good, known=known)
    assert dict(state.published)["all_tests_passed"] is None
    run(state, silent, known=known)
    assert dict(state.published)["all_tests_passed"] == 1


def test_choosing(state: State) -> None:
    tests: dict[str, Any] = {"test_one": good, "test_two": bad}
    assert list(runner.choose(tests, "", only_failed=False)) == ["test_one", "test_two"]
    assert list(runner.choose(tests, "TWO", only_failed=False)) == ["test_two"]
    with pytest.raises(PioreactorError, match="test_one, test_two"):
        runner.choose(tests, "three", only_failed=False)
    with pytest.raises(PioreactorError, match="No test failed"):
        runner.choose(tests, "", only_failed=True)
    with local_persistent_storage(runner.RESULTS_TABLE) as cache:
        cache.set("test_two", 0)
    assert list(runner.choose(tests, "", only_failed=True)) == ["test_two"]


def test_a_test_that_hangs_is_ended(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "SHORTEST_LIMIT_WALL_S", 0.05)
    monkeypatch.setattr(runner, "LIMIT_S", 0.05)

    def hangs(*_: Any) -> None:
        clock.wait_until(lambda: False, 30.0)

    (verdict,) = run(state, hangs)
    assert not verdict.passed
    assert "not finished" in verdict.cause


def test_a_stop_ends_the_pause_and_all_tests(state: State) -> None:
    def waits(given: State, *_: Any) -> None:
        given.exit_event.set()
        pause(given, 1000.0)  # type: ignore[arg-type]

    with pytest.raises(SelfTestInterrupted):
        run(state, waits, good)
    assert ("good", 1) not in state.published


def test_plugins_add_tests_at_the_end() -> None:
    register_self_tests(good)
    try:
        names = list(all_tests())
        assert len(names) == 12
        assert names[0] == "test_pioreactor_HAT_present"
        assert names[-1] == "good"
    finally:
        from pioreactor.actions.self_test import catalogue

        catalogue._added.clear()
