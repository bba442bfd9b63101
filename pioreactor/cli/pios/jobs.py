"""``pios jobs``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pioreactor.cli.cluster.acting import act, finish, write_down
from pioreactor.cli.cluster.targets import chosen_members, confirm, target_options, yes_option
from pioreactor.cli.completing import complete_known_job, complete_setting
from pioreactor.cli.output import json_option

if TYPE_CHECKING:
    from pioreactor.cluster.fleet.members import Selection
    from pioreactor.cluster.fleet.outcomes import Outcome


@click.group("jobs", no_args_is_help=True)
def jobs() -> None:
    """List the jobs of units, change their settings."""


@jobs.command("list")
@click.argument("which", required=False, type=click.Choice(["running"]))
@target_options(only_ecosystem=True)
@json_option
def list_jobs(which: str | None, selection: Selection, as_json: bool) -> None:
    """List the jobs of each unit since its boot, newest first; `list running` only those that run."""
    from pioreactor.cluster.fleet import jobs as on_units
    from pioreactor.cluster.fleet.members import Default

    units = [member.name for member in chosen_members(selection, Default.ACTIVE_WORKERS)]
    outcomes = act(
        "Jobs",
        units,
        lambda unit: on_units.listing(unit, only_running=which == "running"),
        limit_s=on_units.LIST_LIMIT_S,
        as_json=as_json,
        shows_table=False,
    )
    if not as_json:
        for outcome in outcomes:
            click.secho(outcome.unit, bold=True)
            for row in outcome.value or []:
                click.echo(f"  {_line(row)}")
    finish(outcomes, as_json)


@jobs.command("set")
@click.argument("job", shell_complete=complete_known_job)
@click.argument("setting", shell_complete=complete_setting)
@click.argument("value")
@target_options(only_ecosystem=True)
@yes_option
@json_option
def set_(job: str, setting: str, value: str, selection: Selection, yes: bool, as_json: bool) -> None:
    """Change SETTING of the running JOB to VALUE on units, each in its own experiment.

    The broker confirms that it has the message; whether a job took it over shows on the page and in `pios jobs list`.
    """
    from contextlib import closing

    from pioreactor.cluster.fleet import settings
    from pioreactor.cluster.fleet.members import Default

    members = {member.name: member for member in chosen_members(selection, Default.ACTIVE_WORKERS)}
    job, setting = job.replace("-", "_"), setting.replace("-", "_")
    confirm(f"Confirm setting {job} {setting} to {value}", list(members.values()), yes)
    write_down("Change a setting", list(members), f"{job} {setting} = {value}")
    with closing(settings.messenger()) as line:

        def change(unit: str) -> Outcome:
            return settings.change(line, members[unit], job, setting, value)

        outcomes = act(
            f"Set {setting} of {job}", list(members), change, limit_s=settings.LIMIT_S, as_json=as_json
        )  # fmt: skip
    finish(outcomes, as_json)


def _line(row: dict[str, Any]) -> str:
    return (
        f"[job_id={row['job_id']}] {row['job_name']} experiment={row['experiment']}, source={row['job_source']}, "
        f"started_at={row['started_at']}, ended_at={row['ended_at'] or 'still running'}"
    )
