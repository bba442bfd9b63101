"""Descriptor files of the page: the package's own, then ``<root>/ui``, then ``<root>/plugins/ui``."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from pioreactor.storage import paths
from pioreactor.utils.descriptor_folders import DescriptorFolders
from pioreactor.web.wire.descriptors import AutomationDescriptor, ChartDescriptor, JobDescriptor, SettingsDescriptor

AUTOMATION_KINDS: Final = ("temperature", "dosing", "led")
_BUILT_IN: Final = Path(__file__).with_name("descriptors")
_log = logging.getLogger("pioreactor.web.descriptors")

Shape = TypeVar("Shape", bound=msgspec.Struct)
_JOBS: Final = DescriptorFolders(JobDescriptor, "job_name", _log)
_SETTINGS: Final = DescriptorFolders(SettingsDescriptor, "key", _log)
_CHARTS: Final = DescriptorFolders(ChartDescriptor, "chart_key", _log)
_AUTOMATIONS: Final = {
    kind: DescriptorFolders(AutomationDescriptor, "automation_name", _log) for kind in AUTOMATION_KINDS
}


def jobs() -> list[JobDescriptor]:
    """Jobs, by job name."""
    return _read(_JOBS, "jobs")


def settings() -> list[SettingsDescriptor]:
    """Collections of settings, by key."""
    return _read(_SETTINGS, "settings")


def automations(kind: str) -> list[AutomationDescriptor]:
    """Automations of a kind (one of AUTOMATION_KINDS), by name."""
    return _read(_AUTOMATIONS[kind], f"automations/{kind}")


def charts() -> list[ChartDescriptor]:
    """Charts, by key."""
    return _read(_CHARTS, "charts")


def _read(known: DescriptorFolders[Shape], kind: str) -> list[Shape]:
    root = paths.data_root()
    return known.read([_BUILT_IN / kind, root / "ui" / kind, root / "plugins" / "ui" / kind])[0]
