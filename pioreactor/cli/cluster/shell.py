"""``pio cluster exec`` and ``pio cluster cp``, over SSH; ``pios cp`` is the same."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pioreactor.cli.cluster.acting import act, at_once_option, finish, limit_option, write_down
from pioreactor.cli.cluster.targets import chosen_members, confirm, target_options, yes_option
from pioreactor.cli.output import json_option
from pioreactor.cli.roles import require_leader

if TYPE_CHECKING:
    from pioreactor.cluster.fleet.members import Default, Selection
    from pioreactor.cluster.fleet.outcomes import Outcome


@click.command("exec")
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- COMMAND...")
@target_options()
@limit_option(60.0)
@at_once_option(64)  # a login costs the leader 4 ms of a core, a command waits for the unit
@json_option
def exec_(selection: Selection, words: tuple[str, ...], limit_s: float, at_once: int, as_json: bool) -> None:
    """Run a command on units over SSH, as the user pioreactor, also when no web server answers there.

    `pio cluster exec --all -- df -h /`. Each line comes with the name of its unit. Several words are taken as they are;
    a single one is a line for a shell: `-- 'ls | wc -l'`. At the limit, and at Ctrl-C, the command is ended on the
    units as well. The exit code is 1 if any unit was missed or its command failed.
    """
    require_leader("pio cluster exec")
    from pioreactor.cluster.fleet import shell
    from pioreactor.cluster.fleet.members import Default

    units = [member.name for member in chosen_members(selection, Default.NOBODY)]
    line = shell.line_of(words)
    write_down("Run a command", units, line)
    width = max(len(unit) for unit in units)
    at_a_time = threading.Lock()

    def tell(unit: str, stream: str, text: str) -> None:
        if not as_json:
            with at_a_time:
                click.echo(f"{unit:<{width}} | {text}", err=stream == "stderr")

    outcomes = act(
        line,
        units,
        lambda unit: shell.execute(unit, line, limit_s=limit_s, tell=tell),
        limit_s=limit_s,
        as_json=as_json,
        at_once=at_once,
        shows_table=False,
    )
    finish(outcomes, as_json)


@click.command("cp")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("destination", required=False)
@target_options()
@limit_option(300.0)
@at_once_option()
@yes_option
@json_option
def cp(
    selection: Selection,
    source: Path,
    destination: str | None,
    limit_s: float,
    at_once: int,
    yes: bool,
    as_json: bool,
) -> None:
    """Copy the file SOURCE to units over SSH; DESTINATION is the same path if it is not given.

    It is written beside the old one, compared, and then renamed: a unit has the old file or the new one. A unit whose
    disk would be full is refused.
    """
    from pioreactor.cluster.fleet.members import Default

    copy(selection, Default.NOBODY, source, destination, yes=yes, as_json=as_json, limit_s=limit_s, at_once=at_once)


def copy(
    selection: Selection,
    default: Default,
    source: Path,
    destination: str | None,
    *,
    yes: bool,
    as_json: bool,
    limit_s: float = 300.0,
    at_once: int = 16,
) -> None:
    """Ask, and copy. Raises UsageError, Abort, ClickException if a unit was missed."""
    require_leader(click.get_current_context().command_path)
    from pioreactor.cluster.fleet import copying

    members = chosen_members(selection, default)
    units = [member.name for member in members]
    target = destination or str(source.absolute())
    confirm(f"Confirm copying {source} to {target}", members, yes)
    content = copying.Source.of(source)
    write_down("Copy a file", units, f"{source} to {target}, SHA-256 {content.sha256}")

    def send(unit: str) -> Outcome:
        return copying.copy(unit, content, target, limit_s=limit_s)

    finish(act(f"Copy {source.name}", units, send, limit_s=limit_s, as_json=as_json, at_once=at_once), as_json)
