"""``pio cluster list`` and ``pio cluster status``; ``pio workers status`` is the same look at the workers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from pioreactor.cli.cluster.targets import chosen_members, target_options, units_argument
from pioreactor.cli.output import echo_json, echo_table, json_option
from pioreactor.cli.roles import require_leader

if TYPE_CHECKING:
    from pioreactor.cluster.fleet.members import Member, Selection


@click.command("list")
@units_argument
@target_options()
@json_option
def list_(selection: Selection, as_json: bool) -> None:
    """List the units as the inventory has them; asks nobody."""
    require_leader("pio cluster list")
    from pioreactor.cluster.fleet.members import Default
    from pioreactor.pubsub.addresses import resolve_to_address

    members = chosen_members(selection, Default.EVERYBODY)
    if as_json:
        import msgspec

        echo_json([{**msgspec.to_builtins(m), "address": resolve_to_address(m.name)} for m in members])
        return
    rows = [
        (m.name, _role(m), word(m.is_active), _model(m), m.experiment or "", resolve_to_address(m.name))
        for m in members
    ]
    echo_table(("Name", "Role", "Active?", "Model", "Experiment", "Address"), rows)


@click.command("status")
@units_argument
@target_options()
@json_option
def status(selection: Selection, as_json: bool) -> None:
    """State, version, experiment, jobs and alarms of each unit, asked of all at the same time.

    The exit code is 1 if a unit does not answer.
    """
    require_leader("pio cluster status")
    from pioreactor.cluster.fleet.members import Default

    show_status(chosen_members(selection, Default.EVERYBODY), as_json)


def show_status(members: Sequence[Member], as_json: bool) -> None:
    """Look at the members and print what was seen. Raises Exit (1) if one is silent."""
    import msgspec

    from pioreactor.cluster.fleet.looking import look

    found = look(members)
    if as_json:
        echo_json([msgspec.to_builtins(unit) for unit in found])
    else:
        titles = (
            "Name",
            "Is leader?",
            "Address",
            "State",
            "Active?",
            "Reachable?",
            "Version",
            "Experiment",
            "Jobs",
            "Alarms",
        )
        echo_table(
            titles,
            [
                (
                    *(word(value) for value in (u.name, u.is_leader, u.address, u.state, u.is_active, u.is_reachable)),
                    *(word(value) for value in (u.version, u.experiment)),
                    ", ".join(u.jobs or ()),
                    ", ".join(u.alarms or ()),
                )
                for u in found
            ],
        )
    if not all(unit.is_reachable for unit in found):
        raise click.exceptions.Exit(1)


def word(value: Any) -> str:
    """A value as it stands in a table."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _role(member: Member) -> str:
    roles = [name for name, has in (("leader", member.is_leader), ("worker", member.is_worker)) if has]
    return ", ".join(roles)


def _model(member: Member) -> str:
    return " ".join(part for part in (member.model_name, member.model_version) if part)
