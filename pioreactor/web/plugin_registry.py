"""Routes that plugins add below ``/api`` (leader) and ``/unit_api`` (every unit). They pass the same gate as ours.

Reading needs a viewer, everything else an operator, unless the option ``least_role`` says otherwise.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

from pioreactor.leader.identity.roles import Role

View = TypeVar("View", bound=Callable[..., Any])

_api: list[tuple[str, Callable[..., Any], dict[str, Any]]] = []
_unit_api: list[tuple[str, Callable[..., Any], dict[str, Any]]] = []
_log = logging.getLogger("pioreactor.web.plugins")


def register_api_route(rule: str, **options: Any) -> Callable[[View], View]:
    """Serve the decorated function at ``/api<rule>`` on the leader.

    ``options`` are those of a Flask route, and ``least_role`` (viewer, operator or admin): who may use it.
    """
    return _keep(_api, rule, options)


def register_unit_api_route(rule: str, **options: Any) -> Callable[[View], View]:
    """Serve the decorated function at ``/unit_api<rule>`` on every unit."""
    return _keep(_unit_api, rule, options)


def register_plugin_routes(app: Flask, *, is_leader: bool) -> None:
    """Add what plugins registered; one that collides is left out and named in the log."""
    roles: dict[str, Role] = app.extensions.setdefault("plugin_roles", {})
    kept = [("/unit_api", *entry) for entry in _unit_api]
    if is_leader:
        kept += [("/api", *entry) for entry in _api]
    for prefix, rule, view, options in kept:
        least = options.pop("least_role", None)
        endpoint = options.pop("endpoint", None) or f"plugin-{prefix.strip('/')}-{view.__module__}-{view.__name__}"
        try:
            needed = Role.of(least) if least else None
            app.add_url_rule(f"{prefix}/{rule.lstrip('/')}", endpoint=endpoint, view_func=view, **options)
            if needed is not None:
                roles[endpoint] = needed
        except (AssertionError, ValueError, KeyError) as error:
            _log.error("The plugin route %s%s is left out: %s", prefix, rule, error)


def _keep(
    kept: list[tuple[str, Callable[..., Any], dict[str, Any]]], rule: str, options: dict[str, Any]
) -> Callable[[View], View]:
    def keep(view: View) -> View:
        kept.append((rule, view, dict(options)))
        return view

    return keep
