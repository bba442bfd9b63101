"""What the page shows of jobs, settings, automations and charts: the leader's files, or a worker's own."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from pioreactor.config import get_config
from pioreactor.web import descriptor_files
from pioreactor.web.descriptor_routes import add_descriptor_routes
from pioreactor.web.leader.asking import ask_one
from pioreactor.web.routing import ForUnits, RouteTable
from pioreactor.web.wire.descriptors import AutomationDescriptor, ChartDescriptor, JobDescriptor, SettingsDescriptor

table = RouteTable("descriptors", "/api", units=ForUnits.ALL)


add_descriptor_routes(table)


@table.add("GET", "/charts/descriptors", summary="Chart descriptors", response=list[ChartDescriptor])
def charts() -> list[ChartDescriptor]:
    """From the leader's files. ``is_on`` follows ``[ui.overview.charts]``; a chart that is not named there is off."""
    config = get_config()
    return [
        replace(chart, is_on=config.getboolean("ui.overview.charts", chart.chart_key, fallback=False))
        for chart in descriptor_files.charts()
    ]


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
