"""The books of the vial towards the rest of the world: doses of plugins are entered, and the values are told.

Our own pumps book what they move themselves and say so in the message (MQTT user property ``booked=1``). A dosing event
without that comes from a plugin, and nobody else would enter it.
"""

from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING, Any

import msgspec

from pioreactor import structs
from pioreactor.domain.volumes import REMOVE_WASTE, is_inflow
from pioreactor.exc import MQTTValueError, PioreactorError
from pioreactor.pubsub import topics
from pioreactor.pubsub.recording import is_booked
from pioreactor.runtime.booking import CALIBRATION_SOURCE, Books
from pioreactor.storage.vial_state import load_vial_state
from pioreactor.types import MQTTMessage
from pioreactor.whoami import UNIVERSAL_EXPERIMENT, get_assigned_experiment_or_none

if TYPE_CHECKING:
    from pioreactor.background_jobs.base import LongRunningBackgroundJob

EVENT_QOS = 2
"""A plugin's dose must be entered once: a message that comes twice would be two doses."""

_decode = msgspec.json.Decoder(structs.DosingEvent).decode


class Bioreactor:
    """``start()`` after the job is connected, ``close()`` at its end.

    The values of the present experiment are published (retained) at the start, when the broker is back, and when the
    unit is assigned to another experiment.
    """

    def __init__(self, job: LongRunningBackgroundJob) -> None:
        self._job = job
        self._unit = job.unit
        self._guard = threading.Lock()
        self._is_closed = False

    def start(self) -> None:
        """Listen and tell."""
        client = self._job.sub_client
        client.listen(
            topics.topic(self._unit, "+", "dosing_events"), self._on_event, qos=EVENT_QOS, allow_retained=False
        )
        client.listen(topics.topic(self._unit, UNIVERSAL_EXPERIMENT, "assignment"), self._on_assignment)
        self._job.pub_client.add_connect_listener(self.tell)
        self.tell()

    def close(self) -> None:
        """Enter nothing any more."""
        with self._guard:
            self._is_closed = True

    def tell(self, experiment: str | None = None) -> None:
        """Publish what the books of an experiment say; default: of the one this unit works for."""
        name = experiment or get_assigned_experiment_or_none()
        if name is None or self._is_closed:
            return
        try:
            books, told = self._books(name), None
            while (state := load_vial_state(name)) != told:  # a pump may have told something newer meanwhile
                books.tell_state(state, told, is_news=False)
                told = state
        except PioreactorError as error:
            self._job.logger.error(f"The volume of the vial cannot be told: {error}")

    def _books(self, experiment: str) -> Books:
        return Books(self._unit, experiment, self._job.pub_client, self._job.logger)

    def _on_event(self, message: MQTTMessage) -> None:
        if not message.payload or is_booked(message):
            return
        try:
            dose = _decode(message.payload)
        except (msgspec.DecodeError, RecursionError) as error:
            raise MQTTValueError(f"A dosing event cannot be read, so it is not booked: {error}") from error
        if dose.source_of_event == CALIBRATION_SOURCE or not (is_inflow(dose.event) or dose.event == REMOVE_WASTE):
            return
        if not math.isfinite(dose.volume_change):
            raise MQTTValueError(f"A dosing event of {dose.volume_change} mL ({dose.event}) is not booked.")
        with self._guard:
            if not self._is_closed:
                self._books(topics.parse(message.topic).experiment).project(dose.event, dose.volume_change)

    def _on_assignment(self, message: MQTTMessage) -> None:
        assignment: Any = None
        if message.payload:
            assignment = msgspec.json.decode(message.payload)
        experiment = assignment.get("experiment") if isinstance(assignment, dict) else None
        if isinstance(experiment, str) and experiment:
            self.tell(experiment)
