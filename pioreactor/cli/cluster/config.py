"""``pio cluster config``: which units have the shared configuration, and bringing it to them."""

from __future__ import annotations

from typing import Any

import click

from pioreactor.cli.leader_http import ask, follow, part
from pioreactor.cli.output import echo_json, echo_table, json_option
from pioreactor.cli.roles import require_leader

_EVERY_UNIT = "$broadcast"
_SYNC_WITHIN_S = 60.0


@click.group("config", no_args_is_help=True)
def config() -> None:
    """Keep the shared configuration the same on all units.

    The leader's config.ini is the truth, every unit has a copy. Units that were away catch up by themselves.
    """
    require_leader("pio cluster config")


@config.command("status")
@json_option
def status(as_json: bool) -> None:
    """Which units have the present version."""
    found = ask("get", "/api/config/sync")
    if as_json:
        echo_json(found)
        return
    click.echo(f"Version {found['version']} of {found['saved_at']}.")
    rows = [
        (u["unit"], u["state"], u["version"] or "?", u["heard_at"] or "never", u["message"]) for u in found["units"]
    ]
    echo_table(("Unit", "State", "Version", "Heard", ""), rows)


@config.command("diff")
@click.argument("units", nargs=-1)
@json_option
def diff(units: tuple[str, ...], as_json: bool) -> None:
    """Show what a sync would change on UNITS (default: all). Passwords are shown as stars."""
    found = _differences(units)
    if as_json:
        echo_json(found)
    else:
        _show(found)
    if found["errors"]:
        raise SystemExit(1)


@config.command("sync")
@click.argument("units", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@json_option
def sync(units: tuple[str, ...], dry_run: bool, yes: bool, as_json: bool) -> None:
    """Bring the shared configuration to UNITS (default: all), after showing what changes.

    A copy that was edited on its unit is replaced, too; its text is kept in the history first.
    """
    if not as_json or dry_run:
        found = _differences(units)
        if as_json:
            echo_json(found)
        else:
            _show(found)
    if dry_run:
        return
    if not yes and not as_json:
        click.confirm("Bring the leader's version to these units?", default=True, abort=True)
    replies = bring(units)
    if as_json:
        echo_json(replies)
    else:
        for unit, reply in replies.items():
            click.echo(f"{unit}: {_outcome(reply)}")
    if not all(reply["ok"] for reply in replies.values()):
        raise SystemExit(1)


@config.command("history")
@click.option("--unit", help="Of this unit's own file instead of the shared one.")
@click.option("--edited-on", metavar="UNIT", help="Copies of the shared file that were edited on this unit.")
@click.option("--show", type=int, metavar="VERSION", help="Print the text of this version.")
@json_option
def history(unit: str | None, edited_on: str | None, show: int | None, as_json: bool) -> None:
    """List the versions that the leader keeps. Passwords are kept as stars."""
    versions = _history(unit, edited_on)
    if show is not None:
        click.echo(_version(versions, show)["data"], nl=False)
    elif as_json:
        echo_json(versions)
    elif not versions:
        click.echo("No version is kept yet.")
    else:
        rows = [(v["version"] or "", v["timestamp"], f"{len(v['data'].splitlines())} lines") for v in versions]
        echo_table(("Version", "Saved", "Length"), rows)


@config.command("restore")
@click.argument("version", type=int)
@click.option("--unit", help="A version of this unit's own file instead of the shared one.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def restore(version: int, unit: str | None, yes: bool) -> None:
    """Save an earlier VERSION again, as a new version; passwords stay as they are."""
    versions = _history(unit, None)
    code = _version(versions, version)["data"]
    newest = versions[0]["version"]
    if unit is None:
        preview = ask("post", "/api/config/shared/preview", {"code": code})
        click.echo(preview["diff"] or "It is the present text.", nl=not preview["diff"])
    if not yes:
        click.confirm(f"Save version {version} again?", default=True, abort=True)
    body = {"code": code, "replaces": newest}
    if unit is not None:
        ask("patch", f"/api/config/units/{part(unit)}/specific", body)
        click.echo(f"unit_config.ini of {unit} is that of version {version}.")
        return
    saved = ask("patch", "/api/config/shared", body)
    click.echo(f"Saved as version {saved['version']}.")
    for name in saved["will_catch_up"]:
        click.echo(f"{name} is away and catches up when it is back.")


def bring(units: tuple[str, ...]) -> dict[str, Any]:
    """Have the leader bring its file to these units (none: all); an answer per unit."""
    tasks = [ask("post", f"/api/config/units/{part(unit)}/sync") for unit in units or (_EVERY_UNIT,)]
    replies: dict[str, Any] = {}
    for task in tasks:
        if "task_id" not in task:
            raise click.ClickException(
                "the leader is doing it already. Look again in a moment: pio cluster config status."
            )
        replies.update(follow(task, _SYNC_WITHIN_S))
    return replies


def _differences(units: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {"diffs": {}, "errors": {}}
    for unit in units or (_EVERY_UNIT,):
        answer = ask("get", f"/api/config/units/{part(unit)}/diff")
        found["diffs"].update(answer["diffs"])
        found["errors"].update(answer["errors"])
    return found


def _show(found: dict[str, Any]) -> None:
    same = [unit for unit, told in found["diffs"].items() if not told["diff"] and not told["note"]]
    for unit, told in found["diffs"].items():
        if told["diff"] or told["note"]:
            click.echo(told["diff"] or f"{unit}: {told['note']}", nl=not told["diff"])
    if same:
        click.echo(f"No difference: {', '.join(same)}.")
    for unit, reply in found["errors"].items():
        click.echo(f"{unit}: {reply['error']['message']} It catches up by itself.", err=True)


def _outcome(reply: dict[str, Any]) -> str:
    if not reply["ok"]:
        return f"{reply['error']['message']} It catches up by itself."
    value = reply["value"]
    words = f"has version {value['version']}" + (", as before" if value["state"] == "current" else " now")
    return words + (f"; what was edited on it is kept as {value['kept']}." if value["kept"] else ".")


def _history(unit: str | None, edited_on: str | None) -> list[dict[str, Any]]:
    if unit is not None and edited_on is not None:
        raise click.UsageError("--unit and --edited-on exclude each other.", click.get_current_context())
    if unit is not None:
        path = f"/api/config/units/{part(unit)}/specific/history"
    elif edited_on is not None:
        path = f"/api/config/units/{part(edited_on)}/edited/history"
    else:
        path = "/api/config/shared/history"
    found: list[dict[str, Any]] = ask("get", path)
    return found


def _version(versions: list[dict[str, Any]], number: int) -> dict[str, Any]:
    for version in versions:
        if version["version"] == number:
            return version
    raise click.ClickException(f"there is no version {number}. `pio cluster config history` lists them.")
