"""All running jobs with their settings in one reply, for the leader's overview."""

from __future__ import annotations

from pioreactor.leader.replies import JobOverview
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import services
from pioreactor.web.unit.job_rows import wire_text

table = RouteTable("overview", "/unit_api")


@table.add("GET", "/overview", summary="Running jobs and their settings", response=dict[str, JobOverview])
def overview() -> dict[str, JobOverview]:
    """State and settings of each running job, by job name."""
    registry = services().registry
    jobs: dict[str, JobOverview] = {}
    for record in sorted(registry.running(), key=lambda record: record.job_id):
        settings = {name: wire_text(value) for name, value in registry.settings(record.job_id).items()}
        jobs[record.job_name] = JobOverview(state=settings.pop("$state", None), settings=settings)
    return jobs
