"""Finds plugins without importing them, by reading the descriptions of the installed distributions."""
# ruff: noqa: PTH118, PTH119, PTH123, PTH208

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from pioreactor.plugin_management.places import files, site_folders, skipped

GROUP = "pioreactor.plugins"


class Found(NamedTuple):
    """A plugin that is there: its name, and either the file or the module that holds it.

    ``metadata`` is the folder with the description of an installed distribution; empty for a single file.
    """

    name: str
    path: str
    module: str
    metadata: str

    @property
    def source(self) -> str:
        """Where it comes from, in the words of ``pio plugins list``."""
        return "entry_points" if self.module else f"plugins/{os.path.basename(self.path)}"


def find() -> list[Found]:
    """All plugins in the order in which they load: installed ones by name, then files by name."""
    if skipped():
        return []
    installed = {found.name: found for place in site_folders() for found in _installed(place)}
    in_folder = [Found(os.path.basename(path)[:-3], path, "", "") for path in files()]
    return sorted(installed.values()) + in_folder


def _installed(place: str) -> Iterator[Found]:
    try:
        names = os.listdir(place)
    except OSError:
        return
    for name in names:
        if not name.endswith((".dist-info", ".egg-info")):
            continue
        metadata = os.path.join(place, name)
        try:
            with open(os.path.join(metadata, "entry_points.txt"), encoding="utf-8") as file:
                text = file.read()
        except OSError:
            continue
        if GROUP in text:
            for entry_name, module in _entries(text):
                yield Found(entry_name, "", module, metadata)


def _entries(text: str) -> Iterator[tuple[str, str]]:
    section = ""
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("["):
            section = line.strip("[]").strip()
        elif section == GROUP and "=" in line:
            name, _, target = line.partition("=")
            yield name.strip(), target.split(":")[0].split("[")[0].strip()
