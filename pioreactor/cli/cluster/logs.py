"""``pio cluster logs``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import click

from pioreactor.cli.cluster.targets import chosen_members, target_options, units_argument
from pioreactor.cli.output import json_option
from pioreactor.cli.roles import require_leader

if TYPE_CHECKING:
    from pioreactor.cluster.fleet.members import Selection
    from pioreactor.storage.database.logs import LogLine

_POLL_WALL_S: Final = 0.5
_LEVELS: Final = ("DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL")
_HEAD: Final = re.compile(r"(?P<at>\d{4}-\d\d-\d\dT\S+) \[[^\]]*\] (?P<level>[A-Z]+) ")
_COLOURS: Final = {"WARNING": "yellow", "ERROR": "red", "CRITICAL": "red", "NOTICE": "green"}


@click.command("logs")
@units_argument
@click.option("-n", "count", type=click.IntRange(0, 10_000), default=100, show_default=True, help="Lines to show.")
@click.option("-f", "--follow", is_flag=True, help="Go on with new lines as they come; Ctrl-C ends.")
@click.option("--level", type=click.Choice(_LEVELS, case_sensitive=False), default="INFO", show_default=True)
@click.option("--from-units", is_flag=True, help="Ask the units for their own log files instead.")
@target_options()
@json_option
def logs(selection: Selection, count: int, follow: bool, level: str, from_units: bool, as_json: bool) -> None:
    """Show the log of units as the leader's database has it; nobody named: of all.

    Lines come in the order in which the leader received them. With --experiment: only lines of that experiment. What
    has not reached the leader yet is in the units' own files: --from-units.
    """
    require_leader("pio cluster logs")
    if from_units:
        if follow:
            raise click.UsageError("--from-units shows what there is; to follow one unit, run pio logs -f on it.")
        _show_files(selection, count, level, as_json)
        return
    from contextlib import closing

    from pioreactor import clock
    from pioreactor.cluster.fleet.members import Default
    from pioreactor.storage import database
    from pioreactor.storage.database.logs import numbered_logs

    units = [] if selection.is_empty else [member.name for member in chosen_members(selection, Default.EVERYBODY)]
    experiment = selection.experiments[0] if len(selection.experiments) == 1 else None
    with closing(database.connect(readonly=True)) as connection:
        last = 0
        found = numbered_logs(connection, units=units, experiment=experiment, min_level=level, limit=count)
        while True:
            for number, line in found:
                last = max(last, number)
                _show(line, as_json)
            if not follow:
                return
            if len(found) < count:
                clock.wall_sleep(_POLL_WALL_S)
            found = numbered_logs(connection, after=last, units=units, experiment=experiment, min_level=level)


def _show_files(selection: Selection, count: int, level: str, as_json: bool) -> None:
    """The ends of the units' log files, asked of all together. Ends with code 1 if one does not answer."""
    import json

    from pioreactor.cluster.fleet.members import Default
    from pioreactor.leader.fanout import Call, ask

    units = [member.name for member in chosen_members(selection, Default.EVERYBODY)]
    lines: list[tuple[float, str, str]] = []
    failed = []
    # More than asked for: what is below the level is left out here.
    wanted = count if level.upper() == "DEBUG" else 10_000
    for unit, reply in ask([Call(unit, "GET", f"/unit_api/logs?count={wanted}") for unit in units]).items():
        told: Any = reply.value
        if reply.ok:
            found = _of_level(told["lines"], level)
            lines += [(at_s, unit, line) for at_s, line in found[max(0, len(found) - count) :]]
        else:
            failed.append(f"{unit}: {reply.error.message if reply.error else 'no answer'}")
    for _, unit, line in sorted(lines, key=lambda entry: entry[0]):
        click.echo(json.dumps({"pioreactor_unit": unit, "line": line}) if as_json else f"{unit:<12} {line}")
    for words in failed:
        click.echo(f"Error: {words}", err=True)
    if failed:
        raise SystemExit(1)


def _of_level(lines: list[str], level: str) -> list[tuple[float, str]]:
    """Lines of at least this level with their time in unix seconds; the rest of a long message goes with its line."""
    from pioreactor import clock

    found: list[tuple[float, str]] = []
    least, at_s, is_shown = _LEVELS.index(level.upper()), 0.0, False
    for line in lines:
        head = _HEAD.match(line)
        if head is not None:
            at_s = clock.from_iso(head["at"]).timestamp()
            is_shown = head["level"] not in _LEVELS or _LEVELS.index(head["level"]) >= least
        if is_shown:
            found.append((at_s, line))
    return found


def _show(line: LogLine, as_json: bool) -> None:
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(line).decode())
        return
    level = click.style(f"{line.level:<8}", fg=_COLOURS.get(line.level))
    click.echo(f"{line.timestamp} {line.pioreactor_unit:<12} {level} [{line.task or ''}] {line.message}")
