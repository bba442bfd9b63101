"""What a test says at its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from pioreactor import clock
from pioreactor.exc import PioreactorError

if TYPE_CHECKING:
    from pioreactor.runtime.actions import managed_lifecycle


class Outcome(NamedTuple):
    """A test was passed. ``measured`` and ``limit``: for the table, with units.

    ``findings``: what a person should look at although the test was passed, each a cause with its remedy.
    """

    measured: str = ""
    limit: str = ""
    findings: tuple[str, ...] = ()


class SelfTestFailure(PioreactorError):
    """A test was not passed. ``cause`` and ``remedy`` are sentences; the rest as in :class:`Outcome`."""

    def __init__(
        self, cause: str, remedy: str = "", *, measured: str = "", limit: str = "", findings: tuple[str, ...] = ()
    ) -> None:
        super().__init__(f"{cause} {remedy}".strip())
        self.cause, self.remedy = cause, remedy
        self.measured, self.limit, self.findings = measured, limit, findings


class SelfTestInterrupted(PioreactorError):
    """Somebody asked the self-test to stop."""


TestFunction: TypeAlias = Callable[["managed_lifecycle", Any, str, str], Outcome | None]
"""``test_something(managed_state, logger, unit, experiment)``: any exception means that the test failed."""


def pause(state: managed_lifecycle, seconds: float) -> None:
    """Wait clock seconds. Raises SelfTestInterrupted as soon as somebody asks the self-test to stop."""
    if clock.wait(state.exit_event, seconds):
        raise SelfTestInterrupted("The self-test was stopped.")


def keep_going(state: managed_lifecycle) -> None:
    """Raise SelfTestInterrupted when somebody has asked the self-test to stop."""
    if state.exit_event.is_set():
        raise SelfTestInterrupted("The self-test was stopped.")


def millivolts(volts: float) -> str:
    """A voltage for the table."""
    return f"{1000.0 * volts:.1f} mV"
