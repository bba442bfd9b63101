"""The vial of this unit: what is in it, and what a dose would make of it."""

from __future__ import annotations

from pioreactor.leader.identity.roles import Role
from pioreactor.storage import unit_state
from pioreactor.storage.database.experiments import check_experiment_name
from pioreactor.storage.vial_state import TESTING_PREFIX, load_vial_state
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import RouteTable
from pioreactor.web.services import services
from pioreactor.web.unit import bottle_books, vial_books
from pioreactor.web.unit.dose_preview import PUMPS, amount_of, preview
from pioreactor.web.wire.bottles import BottleChange, Bottles
from pioreactor.web.wire.vial import DosePreview, DoseQuestion, VialChange, VialValues

table = RouteTable("vial", "/unit_api", changes=Role.OPERATOR)


@table.add("GET", "/bioreactor/experiments/{experiment}", summary="What is in the vial", response=VialValues)
def get_values(experiment: str) -> VialValues:
    """Every variable; for an experiment without doses, what the configuration says that it starts with."""
    return VialValues(vial_books.published_values(load_vial_state(experiment)))


@table.add(
    "PATCH",
    "/bioreactor/experiments/{experiment}",
    summary="Say what is in the vial",
    request=VialChange,
    response=VialValues,
)
def change_values(experiment: str, body: VialChange) -> VialValues:
    """Entered, published (retained) and logged with old and new; all values or none. Works without the broker."""
    if not body.values:
        raise ApiError(400, "No values were given.", remediation='Send {"values": {"current_volume_ml": 14}}.')
    check_experiment_name(experiment.removeprefix(TESTING_PREFIX))
    try:
        after = vial_books.correct(experiment, body.values, body.by or "")
    except ValueError as error:
        raise ApiError(400, str(error), remediation="Nothing was changed.") from error
    return VialValues(vial_books.published_values(after))


@table.add("GET", "/bottles", summary="What is left in the bottles", response=Bottles)
def get_bottles() -> Bottles:
    """Every bottle that is tracked, with the hours left at the present rate."""
    return Bottles(bottle_books.overview())


@table.add("PATCH", "/bottles", summary="Say what is in the bottles", request=BottleChange, response=Bottles)
def change_bottles(body: BottleChange) -> Bottles:
    """After refilling or emptying: entered and logged; alarms that this settles end. Works without the broker."""
    if not body.contents_ml:
        raise ApiError(400, "No bottle was named.", remediation='Send {"contents_ml": {"media": 500}}.')
    try:
        return Bottles(bottle_books.refill(body.contents_ml, body.by or ""))
    except ValueError as error:
        raise ApiError(400, str(error), remediation="Nothing was changed.") from error


@table.add(
    "POST",
    "/dose/preview",
    summary="What a dose would do",
    request=DoseQuestion,
    response=DosePreview,
    least=Role.VIEWER,
    is_audited=False,
)
def preview_dose(body: DoseQuestion) -> DosePreview:
    """Volumes, limits, pumping time and, where the unit would refuse, why. Nothing moves."""
    experiment = body.experiment or unit_state.load().experiment
    if experiment is None:
        raise ApiError(
            409, f"{services().unit} works for no experiment.", remediation="Assign it to one, or name the experiment."
        )
    amount = amount_of(body.ml, body.duration_s, body.continuously)
    return preview(PUMPS[body.pump], amount, services().unit, experiment, services().registry)
