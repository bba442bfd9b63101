"""What is left in this unit's bottles, for the page: read, and said anew by a person."""

from __future__ import annotations

from pioreactor.leader.replies import BottleOverview
from pioreactor.runtime.bottle_alarms import follow_bottles
from pioreactor.storage.bottles import load_bottles, say_content
from pioreactor.web.services import services
from pioreactor.whoami import UNIVERSAL_EXPERIMENT


def overview() -> list[BottleOverview]:
    """The bottles that are tracked. Raises StorageError."""
    return [BottleOverview(**bottle._asdict()) for bottle in load_bottles()]


def refill(contents_ml: dict[str, float], by: str) -> list[BottleOverview]:
    """Enter what a person says is in bottles, end the alarms that this settles, log old and new. Works without broker.

    Raises ValueError that names the bottle, StorageError.
    """
    from pioreactor.logging import create_logger

    changes = say_content(contents_ml)
    shared = services()
    client = shared.messenger.client()
    follow_bottles(client)
    logger = create_logger("bottles", shared.unit, UNIVERSAL_EXPERIMENT, source="ui", pub_client=client)
    told = ", ".join(f"{name} from {before:.1f} to {after:g} mL" for name, (before, after) in changes.items())
    try:
        logger.info(f"{by or 'Somebody'} set the bottles: {told}.")
    finally:
        logger.clean_up()
    return overview()
