"""What all automations have in common: when they execute, what they may read, and what they tell about it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from pioreactor import clock
from pioreactor.automations import readings
from pioreactor.automations.events import AutomationEvent, ErrorOccurred
from pioreactor.automations.history import SettingsHistory
from pioreactor.automations.memory import Memory
from pioreactor.automations.news import NewsFilter
from pioreactor.automations.options import is_yes
from pioreactor.automations.readings_face import OffersReadings
from pioreactor.automations.timetable import Timetable
from pioreactor.background_jobs.base import BackgroundJob
from pioreactor.domain import schedule as schedules
from pioreactor.exc import AutomationError, JobRequiredError, StorageError, in_words
from pioreactor.pubsub.lanes import Lane
from pioreactor.pubsub.topics import topic
from pioreactor.states import JobState
from pioreactor.types import MQTTMessage, PublishableSetting

UNNAMED: Final = "automation_base"
FORBIDDEN_NAMES: Final = frozenset({"config"})
READY_WITHIN_S: Final = 60.0
ENDS_WITHIN_WALL_S: Final = 10.0

_OWN_SETTINGS: Final[dict[str, PublishableSetting]] = {
    "automation_name": {"datatype": "string", "settable": False},
    "latest_event": {"datatype": "AutomationEvent", "settable": False},
}


class AutomationJob(OffersReadings, BackgroundJob):
    """A job that executes a decision again and again. Override :meth:`execute`.

    Declare when with :meth:`run_every`, or call :meth:`trigger_run_once_from_event` when data arrive. A subclass that
    does neither, but was given ``duration`` (minutes), is executed every ``duration``.

    **Settings**: every value may come as text; convert it. Unknown keywords are ignored here, so that subclasses may
    pass theirs on. **After a restart** the schedule goes on from the last execution in this experiment (see
    `pioreactor.domain.schedule.begin`).
    """

    job_name = "automation_job"
    automation_name: str = UNNAMED
    is_data_driven = False
    """Whether executions come with readings: then decisions to do nothing are reported now and then only."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.automation_name in FORBIDDEN_NAMES:
            raise NameError(f"{cls.__name__}: an automation cannot be called {cls.automation_name!r}.")

    def __init__(
        self,
        unit: str,
        experiment: str,
        *,
        duration: float | str | None = None,
        skip_first_run: bool | str | int = False,
        source: str = "app",
        **others: Any,
    ) -> None:
        """``duration``: minutes, for classes that leave the schedule to us. Raises as BackgroundJob does."""
        object.__setattr__(self, "_history", None)
        super().__init__(unit, experiment, source=source)
        self.memory = Memory(experiment, self.job_name, self.automation_name)
        self.readings = readings.Readings(self.registry.is_running)
        self._execution = threading.Lock()
        self._state_changed = threading.Condition()
        self._is_asked = False
        self._asked_lock = threading.Lock()
        self._lane = Lane(f"{self.job_name} executions", on_error=self._log_callback_error)
        self._timetable = Timetable(self._run_on_time, self._log_timer_error, f"{self.job_name} timer")
        self._planned: Callable[[], None] | None = None
        self._periodic: tuple[bool, float] | None = None
        self._has_begun = False
        self._has_listener = False
        self.ending = threading.Event()
        self._given = (duration, skip_first_run)
        self._news = NewsFilter()
        for name, properties in _OWN_SETTINGS.items():
            self.add_to_published_settings(name, properties)
        self.latest_event: AutomationEvent | None = None
        if duration is not None:
            self.duration = float(duration)

    # --- to override ---------------------------------------------------------------------------------------------

    def execute(self) -> AutomationEvent | None:
        """Decide and act; what is returned is logged and published as ``latest_event``."""
        return None

    # --- when ----------------------------------------------------------------------------------------------------

    def run_every(
        self, minutes: float, *, skip_first_run: bool | str | int = False, run_after_seconds: float | None = None
    ) -> None:
        """Execute every ``minutes`` (> 0) on a fixed grid, once the job is ready.

        The first execution comes after 2 s, or ``run_after_seconds``; with ``skip_first_run`` one period later. Raises
        ValueError for a period that is not positive.
        """
        period_s = 60.0 * float(minutes)
        if not period_s > 0.0:
            raise AutomationError(f"The time between executions must be above 0 min, not {minutes}.")
        skip = is_yes(skip_first_run)
        after_s = schedules.FIRST_RUN_AFTER_S if run_after_seconds is None else float(run_after_seconds)
        self._periodic = (skip, after_s)

        def start() -> None:
            self._timetable.set(
                schedules.begin(
                    clock.monotonic(), period_s, skip_first=skip, run_after_s=after_s, last=self.memory.last_run()
                )
            )

        self._plan(start)

    def run_at(self, monotonic_s: float) -> None:
        """Execute once at this moment of `pioreactor.clock.monotonic`, instead of what was planned before."""
        self._plan(lambda: self._timetable.set(schedules.once(monotonic_s)))

    def _plan(self, start: Callable[[], None]) -> None:
        self._planned = start
        if self._has_begun:
            start()

    def set_duration(self, minutes: float | str) -> None:
        """Another time between executions: the next comes one new period after the last, at once if that is over."""
        period_min = float(minutes)
        if not period_min > 0.0:
            raise AutomationError(f"The time between executions must be above 0 min, not {minutes}.")
        self.duration = period_min
        if self._timetable.schedule is not None:
            self._timetable.set_period(60.0 * period_min)
        elif self._periodic is not None:
            skip, after_s = self._periodic
            self.run_every(period_min, skip_first_run=skip, run_after_seconds=after_s)
        else:
            self._given = (period_min, self._given[1])

    def cancel_automation_timer(self) -> None:
        """Execute no more on time; waits up to 10 wall seconds for an execution under way."""
        self._timetable.cancel(ENDS_WITHIN_WALL_S)

    def seconds_to_next_run(self) -> float | None:
        """Clock seconds until the next execution on time; None where none is planned."""
        return self._timetable.seconds_to_next_run()

    def trigger_run_once_from_event(self, *, timeout: float = 5.0) -> None:
        """Execute because something arrived. Returns at once; calls during an execution make one more after it.

        ``timeout``: clock seconds to wait for the job to be ready.
        """
        with self._asked_lock:
            if self._is_asked:
                return
            self._is_asked = True
        self._lane.put(self._run_when_asked, timeout)

    def _run_when_asked(self, timeout: float) -> None:
        with self._execution:
            with self._asked_lock:
                self._is_asked = False
            if self.ending.is_set():
                return
            self._run_guarded(timeout, wait_for_ready=True, allowed_states=None)

    def run_once(
        self,
        timeout: float = READY_WITHIN_S,
        *,
        wait_for_ready: bool = True,
        allowed_states: Collection[JobState | str] | None = None,
    ) -> AutomationEvent | None:
        """Execute now, in this thread, unless an execution is under way; the event.

        ``timeout``: clock seconds to wait for one of ``allowed_states`` (default: ready); ``wait_for_ready`` False:
        do not wait, but leave it out in any other state. Failures become an `ErrorOccurred`; nothing is raised.
        """
        if not self._execution.acquire(blocking=False):
            self.logger.debug("An execution is under way; this one is left out.")
            return None
        try:
            return self._run_guarded(timeout, wait_for_ready=wait_for_ready, allowed_states=allowed_states)[1]
        finally:
            self._execution.release()

    def run(self, timeout: float = READY_WITHIN_S) -> AutomationEvent | None:
        """As :meth:`run_once`."""
        return self.run_once(timeout)

    def _run_on_time(self) -> bool:
        if not self._execution.acquire(blocking=False):
            self.logger.debug("An execution is under way; the one on time is left out.")
            return False
        try:
            return self._run_guarded(READY_WITHIN_S, wait_for_ready=True, allowed_states=None, remember=True)[0]
        finally:
            self._execution.release()

    def _run_guarded(
        self,
        timeout: float,
        *,
        wait_for_ready: bool,
        allowed_states: Collection[JobState | str] | None,
        remember: bool = False,
    ) -> tuple[bool, AutomationEvent | None]:
        """(whether it was executed, the event)."""
        if not self._wait_for_state(timeout if wait_for_ready else 0.0, allowed_states or (self.READY,)):
            self.logger.debug(f"Not executed: the job is {self.state}.")
            return False, None
        if remember:
            self._remember_run()
        failure: Exception | None = None
        event: AutomationEvent | None
        try:
            event = self.execute()
        except Exception as error:
            if self.ending.is_set():
                return True, None
            failure, event = error, ErrorOccurred(in_words(error), {"error": type(error).__name__})
        if not self.is_data_driven or self._news.is_news(event, clock.monotonic()):
            self._log_event(event, failure)
            self.latest_event = event
        return True, event

    def _log_event(self, event: AutomationEvent | None, failure: Exception | None) -> None:
        if isinstance(failure, JobRequiredError):
            self.logger.warning(f"Nothing was done: {in_words(failure)}.")
        elif failure is not None:
            self.logger.error(f"The execution failed: {in_words(failure)}.")
            self._log_in_full(failure)
        elif event is not None:
            self.logger.info(event.display())

    def _remember_run(self) -> None:
        try:
            self.memory.note_run()
        except StorageError as error:
            self.logger.warning(f"A restart would not know of this execution: {in_words(error)}.")

    def _wait_for_state(self, timeout: float, states: Collection[JobState | str]) -> bool:
        deadline = clock.monotonic() + timeout
        with self._state_changed:
            while self.state not in states:
                left_s = deadline - clock.monotonic()
                if left_s <= 0.0 or self.ending.is_set():
                    return False
                self._state_changed.wait(clock.wall_seconds(left_s))
        return not self.ending.is_set()

    def _log_timer_error(self, error: BaseException) -> None:
        self.logger.error(f"The timer failed: {in_words(error)}.")

    @property
    def is_ending(self) -> bool:
        """Whether the job has begun to end."""
        return self.ending.is_set()

    # --- lifecycle -----------------------------------------------------------------------------------------------

    def __post__init__(self) -> None:
        where = (self.unit, self.experiment)
        topics = [topic(*where, job, signal) for signal, job in readings.SOURCES.items()]
        self.sub_client.listen(topics, self.readings.take)
        self._history = SettingsHistory(
            self.unit, self.experiment, self.automation_name, self._settable_values, self._publish_history
        )
        super().__post__init__()
        self._history.begin()
        duration, skip_first_run = self._given
        if self._planned is None and not self._has_listener and duration is not None:
            self.run_every(float(duration), skip_first_run=skip_first_run)
        self._has_begun = True
        if self._planned is not None:
            self._planned()

    def subscribe_and_callback(
        self,
        callback: Callable[[MQTTMessage], Any],
        subscriptions: str | Sequence[str],
        allow_retained: bool = True,
        qos: int = 1,
    ) -> None:
        """As in the base class. A class that listens decides itself when it executes."""
        self._has_listener = True
        super().subscribe_and_callback(callback, subscriptions, allow_retained, qos)

    def set_state(self, new_state: JobState | str) -> None:
        """As in the base class; pausing and resuming take the timer along, whose grid keeps its phase."""
        if "ending" not in self.__dict__:
            super().set_state(new_state)
            return
        if new_state == self.DISCONNECTED and not self.ending.is_set():
            self.ending.set()
            self._end_executions()
        super().set_state(new_state)
        with self._state_changed:
            self._state_changed.notify_all()
        if self.state is JobState.SLEEPING:
            self._timetable.pause()
        elif self.state is JobState.READY:
            self._timetable.resume()

    def _end_executions(self) -> None:
        """The job is about to end: no execution begins any more, one under way gets 10 wall seconds.

        Families extend this with what makes an execution end soon.
        """
        with self._state_changed:
            self._state_changed.notify_all()
        begun_s = clock.wall_monotonic()
        has_ended = self._timetable.cancel(ENDS_WITHIN_WALL_S)
        left_s = max(0.0, ENDS_WITHIN_WALL_S - (clock.wall_monotonic() - begun_s))
        if not (self._lane.join(left_s) and has_ended):
            self.logger.warning("An execution is still under way after 10 s; the job ends without waiting for it.")

    def _disconnect(self) -> None:
        super()._disconnect()
        if self._history is not None:
            self._history.end()
            self.memory.note_end()

    # --- settings ------------------------------------------------------------------------------------------------

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        history = self.__dict__.get("_history")
        if history is not None and name != "state":
            properties = self.published_settings.get(name)
            if properties is not None and properties["settable"]:
                history.changed()

    def _settable_values(self) -> dict[str, Any]:
        return {
            name: getattr(self, name, None)
            for name, properties in self.published_settings.items()
            if properties["settable"] and name != "state"
        }

    def _publish_history(self, record: Any) -> None:
        self.publish(topic(self.unit, self.experiment, self.job_name, f"{self.job_name}_settings"), record, qos=1)
