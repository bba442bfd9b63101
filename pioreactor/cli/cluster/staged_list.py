"""A list of stages that is drawn anew in place while they are gone through."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from pioreactor.cluster.joining.records import Join, Stage

_SIGNS: Final = {"waiting": "·", "running": "→", "done": "✓", "failed": "✗", "undone": "↶", "skipped": " "}
_COLOURS: Final = {"running": "cyan", "done": "green", "failed": "red", "undone": "yellow"}


class StagedList:
    """On a terminal in place, elsewhere a line for each stage that has ended; ``as_json``: nothing."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._drawn = 0
        self._said: set[tuple[str, str]] = set()

    def show(self, run: Join) -> None:
        """Draw what the record says."""
        if self._as_json:
            return
        if sys.stdout.isatty():
            self._draw(run)
            return
        for stage in run.stages:
            if stage.state in ("done", "failed", "undone") and (stage.name, stage.state) not in self._said:
                self._said.add((stage.name, stage.state))
                click.echo(_line(stage))

    def _draw(self, run: Join) -> None:
        width = shutil.get_terminal_size().columns
        lines = [click.style(_line(stage)[: width - 1], fg=_COLOURS.get(stage.state)) for stage in run.stages]
        up = f"\x1b[{self._drawn}A" if self._drawn else ""
        click.echo(up + "\n".join(f"\x1b[2K{line}" for line in lines))
        self._drawn = len(lines)


def _line(stage: Stage) -> str:
    took = f"{stage.took_s:.1f} s" if stage.took_s is not None else f"limit {stage.limit_s:.0f} s"
    text = f": {' '.join(stage.text.split())}" if stage.text else ""
    return f"{_SIGNS[stage.state]} {took:>11}  {stage.title}{text}"
