"""Imports plugins. One that fails is reported and left out; the others and the product go on without it."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from pioreactor.plugin_management import discovery, places
from pioreactor.plugin_management.discovery import Found

if TYPE_CHECKING:
    import click


class Plugin(NamedTuple):
    """A loaded plugin and what it says of itself. ``source`` is ``entry_points`` or ``plugins/<file>.py``."""

    module: ModuleType
    description: str
    version: str
    homepage: str
    author: str
    source: str


_loaded: dict[str, Plugin] | None = None


def get_plugins() -> dict[str, Plugin]:
    """Name to plugin; loads them at the first call of the process."""
    global _loaded
    if _loaded is None:
        _loaded = {}  # a plugin that asks for the plugins while it loads gets those before it
        for found in discovery.find():
            _load_into(_loaded, found)
    return _loaded


def load_plugins() -> dict[str, Plugin]:
    """Import every plugin once, so that what it registers is known; the same as :func:`get_plugins`."""
    return get_plugins()


def forget() -> None:
    """Let the next :func:`get_plugins` look again (after an installation in the same process)."""
    global _loaded
    _loaded = None


def click_commands(module: ModuleType) -> dict[str, click.Command]:
    """The commands that a plugin adds to ``pio run``: what ``dir(module)`` lists under names with ``click_``."""
    import click

    found: dict[str, click.Command] = {}
    for attribute in dir(module):
        if attribute.startswith("click_"):
            command = getattr(module, attribute, None)
            if isinstance(command, click.Command):
                found[command.name or attribute.removeprefix("click_")] = command
    return found


def find_commands() -> dict[str, str]:
    """Name and help line of every command that plugins add to ``pio run``; remembers them for the next start."""
    from pioreactor.plugin_management.places import remember_commands

    lines = {
        name: " ".join(command.get_short_help_str(70).split())
        for plugin in get_plugins().values()
        for name, command in click_commands(plugin.module).items()
    }
    remember_commands(lines)
    return lines


def _load_into(loaded: dict[str, Plugin], found: Found) -> None:
    try:
        if found.module:
            loaded[found.name] = _described_by_metadata(import_module(found.module), found)
        else:
            module = _import_file(found)
            name = str(getattr(module, "__plugin_name__", found.name))
            loaded[name] = _described_by_module(module, found)
    except (Exception, SystemExit) as error:
        _report(found, error)


def _import_file(found: Found) -> ModuleType:
    where = places.folder()
    if where not in sys.path:
        sys.path.insert(1, where)
    # A file called like a module that is in use already must not replace it.
    present = sys.modules.get(found.name)
    is_other = present is not None and getattr(present, "__file__", None) != found.path
    name = f"pioreactor_plugin_{found.name}" if is_other else found.name
    spec = spec_from_file_location(name, found.path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{found.path} cannot be imported")
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _described_by_module(module: ModuleType, found: Found) -> Plugin:
    def said(attribute: str) -> str:
        return str(getattr(module, f"__plugin_{attribute}__", "Unknown"))

    return Plugin(module, said("summary"), said("version"), said("homepage"), said("author"), found.source)


def _described_by_metadata(module: ModuleType, found: Found) -> Plugin:
    from importlib.metadata import PathDistribution
    from pathlib import Path

    fields = PathDistribution(Path(found.metadata)).metadata

    def said(*names: str) -> str:
        present = (fields[name] for name in names if name in fields)
        return next((str(value) for value in present if value), "Unknown")

    return Plugin(
        module, said("Summary"), said("Version"), said("Home-page", "Project-URL"), said("Author", "Author-email"),
        found.source,
    )  # fmt: skip


def _report(found: Found, error: BaseException) -> None:
    import click

    text = " ".join(f"{type(error).__name__}: {error}".split())
    click.secho(f"Plugin {found.name} ({found.source}) cannot be loaded and is left out. {text}", fg="red", err=True)
