"""``pio health``: is this unit well, and no worse than before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pioreactor.cli.output import echo_json, json_option

if TYPE_CHECKING:
    from pioreactor.cluster.health.structs import Health


@click.group("health", invoke_without_command=True)
@json_option
@click.pass_context
def health(context: click.Context, as_json: bool) -> None:
    """Look at jobs, readings, alarms, services, disk and clock. The exit code is 1 if something is wrong."""
    if context.invoked_subcommand is not None:
        return
    from pioreactor.cluster.health import judging

    found = _look()
    problems = judging.problems(found)
    if as_json:
        import msgspec

        echo_json({"is_well": not problems, "problems": problems, "health": msgspec.to_builtins(found)})
    else:
        for job in sorted(found.jobs.values(), key=lambda job: job.name):
            click.echo(f"{job.name}: {job.state or 'does not run'}")
        for topic, series in sorted(found.series.items()):
            click.echo(f"{topic}: {found.taken_s - series.last_s:.1f} s ago, every {series.interval_s:.1f} s")
        click.echo("\n".join(f"Wrong: {problem}." for problem in problems) or "All is well.")
    if problems:
        raise click.exceptions.Exit(1)


@health.command("snapshot")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Where to write it.")
def snapshot(output: Path) -> None:
    """Write down how the unit is doing, for a later `pio health gate`."""
    import msgspec

    from pioreactor.storage.files import write_atomically

    found = _look()
    write_atomically(output, msgspec.json.format(msgspec.json.encode(found)))
    click.echo(f"{len(found.jobs)} jobs, {len(found.series)} series of readings, {len(found.alarms)} alarms.")


@health.command("gate")
@click.option("--baseline", type=click.Path(exists=True, path_type=Path), required=True, help="A snapshot of before.")
@click.option("--ready-within", type=click.FloatRange(min=0), default=150.0, show_default=True, help="Seconds.")
@click.option("--stable-for", type=click.FloatRange(min=0), default=60.0, show_default=True, help="Seconds.")
@click.option("--since", type=float, help="Unix seconds from which on readings are new; default now.")
@json_option
def gate(baseline: Path, ready_within: float, stable_for: float, since: float | None, as_json: bool) -> None:
    """Wait until the unit is doing no worse than at the snapshot, then that it stays so. The exit code is 1 if not."""
    import msgspec

    from pioreactor import clock
    from pioreactor.cluster.health.gate import wait_for_health
    from pioreactor.cluster.health.looking import Looker
    from pioreactor.cluster.health.structs import Health

    try:
        before = msgspec.json.decode(baseline.read_bytes(), type=Health)
    except msgspec.MsgspecError as error:
        raise click.ClickException(f"{baseline} is no snapshot: {error}. Make one with pio health snapshot.") from error
    told: list[str] = []

    def tell(phase: str, reasons: list[str]) -> None:
        text = f"{phase}: {'; '.join(reasons) or 'all is well'}"
        if [text] != told:
            told[:] = [text]
            click.echo(text, err=True)

    looker = Looker()
    try:
        verdict = wait_for_health(
            before,
            looker.look,
            since_s=since if since is not None else clock.now_s(),
            ready_within_s=ready_within,
            stable_for_s=stable_for,
            tell=tell,
        )
    finally:
        looker.close()
    if as_json:
        echo_json(msgspec.to_builtins(verdict))
    elif verdict.passed:
        click.echo(f"Passed: ready after {verdict.ready_after_s:.1f} s, then stable for {stable_for:g} s.")
    if not verdict.passed:
        raise click.ClickException(f"the unit is not as well as before: {'; '.join(verdict.reasons)}.")


def _look() -> Health:
    from pioreactor.cluster.health.looking import Looker

    looker = Looker()
    try:
        return looker.look()
    finally:
        looker.close()
