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
    """Put UNIT into the inventory and tell it. Its experiment stays; the second time, nothing changes.

    A unit whose card is new, and that does not know what it is any more, is told again.
    """
    require_leader("pio cluster register")
    if (model is None) != (model_version is None):
        raise click.UsageError("--model and --model-version go together.", click.get_current_context())
    row = _row(unit)
    if row is None or not _is_as_wanted(row, model, model_version):
        new = {"pioreactor_unit": unit, "model_name": model, "model_version": model_version}
        request, words = ("put", "/api/workers", new), f"{unit} is in the inventory now."
    elif not _knows_what_it_is(unit, row):
        present = {"is_active": row["is_active"]}
        request, words = ("put", f"/api/workers/{part(unit)}/is_active", present), f"{unit} was told again what it is."
    else:
        _say(as_json, False, f"{unit} is in the inventory already.")
        return
    if not dry_run:
        ask(*request)
    _say(as_json, True, words)


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


def _is_as_wanted(row: dict[str, Any], model: str | None, model_version: str | None) -> bool:
    return model is None or (row["model_name"], row["model_version"]) == (model, model_version)


def _knows_what_it_is(unit: str, row: dict[str, Any]) -> bool:
    """Asks the unit. One that does not answer hears of it when it is back: True."""
    from pioreactor.leader.fanout import Call, ask_unit

    told = ask_unit(Call(unit, "GET", "/unit_api/assignment"))
    if not told.ok or not isinstance(told.value, dict):
        return True
    model = (told.value.get("model_name"), told.value.get("model_version"))
    return bool(told.value.get("updated_at")) and model == (row["model_name"], row["model_version"])


def _say(as_json: bool, is_changed: bool, words: str) -> None:
    if as_json:
        echo_json({"changed": is_changed})
    else:
        click.echo(words)
