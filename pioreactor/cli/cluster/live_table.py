"""A table that is drawn anew in place while units change."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pioreactor.cluster.upgrading import Board, Event

COLOURS = {
    "accepted": "green",
    "ok": "green",
    "returned": "yellow",
    "trouble": "yellow",
    "failed": "red",
    "unreachable": "red",
    "stuck": "red",
}


class LiveTable:
    """Shows a board: on a terminal in place, elsewhere a line for each change."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._drawn = 0
        self._said: dict[str, tuple[str, str]] = {}

    def show(self, event: Event) -> None:
        """Draw what the board says after ``event``."""
        if sys.stdout.isatty():
            self._draw()
        elif self._said.get(event.unit) != (event.state, event.text):
            self._said[event.unit] = (event.state, event.text)
            words = [f"{event.seconds:7.1f} s", event.unit or event.step, event.state, event.text]
            click.echo("  ".join(word for word in words if word))

    def _draw(self) -> None:
        width = shutil.get_terminal_size().columns
        lines = [click.style(self._board.step, bold=True)]
        for unit, event in sorted(self._board.units.items()):
            head = f"  {unit:<16} {event.seconds:6.0f} s  "
            state = click.style(f"{event.state:<12}", fg=COLOURS.get(event.state))
            room = max(0, width - len(head) - 14)
            lines.append(f"{head}{state} {' '.join(event.text.split())[:room]}")
        up = f"\x1b[{self._drawn}A" if self._drawn else ""
        click.echo(up + "\n".join(f"\x1b[2K{line}" for line in lines))
        self._drawn = len(lines)
