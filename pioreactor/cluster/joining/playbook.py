"""Running the playbook of a stage, with what it does as the stage's text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from pioreactor.cluster import upgrading
from pioreactor.cluster.redacting import redacted


class Played(NamedTuple):
    """How it ended. ``cause``: of the first trouble; ``log``: the last lines of Ansible; ``unreachable``: of whom."""

    is_done: bool
    cause: str
    log: list[str]
    unreachable: list[str]


def play(
    playbook: str, unit: str, variables: Mapping[str, str], tell: Callable[[str], None], within_s: float
) -> Played:
    """Run ``playbook`` to its end; done is what ``unit`` has come through.

    ``tell`` hears what it does. After ``within_s`` wall seconds it is cut off. Raises UpgradeError if it cannot be
    started.
    """
    command = upgrading.command_line(playbook, {**variables, "upgrade_progress": "true"}, within_s=within_s)
    return follow(command, unit, tell, within_s)


def follow(command: Sequence[str], unit: str, tell: Callable[[str], None], within_s: float = 0.0) -> Played:
    """The same with the command that runs it, sets ``upgrade_progress``, and cuts it off if it has a limit.

    Raises UpgradeError.
    """
    troubles: list[str] = []
    doings: list[str] = []
    through: list[str] = []
    unreachable: list[str] = []

    def take(event: upgrading.Event) -> None:
        if event.state == "working" and event.text:
            doings.append(redacted(event.text))
            tell(event.text)
        elif event.state == "trouble" and event.text:
            troubles.append(f"{event.unit}: {redacted(event.text)}")
        elif event.state == "unreachable" and event.unit not in unreachable:
            unreachable.append(event.unit)
        elif event.state == "ok":
            through.append(event.unit)

    outcome = upgrading.run(command, take)
    log = [line for line in redacted(outcome.log).splitlines() if line.strip()][-60:]
    if outcome.exit_code == upgrading.CUT_OFF:
        doing = f"; it was at: {doings[-1]}" if doings else ""
        return Played(False, f"It has not ended within {within_s:.0f} s and was cut off{doing}.", log, unreachable)
    cause = troubles[-1] if troubles else f"{', '.join(unreachable)} does not answer." if unreachable else ""
    return Played(outcome.exit_code == 0 and unit in through, cause, log, unreachable)
