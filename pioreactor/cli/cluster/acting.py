"""Doing something on many units, and showing what becomes of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pioreactor.cluster.fleet.outcomes import Outcome


def at_once_option(default: int = 16) -> Callable[[Any], Any]:
    """``--at-once``: how many units are asked at the same time."""
    return click.option(
        "--at-once", type=click.IntRange(1, 256), default=default, show_default=True, help="Units at the same time."
    )


def limit_option(default_s: float) -> Callable[[Any], Any]:
    """``--limit``: wall seconds per unit."""
    return click.option(
        "--limit", "limit_s", type=click.FloatRange(min=0.1), default=default_s, show_default=True,
        help="Seconds that one unit may take.",
    )  # fmt: skip


def act(
    title: str,
    units: Sequence[str],
    work: Callable[[str], Outcome],
    *,
    limit_s: float,
    as_json: bool,
    at_once: int = 16,
    shows_table: bool = True,
) -> list[Outcome]:
    """Do ``work`` on all units at the same time and show each outcome as it comes.

    On a terminal in a table that is drawn in place, elsewhere a line for each; with ``as_json`` an object for each.
    ``shows_table`` False: only what went wrong is shown, because the work itself prints.
    """
    from pioreactor import clock
    from pioreactor.cluster.fleet.outcomes import as_json as plain
    from pioreactor.cluster.fleet.running import run
    from pioreactor.leader.identity.at_leader import account
    from pioreactor.pubsub.http import on_behalf_of

    on_behalf_of.set(account())
    began = clock.wall_monotonic()
    board = _Board(title, units, lambda: clock.wall_monotonic() - began) if shows_table and not as_json else None

    def on_end(outcome: Outcome) -> None:
        if as_json:
            _echo_line(plain(outcome))
        elif board is not None:
            board.change(outcome.unit, outcome.state, outcome.text if outcome.is_ok else outcome.sentence)

    return run(
        units,
        work,
        limit_s=limit_s,
        at_once=at_once,
        on_start=lambda unit: board.change(unit, "working", "") if board is not None else None,
        on_end=on_end,
    )


def finish(outcomes: Sequence[Outcome], as_json: bool) -> None:
    """Raise if any unit was missed, so that the exit code is 1; the reasons stand in the line on stderr."""
    missed = [outcome for outcome in outcomes if not outcome.is_ok]
    if not missed:
        return
    if as_json:
        raise click.exceptions.Exit(1)
    reasons = " ".join(f"{outcome.unit} {outcome.state}: {outcome.sentence}" for outcome in missed)
    raise click.ClickException(f"{len(missed)} of {len(outcomes)} units missed. {reasons}")


def write_down(action: str, units: Sequence[str], what: str) -> None:
    """Put a command that people gave to units into the leader's audit trail, before it is carried out."""
    from pioreactor.leader.identity import at_leader

    with at_leader.open_database() as connection:
        at_leader.write_down(connection, action, ", ".join(units), new=what)


def _echo_line(value: object) -> None:
    import json

    click.echo(json.dumps(value, ensure_ascii=False, default=str))


class _Board:
    """What is known of each unit, shown anew at each change."""

    def __init__(self, title: str, units: Sequence[str], seconds: Callable[[], float]) -> None:
        from pioreactor.cli.live_table import LiveTable, Row

        self._row = Row
        self._title = title
        self._seconds = seconds
        self._table = LiveTable()
        self._rows = {unit: Row(unit, "waiting", "", 0.0) for unit in units}

    def change(self, unit: str, state: str, text: str) -> None:
        self._rows[unit] = self._row(unit, state, text, self._seconds())
        rows = list(self._rows.values())
        if not self._table.is_in_place:  # where each change is a line, only the ends are worth one
            rows = [row for row in rows if row.state not in ("waiting", "working")]
        self._table.show(self._title, rows)
