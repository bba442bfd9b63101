"""``pio experiments``, over the leader's API."""

from __future__ import annotations

import click

from pioreactor.cli.leader_http import ask, follow, part
from pioreactor.cli.output import echo_json, json_option
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
@json_option
def list_experiments(verbose: bool, as_json: bool) -> None:
    """List the experiments, newest first."""
    rows = ask("get", "/api/experiments")
    if as_json:
        echo_json(rows)
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
def delete(name: str, yes: bool) -> None:
    """Delete the experiment NAME with everything that was measured in it."""
    if not yes:
        click.confirm(f"Delete {name} and all of its data? This cannot be undone.", abort=True)
    answer = ask("delete", f"/api/experiments/{part(name)}")
    if isinstance(answer, dict) and "result_url_path" in answer:
        follow(answer, limit_s=60)
    click.echo(f"Deleted {name}.")
