"""``pio experiments``, over the leader's API."""

from __future__ import annotations

import shlex

import click

from pioreactor.cli.leader_http import ask, follow, part
from pioreactor.cli.output import echo_json, echo_table, json_option
from pioreactor.cli.roles import require_leader


@click.group("experiments", no_args_is_help=True)
def experiments() -> None:
    """Create, list and delete experiments."""
    require_leader("pio experiments")


@experiments.command("create")
@click.argument("name")
@click.option("-d", "--description", default="", help="What it is about.")
def create(name: str, description: str) -> None:
    """Create the experiment NAME."""
    ask("post", "/api/experiments", {"experiment": name, "description": description})
    click.echo(f"Created {name}.")


@experiments.command("list")
@click.option("-v", "--verbose", is_flag=True, help="Also when it was created and its description.")
@click.option("--deleted", "are_deleted_meant", is_flag=True, help="Those that were deleted and can be had back.")
@json_option
def list_experiments(verbose: bool, are_deleted_meant: bool, as_json: bool) -> None:
    """List the experiments, newest first."""
    rows = ask("get", "/api/deleted_experiments" if are_deleted_meant else "/api/experiments")
    if as_json:
        echo_json(rows)
    elif are_deleted_meant and rows:
        lines = [
            (row["experiment"], row["deleted_at"], "being removed" if row["is_being_removed"] else row["remove_at"])
            for row in rows
        ]
        echo_table(("Experiment", "Deleted", "Kept until"), lines)
    elif not rows:
        click.echo("No experiments found.")
    elif not verbose:
        for row in rows:
            click.echo(row["experiment"])
    else:
        for row in rows:
            click.echo(f"{row['experiment']}\t{row['created_at']}\t{row['description'] or ''}")


@experiments.command("delete")
@click.argument("name")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option("--at-once", is_flag=True, help="Remove its data now; nobody can have them back.")
def delete(name: str, yes: bool, at_once: bool) -> None:
    """Delete the experiment NAME with everything that was measured in it. It can be had back for some days."""
    if not yes:
        undo = "This cannot be undone." if at_once else "For some days you can have it back."
        click.confirm(f"Delete {name} and all of its data? {undo}", abort=True)
    answer = ask("delete", f"/api/experiments/{part(name)}{'?at_once=true' if at_once else ''}")
    told = follow(answer, limit_s=60) if isinstance(answer, dict) and "result_url_path" in answer else None
    click.echo(f"Deleted {name}.")
    if isinstance(told, dict) and told.get("remove_at"):
        click.echo(f"Until {told['remove_at']} you can have it back: pio experiments restore {shlex.quote(name)}")


@experiments.command("restore")
@click.argument("name")
def restore(name: str) -> None:
    """Have the deleted experiment NAME back, with all of its data. Assign its units again."""
    ask("post", f"/api/deleted_experiments/{part(name)}/restore")
    click.echo(f"{name} is back.")
