"""The table of routes in the documentation, made from the declarations: ``python -m pioreactor.web.reference``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from pioreactor.web.routing import ForUnits, Route, RouteTable
from pioreactor.web.wire.common import TaskAccepted

_HEAD = """# Routes

Made from the declarations in `pioreactor/web/` by `python -m pioreactor.web.reference`; [HTTP interface](http-api.md)
explains the conventions. *Role*: the least that a caller needs, see [people and tokens](people.md). *Units*: what a
unit may ask the leader with its own token, about `all` or only about `itself`. *task* in the last column: the reply is
202, poll its `result_url_path`. Bodies, queries and replies with all their fields: `GET /api/openapi.json`.
"""
_COLUMNS = ("Methods and path", "Does", "Role", "Units", "Body or query", "Reply")
_UNITS = {ForUnits.NO: "", ForUnits.ITSELF: "itself", ForUnits.ALL: "all"}


def page() -> str:
    """The whole page as Markdown."""
    from pioreactor.web.tables import leader_tables, unit_tables

    parts = [_HEAD]
    for title, tables in (("Every unit", unit_tables()), ("Leader only", leader_tables())):
        parts += [f"\n## {title}\n", _line(_COLUMNS), _line(["---"] * len(_COLUMNS))]
        parts += [_row(table, route, path) for table in tables for route in table.routes for path in route.paths]
    return "\n".join(parts) + "\n"


def _row(table: RouteTable, route: Route, path: str) -> str:
    takes = [_name(shape) for shape in (route.request, route.query) if shape is not None]
    reply = "*task*" if route.response is TaskAccepted else _name(route.response)
    role = "anybody" if route.is_open else route.least.word
    where = f"{' '.join(route.methods)} `{table.prefix}{path}`"
    return _line((where, route.summary, role, _UNITS[route.units], ", ".join(takes), reply))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _name(shape: Any) -> str:
    if shape is None:
        return ""
    if isinstance(shape, type) and not hasattr(shape, "__args__"):
        return f"`{shape.__name__}`"
    text = str(shape)
    for argument in getattr(shape, "__args__", ()):
        text = (
            text.replace(f"{argument.__module__}.{argument.__qualname__}", argument.__name__)
            if isinstance(argument, type)
            else text
        )
    return f"`{text.replace('typing.', '').replace('|', 'or')}`"


if __name__ == "__main__":
    sys.stdout.write(page())
