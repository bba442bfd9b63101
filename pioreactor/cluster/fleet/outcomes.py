"""What became of one unit: done, or why not and what to do."""

from __future__ import annotations

from typing import Any, Final, Literal, TypeAlias

import msgspec
from msgspec import UNSET

from pioreactor.exc import PioreactorError, in_words
from pioreactor.leader.replies import UnitReply
from pioreactor.utils.side_by_side import Done, OverdueError

State: TypeAlias = Literal["ok", "failed", "refused", "unreachable", "timed out"]
_TOO_BUSY: Final = (408, 425, 429)
_MAY_STILL_HAPPEN: Final = "It may still happen. Look at the unit before you ask again."


class MissedError(PioreactorError):
    """A unit was missed. ``cause`` and ``remedy``: what to tell; ``value``: what is known all the same."""

    def __init__(
        self, text: str, *, state: State = "failed", cause: str = "", remedy: str = "", value: Any = None
    ) -> None:
        super().__init__(text)
        self.state = state
        self.cause = cause
        self.remedy = remedy
        self.value = value


class Outcome(msgspec.Struct, kw_only=True):
    """What became of one unit. ``text``: one sentence; ``value``: what it answered; ``took_s``: wall seconds."""

    unit: str
    state: State
    text: str = ""
    cause: str = ""
    remedy: str = ""
    value: Any = None
    took_s: float = 0.0

    @property
    def is_ok(self) -> bool:
        """True if the unit did what it was asked."""
        return self.state == "ok"

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        parts = dict.fromkeys(part.strip().rstrip(".") for part in (self.text, self.cause, self.remedy) if part.strip())
        return ". ".join(parts) + "." if parts else ""


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The object that is printed with ``--json``: ``status`` is ``success`` or ``error``, as the ecosystem has it."""
    return {"unit": outcome.unit, "status": "success" if outcome.is_ok else "error"} | {
        name: value for name, value in msgspec.to_builtins(outcome).items() if name != "unit"
    }


def of_work(done: Done[str, Outcome]) -> Outcome:
    """The outcome of a piece of work, whatever it raised."""
    outcome = done.result
    if outcome is None:
        outcome = of_error(done.item, done.error or RuntimeError("it ended without a word"))
    return msgspec.structs.replace(outcome, took_s=round(done.took_s, 3))


def of_error(unit: str, error: Exception) -> Outcome:
    """What an exception means for its unit."""
    if isinstance(error, MissedError):
        return Outcome(
            unit=unit,
            state=error.state,
            text=str(error),
            cause=error.cause,
            remedy=error.remedy,
            value=error.value,
        )
    if isinstance(error, OverdueError):
        return Outcome(unit=unit, state="timed out", text=str(error), remedy=_MAY_STILL_HAPPEN)
    return Outcome(unit=unit, state="failed", text=in_words(error))


def of_reply(reply: UnitReply, text: str = "") -> Outcome:
    """What an answer over HTTP means. ``text``: the sentence for an answer that is as wished."""
    if reply.ok:
        return Outcome(unit=reply.unit, state="ok", text=text, value=None if reply.value is UNSET else reply.value)
    error = reply.error
    assert error is not UNSET
    return Outcome(
        unit=reply.unit,
        state=_state_of(reply),
        text=error.message,
        cause=error.cause or "",
        remedy=error.remediation or "",
    )


def _state_of(reply: UnitReply) -> State:
    assert reply.error is not UNSET
    if reply.error.kind == "connection_error":
        return "unreachable"
    if reply.error.kind == "task_timeout":
        return "timed out"
    status = reply.status_code
    is_refusal = isinstance(status, int) and 400 <= status < 500 and status not in _TOO_BUSY
    return "refused" if is_refusal else "failed"
