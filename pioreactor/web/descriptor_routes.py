"""The descriptor routes that a unit and the leader have alike: each tells what its own files say."""

from __future__ import annotations

from pioreactor.web import descriptor_files
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import RouteTable
from pioreactor.web.wire.descriptors import AutomationDescriptor, JobDescriptor, SettingsDescriptor


def add_descriptor_routes(table: RouteTable) -> None:
    """Declare the routes of jobs, settings and automations on a table."""

    @table.add("GET", "/jobs/descriptors", summary="Job descriptors", response=list[JobDescriptor])
    def jobs() -> list[JobDescriptor]:
        """Built-in ones first; a later file with the same key replaces an earlier one."""
        return descriptor_files.jobs()

    @table.add("GET", "/settings/descriptors", summary="Settings descriptors", response=list[SettingsDescriptor])
    def settings() -> list[SettingsDescriptor]:
        """Collections of settings that belong to no job."""
        return descriptor_files.settings()

    @table.add(
        "GET", "/automations/descriptors/{kind}", summary="Automation descriptors", response=list[AutomationDescriptor]
    )
    def automations(kind: str) -> list[AutomationDescriptor]:
        """``kind``: temperature, dosing or led."""
        if kind not in descriptor_files.AUTOMATION_KINDS:
            raise ApiError(
                400,
                f"{kind[:80]!r} is not a kind of automation.",
                remediation=f"Use one of: {', '.join(descriptor_files.AUTOMATION_KINDS)}.",
            )
        return descriptor_files.automations(kind)
