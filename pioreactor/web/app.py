"""The web application of a unit; on the leader also the cluster's API and the web app.

Lifecycle: ``create_app()`` builds everything and opens nothing. ``Services.start()`` starts the task threads, and
``Services.stop()`` ends them; ``pioreactor.web.server`` does both around the HTTP server.
"""

from __future__ import annotations

from flask import Blueprint, Flask, Request, current_app, g, request
from werkzeug.exceptions import MethodNotAllowed

from pioreactor import whoami
from pioreactor.config import get_config
from pioreactor.leader.identity.roles import Role
from pioreactor.plugin_management import load_plugins
from pioreactor.pubsub.http import on_behalf_of
from pioreactor.web import live_link, plugin_registry
from pioreactor.web.auditing import register_audit
from pioreactor.web.auth import Gate, require_reach
from pioreactor.web.callers import Caller
from pioreactor.web.errors import ApiError, register_error_handlers
from pioreactor.web.hosts import HostCheck
from pioreactor.web.machines import Machines
from pioreactor.web.pages import pages
from pioreactor.web.routing import SAFE_METHODS, Route, RouteTable
from pioreactor.web.security import register_security_headers
from pioreactor.web.services import Services
from pioreactor.web.tables import leader_tables, unit_tables

MAX_BODY_BYTES = 1_000_000


def create_app(port: int | None = None) -> Flask:
    """The application of this unit, by its configuration and credentials. Raises ConfigError, StorageError.

    ``port``: the one that browsers see, default ``[ui] port``; session cookies are named after it.
    """
    app = Flask("pioreactor.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.url_map.strict_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined]
    shared = Services(
        unit=whoami.get_unit_name(),
        is_leader=whoami.am_I_leader(),
        port=port if port is not None else get_config().getint("ui", "port"),
    )
    app.extensions["services"] = shared
    app.extensions["gate"] = Gate(
        Machines(shared.unit, is_leader=shared.is_leader), shared.port, shared.people if shared.is_leader else None
    )
    app.extensions["hosts"] = HostCheck(_own_names(shared))
    app.before_request(_check_caller)
    register_error_handlers(app)
    if shared.is_leader:
        register_audit(app)
    register_security_headers(app, live_link.url_for if shared.is_leader else lambda _: None)
    app.register_blueprint(_blueprint("unit_api", unit_tables()))
    if shared.is_leader:
        for prefix in sorted({table.prefix for table in leader_tables()}):
            tables = [table for table in leader_tables() if table.prefix == prefix]
            app.register_blueprint(_blueprint(prefix.strip("/"), tables))
        app.register_blueprint(pages)
    load_plugins()
    plugin_registry.register_plugin_routes(app, is_leader=shared.is_leader)
    return app


def _blueprint(name: str, tables: list[RouteTable]) -> Blueprint:
    blueprint = Blueprint(name, __name__, url_prefix=f"/{name}")
    for table in tables:
        table.register(blueprint)
    return blueprint


def _own_names(shared: Services) -> list[str]:
    names = [
        shared.unit,
        get_config().get("ui", "domain_alias", fallback=""),
        get_config().get("ui", "host", fallback=""),
    ]
    names.append(get_config().get("cluster.addresses", shared.unit, fallback=""))
    if shared.is_leader:
        names.append(get_config().get("cluster.topology", "leader_address", fallback=""))
    return names


def _check_caller() -> None:
    shared: Services = current_app.extensions["services"]
    current_app.extensions["hosts"].check(request.host)
    gate: Gate = current_app.extensions["gate"]
    least = _least_role(request)
    found = gate.identify(request) if least is not Role.NOBODY else None
    g.caller = found
    on_behalf_of.set(found.label if found else "")
    if found is not None:
        _check_reach(gate, found, least)
    if not _is_api_path(request.path) or _has_route(request):
        return
    if request.path.startswith("/api/") and not shared.is_leader:
        raise ApiError(
            404,
            f"{shared.unit} is not the leader; it has no {request.path[:200]}.",
            remediation="A unit answers below /unit_api/; ask the leader for /api/.",
        )
    raise ApiError(
        404, f"There is no {request.path[:200]}.", remediation="See /api/openapi.json on the leader for what there is."
    )


def _is_api_path(path: str) -> bool:
    return path.partition("/")[2].partition("/")[0] in {"api", "unit_api"}


def _has_route(asked: Request) -> bool:
    """True if the path belongs to a route of ours, with whatever method; the web app's page takes every other path."""
    if asked.endpoint is not None:
        return asked.endpoint != "pages.page"
    refused = asked.routing_exception
    if not isinstance(refused, MethodNotAllowed) or not refused.valid_methods:
        return False
    adapter = current_app.create_url_adapter(asked)
    assert adapter is not None
    endpoint, _ = adapter.match(method=sorted(refused.valid_methods)[0])
    return bool(endpoint != "pages.page")


def _least_role(asked: Request) -> Role:
    """What a caller needs for this; whatever nobody has declared is not for everybody."""
    if asked.endpoint == "pages.page" and not _is_api_path(asked.path):
        return Role.NOBODY
    route: Route | None = getattr(current_app.view_functions.get(asked.endpoint or ""), "route", None)
    if route is not None:
        return route.least
    declared: Role | None = current_app.extensions["plugin_roles"].get(asked.endpoint)
    return declared or (Role.VIEWER if asked.method in SAFE_METHODS else Role.OPERATOR)


def _check_reach(gate: Gate, found: Caller, least: Role) -> None:
    """Another unit comes as far as a route says of units; everybody else, and all at plugins' routes, by their role."""
    route: Route | None = getattr(current_app.view_functions.get(request.endpoint or ""), "route", None)
    if not found.units or route is None:
        gate.require(found, least)
        return
    named = request.view_args or {}
    require_reach(found, route.units, named.get("unit") or named.get("worker"))
