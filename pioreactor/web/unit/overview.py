"""Jobs with their settings, alarms, outputs and the vial in one reply, for the leader's overview."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct

from pioreactor.exc import PioreactorError
from pioreactor.leader.replies import JobOverview, UnitSnapshot
from pioreactor.runtime import alarms
from pioreactor.storage import unit_state
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import services
from pioreactor.web.unit import bottle_books, vial_books
from pioreactor.web.unit.job_rows import wire_text
from pioreactor.web.unit.outputs import is_guarded, outputs_now
from pioreactor.web.unit.restarts import jobs_to_restart
from pioreactor.web.wire.common import ExperimentName

table = RouteTable("overview", "/unit_api")


Part = TypeVar("Part")


class SnapshotQuery(Struct):
    """``experiment``: whose vial is meant; default the one that the unit works for."""

    experiment: ExperimentName | None = None


@table.add("GET", "/overview", summary="What the unit does now", query=SnapshotQuery, response=UnitSnapshot)
def overview(query: SnapshotQuery) -> UnitSnapshot:
    """State and settings of each running job by name, open alarms, outputs that are on, and what is in the vial.

    What cannot be read does not hide the rest.
    """
    problems: list[str] = []

    def read(part: Callable[[], Part]) -> Part | None:
        try:
            return part()
        except (PioreactorError, OSError) as error:
            problems.append(str(error))
            return None

    experiment = query.experiment or read(lambda: unit_state.load().experiment)
    return UnitSnapshot(
        jobs=read(_jobs),
        alarms=read(alarms.open_alarms),
        outputs=read(outputs_now),
        is_guarded=read(is_guarded),
        vial=read(lambda: vial_books.overview(experiment)) if experiment else None,
        restart=read(lambda: jobs_to_restart(services().registry)),
        bottles=read(bottle_books.overview),
        problems=problems,
    )


def _jobs() -> dict[str, JobOverview]:
    registry = services().registry
    jobs: dict[str, JobOverview] = {}
    for record in sorted(registry.running(), key=lambda record: record.job_id):
        settings = {name: wire_text(value) for name, value in registry.settings(record.job_id).items()}
        jobs[record.job_name] = JobOverview(
            state=settings.pop("$state", None), settings=settings, is_long_running=record.is_long_running_job
        )
    return jobs
