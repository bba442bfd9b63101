"""What was recorded in an experiment: asked before it is deleted."""

from __future__ import annotations

from pioreactor.config import get_config
from pioreactor.storage.database import contents
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import database_connection
from pioreactor.web.wire.experiment_contents import ExperimentRecord

table = RouteTable("experiment_contents", "/api")


@table.add(
    "GET",
    "/experiments/{experiment}/contents",
    summary="What was recorded in an experiment, and how long a deletion could be undone",
    response=ExperimentRecord,
)
def experiment_contents(experiment: str) -> ExperimentRecord:
    """404 if there is none of this name."""
    with database_connection(readonly=True) as connection:
        found = contents.contents(connection, experiment)
    return ExperimentRecord(found, get_config().getfloat("storage", "deleted_experiments_days"))
