"""``pio cluster doctor``."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import click

from pioreactor.cli.cluster.acting import act, at_once_option
from pioreactor.cli.cluster.targets import chosen_members, target_options, units_argument
from pioreactor.cli.output import echo_json, echo_table, json_option
from pioreactor.cli.roles import require_leader

if TYPE_CHECKING:
    from pioreactor.cluster.fleet.members import Selection
    from pioreactor.cluster.fleet.outcomes import Outcome


@click.command("doctor")
@units_argument
@click.option("-v", "--verbose", is_flag=True, help="Also what is well.")
@target_options()
@at_once_option()
@json_option
def doctor(selection: Selection, verbose: bool, at_once: int, as_json: bool) -> None:
    """Say what is wrong with units, and what to do. The exit code is 1 if anything is.

    Of each unit: its address, SSH with the pinned host key, HTTP with the token, its release, clock and disk, the
    newest reading, and whether the broker knows it.
    """
    require_leader("pio cluster doctor")
    from pioreactor.cluster.fleet.doctor import LIMIT_S, examine
    from pioreactor.cluster.fleet.looking import monitor_states
    from pioreactor.cluster.fleet.members import Default
    from pioreactor.storage import database
    from pioreactor.storage.database.latest import last_reading_s

    members = {member.name: member for member in chosen_members(selection, Default.EVERYBODY)}
    states = monitor_states(list(members))
    with closing(database.connect(readonly=True)) as connection:
        newest = last_reading_s(connection)

    def look(unit: str) -> Outcome:
        return examine(members[unit], states.get(unit, "unknown"), newest.get(unit))

    found = act("Doctor", list(members), look, limit_s=LIMIT_S, as_json=False, at_once=at_once, shows_table=False)
    if as_json:
        echo_json(
            [{"unit": one.unit, "is_well": one.is_ok, "checks": one.value or [], "text": one.text} for one in found]
        )
    else:
        _show(found, verbose)
    if not all(outcome.is_ok for outcome in found):
        raise click.exceptions.Exit(1)


def _show(outcomes: Sequence[Outcome], verbose: bool) -> None:
    rows: list[tuple[str, str, str, str, str]] = []
    for outcome in outcomes:
        if outcome.value is None:  # the look itself has failed
            rows.append((outcome.unit, "doctor", outcome.state, outcome.sentence, ""))
        for check in outcome.value or []:
            if verbose or check["state"] != "ok":
                rows.append((outcome.unit, check["name"], check["state"], check["text"], check["remedy"]))
    if rows:
        echo_table(("Unit", "Check", "State", "Cause", "Remedy"), rows)
    well = sum(outcome.is_ok for outcome in outcomes)
    click.echo(f"{well} of {len(outcomes)} units are well.")
