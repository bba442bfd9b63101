"""``pio status``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pioreactor.cli.output import echo_json, json_option

if TYPE_CHECKING:
    from pioreactor.cli.status_checks import Check

COLOURS = {"OK": "green", "WARN": "yellow", "FAIL": "red"}


@click.command("status")
@json_option
def status(as_json: bool) -> None:
    """Check this unit and say what is wrong. The exit code is 0 whatever is found; scripts read the JSON."""
    from pioreactor.cli.status_checks import CHECKS, perform

    checks = [perform(name, check) for name, check in CHECKS.items()]
    found = [check for check in checks if check is not None]
    if as_json:
        rows = [{"name": check.name, "status": check.status, "details": check.details} for check in found]
        echo_json({"status": worst(found), "checks": rows})
        return
    width = max(len(check.name) for check in found)
    click.echo(f"{'Check':<{width}}  Status  Details")
    for check in found:
        word = click.style(f"{check.status:<6}", fg=COLOURS[check.status])
        click.echo(f"{check.name:<{width}}  {word}  {check.details}".rstrip())


def worst(checks: list[Check]) -> str:
    """The status of the whole: that of its worst part."""
    order = list(COLOURS)
    return max((check.status for check in checks), key=order.index, default="OK")
