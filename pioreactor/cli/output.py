"""How commands print what they found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click


def echo_json(value: Any) -> None:
    """One JSON document on stdout, for scripts."""
    import json

    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def echo_table(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Columns as wide as their widest cell; nothing is cut."""
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    widths = [max(len(line[i]) for line in [list(headings), *cells]) for i in range(len(headings))]
    for line in [list(headings), *cells]:
        click.echo("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
