"""A table that is drawn anew in place while its rows change."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from typing import Final, NamedTuple

import click

_COLOURS: Final = {
    "accepted": "green",
    "ok": "green",
    "returned": "yellow",
    "trouble": "yellow",
    "timed out": "yellow",
    "failed": "red",
    "refused": "red",
    "unreachable": "red",
    "stuck": "red",
}
_UNREMARKABLE: Final = ("accepted", "ok", "waiting")


class Row(NamedTuple):
    """One unit (or, with an empty ``name``, the whole): its state, a few words, wall seconds since the beginning."""

    name: str
    state: str
    text: str
    seconds: float


class LiveTable:
    """On a terminal the rows are drawn in place; elsewhere there is a line for each row that has changed."""

    def __init__(self) -> None:
        self.is_in_place = sys.stdout.isatty()
        self._drawn = 0
        self._said: dict[str, tuple[str, str]] = {}

    def show(self, heading: str, rows: Iterable[Row]) -> None:
        """Show what is known now; ``heading`` stands above the rows on a terminal."""
        if self.is_in_place:
            self._draw(heading, list(rows))
            return
        for row in rows:
            if self._said.get(row.name) != (row.state, row.text):
                self._said[row.name] = (row.state, row.text)
                words = [f"{row.seconds:7.1f} s", row.name, row.state, row.text]
                click.echo("  ".join(word for word in words if word))

    def _draw(self, heading: str, rows: list[Row]) -> None:
        size = shutil.get_terminal_size()
        shown, hidden = what_fits([row for row in rows if row.name], size.lines - 3)
        lines = [click.style(heading, bold=True), *(_line(row, size.columns) for row in shown)]
        if hidden:
            lines.append(f"  and {hidden} more")
        up = f"\x1b[{self._drawn}A" if self._drawn else ""
        click.echo(up + "\n".join(f"\x1b[2K{line}" for line in lines) + "\x1b[J")
        self._drawn = len(lines)


def what_fits(rows: list[Row], room: int) -> tuple[list[Row], int]:
    """At most ``room`` rows, and how many are left out: those first that are well or have not begun."""
    if len(rows) <= room:
        return rows, 0
    by_interest = sorted(range(len(rows)), key=lambda place: (rows[place].state in _UNREMARKABLE, place))
    kept = sorted(by_interest[: max(0, room)])
    return [rows[place] for place in kept], len(rows) - len(kept)


def _line(row: Row, width: int) -> str:
    head = f"  {row.name:<16} {row.seconds:6.0f} s  "
    state = click.style(f"{row.state:<12}", fg=_COLOURS.get(row.state))
    room = max(0, width - len(head) - 14)
    return f"{head}{state} {' '.join(row.text.split())[:room]}"
