"""What is in this unit's vial, for the page: read, corrected by a person, and told to everybody."""

from __future__ import annotations

from pioreactor.domain.headroom import headroom_ml
from pioreactor.domain.volumes import VARIABLES, VialState
from pioreactor.exc import NoModelAssignedError, UnknownModelAssignedError
from pioreactor.leader.replies import VialOverview
from pioreactor.models import BioreactorModel
from pioreactor.runtime.booking import Books
from pioreactor.storage.vial_state import load_vial_state
from pioreactor.web.services import services
from pioreactor.whoami import get_pioreactor_model


def model_or_none() -> BioreactorModel | None:
    """The bioreactor model of this unit; None while nobody has said which it is."""
    try:
        return get_pioreactor_model()
    except (NoModelAssignedError, UnknownModelAssignedError):
        return None


def overview(experiment: str) -> VialOverview:
    """The books of an experiment's vial with the limits of the unit's model. Raises StorageError."""
    state = load_vial_state(experiment)
    model = model_or_none()
    return VialOverview(
        **state._asdict(),
        max_fill_ml=model.reactor_max_fill_volume_ml if model else None,
        capacity_ml=model.reactor_capacity_ml if model else None,
        headroom_ml=round(room_ml(state, model), 4) if model else None,
    )


def room_ml(state: VialState, model: BioreactorModel) -> float:
    """How much may still come in, mL."""
    return headroom_ml(state, model.reactor_max_fill_volume_ml, model.reactor_capacity_ml)


def published_values(state: VialState) -> dict[str, float]:
    """The variables as they stand on ``bioreactor/<variable>``."""
    return {name: getattr(state, name) for name in VARIABLES}


def correct(experiment: str, values: dict[str, float], by: str) -> VialState:
    """Enter what a person says is true, publish it (retained) and log old and new.

    Works without the broker: what it has not heard, it hears later. Raises ValueError that names the variable, the
    value and its range; StorageError.
    """
    from pioreactor.logging import create_logger

    shared = services()
    client = shared.messenger.client()
    books = Books(shared.unit, experiment, client)
    before = books.state()
    after = books.set_by_hand(**values)
    changes = ", ".join(f"{name} from {getattr(before, name):g} to {getattr(after, name):g}" for name in values)
    logger = create_logger("vial", shared.unit, experiment, source="ui", pub_client=client)
    try:
        logger.info(f"{by or 'Somebody'} set {changes}.")
    finally:
        logger.clean_up()
    return after
