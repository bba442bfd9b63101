"""The description of the API itself."""

from __future__ import annotations

from functools import cache
from typing import Any

from pioreactor.web import openapi
from pioreactor.web.routing import RouteTable

table = RouteTable("documents", "/api")


@table.add("GET", "/openapi.json", summary="This document", response=dict[str, Any])
def openapi_document() -> dict[str, Any]:
    """OpenAPI 3.1 of all routes of leader and unit."""
    return _document()


@cache
def _document() -> dict[str, Any]:
    from pioreactor.web.tables import leader_tables, unit_tables

    return openapi.document([*leader_tables(), *unit_tables()])
