"""``pios reboot``, ``shutdown``, ``cp`` and ``rm``: all workers but the leader, if nobody is named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pioreactor.cli.cluster.acting import act, finish, write_down
from pioreactor.cli.cluster.targets import chosen_members, confirm, target_options, yes_option
from pioreactor.cli.output import json_option

if TYPE_CHECKING:
    from pioreactor.cluster.fleet.members import Selection


@click.command("reboot")
@target_options(only_ecosystem=True)
@yes_option
@json_option
def reboot(selection: Selection, yes: bool, as_json: bool) -> None:
    """Restart the computers of workers; of the leader only if it is named, and last."""
    from pioreactor.cli.cluster.power import wish
    from pioreactor.cluster.fleet.members import Default

    wish("reboot", selection, Default.WORKERS_BUT_LEADER, yes=yes, as_json=as_json)


@click.command("shutdown")
@target_options(only_ecosystem=True)
@yes_option
@json_option
def shutdown(selection: Selection, yes: bool, as_json: bool) -> None:
    """Switch the computers of workers off; of the leader only if it is named, and last."""
    from pioreactor.cli.cluster.power import wish
    from pioreactor.cluster.fleet.members import Default

    wish("shutdown", selection, Default.WORKERS_BUT_LEADER, yes=yes, as_json=as_json)


@click.command("cp")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("destination", required=False)
@target_options(only_ecosystem=True)
@yes_option
@json_option
def cp(source: Path, destination: str | None, selection: Selection, yes: bool, as_json: bool) -> None:
    """Copy the file SOURCE to workers; DESTINATION is the same path if it is not given."""
    from pioreactor.cli.cluster.shell import copy
    from pioreactor.cluster.fleet.members import Default

    copy(selection, Default.WORKERS_BUT_LEADER, source, destination, yes=yes, as_json=as_json)


@click.command("rm")
@click.argument("filepath")
@target_options(only_ecosystem=True)
@yes_option
@json_option
def rm(filepath: str, selection: Selection, yes: bool, as_json: bool) -> None:
    """Remove FILEPATH, which lies in the data root, from workers. Secrets and databases are refused."""
    from pioreactor.cluster.fleet import power
    from pioreactor.cluster.fleet.members import Default

    members = chosen_members(selection, Default.WORKERS_BUT_LEADER)
    units = [member.name for member in members]
    confirm(f"Confirm deleting {filepath}", members, yes)
    write_down("Remove a file", units, filepath)
    outcomes = act(
        f"Remove {filepath}",
        units,
        lambda unit: power.remove_file(unit, filepath),
        limit_s=power.LIMIT_S,
        as_json=as_json,
    )
    finish(outcomes, as_json)
