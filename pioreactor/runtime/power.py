"""Asking the host to restart or to switch itself off.

Nothing of the unit's software may do that: its services have no privileges and cannot gain any. It leaves a file whose
name is the wish, and systemd, which waits for exactly these two names, carries it out (``pioreactor-reboot.path`` and
``pioreactor-poweroff.path`` of role pioreactor). ``pioreactor-hand-over.service`` hands running jobs over to the next
boot, outputs off.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from pioreactor.exc import PioreactorError
from pioreactor.storage.paths import run_dir

Verb: TypeAlias = Literal["reboot", "poweroff"]


class PowerError(PioreactorError):
    """This computer does not take such wishes."""


def require_listener() -> None:
    """Raise PowerError where nobody waits for wishes: a simulated unit, or a host that the roles have not set up."""
    if not (run_dir() / "power").is_dir():
        raise PowerError(
            "Nothing on this computer restarts it or switches it off on request: it is simulated, or its roles are "
            "older than this release. Run playbooks/site.yml, or do it on the computer itself."
        )


def ask_for(verb: Verb) -> None:
    """Leave the wish; the host follows it at once. Raises PowerError, OSError."""
    require_listener()
    (run_dir() / "power" / verb).touch()
