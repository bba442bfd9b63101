"""Names that people give to units within an experiment."""

from __future__ import annotations

from pioreactor.leader.identity.roles import Role
from pioreactor.storage.database import experiments, labels
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import ForUnits, RouteTable
from pioreactor.web.services import database_connection
from pioreactor.web.wire.common import SUCCESS, Status
from pioreactor.web.wire.experiments import UnitLabel

table = RouteTable("labels", "/api", changes=Role.OPERATOR, units=ForUnits.ALL)


@table.add("GET", "/experiments/{experiment}/unit_labels", summary="Labels of units", response=dict[str, str])
def unit_labels(experiment: str) -> dict[str, str]:
    """``{unit: label}``; ``current`` stands for the newest experiment."""
    with database_connection(readonly=True) as connection:
        if experiment == "current":
            latest = experiments.latest_experiment(connection)
            if latest is None:
                return {}
            experiment = latest.experiment
        return labels.unit_labels(connection, experiment)


@table.add(
    "PUT PATCH",
    "/experiments/{experiment}/unit_labels",
    summary="Label a unit",
    request=UnitLabel,
    response=Status,
    status=201,
)
def set_unit_label(experiment: str, body: UnitLabel) -> Status:
    """An empty label removes it; a label is unique within an experiment."""
    if not body.label.isprintable():
        raise ApiError(400, "The label holds characters that cannot be shown.", remediation="Use plain text.")
    with database_connection() as connection:
        labels.set_unit_label(connection, experiment, body.unit, body.label)
    return SUCCESS
