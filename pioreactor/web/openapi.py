"""The OpenAPI 3.1 document, made from the route tables and the typed structs.

``python -m pioreactor.web.openapi > openapi.json`` writes it; the leader serves it at ``/api/openapi.json``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

import pioreactor
from pioreactor.leader.replies import UnitReply
from pioreactor.web.routing import JSON, PARAMETER, Route, RouteTable
from pioreactor.web.wire.backups import RestoreChecked
from pioreactor.web.wire.common import ErrorBody, LockHeld, TaskAccepted, TaskResult
from pioreactor.web.wire.experiments import ExperimentDeleted
from pioreactor.web.wire.exports import ExportDone
from pioreactor.web.wire.jobs import JobStarted, StopOutcome
from pioreactor.web.wire.system import HardwareChecked, RepairDone

_REF = "#/components/schemas/{name}"
# What stands in the ``result`` of tasks: a dictionary of UnitReply by unit, whose ``value`` is one of the others.
_RESULTS = (
    UnitReply,
    JobStarted,
    StopOutcome,
    ExperimentDeleted,
    RepairDone,
    HardwareChecked,
    RestoreChecked,
    ExportDone,
)
_KINDS = {"int": {"type": "integer"}, "float": {"type": "number"}}


def document(tables: Sequence[RouteTable]) -> dict[str, Any]:
    """The document of all routes of ``tables``."""
    pairs = [(table, route) for table in tables for route in table.routes]
    shapes = list(_shapes([route for _, route in pairs]))
    schemas, components = msgspec.json.schema_components(shapes, ref_template=_REF)
    schema_of = {id(shape): schema for shape, schema in zip(shapes, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for table, route in pairs:
        for path in route.paths:
            operations = paths.setdefault(table.prefix + PARAMETER.sub(r"{\1}", path), {})
            for method in route.methods:
                operations[method.lower()] = _operation(table, route, path, method, schema_of, components)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Pioreactor",
            "version": pioreactor.__version__,
            "description": "The leader's API (/api) and the API of every unit (/unit_api).",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "pioreactor_session_<port>"},
            },
        },
        "security": [{"token": []}, {"session": []}],
    }


def _shapes(routes: Iterable[Route]) -> Iterable[Any]:
    yield from (ErrorBody, TaskAccepted, TaskResult, LockHeld, *_RESULTS)
    for route in routes:
        yield from (shape for shape in (route.request, route.response) if shape is not None)


def _operation(
    table: RouteTable, route: Route, path: str, method: str, schema_of: dict[int, Any], components: dict[str, Any]
) -> dict[str, Any]:
    status = 202 if route.response is TaskAccepted else route.status
    reply: dict[str, Any] = {"description": "The reply."}
    if route.response is not None:
        reply["content"] = {route.media_type.partition(";")[0]: {"schema": schema_of[id(route.response)]}}
    words = [word for word in PARAMETER.sub(r"\1", path).replace("-", "_").split("/") if word]
    operation: dict[str, Any] = {
        "operationId": "_".join([method.lower(), table.prefix.strip("/"), *words]).replace(".", "_"),
        "summary": route.summary,
        "tags": [table.noun],
        "parameters": [*_path_parameters(path), *_query_parameters(route)],
        "responses": {
            str(status): reply,
            "default": {"description": "The error.", "content": {JSON: {"schema": _ref("ErrorBody")}}},
        },
    }
    if route.request is not None:
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": schema_of[id(route.request)]}}}
    if route.is_open:
        operation["security"] = []
    else:
        operation["x-least-role"] = route.least.word
    return operation


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {"name": match[1], "in": "path", "required": True, "schema": _KINDS.get(match[2] or "", {"type": "string"})}
        for match in PARAMETER.finditer(path)
    ]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    schema = msgspec.json.schema(route.query)
    fields = schema["$defs"][route.query.__name__]
    required = set(fields.get("required", []))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": shape}
        for name, shape in fields["properties"].items()
    ]


def _ref(name: str) -> dict[str, str]:
    return {"$ref": _REF.format(name=name)}


def main() -> None:
    """Write the document of the whole API to standard output."""
    from pioreactor.web.tables import leader_tables, unit_tables

    text = msgspec.json.format(msgspec.json.encode(document([*leader_tables(), *unit_tables()])), indent=2)
    sys.stdout.buffer.write(text + b"\n")


if __name__ == "__main__":
    main()
