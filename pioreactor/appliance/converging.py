"""Letting the roles make of this host what it shall be."""

from __future__ import annotations

import os
from typing import Final

from pioreactor.appliance import playing
from pioreactor.appliance.host import Host, StepError
from pioreactor.appliance.state import Step

LEAST_FREE_MB: Final = 200
PAGE: Final = "pioreactor-first-boot-page.service"
"""On port 80; of role first_boot, as the next."""
PAGE_BEHIND: Final = "pioreactor-first-boot-page-behind.service"
"""In the place where the unit's own web server will answer behind lighttpd."""


def converge(host: Host) -> Step:
    """Run the roles: all of them on a leader, on a worker those that need no leader. Raises StepError, OSError."""
    _require_space(host)
    hand_over_port(host)
    if host.state.attempts:
        # A run that ended early may have left services as they were before it changed what they read.
        host.run(["systemctl", "restart", "pioreactor.target"])
    playbook = "prepare" if host.state.settings.role == "worker" else "site"
    played = playing.play(host, playbook, host.progress.text)
    if not played.is_done:
        raise StepError(
            f"{played.cause or 'The set-up of the software ended early.'} It is tried again by itself. The end of what "
            f"was done is in {host.places.memory / 'last-failure.log'}."
        )
    return Step.FINISH


def hand_over_port(host: Host) -> None:
    """lighttpd gets port 80, and passes people on to this page until the web server itself is there."""
    if host.places.holds_port.exists():
        host.run(["systemctl", "stop", PAGE])
        host.places.holds_port.unlink()
    host.run(["systemctl", "start", "--no-block", "lighttpd.service"])
    if not host.run(["systemctl", "is-active", "--quiet", "pioreactor-web.service"]).is_ok:
        host.run(["systemctl", "start", PAGE_BEHIND])


def _require_space(host: Host) -> None:
    disk = os.statvfs(host.places.memory)
    free_mb = disk.f_bavail * disk.f_frsize // 1_000_000
    if free_mb < LEAST_FREE_MB:
        raise StepError(
            f"The card has {free_mb} MB left, {LEAST_FREE_MB} MB are needed. Use a larger one, 16 GB or more."
        )
