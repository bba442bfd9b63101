"""Descriptor files: the package's own, then ``<root>/ui``, then ``<root>/plugins/ui``; later keys replace earlier ones.

A file that cannot be used is skipped and named in the log; it never hides the others. Files are read again only after
one of the folders changed.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from pioreactor.storage import paths
from pioreactor.web.wire.descriptors import AutomationDescriptor, ChartDescriptor, JobDescriptor, SettingsDescriptor

AUTOMATION_KINDS: Final = ("temperature", "dosing", "led")
_BUILT_IN: Final = Path(__file__).with_name("descriptors")
_log = logging.getLogger("pioreactor.web.descriptors")
_read: dict[str, tuple[tuple[tuple[str, int, int], ...], list[Any]]] = {}

Shape = TypeVar("Shape", bound=msgspec.Struct)


def jobs() -> list[JobDescriptor]:
    """Jobs, by job name."""
    return _collect("jobs", JobDescriptor, "job_name")


def settings() -> list[SettingsDescriptor]:
    """Collections of settings, by key."""
    return _collect("settings", SettingsDescriptor, "key")


def automations(kind: str) -> list[AutomationDescriptor]:
    """Automations of a kind (one of AUTOMATION_KINDS), by name."""
    return _collect(f"automations/{kind}", AutomationDescriptor, "automation_name")


def charts() -> list[ChartDescriptor]:
    """Charts, by key."""
    return _collect("charts", ChartDescriptor, "chart_key")


def _folders(kind: str) -> list[Path]:
    root = paths.data_root()
    return [_BUILT_IN / kind, root / "ui" / kind, root / "plugins" / "ui" / kind]


def _collect(kind: str, shape: type[Shape], key: str) -> list[Shape]:
    files = [file for folder in _folders(kind) for file in _yaml_files(folder)]
    state = tuple((str(file), status.st_mtime_ns, status.st_size) for file in files if (status := file.stat()))
    known = _read.get(kind)
    if known is not None and known[0] == state:
        return known[1]
    found: dict[str, Shape] = {}
    for file in files:
        descriptor = _read_file(file, shape)
        if descriptor is None:
            continue
        name = getattr(descriptor, key)
        if name in found:
            _log.info("%s replaces the built-in descriptor of %s.", file, name)
        found[name] = descriptor
    _read[kind] = (state, list(found.values()))
    return _read[kind][1]


def _yaml_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(file for file in folder.iterdir() if file.suffix in {".yaml", ".yml"} and file.is_file())


def _read_file(file: Path, shape: type[Shape]) -> Shape | None:
    try:
        return msgspec.yaml.decode(file.read_bytes(), type=shape)
    except (OSError, msgspec.DecodeError, ValueError) as error:
        _log.error("The descriptor %s is left out: %s", file, error)
        return None
