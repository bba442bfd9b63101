"""``pio jobs``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pioreactor.cli.completing import complete_known_job, complete_running_job, complete_setting
from pioreactor.cli.output import echo_json, json_option

if TYPE_CHECKING:
    from pioreactor.runtime.registry import JobRecord, Registry


@click.group("jobs", no_args_is_help=True)
def jobs() -> None:
    """List the jobs of this unit, look at them, change their settings."""


@jobs.command("list")
@click.argument("which", required=False, type=click.Choice(["running"]))
@json_option
def list_jobs(which: str | None, as_json: bool) -> None:
    """List the jobs since the last boot, newest first; `list running` only those that run."""
    registry = _registry()
    records = registry.running() if which == "running" else registry.history()
    records = sorted(records, key=lambda record: record.job_id, reverse=True)
    if as_json:
        echo_json([_as_dict(record) for record in records])
    elif not records:
        click.echo("No jobs are running." if which else "No jobs recorded.")
    else:
        for record in records:
            click.echo(_line(record))


@jobs.command("info")
@click.option("--job-id", type=int, help="The number of the job.")
@click.option("--job-name", shell_complete=complete_known_job, help="The newest job of this name.")
@json_option
def info(job_id: int | None, job_name: str | None, as_json: bool) -> None:
    """Show one job and what it publishes."""
    registry = _registry()
    record = _find(registry, job_id, job_name)
    if record is None:
        if as_json:
            echo_json(None)
        return
    settings = registry.settings_with_times(record.job_id)
    if as_json:
        rows = {row["setting"]: {"value": _text(row["value"]), "updated_at": row["updated_at"]} for row in settings}
        echo_json({**_as_dict(record), "settings": rows})
        return
    click.echo(_line(record))
    click.echo(f"status={'running' if record.is_alive else 'stopped'}")
    click.echo("published settings:")
    for row in settings:
        times = f"created_at={row['created_at']}, updated_at={row['updated_at']}"
        click.echo(f"  {row['setting']} = {_text(row['value'])} ({times})")


@jobs.command("set")
@click.argument("job", shell_complete=complete_running_job)
@click.argument("setting", shell_complete=complete_setting)
@click.argument("value")
@json_option
def set_(job: str, setting: str, value: str, as_json: bool) -> None:
    """Change SETTING of the running JOB to VALUE and wait until the job confirms it, at most 3 seconds.

    `pio jobs set stirring target_rpm 400`. The setting `$state` pauses (sleeping), resumes (ready) and stops
    (disconnected). The exit code is 1 if the job did not confirm.
    """
    from pioreactor.cli.setting import change_setting

    outcome = change_setting(job.replace("-", "_"), setting.replace("-", "_"), value)
    if as_json:
        echo_json({"confirmed": outcome.is_confirmed, "value": outcome.value, "reason": outcome.reason})
        if not outcome.is_confirmed:
            raise click.exceptions.Exit(1)
        return
    if not outcome.is_confirmed:
        raise click.ClickException(f"not confirmed: {outcome.reason}")
    click.echo(f"Confirmed: {outcome.reason}")


@jobs.command("hand-over")
@click.option("--reason", default="restart of the software", show_default=True, help="Why, for the log.")
@json_option
def hand_over(reason: str, as_json: bool) -> None:
    """End every job in order, outputs off; the next start of monitor starts them again with their settings.

    For changing the software of a unit while an experiment runs. The exit code is 1 if anything still runs, or is not
    known to be off, afterwards.
    """
    from pioreactor.cli.kill import show_outcomes
    from pioreactor.runtime.handing_over import hand_over as end_and_keep

    show_outcomes(end_and_keep(reason), as_json, "Handed over")


@jobs.command("purge")
@click.option("--job-id", type=int, help="The number of the job.")
@click.option("--job-name", shell_complete=complete_known_job, help="The newest job of this name.")
def purge(job_id: int | None, job_name: str | None) -> None:
    """Forget one job and its settings. The process, if there is one, goes on."""
    registry = _registry()
    record = _find(registry, job_id, job_name)
    if record is not None:
        registry.delete(record.job_id)
        click.echo(f"Removed the record of {record.job_name} (job_id={record.job_id}).")


def _registry() -> Registry:
    from pioreactor.runtime.registry import Registry

    return Registry()


def _find(registry: Registry, job_id: int | None, job_name: str | None) -> JobRecord | None:
    """The record asked for; None after a message that says why there is none."""
    if (job_id is None) == (job_name is None):
        click.echo("Name the job by one of --job-id and --job-name.")
        return None
    name = (job_name or "").replace("-", "_")
    found = [
        record
        for record in registry.history()
        if (record.job_id == job_id if job_id is not None else record.job_name == name)
    ]
    if not found:
        click.echo(f"There is no record of {f'a job with number {job_id}' if job_id is not None else f'a job {name}'}.")
        return None
    return max(found, key=lambda record: record.job_id)


def _line(record: JobRecord) -> str:
    # A row may outlive its process; that is told here, and entered by monitor, which cleans up behind it.
    ended = record.ended_at or ("still running" if record.is_alive else "unknown, its process is gone")
    return (
        f"[job_id={record.job_id}] {record.job_name} experiment={record.experiment}, source={record.job_source}, "
        f"started_at={record.started_at}, ended_at={ended}"
    )


def _as_dict(record: JobRecord) -> dict[str, Any]:
    names = ("job_id", "job_name", "unit", "experiment", "job_source", "started_at", "ended_at", "pid")
    return {**{name: getattr(record, name) for name in names}, "is_running": record.is_alive}


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
