"""A host with our image on its card, at its first boot: what is on the card, and what it shows on port 80."""

from __future__ import annotations

import json
from http.client import HTTPResponse
from pathlib import Path
from typing import Any, NamedTuple

from pioreactor.clock import wait_until
from tests.hosts.lab import Host, LabError

BOOT = "/boot/firmware"
PENDING = "/var/lib/pioreactor/first-boot/pending"
STATE = "/var/lib/pioreactor/first-boot/state.json"
# Of a machine that does other work as well.
SET_UP_WITHIN_S = 600.0


class Reply(NamedTuple):
    """``is_first_boot``: the page of the first boot answered, not the unit's own web server."""

    status: int
    is_first_boot: bool
    text: str


def hand_over(host: Host, text: str) -> None:
    """Write pioreactor.toml onto the card of a host that is off."""
    host.file(f"{BOOT}/pioreactor.toml").write_text(text)


def ask(host: Host, path: str, body: dict[str, Any] | None = None) -> Reply | None:
    """What port 80 answers over the network; None if nobody does."""
    content = b"" if body is None else json.dumps(body).encode()
    head = f"{'GET' if body is None else 'POST'} {path} HTTP/1.1\r\nHost: {host.address}\r\nConnection: close\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    try:
        with host.connect(80, 2) as connection:
            connection.settimeout(10)
            connection.sendall(head.encode() + content)
            reply = HTTPResponse(connection)
            reply.begin()
            return Reply(reply.status, reply.getheader("X-First-Boot") is not None, reply.read().decode())
    except OSError:
        return None


def wait_for_page(host: Host, timeout_s: float = 60.0) -> None:
    """Until the page of the first boot answers over the network."""
    seen: list[Reply | None] = [None]

    def is_there() -> bool:
        seen[0] = ask(host, "/progress.json")
        return seen[0] is not None and seen[0].is_first_boot

    assert wait_until(is_there, timeout_s, poll=0.2), seen[0]


def progress(host: Host) -> dict[str, Any]:
    """What the page shows, read at the console; empty before there is anything."""
    try:
        looked = host.run(["cat", "/run/pioreactor-first-boot/progress.json"], check=False, timeout_seconds=15)
        return dict(json.loads(looked.stdout or "{}"))
    except (LabError, ValueError):
        return {}


def wait_for_step(host: Host, step: str, timeout_s: float = SET_UP_WITHIN_S) -> None:
    """Until a step is under way: one that takes seconds or waits for a person, for shorter ones pass unseen."""
    assert wait_until(lambda: progress(host).get("step") == step, timeout_s, poll=0.2), (
        progress(host),
        host.journal("-u", "pioreactor-first-boot")[-3000:],
    )


def wait_for_file(host: Host, path: str, timeout_s: float = SET_UP_WITHIN_S) -> None:
    """Until the roles have written a file that the image does not have: the middle of the set-up, however fast."""
    assert wait_until(lambda: host.file(path).exists(), timeout_s, poll=0.02), (
        progress(host),
        host.journal("-u", "pioreactor-first-boot")[-3000:],
    )


def wait_until_set_up(host: Host) -> None:
    """Until the first boot is over; it must not have failed on the way."""
    is_over = wait_until(lambda: not host.file(PENDING).exists(), SET_UP_WITHIN_S, poll=0.5)
    shown = progress(host)
    assert is_over and not shown.get("failure"), (
        shown,
        host.journal("-u", "pioreactor-first-boot")[-6000:],
        failure(host),
    )


def failure(host: Host) -> str:
    """The end of what Ansible said when it failed; empty if it did not."""
    path = host.file("/var/lib/pioreactor/first-boot/last-failure.log")
    return path.read_text()[-4000:] if path.exists() else ""


def status(host: Host) -> str:
    """What a person reads on the card."""
    return host.file(f"{BOOT}/pioreactor-status.txt").read_text()


def card(host: Host) -> str:
    """Everything on the boot partition."""
    return "\n".join(path.read_text() for path in Path(host.file(BOOT)).rglob("*") if path.is_file())
