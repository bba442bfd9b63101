"""Jobs that are quiet while an optical reading is taken.

The moments of the readings are computed from what od_reading says in the registry: its interval and a moment of its
grid on the monotonic clock, so that a clock that is set moves nothing. All durations are clock seconds.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any, ClassVar

from pioreactor import clock
from pioreactor.background_jobs.base import _Job, _require_job_name
from pioreactor.exc import DodgingTimingError, JobRequiredError
from pioreactor.pubsub.topics import topic
from pioreactor.states import JobState
from pioreactor.types import MQTTMessage

if TYPE_CHECKING:
    from pioreactor.runtime.registry import Registry

SETTINGS_WAIT_S = 5.0
ACTIVE_STATES = frozenset({JobState.INIT, JobState.READY, JobState.SLEEPING})
SHORTEST_GOOD_PAUSE_S = 0.25


def quiet_budget(interval: float, reading: float, pre: float, post: float) -> float:
    """Seconds per interval that are left for work between readings.

    ``reading``: length of a reading; ``pre``, ``post``: pauses around it. Raises DodgingTimingError if none are left.
    """
    budget = interval - reading - (pre + post)
    if budget <= 0:
        raise DodgingTimingError(
            f"A reading every {interval:g} s leaves no time between pauses of {pre:g} s before and {post:g} s after. "
            "Shorten the pauses or read less often."
        )
    return budget


def first_tick_in(now: float, a_reading_at: float, interval: float, post: float, reading: float) -> float:
    """Seconds until ``post`` after the end of the next reading."""
    return interval - ((now - a_reading_at) % interval) + post + reading


def reading_schedule(registry: Registry, timeout_s: float) -> tuple[float, float]:
    """(interval in s, a moment of the grid on ``clock.monotonic()``) of the od_reading that runs on this unit.

    ``timeout_s``: wall seconds to wait for what it has not said yet. Raises JobRequiredError where none runs, NameError
    where it has not said it, ValueError for what is no number.
    """

    def ask(setting: str, wait_s: float) -> float:
        return float(registry.get_setting_of_running_job("od_reading", setting, timeout=wait_s))

    interval, first_reading_at = ask("interval", timeout_s), ask("first_od_obs_time", timeout_s)
    with contextlib.suppress(NameError):
        return interval, ask("reading_grid_origin", 0.0)
    # A reader of somebody else says the time of day only. It is believed at this moment.
    return interval, clock.monotonic() - (clock.now_s() - first_reading_at)


class BackgroundJobWithDodging(_Job):
    """A job that stops disturbing before each optical reading and goes on after it.

    Override the four hooks. Needs a section ``[<job_name>.config]``; ``pre_delay_duration`` and ``post_delay_duration``
    there are seconds of pause. Raises ValueError without that section.
    """

    OD_READING_DURATION: ClassVar[float] = 1.0

    def __init__(self, unit: str, experiment: str, *, source: str = "app", enable_dodging_od: bool = False) -> None:
        from pioreactor.config import get_config

        section = f"{self.job_name}.config"
        if not get_config().has_section(section):
            raise ValueError(f"The configuration needs a section [{section}] for this job.")
        super().__init__(unit, experiment, source=source)
        self._mode_lock = threading.RLock()
        self._stop_dodging = threading.Event()
        self._dodging_thread: threading.Thread | None = None
        self._mode_is_set = False
        self._od_state: str | None = None
        self._pre = self._pause("pre_delay_duration", 1.5)
        self._post = self._pause("post_delay_duration", 0.5)
        self.add_to_published_settings("enable_dodging_od", {"datatype": "boolean", "settable": True})
        self.add_to_published_settings("currently_dodging_od", {"datatype": "boolean", "settable": False})
        self.enable_dodging_od = enable_dodging_od
        self.currently_dodging_od = False

    def _pause(self, key: str, default: float) -> float:
        from pioreactor.config import get_config

        pause: float = get_config().getfloat(f"{self.job_name}.config", key, fallback=default)
        if pause < SHORTEST_GOOD_PAUSE_S:
            self.logger.warning(f"{key} = {pause:g} s is short; readings may be disturbed below 0.25 s.")
        return pause

    # --- hooks -------------------------------------------------------------------------------------------------------

    def initialize_dodging_operation(self) -> None:
        """Called when the job begins to work between readings."""

    def initialize_continuous_operation(self) -> None:
        """Called when the job begins to work without regard to readings."""

    def action_to_do_before_od_reading(self) -> None:
        """Called ``pre_delay_duration`` before each reading: become quiet."""

    def action_to_do_after_od_reading(self) -> None:
        """Called ``post_delay_duration`` after each reading: go on."""

    # --- modes -------------------------------------------------------------------------------------------------------

    def __post__init__(self) -> None:
        self.sub_client.listen(
            topic(self.unit, self.experiment, "od_reading", "$state"), self._on_od_reading_state, allow_retained=False
        )
        super().__post__init__()
        if self.state is JobState.READY:
            self._choose_mode()

    def set_enable_dodging_od(self, value: bool) -> None:
        """Work between readings, or all the time."""
        self.enable_dodging_od = value
        self._choose_mode()

    def set_state(self, new_state: JobState | str) -> None:
        """As in the base class; while sleeping nothing is dodged, and the mode is chosen again on resuming."""
        before = self.__dict__.get("state")
        if before is JobState.READY and new_state != JobState.READY:
            self._end_dodging()  # first, or its next action might set an output that has just been released
        super().set_state(new_state)
        if before not in (None, JobState.INIT, JobState.READY) and self.state is JobState.READY:
            self._choose_mode()

    def _on_od_reading_state(self, message: MQTTMessage) -> None:
        was_active = self._od_state in ACTIVE_STATES
        self._od_state = message.payload.decode(errors="replace")
        # Starting, pausing and resuming of a running reader change nothing; coming and going do.
        if (self._od_state in ACTIVE_STATES) != was_active or self._od_state == JobState.READY:
            self._choose_mode()

    def _choose_mode(self) -> None:
        with self._mode_lock:
            if self.state is not JobState.READY:
                return  # chosen on resuming
            wants = bool(self.enable_dodging_od) and self.registry.is_running("od_reading")
            if self._mode_is_set and wants == self.currently_dodging_od and not wants:
                return
            self._end_dodging()
            self.currently_dodging_od = wants
            self._mode_is_set = True
            if not wants:
                self.initialize_continuous_operation()
                return
            self.initialize_dodging_operation()
            self._stop_dodging = threading.Event()
            self._dodging_thread = threading.Thread(
                target=self._dodge, args=(self._stop_dodging,), name="dodging", daemon=True
            )
            self._dodging_thread.start()

    def _end_dodging(self) -> None:
        with self._mode_lock:
            thread, self._dodging_thread = self._dodging_thread, None
            self._stop_dodging.set()
            self._mode_is_set = False
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout=5.0)

    def _dodge(self, stop: threading.Event) -> None:
        try:
            interval, reading_at = reading_schedule(self.registry, SETTINGS_WAIT_S)
            quiet_budget(interval, self.OD_READING_DURATION, self._pre, self._post)
            while not clock.wait(
                stop, first_tick_in(clock.monotonic(), reading_at, interval, self._post, self.OD_READING_DURATION)
            ):
                # The reader may have started its grid anew: another interval, or it was paused. One that is gone is
                # told by its state; until then its last grid holds.
                with contextlib.suppress(JobRequiredError):
                    interval, reading_at = reading_schedule(self.registry, 0.0)
                self._between_readings(stop, interval, reading_at)
        except (DodgingTimingError, JobRequiredError, NameError, ValueError) as error:
            self.logger.error(f"Cannot work between readings: {error}")
            self.clean_up()
        except Exception as error:
            self._fault("dodging", error)

    def _between_readings(self, stop: threading.Event, interval: float, reading_at: float) -> None:
        begun = clock.monotonic()
        self.action_to_do_after_od_reading()
        took = clock.monotonic() - begun
        budget = quiet_budget(interval, self.OD_READING_DURATION, self._pre, self._post) - took
        to_next_reading = interval - ((clock.monotonic() - reading_at) % interval)
        if not clock.wait(stop, min(budget, max(0.0, to_next_reading - self._pre))):
            self.action_to_do_before_od_reading()


class BackgroundJobWithDodgingContrib(BackgroundJobWithDodging):
    """The same for plugins; ``job_name`` must be set, and dodging is on unless the plugin says otherwise."""

    needs_active_unit = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _require_job_name(cls)

    def __init__(self, unit: str, experiment: str, plugin_name: str, enable_dodging_od: bool = True) -> None:
        super().__init__(unit, experiment, source=plugin_name, enable_dodging_od=enable_dodging_od)
