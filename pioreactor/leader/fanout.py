"""Asking units over HTTP: all at once, an answer or a reason per unit, never an exception for the whole.

A unit that answers 202 works in the background; its task is polled until it ends. The leader asks itself in the same
way, so there is one path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from pioreactor import clock
from pioreactor.leader.replies import UnitError, UnitReply
from pioreactor.pubsub import http
from pioreactor.utils.networking import resolve_to_address
from pioreactor.utils.side_by_side import side_by_side

READ_TIMEOUT_S: Final = 5.0
WRITE_TIMEOUT_S: Final = 30.0
FIRST_REPLY_TIMEOUT_S: Final = 2.0
"""Wall seconds until a unit must have answered a command at all."""
_SEND: Final[dict[str, Callable[..., http.Response]]] = {
    "GET": http.get_from,
    "POST": http.post_into,
    "PUT": http.put_into,
    "PATCH": http.patch_into,
    "DELETE": http.delete_from,
}
_AT_ONCE: Final = 32
_FIRST_POLL_S: Final = 0.01
_LAST_POLL_S: Final = 0.25


@dataclass(frozen=True)
class Call:
    """One request to one unit; ``path`` begins with ``/unit_api/``.

    ``is_slow``: the unit answers only when it is done; others are answered at once, at least with a task.
    """

    unit: str
    method: str
    path: str
    body: object = None
    is_slow: bool = False


def ask(
    calls: Sequence[Call], *, timeout_s: float | None = None, on_answer: Callable[[int], None] | None = None
) -> dict[str, UnitReply]:
    """Send all calls at once; the replies by unit, in the order of ``calls``.

    ``timeout_s``: wall seconds for the whole answer of a unit, its task included; default 5 for GET, 30 otherwise.
    ``on_answer`` is told how many units have answered so far.
    """
    replies: dict[str, UnitReply] = {}
    for done, reply in enumerate(_answers(calls, timeout_s), start=1):
        replies[reply.unit] = reply
        if on_answer is not None:
            on_answer(done)
    return {call.unit: replies[call.unit] for call in calls}


def _answers(calls: Sequence[Call], timeout_s: float | None) -> Iterator[UnitReply]:
    """The replies as they come."""
    if len(calls) == 1:
        yield ask_unit(calls[0], timeout_s)
        return
    by_number = dict(enumerate(calls))
    for done in side_by_side(list(by_number), lambda number: ask_unit(by_number[number], timeout_s), at_once=_AT_ONCE):
        assert done.result is not None, "a failure is told in the reply"
        yield done.result


def ask_unit(call: Call, timeout_s: float | None = None) -> UnitReply:
    """One unit's reply; a failure is told in it, never raised."""
    limit_s = timeout_s if timeout_s is not None else READ_TIMEOUT_S if call.method == "GET" else WRITE_TIMEOUT_S
    first_s = limit_s if call.method == "GET" or call.is_slow else min(limit_s, FIRST_REPLY_TIMEOUT_S)
    deadline = clock.wall_monotonic() + limit_s
    try:
        status, value = _exchange(call.unit, call.method, call.path, call.body, first_s)
        if status == 202 and isinstance(value, dict) and "result_url_path" in value:
            return _wait_for_task(call, str(value["result_url_path"]), deadline)
        if status == 202 and isinstance(value, dict) and "lock" in value:
            told = f"{call.unit} does this already."
            return _failed(call.unit, "http_error", told, None, "Wait for its end.", status, retryable=True)
    except OSError as error:
        return _no_connection(call, error)
    except msgspec.DecodeError as error:
        return _failed(call.unit, "decode_error", f"{call.unit} gave a reply that is not JSON.", str(error), None, None)
    except Exception as error:
        # Whatever it is belongs to this unit's entry; the others are answered all the same.
        return _failed(call.unit, "task_exception", f"{call.unit} could not be asked.", str(error), None, None)
    if status >= 400:
        return _refused(call.unit, status, value)
    return UnitReply(ok=True, unit=call.unit, value=_without_status(value))


def _wait_for_task(call: Call, path: str, deadline: float) -> UnitReply:
    pause_s = _FIRST_POLL_S
    while True:
        left_s = deadline - clock.wall_monotonic()
        if left_s <= 0:
            return _failed(
                call.unit,
                "task_timeout",
                f"{call.unit} has not finished in time.",
                "It may still happen: the unit goes on with it.",
                "Look at the unit's state before asking again.",
                None,
                retryable=True,
            )
        clock.wall_sleep(min(pause_s, left_s))
        pause_s = min(_LAST_POLL_S, pause_s * 1.6)
        status, value = _exchange(call.unit, "GET", path, None, max(0.5, left_s))
        if not isinstance(value, dict):
            return _failed(call.unit, "invalid_response", f"{call.unit} told no task status.", None, None, status)
        if status >= 400:
            return _refused(call.unit, status, value)
        if value.get("status") == "failed":
            message = str(value.get("error") or "The task failed.")
            return _failed(call.unit, "task_failed", message, value.get("cause"), value.get("remediation"), None)
        if value.get("status") == "succeeded":
            if "result" not in value:
                return UnitReply(ok=True, unit=call.unit, value=None)
            return UnitReply(ok=True, unit=call.unit, value=_without_status(value["result"]))


def _exchange(unit: str, method: str, path: str, body: object, timeout_s: float) -> tuple[int, Any]:
    send = _SEND[method]
    options = {} if method == "GET" else {"json": body}
    response = send(resolve_to_address(unit), path, timeout=timeout_s, **options)
    content = response.content
    if not content.strip():
        return response.status_code, None
    if (response.headers.get("Content-Type") or "application/json").startswith("text/plain"):
        return response.status_code, content.decode(errors="replace")
    return response.status_code, msgspec.json.decode(content)


def _without_status(value: Any) -> Any:
    if isinstance(value, dict) and value.get("status") == "success":
        return {name: part for name, part in value.items() if name != "status"}
    return value


def _no_connection(call: Call, error: OSError) -> UnitReply:
    may_have_heard = call.method != "GET" and not isinstance(error.__cause__, ConnectionRefusedError)
    return _failed(
        call.unit,
        "connection_error",
        f"{call.unit} does not answer.",
        str(error),
        f"Check the power and the network of {call.unit}. Its jobs go on by themselves."
        + (" If it heard the request before the line broke, it may still happen." if may_have_heard else ""),
        None,
        retryable=True,
    )


def _refused(unit: str, status: int, value: Any) -> UnitReply:
    told = value if isinstance(value, dict) else {}
    message = str(told.get("error") or f"{unit} answered with status {status}.")
    retryable = status in (408, 425, 429, 502, 503, 504)
    return _failed(unit, "http_error", message, told.get("cause"), told.get("remediation"), status, retryable=retryable)


def _failed(
    unit: str,
    kind: Any,
    message: str,
    cause: str | None,
    remediation: str | None,
    status_code: int | None,
    *,
    retryable: bool = False,
) -> UnitReply:
    error = UnitError(kind=kind, message=message, cause=cause, remediation=remediation)
    return UnitReply(ok=False, unit=unit, error=error, status_code=status_code, retryable=retryable)
