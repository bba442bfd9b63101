"""Running tests one after another: time limit, verdicts, what is stored and published."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import Any, Final

import msgspec

from pioreactor import clock
from pioreactor.actions.self_test.outcome import Outcome, SelfTestFailure, SelfTestInterrupted, TestFunction
from pioreactor.exc import JobPresentError, PioreactorError
from pioreactor.runtime.actions import managed_lifecycle
from pioreactor.storage.caches import local_persistent_storage

JOB_NAME: Final = "self_test"
RESULTS_TABLE: Final = "self_test_results"
LIMIT_S: Final = 180.0
SHORTEST_LIMIT_WALL_S: Final = 60.0
"""A simulated clock runs faster than the computer can follow; the limit is meant for tests that hang."""
_IN_THE_WAY: Final = (
    "od_reading",
    "stirring",
    "dosing_automation",
    "led_automation",
    "temperature_automation",
    "od_blank",
    JOB_NAME,
)


class Verdict(msgspec.Struct, kw_only=True):
    """What became of one test. ``seconds``: clock seconds it took."""

    test: str
    passed: bool
    measured: str = ""
    limit: str = ""
    cause: str = ""
    remedy: str = ""
    findings: list[str] = []
    seconds: float = 0.0


def refuse_beside_others() -> None:
    """Raise JobPresentError while something runs that uses lamps, stirrer or heater."""
    from pioreactor.utils.jobs import is_pio_job_running

    running = [name for name, runs in zip(_IN_THE_WAY, is_pio_job_running(_IN_THE_WAY), strict=True) if runs]
    if running:
        commands = ", ".join(f"pio kill --job-name {name}" for name in running)
        raise JobPresentError(
            f"The self-test needs the unit for itself, and {', '.join(running)} runs. Stop it first: {commands}."
        )


def choose(tests: Mapping[str, TestFunction], part: str, *, only_failed: bool) -> dict[str, TestFunction]:
    """Tests whose name contains ``part``; ``only_failed``: of these, those that failed last time.

    Raises PioreactorError when that leaves none.
    """
    chosen = {name: test for name, test in tests.items() if part.lower() in name.lower()}
    if not chosen:
        raise PioreactorError(f"No test has {part!r} in its name. There are: {', '.join(tests)}.")
    if only_failed:
        results = stored_results()
        chosen = {name: test for name, test in chosen.items() if results.get(name) is False}
        if not chosen:
            raise PioreactorError("No test failed the last time, so there is nothing to try again.")
    return chosen


def stored_results() -> dict[str, bool]:
    """Whether each test was passed the last time it ran."""
    with local_persistent_storage(RESULTS_TABLE) as cache:
        return {str(name): bool(int(cache[name])) for name in cache}


def run_tests(
    state: managed_lifecycle,
    logger: Any,
    chosen: Mapping[str, TestFunction],
    known: Mapping[str, TestFunction],
    on_verdict: Callable[[Verdict], None],
) -> list[Verdict]:
    """Run the chosen tests in their order. Raises SelfTestInterrupted when somebody stops the self-test.

    Every verdict is published, stored and given to ``on_verdict`` as soon as it is there.
    """
    for name in (*chosen, "all_tests_passed", "report"):
        state.publish_setting(name, None)
    verdicts: list[Verdict] = []
    for name, test in chosen.items():
        if state.exit_event.is_set():
            raise SelfTestInterrupted("The self-test was stopped.")
        verdict = run_one(state, logger, name, test)
        verdicts.append(verdict)
        with local_persistent_storage(RESULTS_TABLE) as cache:
            cache.set(name, int(verdict.passed))
        state.publish_setting(name, int(verdict.passed))
        _log(logger, verdict)
        on_verdict(verdict)
    state.publish_setting("report", {"finished_at": clock.timestamp(), "tests": msgspec.to_builtins(verdicts)})
    state.publish_setting("all_tests_passed", _overall(known))
    return verdicts


def _overall(known: Mapping[str, TestFunction]) -> int | None:
    """1 when every test was passed the last time, 0 when one was not, None while one has never run."""
    results = stored_results()
    if any(results.get(name) is False for name in known):
        return 0
    return 1 if all(name in results for name in known) else None


def run_one(state: managed_lifecycle, logger: Any, name: str, test: TestFunction) -> Verdict:
    """Run one test, for at most 180 s. Raises SelfTestInterrupted."""
    started = clock.monotonic()
    try:
        with _time_limit():
            outcome = test(state, logger, state.unit, state.experiment) or Outcome()
        verdict = Verdict(
            test=name, passed=True, measured=outcome.measured, limit=outcome.limit, findings=list(outcome.findings)
        )
    except SelfTestInterrupted:
        raise
    except SelfTestFailure as failure:
        verdict = Verdict(
            test=name,
            passed=False,
            measured=failure.measured,
            limit=failure.limit,
            cause=failure.cause,
            remedy=failure.remedy,
            findings=list(failure.findings),
        )
    except PioreactorError as error:
        verdict = Verdict(test=name, passed=False, measured="no answer", cause=str(error))
    except Exception as error:  # a plugin's test fails by any exception; none may end the others
        if state.exit_event.is_set():
            raise SelfTestInterrupted("The self-test was stopped.") from error
        logger.debug("The failure in full:", exc_info=error)
        verdict = Verdict(test=name, passed=False, cause=str(error) or repr(error))
    verdict.seconds = round(clock.monotonic() - started, 1)
    return verdict


def _log(logger: Any, verdict: Verdict) -> None:
    if verdict.passed:
        logger.debug(f"{verdict.test} passed: {verdict.measured}.")
    else:
        logger.error(f"{verdict.test} failed: {verdict.cause} {verdict.remedy}".strip())
    for finding in verdict.findings:
        logger.warning(f"{verdict.test}: {finding}.")


@contextlib.contextmanager
def _time_limit() -> Iterator[None]:
    """Raise SelfTestFailure in the block after 180 clock s; only the main thread of a process can be interrupted so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def too_long(signum: int, frame: FrameType | None) -> None:
        raise SelfTestFailure(
            f"The test was not finished after {LIMIT_S:.0f} s.",
            "Something hangs: look into the log (pio logs), then try again.",
            measured="no end",
            limit=f"≤ {LIMIT_S:.0f} s",
        )

    before = signal.signal(signal.SIGALRM, too_long)
    timer = signal.setitimer(signal.ITIMER_REAL, max(clock.wall_seconds(LIMIT_S), SHORTEST_LIMIT_WALL_S))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, *timer)
