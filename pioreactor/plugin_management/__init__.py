"""Plugins: code of others that adds jobs, automations, sinks and callbacks.

A plugin is an installed distribution with an entry point in the group ``pioreactor.plugins``, or a Python file in
``<data root>/plugins``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pioreactor.plugin_management.loading import Plugin, get_plugins, load_plugins

__all__ = ["Plugin", "get_plugins", "load_plugins"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from pioreactor.plugin_management import loading

        return getattr(loading, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
