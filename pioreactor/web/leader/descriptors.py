"""What the page shows of jobs, settings, automations and charts: the leader's files, or a worker's own."""

from __future__ import annotations

from typing import Any

from pioreactor.web import descriptor_files
from pioreactor.web.leader.asking import ask_one
from pioreactor.web.routing import RouteTable
from pioreactor.web.unit.descriptors import automations as unit_automations
from pioreactor.web.wire.descriptors import AutomationDescriptor, ChartDescriptor, JobDescriptor, SettingsDescriptor

table = RouteTable("descriptors", "/api")


@table.add("GET", "/jobs/descriptors", summary="Job descriptors", response=list[JobDescriptor])
def jobs() -> list[JobDescriptor]:
    """From the leader's files."""
    return descriptor_files.jobs()


@table.add("GET", "/settings/descriptors", summary="Settings descriptors", response=list[SettingsDescriptor])
def settings() -> list[SettingsDescriptor]:
    """From the leader's files."""
    return descriptor_files.settings()


@table.add("GET", "/charts/descriptors", summary="Chart descriptors", response=list[ChartDescriptor])
def charts() -> list[ChartDescriptor]:
    """From the leader's files."""
    return descriptor_files.charts()


@table.add(
    "GET", "/automations/descriptors/{kind}", summary="Automation descriptors", response=list[AutomationDescriptor]
)
def automations(kind: str) -> list[AutomationDescriptor]:
    """``kind``: temperature, dosing or led."""
    return unit_automations(kind)


@table.add(
    "GET", "/workers/{worker}/jobs/descriptors", summary="Job descriptors of a worker", response=list[JobDescriptor]
)
def worker_jobs(worker: str) -> Any:
    """Read on that worker."""
    return ask_one(worker, "/unit_api/jobs/descriptors")


@table.add(
    "GET",
    "/workers/{worker}/settings/descriptors",
    summary="Settings descriptors of a worker",
    response=list[SettingsDescriptor],
)
def worker_settings(worker: str) -> Any:
    """Read on that worker."""
    return ask_one(worker, "/unit_api/settings/descriptors")


@table.add(
    "GET",
    "/workers/{worker}/automations/descriptors/{kind}",
    summary="Automation descriptors of a worker",
    response=list[AutomationDescriptor],
)
def worker_automations(worker: str, kind: str) -> Any:
    """Read on that worker."""
    return ask_one(worker, f"/unit_api/automations/descriptors/{kind}")
