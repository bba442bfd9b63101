"""Routes that plugins add below ``/api`` (leader) and ``/unit_api`` (every unit). They pass the same gate as ours."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])

_api: list[tuple[str, Callable[..., Any], dict[str, Any]]] = []
_unit_api: list[tuple[str, Callable[..., Any], dict[str, Any]]] = []
_log = logging.getLogger("pioreactor.web.plugins")


def register_api_route(rule: str, **options: Any) -> Callable[[View], View]:
    """Serve the decorated function at ``/api<rule>`` on the leader; ``options`` are those of a Flask route."""
    return _keep(_api, rule, options)


def register_unit_api_route(rule: str, **options: Any) -> Callable[[View], View]:
    """Serve the decorated function at ``/unit_api<rule>`` on every unit."""
    return _keep(_unit_api, rule, options)


def register_plugin_routes(app: Flask, *, is_leader: bool) -> None:
    """Add what plugins registered; one that collides is left out and named in the log."""
    kept = [("/unit_api", *entry) for entry in _unit_api]
    if is_leader:
        kept += [("/api", *entry) for entry in _api]
    for prefix, rule, view, options in kept:
        endpoint = options.pop("endpoint", None) or f"plugin-{prefix.strip('/')}-{view.__module__}-{view.__name__}"
        try:
            app.add_url_rule(f"{prefix}/{rule.lstrip('/')}", endpoint=endpoint, view_func=view, **options)
        except (AssertionError, ValueError) as error:
            _log.error("The plugin route %s%s is left out: %s", prefix, rule, error)


def _keep(
    kept: list[tuple[str, Callable[..., Any], dict[str, Any]]], rule: str, options: dict[str, Any]
) -> Callable[[View], View]:
    def keep(view: View) -> View:
        kept.append((rule, view, dict(options)))
        return view

    return keep
