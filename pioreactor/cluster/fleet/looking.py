"""How each unit is doing, asked of all at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from pioreactor import clock
from pioreactor.cluster.fleet.members import Member
from pioreactor.cluster.fleet.outcomes import Outcome
from pioreactor.cluster.fleet.running import ask, run
from pioreactor.leader.fanout import Call
from pioreactor.pubsub.addresses import resolve_to_address

ANSWERS_WITHIN_S: Final = 2.0
_RETAINED_WITHIN_S: Final = 1.0


class UnitStatus(msgspec.Struct, kw_only=True):
    """One unit. ``state``: of its monitor, as the broker keeps it; ``jobs``: name and state of each that runs.

    ``alarms``: codes of those that are open. ``version``, ``jobs`` and ``alarms`` are None if the unit is silent.
    """

    name: str
    is_leader: bool
    address: str
    state: str
    is_active: bool
    is_reachable: bool
    version: str | None
    experiment: str | None
    jobs: dict[str, str | None] | None
    alarms: list[str] | None


def look(members: Sequence[Member], limit_s: float = ANSWERS_WITHIN_S) -> list[UnitStatus]:
    """One look at each, at most a few wall seconds; who is silent is told as such, never raised."""
    states = monitor_states([member.name for member in members])
    answers = {
        o.unit: o for o in run([member.name for member in members], lambda unit: _ask(unit, limit_s), limit_s=limit_s)
    }
    return [_status(member, states.get(member.name, "unknown"), answers[member.name]) for member in members]


def _ask(unit: str, limit_s: float) -> Outcome:
    version = ask(Call(unit, "GET", "/unit_api/versions/app"), limit_s)
    if not version.is_ok:
        return version
    overview = ask(Call(unit, "GET", "/unit_api/overview"), limit_s)
    return msgspec.structs.replace(version, value=(version.value, overview.value if overview.is_ok else None))


def _status(member: Member, state: str, answer: Outcome) -> UnitStatus:
    said, overview = answer.value if answer.is_ok else (None, None)
    return UnitStatus(
        name=member.name,
        is_leader=member.is_leader,
        address=resolve_to_address(member.name),
        state=state,
        is_active=member.is_active,
        is_reachable=answer.is_ok,
        version=str(said["version"]) if isinstance(said, dict) and "version" in said else None,
        experiment=member.experiment,
        jobs=_jobs(overview),
        alarms=_alarms(overview),
    )


def _jobs(overview: Any) -> dict[str, str | None] | None:
    jobs = overview.get("jobs") if isinstance(overview, dict) else None
    return {name: job.get("state") for name, job in jobs.items()} if isinstance(jobs, dict) else None


def _alarms(overview: Any) -> list[str] | None:
    alarms = overview.get("alarms") if isinstance(overview, dict) else None
    return [str(alarm["code"]) for alarm in alarms if alarm["state"] != "returned"] if alarms is not None else None


def monitor_states(units: Sequence[str]) -> dict[str, str]:
    """The retained state of each unit's monitor, as the leader's broker has it; at most two wall seconds."""
    from pioreactor.pubsub import subscribe_and_callback, topics

    states: dict[str, str] = {}

    def note(message: Any) -> None:
        states[topics.parse(message.topic).unit] = message.payload.decode(errors="replace") or "unknown"

    client = subscribe_and_callback(note, topics.topic("+", "$experiment", "monitor", "$state"))
    try:
        if not client.wait_for_connection(_RETAINED_WITHIN_S):
            return dict.fromkeys(units, "unknown (broker does not answer)")
        clock.wait_until(lambda: all(unit in states for unit in units), timeout=_RETAINED_WITHIN_S)
    finally:
        client.close()
    return states
