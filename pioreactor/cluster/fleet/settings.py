"""Changing a setting of a job that runs on many units."""

from __future__ import annotations

import os
from typing import Final

from pioreactor.cluster.fleet.members import Member
from pioreactor.cluster.fleet.outcomes import MissedError, Outcome, State
from pioreactor.leader.messages import BrokerAwayError, Messenger
from pioreactor.pubsub.topics import topic
from pioreactor.whoami import get_unit_name

LIMIT_S: Final = 10.0


def messenger() -> Messenger:
    """A session with the leader's broker for one command; close it."""
    return Messenger(f"{get_unit_name()}-fleet-{os.getpid()}")


def change(line: Messenger, member: Member, job: str, setting: str, value: str) -> Outcome:
    """Send the wish to the unit's job in the unit's own experiment; ok when the broker has it. Raises MissedError."""
    if member.experiment is None:
        raise MissedError(
            f"{member.name} works for no experiment, so no job of it can be meant",
            state="refused",
            remedy=f"Assign it: `pio cluster assign {member.name} EXPERIMENT`",
        )
    try:
        line.command({topic(member.name, member.experiment, job, setting, "set"): value})
    except BrokerAwayError as error:
        state: State = "timed out" if error.may_still_happen else "unreachable"
        raise MissedError(str(error), state=state, remedy="Check that the leader's broker runs") from error
    return Outcome(unit=member.name, state="ok", text=f"{setting} = {value} was sent")
