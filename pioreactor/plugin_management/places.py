"""Where plugins can be, and which commands they were found to add to ``pio run``; with ``os`` only.

``pio run stirring --help`` looks here, and ``pathlib`` or ``importlib.metadata`` would each take longer than everything
else that it does. The commands are remembered in a small text file in the run directory. It holds for one state of the
import path and the plugin folder, told by their modification times. Losing it costs time, never correctness.
"""
# ruff: noqa: PTH103, PTH105, PTH111, PTH116, PTH118, PTH120, PTH123, PTH208

from __future__ import annotations

import os
import sys

from pioreactor import __version__

SKIP_ENV = "SKIP_PLUGINS"
FOLDER_ENV = "PLUGINS_DEV"


def skipped() -> bool:
    """True if the environment forbids plugins."""
    return bool(os.environ.get(SKIP_ENV))


def folder() -> str:
    """The folder of single-file plugins: ``PLUGINS_DEV`` if set, else ``<data root>/plugins``."""
    chosen = os.environ.get(FOLDER_ENV)
    root = os.environ.get("DOT_PIOREACTOR") or os.path.expanduser("~/.pioreactor")
    return chosen or os.path.join(root, "plugins")


def files() -> list[str]:
    """Paths of the single-file plugins in lexicographic order."""
    where = folder()
    try:
        names = sorted(name for name in os.listdir(where) if name.endswith(".py") and not name.startswith((".", "_")))
    except OSError:
        return []
    return [os.path.join(where, name) for name in names]


def site_folders() -> list[str]:
    """The folders of the import path that can hold installed distributions."""
    known = dict.fromkeys(sys.path)
    return [path for path in known if path.endswith(("site-packages", "dist-packages"))]


def remembered_commands() -> dict[str, str] | None:
    """Command name to its line in the help, of all plugins; None if that has to be found out first."""
    if skipped():
        return {}
    try:
        with open(_memory_path(), encoding="utf-8") as file:
            first, *lines = file.read().splitlines()
    except (OSError, ValueError):
        return None
    if first != _state() or not all("\t" in line for line in lines):
        return None
    return dict([line.split("\t", 1) for line in lines])


def remember_commands(commands: dict[str, str]) -> None:
    """Write down what was found; without a run directory of ours the next start looks again."""
    path = _memory_path()
    aside = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(aside, "w", encoding="utf-8") as file:
            file.write("\n".join([_state(), *(f"{name}\t{line}" for name, line in commands.items())]))
        os.replace(aside, path)
    except OSError:
        return


def _memory_path() -> str:
    run = os.environ.get("RUN_PIOREACTOR") or "/run/pioreactor"
    return os.path.join(run, "cache", "plugin_commands.txt")


def _state() -> str:
    parts = [sys.prefix, __version__]
    for path in [*site_folders(), folder(), *files()]:
        try:
            parts.append(f"{path}@{os.stat(path).st_mtime_ns}")
        except OSError:
            parts.append(f"{path}@absent")
    return "|".join(parts)
