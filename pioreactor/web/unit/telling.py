"""A line in the unit's log about something that was asked of it over HTTP."""

from __future__ import annotations

from typing import Literal

from pioreactor.web.services import Services
from pioreactor.whoami import UNIVERSAL_EXPERIMENT


def tell(shared: Services, about: str, level: Literal["notice", "warning"], words: str) -> None:
    """Log ``words`` as the task ``about``, for people and the leader; it belongs to no experiment."""
    from pioreactor.logging import create_logger

    client = shared.messenger.client()
    logger = create_logger(about, shared.unit, UNIVERSAL_EXPERIMENT, source="ui", pub_client=client)
    try:
        getattr(logger, level)(words)
    finally:
        logger.clean_up()
