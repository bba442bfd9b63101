"""``pio cluster register`` and ``unregister``, over the leader's API."""

from __future__ import annotations

from typing import Any

import click

from pioreactor.cli.leader_http import ask, part
from pioreactor.cli.output import echo_json, json_option
from pioreactor.cli.roles import require_leader


@click.command("register")
@click.argument("unit")
@click.option("--model", help="Bioreactor model, such as pioreactor_20ml.")
@click.option("--model-version", help="Its version, such as 1.5.")
@click.option("--dry-run", is_flag=True, help="Say whether something would change, and change nothing.")
@json_option
def register(unit: str, model: str | None, model_version: str | None, dry_run: bool, as_json: bool) -> None:
    """Put UNIT into the inventory and tell it. Its experiment stays; the second time, nothing changes."""
    require_leader("pio cluster register")
    if (model is None) != (model_version is None):
        raise click.UsageError("--model and --model-version go together.", click.get_current_context())
    is_changed = not _is_as_wanted(_row(unit), model, model_version)
    if is_changed and not dry_run:
        ask("put", "/api/workers", {"pioreactor_unit": unit, "model_name": model, "model_version": model_version})
    _say(as_json, is_changed, f"{unit} is in the inventory{' now' if is_changed else ' already'}.")


@click.command("unregister")
@click.argument("unit")
@json_option
def unregister(unit: str, as_json: bool) -> None:
    """Take UNIT out of the inventory and stop its jobs. Its data stay."""
    require_leader("pio cluster unregister")
    is_changed = _row(unit) is not None
    if is_changed:
        ask("delete", f"/api/workers/{part(unit)}")
    _say(as_json, is_changed, f"{unit} {'was taken out of' if is_changed else 'is not in'} the inventory.")


def _row(unit: str) -> dict[str, Any] | None:
    rows: list[dict[str, Any]] = ask("get", "/api/workers")
    return next((row for row in rows if row["pioreactor_unit"] == unit), None)


def _is_as_wanted(row: dict[str, Any] | None, model: str | None, model_version: str | None) -> bool:
    if row is None:
        return False
    return model is None or (row["model_name"], row["model_version"]) == (model, model_version)


def _say(as_json: bool, is_changed: bool, words: str) -> None:
    if as_json:
        echo_json({"changed": is_changed})
    else:
        click.echo(words)
