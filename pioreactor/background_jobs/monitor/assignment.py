"""The retained message by which the leader tells a unit what it works for, and the end of what ran before.

The leader tells a unit over HTTP as well and stops the jobs of the former experiment there. A unit that was away then
hears only this message, so its monitor ends them.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

import msgspec

from pioreactor import clock
from pioreactor.exc import PioreactorError, in_words
from pioreactor.runtime.registry import Registry
from pioreactor.runtime.stopping import GIVE_UP_AFTER_S, StopOutcome, stop_jobs
from pioreactor.storage import unit_state
from pioreactor.storage.unit_state import UnitState

if TYPE_CHECKING:
    from pioreactor.logging import CustomLogger

LEADER_ENDS_THEM_WITHIN_S: Final = GIVE_UP_AFTER_S + 3.0
"""Wall seconds that the leader gets to stop the jobs of a former experiment itself."""


class Assignment(msgspec.Struct):
    """Payload of ``pioreactor/<unit>/$experiment/assignment``."""

    pioreactor_unit: str
    experiment: str | None
    assigned_at: str | None
    updated_at: str
    is_active: bool | None = None
    """None: a leader of an older release, which tells it over HTTP alone."""


def store_assignment(payload: bytes, unit: str) -> UnitState | None:
    """Write a newer assignment of ``unit`` to its disk; the new state, or None if nothing changed.

    A message that is older than what the disk says (a retained one from before an assignment over HTTP) is ignored.
    Raises ValueError for a payload that is no assignment or is meant for another unit.
    """
    try:
        message = msgspec.json.decode(payload, type=Assignment)
        sent_at = clock.from_iso(message.updated_at)
    except (msgspec.DecodeError, ValueError) as error:
        raise ValueError(f"the assignment message cannot be read: {error}") from error
    if message.pioreactor_unit != unit:
        raise ValueError(f"the assignment message is for {message.pioreactor_unit}.")
    present = unit_state.load()
    if present.updated_at and clock.from_iso(present.updated_at) >= sent_at:
        return None
    is_active = present.is_active if message.is_active is None else message.is_active
    told = (message.experiment, message.assigned_at, is_active)
    if (present.experiment, present.assigned_at, present.is_active) == told:
        return None
    fresh = msgspec.structs.replace(
        present,
        experiment=message.experiment,
        former_experiment=unit_state.former_after(present, message.experiment),
        assigned_at=message.assigned_at,
        is_active=is_active,
        updated_at=message.updated_at,
    )
    unit_state.save(fresh)
    return fresh


class AssignmentKeeper:
    """Keeps the assignment of ``unit`` on its disk, and ends jobs of the experiment that it worked for before."""

    def __init__(self, unit: str, logger: CustomLogger) -> None:
        self._unit = unit
        self._logger = logger
        self._turn = threading.Lock()
        self._closing = threading.Event()

    def note(self, payload: bytes) -> None:
        """Take in an assignment message; what takes long is done in a thread of its own."""
        if not payload:
            return
        try:
            was_active = unit_state.load().is_active
            state = store_assignment(payload, self._unit)
            present = unit_state.load()
            former = present.former_experiment
        except (ValueError, PioreactorError, OSError) as error:
            self._logger.error(f"An assignment could not be stored: {in_words(error)}")
            return
        if state is not None:
            told = f"Assigned to {state.experiment}." if state.experiment else "Unassigned."
            self._logger.info(told if state.is_active else f"{told} Inactive: nothing may be started here.")
        if was_active and not present.is_active:
            threading.Thread(target=self._end_all, name="jobs of an inactive unit", daemon=True).start()
        # Also where nothing has changed: the unit may have heard of it over HTTP just before it was cut off.
        if former is not None:
            threading.Thread(target=self._end_jobs_of, args=(former,), name="former jobs", daemon=True).start()

    def close(self) -> None:
        """End; nothing further is stopped."""
        self._closing.set()

    def _end_jobs_of(self, former: str) -> None:
        why = f"the unit was given another experiment than {former} while its leader could not reach it"
        try:
            with self._turn:
                if self._still_run(former) and unit_state.load().experiment != former:
                    self._tell(why, stop_jobs(experiment=former))
        except (PioreactorError, OSError) as error:
            self._logger.error(f"Jobs of {former} could not be ended: {in_words(error)}")

    def _end_all(self) -> None:
        why = "the unit was made inactive while its leader could not reach it"
        try:
            with self._turn:
                if self._still_run(None) and not unit_state.load().is_active:
                    self._tell(why, stop_jobs(all_jobs=True))
        except (PioreactorError, OSError) as error:
            self._logger.error(f"Jobs of an inactive unit could not be ended: {in_words(error)}")

    def _still_run(self, experiment: str | None) -> bool:
        """Whether jobs go on for which the leader had time; None: any that do not always run."""
        registry = Registry()

        def runs() -> bool:
            if experiment is not None:
                return bool(registry.running(experiment=experiment))
            return any(not job.is_long_running_job for job in registry.running())

        try:
            have_ended = clock.wait_until(
                lambda: self._closing.is_set() or not runs(),
                LEADER_ENDS_THEM_WITHIN_S,
                poll=0.5,
            )
            return not have_ended
        finally:
            registry.close()

    def _tell(self, why: str, outcomes: list[StopOutcome]) -> None:
        names = ", ".join(outcome.job_name for outcome in outcomes)
        failed = [outcome.job_name for outcome in outcomes if outcome.outcome == "still running"]
        failed += [output.name for outcome in outcomes for output in outcome.outputs if not output.is_off]
        if failed:
            self._logger.error(f"{', '.join(failed)} could not be ended, though {why}. See `pio jobs list`.")
        elif names:
            self._logger.notice(f"Ended {names}: {why}.")
