"""``pio cluster reboot`` and ``shutdown``; ``pios`` has them as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pioreactor.cli.cluster.acting import act, at_once_option, finish, write_down
from pioreactor.cli.cluster.targets import chosen_members, confirm, target_options, units_argument, yes_option
from pioreactor.cli.output import json_option
from pioreactor.cli.roles import require_leader

if TYPE_CHECKING:
    from pioreactor.cluster.fleet.members import Default, Selection
    from pioreactor.cluster.fleet.outcomes import Outcome
    from pioreactor.cluster.fleet.power import Verb


@click.command("reboot")
@units_argument
@target_options()
@at_once_option()
@yes_option
@json_option
def reboot(selection: Selection, at_once: int, yes: bool, as_json: bool) -> None:
    """Restart the computers of units; the leader only if it is named, and last.

    Jobs end in order, outputs off, and go on after the boot as they were.
    """
    from pioreactor.cluster.fleet.members import Default

    wish("reboot", selection, Default.NOBODY, at_once=at_once, yes=yes, as_json=as_json)


@click.command("shutdown")
@units_argument
@target_options()
@at_once_option()
@yes_option
@json_option
def shutdown(selection: Selection, at_once: int, yes: bool, as_json: bool) -> None:
    """Switch the computers of units off; the leader only if it is named, and last.

    Jobs end in order, outputs off. They go on when the unit is switched on again in time ([resume.config]).
    """
    from pioreactor.cluster.fleet.members import Default

    wish("shutdown", selection, Default.NOBODY, at_once=at_once, yes=yes, as_json=as_json)


def wish(verb: Verb, selection: Selection, default: Default, *, yes: bool, as_json: bool, at_once: int = 16) -> None:
    """Ask, and tell the units. Raises UsageError, Abort, ClickException if a unit was missed."""
    require_leader(click.get_current_context().command_path)
    from pioreactor.cluster.fleet import power

    members = chosen_members(selection, default)
    turns = power.turns(members, selection.names)
    units = [name for turn in turns for name in turn]
    if not units:
        raise click.UsageError(
            f"the leader is meant only if it is named: {verb} {members[0].name}.", click.get_current_context()
        )
    confirm(f"Confirm {verb}", [member for member in members if member.name in units], yes)
    write_down(verb.capitalize(), units, "asked over HTTP")
    outcomes: list[Outcome] = []
    for turn in turns:
        outcomes += act(
            verb.capitalize(),
            turn,
            lambda unit: power.wish(unit, verb),
            limit_s=power.LIMIT_S,
            as_json=as_json,
            at_once=at_once,
        )
    finish(outcomes, as_json)
