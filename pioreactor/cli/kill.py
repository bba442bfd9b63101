"""``pio kill``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pioreactor.cli.completing import complete_experiment, complete_running_job
from pioreactor.cli.output import echo_json, echo_table, json_option

if TYPE_CHECKING:
    from pioreactor.runtime.stopping import StopOutcome


@click.command("kill")
@click.option("--job-name", shell_complete=complete_running_job, help="Jobs of this name.")
@click.option("--experiment", shell_complete=complete_experiment, help="Jobs of this experiment.")
@click.option("--job-source", help="Jobs started by this source, for example user.")
@click.option("--job-id", type=int, help="The job with this number.")
@click.option("--all-jobs", is_flag=True, help="All jobs but those that always run (monitor, streaming).")
@json_option
def kill(
    job_name: str | None,
    experiment: str | None,
    job_source: str | None,
    job_id: int | None,
    all_jobs: bool,
    as_json: bool,
) -> None:
    """Stop jobs of this unit and say what happened to each.

    Filters are combined with AND. Each job is asked to clean up; one that does not end is ended by force after ten
    seconds. What a job had on is switched off and read back. The exit code is 1 if anything still runs, or is not known
    to be off, afterwards.
    """
    named = [job_name, experiment, job_source, job_id]
    if all(value is None for value in named) and not all_jobs:
        raise click.ClickException(
            "nothing to stop was named. Give --job-name, --experiment, --job-source, --job-id or --all-jobs."
        )
    if all_jobs and any(value is not None for value in named):
        raise click.UsageError("--all-jobs cannot be combined with a filter.", click.get_current_context())
    from pioreactor.runtime.stopping import stop_jobs

    outcomes = stop_jobs(
        job_name=job_name, experiment=experiment, job_source=job_source, job_id=job_id, all_jobs=all_jobs
    )
    show_outcomes(outcomes, as_json, "Killed")


def show_outcomes(outcomes: list[StopOutcome], as_json: bool, verb: str) -> None:
    """Print what became of jobs that were stopped. Raises ClickException if something runs or is on."""
    alive = [outcome for outcome in outcomes if outcome.outcome == "still running"]
    ended = [outcome for outcome in outcomes if outcome.outcome not in ("still running", "already gone")]
    if as_json:
        fields = ("job_id", "job_name", "pid", "outcome", "took_s")
        rows = [{field: getattr(outcome, field) for field in fields} for outcome in outcomes]
        held = [{"outputs": [output._asdict() for output in outcome.outputs]} for outcome in outcomes]
        echo_json([{**row, **more} for row, more in zip(rows, held, strict=True)])
    else:
        if outcomes:
            table = [(o.job_id, o.job_name, o.pid, o.outcome, f"{o.took_s:.1f} s") for o in outcomes]
            echo_table(("ID", "Job", "PID", "Outcome", "Took"), table)
        for outcome in outcomes:
            for output in outcome.outputs:
                click.echo(f"{outcome.job_name}: {output.name} {output.detail}.")
        click.echo(f"{verb} {len(ended)} job{'' if len(ended) == 1 else 's'}.")
    if alive:
        names = ", ".join(f"{outcome.job_name} (pid {outcome.pid})" for outcome in alive)
        raise click.ClickException(f"still running: {names}. It may belong to another account; try again as its owner.")
    on = [output.name for outcome in outcomes for output in outcome.outputs if not output.is_off]
    if on:
        raise click.ClickException(f"not off: {', '.join(on)}. See `pio outputs`; pull the plug if it cannot wait.")
