"""Commands that belong on the leader."""

from __future__ import annotations


def require_leader(command: str) -> None:
    """Raise RoleError on a unit that is not the leader. ``command``: what was asked, as typed."""
    from pioreactor.config import get_leader_hostname
    from pioreactor.exc import RoleError
    from pioreactor.whoami import am_I_leader, get_unit_name

    if not am_I_leader():
        raise RoleError(
            f"`{command}` works on the leader only, and this is {get_unit_name()}. Run it on {get_leader_hostname()}."
        )
