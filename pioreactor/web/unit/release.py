"""Which release the unit uses, and how the last change of it ended."""

from __future__ import annotations

from pioreactor.cluster.release import about
from pioreactor.cluster.release.about import ReleaseOfUnit, RunningJob
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import services

table = RouteTable("release", "/unit_api")


@table.add("GET", "/system/release", summary="The release in use and its last change", response=ReleaseOfUnit)
def release() -> ReleaseOfUnit:
    """With the jobs that a change would hand over; those that belong to the services are left out."""
    running = [
        RunningJob(record.job_name, record.experiment)
        for record in services().registry.running()
        if not record.is_long_running_job
    ]
    return about.of_this_host(services().unit, running)
