"""The description of the API itself, and the certificate by which the cluster is known."""

from __future__ import annotations

from functools import cache
from typing import Any

from pioreactor.leader.identity.roles import Role
from pioreactor.storage.paths import authority_path
from pioreactor.web import openapi
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import ForUnits, RouteTable

table = RouteTable("documents", "/api", units=ForUnits.ALL)


@table.add("GET", "/openapi.json", summary="This document", response=dict[str, Any])
def openapi_document() -> dict[str, Any]:
    """OpenAPI 3.1 of all routes of leader and unit."""
    return _document()


@table.add(
    "GET",
    "/ca.pem",
    summary="The certificate of the cluster's authority",
    response=str,
    media_type="application/x-x509-ca-cert",
    least=Role.NOBODY,
)
def authority_certificate() -> str:
    """For browsers and scripts that shall believe the units. There is nothing secret in it."""
    try:
        return authority_path().read_text()
    except FileNotFoundError:
        raise ApiError(
            404,
            "This cluster has no authority.",
            remediation="An admin makes one with `pio cluster tls on` on the leader.",
        ) from None


@cache
def _document() -> dict[str, Any]:
    from pioreactor.web.tables import leader_tables, unit_tables

    return openapi.document([*leader_tables(), *unit_tables()])
