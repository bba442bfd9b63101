"""Who changed what, written down for every request that changes something.

The entry is made when the answer is known, so that it tells the outcome. A change that cannot be written down has
happened all the same (stopping a pump must not wait for a database), so it then stands in the log instead.
"""

from __future__ import annotations

import contextlib
import difflib
import logging
import re
import sqlite3
from typing import Any, Final

import msgspec
from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from pioreactor.config.files import HIDDEN, hide_secrets, is_secret
from pioreactor.storage import database
from pioreactor.storage.database import audit
from pioreactor.web.callers import Caller, caller_or_none
from pioreactor.web.routing import SAFE_METHODS, Route

REASON_HEADER: Final = "Pioreactor-Reason"
_MAX_BODY: Final = 4000
_WAIT_MS: Final = 5000
_SECRET: Final = re.compile(r"passw|secret|token|credential|^key$|_key$", re.IGNORECASE)
_log = logging.getLogger("pioreactor.web.audit")


def note(
    *,
    actor: str | None = None,
    role: str | None = None,
    object: str | None = None,
    old: str | None = None,
    new: str | None = None,
    reason: str | None = None,
) -> None:
    """Say more about the change of this request than its path and body do. No secrets."""
    given = {"actor": actor, "role": role, "object": object, "old": old, "new": new, "reason": reason}
    g.setdefault("audit_note", {}).update({name: value for name, value in given.items() if value is not None})


def note_file(old: str, new: str) -> None:
    """Say how a configuration file changes: the lines that go and those that come, secrets hidden."""
    before, after = hide_secrets(old).splitlines(), hide_secrets(new).splitlines()
    lines = list(difflib.unified_diff(before, after, lineterm="", n=0))[2:]
    gone = [line[1:] for line in lines if line.startswith("-")]
    come = [line[1:] for line in lines if line.startswith("+")]
    note(old="\n".join(gone), new="\n".join(come))


def register_audit(app: Flask) -> None:
    """From now on every change is written down; on the leader only, where the database is."""
    app.after_request(_record)


def _record(response: Response) -> Response:
    caller = caller_or_none()
    noted: dict[str, str] = g.get("audit_note", {})
    route: Route | None = getattr(current_app.view_functions.get(request.endpoint or ""), "route", None)
    is_change = request.method not in SAFE_METHODS and (route is None or route.is_audited)
    if not is_change or (caller is None and "actor" not in noted):
        return response
    entry = audit.Entry(
        actor=noted.get("actor") or (caller.label if caller else ""),
        role=noted.get("role") or _role(caller),
        source=request.remote_addr or "",
        action=route.summary if route else f"{request.method} {request.url_rule or request.path}",
        object=noted.get("object") or f"{request.method} {request.path}",
        outcome=response.status,
        old=noted.get("old", ""),
        new=noted["new"] if "new" in noted else "" if route and route.is_body_secret else _body(),
        reason=noted.get("reason") or request.headers.get(REASON_HEADER, "")[:500],
    )
    try:
        with contextlib.closing(database.connect(busy_wait_ms=_WAIT_MS)) as conn:
            audit.append(conn, entry)
    except sqlite3.Error as error:
        _log.error("The audit trail cannot be written (%s). Not in it: %s", error, entry)
    return response


def _role(caller: Caller | None) -> str:
    if caller is None:
        return ""
    return "unit" if caller.kind == "unit" else caller.role.word


def _body() -> str:
    try:
        raw = request.get_data()
    except HTTPException:
        return "(a body that is too large)"
    if not raw.strip():
        return ""
    try:
        shown = msgspec.json.encode(_without_secrets(msgspec.json.decode(raw))).decode()
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return f"({len(raw)} bytes that are not JSON)"
    return shown if len(shown) <= _MAX_BODY else f"{shown[:_MAX_BODY]} … ({len(shown)} characters)"


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: HIDDEN if _is_secret(key) else _without_secrets(part) for key, part in value.items()}
    return [_without_secrets(part) for part in value] if isinstance(value, list) else value


def _is_secret(key: str) -> bool:
    return is_secret(key) or _SECRET.search(key) is not None
