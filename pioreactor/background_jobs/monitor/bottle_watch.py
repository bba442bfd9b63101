"""Bottles that run low, empty or full are alarms; looked at once a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pioreactor.exc import PioreactorError

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client


class BottleWatch:
    """``look()``: of one unit. What cannot be read is said once until it can."""

    def __init__(self, client: Client, logger: Any) -> None:
        self._client = client
        self._logger = logger
        self._problem = ""

    def look(self) -> None:
        """Raise and end alarms by the books."""
        from pioreactor.runtime.bottle_alarms import follow_bottles

        try:
            follow_bottles(self._client)
            problem = ""
        except PioreactorError as error:
            problem = f"What is left in the bottles is not known: {error}"
        if problem and problem != self._problem:
            self._logger.warning(problem)
        self._problem = problem
