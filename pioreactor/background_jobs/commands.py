"""What a job does with messages that want to change it: the settings it declared as settable, and its state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pioreactor.exc import IllegalTransitionError, MQTTValueError, in_words
from pioreactor.pubsub.lanes import Lane, NoLane
from pioreactor.pubsub.topics import topic
from pioreactor.runtime import wanted_jobs
from pioreactor.runtime.lifecycle import check_move, parse_command
from pioreactor.runtime.settings import MAX_PAYLOAD_BYTES, decode
from pioreactor.states import JobState
from pioreactor.storage import deferred
from pioreactor.types import MQTTMessage
from pioreactor.whoami import UNIVERSAL_IDENTIFIER

if TYPE_CHECKING:
    from pioreactor.background_jobs.base import _Job

REPAIR_AFTER_S: Final = 1.0
SHOWN_CHARACTERS: Final = 40


class CommandListener:
    """Listens for one job. State commands have a thread of their own, so that a stop never queues behind other work."""

    def __init__(self, job: _Job) -> None:
        self.job = job
        self.states = Lane(f"{job.job_name} states", on_error=job._log_callback_error)
        self.settings = Lane(f"{job.job_name} settings", on_error=job._log_callback_error)

    def start(self) -> None:
        """Listen from now on, also after reconnects."""
        job, here = self.job, NoLane()
        commands = [topic(unit, job.experiment, job.job_name, "+", "set") for unit in (job.unit, UNIVERSAL_IDENTIFIER)]
        job.sub_client.listen(commands, self._sort, qos=1, allow_retained=False, lane=here)
        job.sub_client.listen(
            topic(job.unit, job.experiment, job.job_name, "$state"), self._check_own_state, qos=0, lane=here
        )

    def _sort(self, message: MQTTMessage) -> None:
        name = message.topic.split("/")[-2]
        if len(message.payload) > MAX_PAYLOAD_BYTES:
            self.job.logger.warning(
                f"Ignored a value for {name} of {len(message.payload)} bytes; {MAX_PAYLOAD_BYTES} are allowed."
            )
        elif name == "$state":
            self.states.put(self._change_state, message)
        else:
            self.settings.put(self._change_setting, name, message)

    def _change_state(self, message: MQTTMessage) -> None:
        job = self.job
        before = job.state
        try:
            wanted = parse_command(message.payload.decode("utf-8", "replace"))
            if wanted != before and not job._shutdown_started:
                check_move(before, wanted)
        except IllegalTransitionError as error:
            job.logger.error(f"The state stays {before}: {error}")
            return
        job.set_state(wanted)
        if wanted != before and wanted in (JobState.READY, JobState.SLEEPING) and not job.is_long_running:
            job._note_wish(wanted_jobs.note_sleeping, job.job_name, wanted is JobState.SLEEPING)
        self._tell_change("state", before, wanted)

    def _change_setting(self, name: str, message: MQTTMessage) -> None:
        job = self.job
        properties = job.published_settings.get(name)
        if properties is None or name == "state":
            job.logger.debug(f"Ignored a value for {name[:SHOWN_CHARACTERS]}, which is not a setting of this job.")
            return
        if not properties["settable"]:
            job.logger.warning(f"Ignored a value for {name}: it cannot be set.")
            return
        if not hasattr(job, name):
            job.logger.debug(f"Ignored a value for {name}, which has no value yet.")
            return
        before = getattr(job, name)
        try:
            self._apply(name, decode(name, properties, message.payload))
        except MQTTValueError as error:
            job.logger.error(f"The setting is unchanged. {error}")
        except Exception as error:
            job.logger.error(f"{name} could not be set: {in_words(error)}.")
            job._log_in_full(error)
        else:
            unit = properties.get("unit") or ""
            suffix = f" {unit}" if unit else ""
            after = getattr(job, name, None)
            if not job.is_long_running:
                text = message.payload.decode("utf-8", "replace")
                job._note_wish(wanted_jobs.note_setting, job.job_name, name, text)
            self._tell_change(name, before, after, suffix)

    def _tell_change(self, name: str, before: Any, after: Any, suffix: str = "") -> None:
        """Log what changed. What stays as it is (other jobs set some again and again) is worth no line people see."""
        if before == after:
            self.job.logger.debug(f"{name} is {_short(after)}{suffix} already.")
        else:
            self.job.logger.info(f"Updated {name} from {_short(before)}{suffix} to {_short(after)}{suffix}.")

    def take_over(self, settings: Mapping[str, str]) -> None:
        """Set what an earlier run of this job was set to; a value that does not fit any more is logged and left out."""
        for name, text in settings.items():
            properties = self.job.published_settings.get(name)
            if properties is None or name == "state" or not properties["settable"] or not hasattr(self.job, name):
                continue
            try:
                self._apply(name, decode(name, properties, text.encode()))
            except Exception as error:
                self.job.logger.warning(f"{name} could not be set to {_short(text)} again: {in_words(error)}.")

    def _apply(self, name: str, value: Any) -> None:
        setter = getattr(self.job, f"set_{name}", None)
        if setter is not None:
            setter(value)
        else:
            setattr(self.job, name, value)

    def _check_own_state(self, message: MQTTMessage) -> None:
        if message.payload == JobState.LOST.to_bytes():
            deferred.call_later(("state", id(self.job)), REPAIR_AFTER_S, self._repair_state)

    def _repair_state(self) -> None:
        job = self.job
        alive = job.state not in (JobState.INIT, JobState.LOST) and not job._cleaned_up.is_set()
        if alive and job._telemetry is not None:
            job._telemetry.republish_setting("$state", job.state)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
