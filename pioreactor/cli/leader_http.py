"""Asks the leader's API and turns its answers into results or one-line errors."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import click

from pioreactor import clock


def ask(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """Send a request to the leader; returns the decoded answer (None when it is empty).

    ``method``: get, post, put, patch or delete. ``path``: below the leader's address, with each part quoted by
    :func:`part`. Raises ClickException with the leader's own explanation, or with what to check when it is silent.
    """
    from pioreactor import pubsub
    from pioreactor.exc import PioreactorError
    from pioreactor.leader.identity.at_leader import account
    from pioreactor.pubsub.http import on_behalf_of

    on_behalf_of.set(account())
    call = {
        "get": pubsub.get_from_leader,
        "post": pubsub.post_into_leader,
        "put": pubsub.put_into_leader,
        "patch": pubsub.patch_into_leader,
        "delete": pubsub.delete_from_leader,
    }[method]
    try:
        reply = call(path) if body is None else call(path, json=body)
    except (OSError, PioreactorError) as error:
        raise click.ClickException(
            f"the leader's web server does not answer: {error} Check that `pio web` runs there."
        ) from error
    if not reply.ok:
        raise click.ClickException(_reason(reply))
    return reply.json() if reply.content else None


def part(text: str) -> str:
    """One part of a path, quoted."""
    return quote(text, safe="")


def follow(accepted: dict[str, Any], limit_s: float) -> Any:
    """Wait for a task that the leader accepted; its result. ``limit_s``: wall seconds."""
    path = accepted["result_url_path"]
    deadline = clock.wall_monotonic() + limit_s
    while clock.wall_monotonic() < deadline:
        answer = ask("get", path)
        if answer["status"] == "succeeded":
            return answer.get("result")
        if answer["status"] == "failed":
            raise click.ClickException(_joined(answer) or "the leader reports a failure without a reason.")
        clock.wall_sleep(0.2)
    raise click.ClickException(f"the leader has not finished after {limit_s:.0f} s. Look at its log: `pio logs`.")


def _reason(reply: Any) -> str:
    try:
        answer = reply.json()
    except ValueError:
        answer = {}
    said = _joined(answer) if isinstance(answer, dict) else ""
    if reply.status_code == 401:
        return said or "the leader does not accept this unit's credentials. Check credentials.json in the data root."
    return said or f"the leader answered with HTTP status {reply.status_code}."


def _joined(answer: dict[str, Any]) -> str:
    words = [answer.get("error"), answer.get("cause"), answer.get("remediation")]
    sentences = dict.fromkeys(str(word).strip() for word in words if word)
    return " ".join(text if text.endswith((".", "?", "!")) else f"{text}." for text in sentences)
