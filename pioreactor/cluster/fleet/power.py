"""Restarting units and switching them off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

from pioreactor.cluster.fleet.members import Member
from pioreactor.cluster.fleet.outcomes import Outcome
from pioreactor.cluster.fleet.running import ask
from pioreactor.leader.fanout import Call

Verb: TypeAlias = Literal["reboot", "shutdown"]
LIMIT_S: Final = 60.0
_TEXT: Final[dict[Verb, str]] = {
    "reboot": "restarts in some seconds",
    "shutdown": "switches itself off in some seconds",
}


def turns(chosen: Sequence[Member], named: Sequence[str]) -> list[list[str]]:
    """In which order units are asked: workers first, then the leader, and that only if it was ``named``."""
    workers = [member.name for member in chosen if not member.is_leader]
    leader = [member.name for member in chosen if member.is_leader and member.name in named]
    return [turn for turn in (workers, leader) if turn]


def wish(unit: str, verb: Verb) -> Outcome:
    """Ask a unit; ok when it has taken the wish."""
    return ask(Call(unit, "POST", f"/unit_api/system/{verb}"), LIMIT_S, _TEXT[verb])


def remove_file(unit: str, path: str) -> Outcome:
    """Remove a file in the unit's data root; ok also if there is none."""
    outcome = ask(Call(unit, "POST", "/unit_api/system/remove_file", {"filepath": path}), LIMIT_S)
    outcome.text = outcome.text or ("removed" if outcome.value else "there is no such file")
    return outcome
