"""``pio cluster run`` and ``kill``; ``pios run``, ``kill`` and ``jobs`` are the same functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pioreactor.cli.cluster.acting import act, at_once_option, finish, write_down
from pioreactor.cli.cluster.targets import chosen_members, confirm, target_options, yes_option
from pioreactor.cli.completing import complete_known_experiment, complete_known_job
from pioreactor.cli.output import json_option
from pioreactor.cli.roles import require_leader

if TYPE_CHECKING:
    from pioreactor.cluster.fleet.members import Selection
    from pioreactor.cluster.fleet.outcomes import Outcome


@click.command("run", context_settings={"ignore_unknown_options": True})
@click.option(
    "--config-override", "overrides", type=(str, str, str), multiple=True, metavar="SECTION KEY VALUE",
    help="Use another value of the configuration for this run only. Repeatable.",
)  # fmt: skip
@click.argument("job", shell_complete=complete_known_job)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[JOB OPTIONS]...")
@target_options(short_experiment=False)
@at_once_option()
@yes_option
@json_option
def run(
    overrides: tuple[tuple[str, str, str], ...],
    job: str,
    words: tuple[str, ...],
    selection: Selection,
    at_once: int,
    yes: bool,
    as_json: bool,
) -> None:
    """Start JOB on units, each for its own experiment; nobody named: on all active workers.

    `pio cluster run stirring --target-rpm 400 --units worker1`. A job that does not come up on a unit is told with its
    last words. The exit code is 1 if any unit was missed.
    """
    require_leader(click.get_current_context().command_path)
    from pioreactor.cluster.fleet import jobs
    from pioreactor.cluster.fleet.members import Default

    members = {member.name: member for member in chosen_members(selection, Default.ACTIVE_WORKERS)}
    options, args = jobs.split_words(words)
    confirm(f"Confirm running {job}", list(members.values()), yes)
    write_down("Run a job", list(members), " ".join([job, *words]))

    def start(unit: str) -> Outcome:
        return jobs.start(members[unit], job, options, args, overrides)

    outcomes = act(
        f"Run {job}", list(members), start, limit_s=jobs.START_LIMIT_S, at_once=at_once, as_json=as_json
    )  # fmt: skip
    finish(outcomes, as_json)


@click.command("kill")
@click.option("--job-name", shell_complete=complete_known_job, help="Jobs of this name.")
@click.option("--experiment", shell_complete=complete_known_experiment, help="Jobs of this experiment.")
@click.option("--job-source", help="Jobs started by this source, for example user.")
@click.option("--all-jobs", is_flag=True, help="All jobs but those that always run (monitor, streaming).")
@target_options(short_experiment=False)
@at_once_option()
@yes_option
@json_option
def kill(
    job_name: str | None,
    experiment: str | None,
    job_source: str | None,
    all_jobs: bool,
    selection: Selection,
    at_once: int,
    yes: bool,
    as_json: bool,
) -> None:
    """Stop jobs on units and say what happened on each; nobody named: on all active workers.

    Filters are combined with AND. The exit code is 1 if any unit was missed, a job still runs, or an output is not
    known to be off.
    """
    require_leader(click.get_current_context().command_path)
    wanted = {"job_name": job_name, "experiment": experiment, "job_source": job_source}
    filters = {name: value for name, value in wanted.items() if value is not None}
    if not filters and not all_jobs:
        raise click.ClickException(
            "nothing to stop was named. Give --job-name, --experiment, --job-source or --all-jobs."
        )
    if filters and all_jobs:
        raise click.UsageError("--all-jobs cannot be combined with a filter.", click.get_current_context())
    from pioreactor.cluster.fleet import jobs
    from pioreactor.cluster.fleet.members import Default

    members = chosen_members(selection, Default.ACTIVE_WORKERS)
    units = [member.name for member in members]
    what = "all jobs" if all_jobs else ", ".join(f"{name} {value}" for name, value in filters.items())
    confirm(f"Confirm stopping {what}", members, yes)
    write_down("Stop jobs", units, what)
    outcomes = act(
        f"Stop {what}",
        units,
        lambda unit: jobs.stop(unit, filters, all_jobs),
        limit_s=jobs.STOP_LIMIT_S,
        at_once=at_once,
        as_json=as_json,
    )
    finish(outcomes, as_json)
