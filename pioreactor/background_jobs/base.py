"""The classes that jobs and plugin jobs derive from.

A job is one process doing one activity. It has a lifecycle (`pioreactor.runtime.lifecycle`), announces the settings it
declares, obeys messages that change them, and always releases its outputs when it ends.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

import msgspec

from pioreactor import whoami
from pioreactor.background_jobs.commands import CommandListener
from pioreactor.exc import JobFaultedError, NotActiveWorkerError, PioreactorError, StorageError, in_words
from pioreactor.pubsub import create_client
from pioreactor.pubsub.topics import topic
from pioreactor.runtime import handing_over, wanted_jobs
from pioreactor.runtime.hooks import TRANSITION_HOOKS, Hooks
from pioreactor.runtime.lifecycle import check_move
from pioreactor.runtime.registry import Registry
from pioreactor.runtime.settings import check_declaration
from pioreactor.runtime.signals import append_signal_handlers, remove_signal_handler, wait_for_the_end
from pioreactor.runtime.telemetry import Telemetry
from pioreactor.states import JobState
from pioreactor.types import MQTTMessage, PublishableSetting

if TYPE_CHECKING:
    from pioreactor.background_jobs.dodging import BackgroundJobWithDodging as BackgroundJobWithDodging
    from pioreactor.background_jobs.dodging import BackgroundJobWithDodgingContrib as BackgroundJobWithDodgingContrib
    from pioreactor.logging import CustomLogger
    from pioreactor.pubsub.client import MQTTMessageInfo

DISALLOWED_NAMES: Final = frozenset(
    {"run", "dosing_events", "leds", "led_change_events", "unit_label", "pwm", "assignment"}
)
EXIT_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
FIRST_CONNECTION_S: Final = 0.25
SESSION_EXPIRY_S: Final = 120
_UNNAMED: Final = "background_job"

S = JobState


class LoggerMixin:
    """Gives a class its ``logger``. ``_logger_name``: shown in front of its lines; default: the class's name."""

    _logger_name: str | None = None
    _logger: CustomLogger | None = None

    @property
    def logger(self) -> CustomLogger:
        """The logger, made at the first use."""
        if self._logger is None:
            from pioreactor.logging import create_logger

            self._logger = create_logger(self._logger_name or type(self).__name__)
        return self._logger

    def add_external_logger(self, logger: CustomLogger) -> None:
        """Use the logger of somebody else, such as the job that owns this object."""
        self._logger = logger


class _JobType(type):
    """Brackets the outermost constructor: listeners come after it, and a failing one leaves nothing behind."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        job: Any = object.__new__(cls)  # type: ignore[arg-type]
        try:
            job.__init__(*args, **kwargs)
            job.__post__init__()
        except BaseException:
            job.clean_up()
            raise
        return job


class _Job(Hooks, metaclass=_JobType):
    """What all jobs have in common. Derive from one of the public classes below."""

    job_name: str = _UNNAMED
    published_settings: dict[str, PublishableSetting] = {}  # noqa: RUF012
    needs_active_unit: ClassVar[bool] = True
    is_long_running: ClassVar[bool] = False

    INIT = S.INIT
    READY = S.READY
    SLEEPING = S.SLEEPING
    DISCONNECTED = S.DISCONNECTED
    LOST = S.LOST
    FAULTED = S.FAULTED

    state: JobState = S.DISCONNECTED

    def __init__(self, unit: str, experiment: str, source: str = "app") -> None:
        """Register, connect and become ``init``.

        Raises NotActiveWorkerError, JobPresentError (the name is taken), ValueError (a bad name or declaration).
        """
        self._prepare_fields(unit, experiment, source)
        if self.needs_active_unit and not whoami.is_active(unit):
            raise NotActiveWorkerError(f"{unit} is switched off. Activate it on the leader's inventory page.")
        self._check_declarations()
        self.registry = Registry()
        self.job_id = self.registry.register(
            unit=unit,
            experiment=experiment,
            job_name=self.job_name,
            job_source=os.environ.get("JOB_SOURCE") or "user",
            leader=_leader_hostname(),
            is_long_running_job=self.is_long_running,
        )
        self.job_key = f"{self.job_name}/{self.job_id}"
        self._connect()
        if not self.is_long_running:
            source = os.environ.get("JOB_SOURCE") or "user"
            self._note_wish(wanted_jobs.remember, self.job_name, experiment, source)
        self.set_state(S.INIT)
        self._install_exit_protocol()

    def _prepare_fields(self, unit: str, experiment: str, source: str) -> None:
        self.unit = unit
        self.experiment = experiment
        self.source = source
        self.fault_cause: BaseException | None = None
        self._telemetry: Telemetry | None = None
        self._state_lock = threading.RLock()
        self._clean_up_lock = threading.Lock()
        self._blocking_event = threading.Event()
        self._ready_event = threading.Event()
        self._cleaned_up = threading.Event()
        self._shutdown_started = False
        self._end_signal = 0
        self._is_built = False
        self.published_settings = {
            **self.published_settings,
            "state": {"datatype": "string", "settable": True, "persist": True},
        }

    def _check_declarations(self) -> None:
        if self.job_name in DISALLOWED_NAMES or self.job_name != self.job_name.lower():
            raise ValueError(f"{self.job_name!r} cannot be the name of a job. Choose another, all in lower case.")
        for name, properties in self.published_settings.items():
            check_declaration(name, properties)

    def _connect(self) -> None:
        from pioreactor.logging import create_logger

        own = (self.unit, self.experiment, self.job_name)
        # One session for both directions, under a name that the next start of this job takes over.
        self.pub_client = self.sub_client = create_client(
            client_id=f"{self.job_name}-{self.unit}-{self.experiment}",
            last_will={"topic": topic(*own, "$state"), "payload": "lost", "qos": 1, "retain": True},
            session_expiry_s=SESSION_EXPIRY_S,
        )
        self.logger: CustomLogger = create_logger(
            getattr(self, "_logger_name", None) or self.job_name,
            unit=self.unit,
            experiment=self.experiment,
            source=self.source,
            task=self.job_name,
            pub_client=self.pub_client,
        )
        self.pub_client.report = self.logger.warning
        self.pub_client.lane.on_error = self._log_callback_error
        self.pub_client.wait_for_connection(FIRST_CONNECTION_S)
        self._telemetry = Telemetry(self.pub_client, self.registry, self.logger, *own, self.job_id)
        self._commands = CommandListener(self)
        self.pub_client.add_connect_listener(self._on_connect)

    def __post__init__(self) -> None:
        self._is_built = True
        self._commands.start()
        self.start_passive_listeners()
        self.pub_client.settle(FIRST_CONNECTION_S)  # whoever sees `ready` and sends a command is heard
        resumed = wanted_jobs.resumed_settings()
        self._commands.take_over(resumed)
        self.set_state(S.SLEEPING if resumed.get("$state") == S.SLEEPING else S.READY)
        self.pub_client.settle(FIRST_CONNECTION_S)

    # --- lifecycle ---------------------------------------------------------------------------------------------------

    def set_state(self, new_state: JobState | str) -> None:
        """Move to another state, with all hooks; the same state again does nothing.

        After the shutdown has begun every call is ignored. Raises IllegalTransitionError for a move that the table in
        `pioreactor.runtime.lifecycle` does not have, ValueError for an unknown word.
        """
        wanted = JobState(new_state)
        # A hook that hangs must not keep the job from being shut down.
        got_lock = self._state_lock.acquire(timeout=5.0 if wanted is S.DISCONNECTED else -1)
        try:
            if self._shutdown_started and wanted is not S.DISCONNECTED:
                return
            now = self.state if "state" in self.__dict__ else None
            if now == wanted or now is S.FAULTED:
                return
            check_move(now, wanted)
            if wanted is S.DISCONNECTED:
                self._shutdown_started = True
            self._enter(now, wanted)
        finally:
            if got_lock:
                self._state_lock.release()

    def _enter(self, now: JobState | None, wanted: JobState) -> None:
        hook = TRANSITION_HOOKS.get((now, wanted)) if now is not None else None
        if hook is not None and not self._run_hook(hook):
            return
        if wanted is S.INIT:
            self.state = wanted
            self._log_state()
            self.on_init()
        elif wanted is S.DISCONNECTED:
            self._run_hook("on_disconnected")
            self.state = wanted
            self._log_state()
            self._blocking_event.set()
        elif not self._shutdown_started:  # else a signal has ended the job while the hook ran
            self.state = wanted
            self._log_state()
            if wanted is S.READY and self._run_hook("on_ready"):
                self._ready_event.set()
            elif wanted is S.SLEEPING:
                self._run_hook("on_sleeping")

    def _run_hook(self, name: str) -> bool:
        """False if the hook failed and the job is ``faulted`` because of it."""
        try:
            getattr(self, name)()
        except Exception as error:
            if self._shutdown_started:  # on the way out every step is tried, whatever the others do
                self.logger.error(f"{name} failed: {in_words(error)}.")
                self._log_in_full(error)
                return True
            self._fault(name, error)
            return False
        return True

    def _fault(self, hook: str, cause: BaseException) -> None:
        self.fault_cause = cause
        self.logger.error(f"{hook} failed: {in_words(cause)}. Outputs are switched off and the job ends.")
        self._log_in_full(cause)
        self._shutdown_started = True
        self._run_hook("on_disconnected")
        self.state = S.FAULTED
        self._log_state()
        self._blocking_event.set()

    def _log_state(self) -> None:
        quiet = self.state in (S.INIT, S.SLEEPING)
        (self.logger.debug if quiet else self.logger.info)(f"{self.state.capitalize()}.")

    def block_until_disconnected(self) -> None:
        """Wait until the job ends. Raises JobFaultedError with the first cause if it ended by a fault."""
        wait_for_the_end(self._blocking_event)
        if self.fault_cause is not None:
            raise JobFaultedError(f"{self.job_name} failed: {self.fault_cause}") from self.fault_cause

    def block_until_ready(self, timeout: float | None = None) -> bool:
        """Wait up to ``timeout`` wall seconds until the job has been ``ready``; True if it has."""
        return self._ready_event.wait(timeout)

    def clean_up(self) -> None:
        """End the job: outputs released, settings cleared, registry and broker told. Safe to call again, from anywhere.

        Each step is tried, whatever became of the ones before. Returns when the job has ended, after 10 wall seconds
        at most if another thread is at it.
        """
        if "_clean_up_lock" not in self.__dict__:
            return  # the constructor failed before it had begun
        if not self._clean_up_lock.acquire(blocking=False):
            self._cleaned_up.wait(10.0)
            return
        try:
            for step in (self._disconnect, self._clear_settings, self._leave_registry, self._close_client):
                try:
                    step()
                except Exception as error:
                    self._report_failed_step(error)
        finally:
            self._blocking_event.set()
            atexit.unregister(self.clean_up)
            for signum in EXIT_SIGNALS:
                remove_signal_handler(signum, self._on_signal)
            self._cleaned_up.set()
            if "logger" in self.__dict__:
                self.logger.clean_up()

    def _disconnect(self) -> None:
        if self._telemetry is not None and "state" in self.__dict__:
            self.set_state(S.DISCONNECTED)
        self._shutdown_started = True

    def _clear_settings(self) -> None:
        if self._telemetry is None:
            return
        for name, properties in self.published_settings.items():
            if not properties.get("persist") and getattr(self, name, None) is not None:
                self._telemetry.publish_setting(name, None)
        self._telemetry.close()

    def _leave_registry(self) -> None:
        if "job_id" in self.__dict__:
            if not self.is_long_running and not self._is_to_go_on:
                self._note_wish(wanted_jobs.forget, self.job_name)
            self.registry.set_not_running(self.job_id)
            self.registry.close()

    def _close_client(self) -> None:
        if "pub_client" in self.__dict__:
            self.pub_client.close()

    def _report_failed_step(self, error: BaseException) -> None:
        if "logger" in self.__dict__:
            self.logger.error(f"While ending: {in_words(error)}.")

    def _install_exit_protocol(self) -> None:
        atexit.register(self.clean_up)
        for signum in EXIT_SIGNALS:
            append_signal_handlers(signum, [self._on_signal])

    def _on_signal(self, signum: int, frame: FrameType | None) -> None:
        self._end_signal = signum
        # The interrupted thread may hold any lock, so the work is done in another one. Meanwhile the handler that was
        # there before makes the main thread unwind.
        threading.Thread(target=self.clean_up, name="clean up").start()

    @property
    def _is_to_go_on(self) -> bool:
        """Nobody asked this job to stop: the computer goes down, or the unit is handed over to another release."""
        if self._end_signal == signal.SIGTERM and wanted_jobs.is_system_stopping():
            return True
        return bool(self._end_signal) and handing_over.is_under_way()

    def _note_wish(self, note: Callable[..., None], *values: Any) -> None:
        try:
            note(*values)
        except StorageError as error:
            self.logger.warning(f"What {self.job_name} does after a restart cannot be written down: {error}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clean_up()

    # --- settings ----------------------------------------------------------------------------------------------------

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        fields = self.__dict__
        if name in fields.get("published_settings", ()) and fields.get("_telemetry") is not None:
            self._telemetry.publish_setting(_on_the_wire(name), value)  # type: ignore[union-attr]

    def add_to_published_settings(self, setting: str, properties: PublishableSetting) -> None:
        """Declare one more setting; its value is announced at once if it exists. Raises ValueError."""
        check_declaration(setting, properties)
        self.published_settings = {**self.published_settings, setting: properties}
        if hasattr(self, setting) and self._telemetry is not None:
            self._telemetry.publish_setting(setting, getattr(self, setting))

    def remove_from_published_settings(self, setting: str) -> None:
        """Stop announcing a setting and clear its retained value. Raises KeyError for an unknown one."""
        kept = dict(self.published_settings)
        del kept[setting]
        self.published_settings = kept
        if self._telemetry is not None:
            self._telemetry.publish_setting(_on_the_wire(setting), None)

    def _on_connect(self) -> None:
        if self._is_built:  # a broker that was restarted has forgotten everything
            self.republish_settings()

    def republish_settings(self) -> None:
        """Announce every setting that has a value again."""
        if self._telemetry is None or self._cleaned_up.is_set():
            return
        for name in self.published_settings:
            if hasattr(self, name):
                self._telemetry.republish_setting(_on_the_wire(name), getattr(self, name))

    # --- messages ----------------------------------------------------------------------------------------------------

    def publish(self, topic: str, payload: Any, qos: int = 1, **options: Any) -> MQTTMessageInfo:
        """Record (where the topic is recorded) and send a message. Never waits, never raises for the broker's sake.

        ``options``: ``retain``; ``durable`` True to have it safe from a power cut first (doses are by default).
        """
        assert self._telemetry is not None
        return self._telemetry.publish(topic, payload, qos=qos, **options)

    def subscribe_and_callback(
        self,
        callback: Callable[[MQTTMessage], Any],
        subscriptions: str | Sequence[str],
        allow_retained: bool = True,
        qos: int = 1,
    ) -> None:
        """Call ``callback(message)`` for each message, one after another, in a thread of its own; errors are logged."""
        self.sub_client.listen(subscriptions, callback, qos=qos, allow_retained=allow_retained)

    def blink_error_code(self, error_code: int) -> None:
        """Ask the monitor to show an error with the LED on the HAT; codes in `pioreactor.error_codes`."""
        self.publish(topic(self.unit, self.experiment, "monitor", "flicker_led_with_error_code"), int(error_code))

    def _log_callback_error(self) -> None:
        error = sys.exc_info()[1]
        assert error is not None
        self.logger.error(f"A message could not be handled: {in_words(error)}.")
        self._log_in_full(error)

    def _log_in_full(self, error: BaseException) -> None:
        # RecursionError: a message nested deeper than anything that we send.
        if not isinstance(error, PioreactorError | msgspec.DecodeError | UnicodeDecodeError | RecursionError):
            self.logger.debug("The failure in full:", exc_info=error)


class BackgroundJob(_Job):
    """A job of this package that works for an experiment on an active unit."""


class BackgroundJobContrib(_Job):
    """A job of a plugin. It must set ``job_name``; its log lines carry the plugin's name as source."""

    needs_active_unit = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _require_job_name(cls)

    def __init__(self, unit: str, experiment: str, plugin_name: str) -> None:
        super().__init__(unit, experiment, source=plugin_name)


class LongRunningBackgroundJob(_Job):
    """A job of this package that is always there, whatever experiment runs; stop-all leaves it alone."""

    needs_active_unit = False
    is_long_running = True


class LongRunningBackgroundJobContrib(_Job):
    """A plugin's job that is always there. It must set ``job_name``."""

    needs_active_unit = False
    is_long_running = True

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _require_job_name(cls)

    def __init__(self, unit: str, experiment: str, plugin_name: str) -> None:
        super().__init__(unit, experiment, source=plugin_name)


def _require_job_name(cls: type[_Job]) -> None:
    if cls.job_name == _UNNAMED:
        raise NameError(f"{cls.__name__} must set job_name to a name of its own.")


def _on_the_wire(name: str) -> str:
    return "$state" if name == "state" else name


def _leader_hostname() -> str:
    from pioreactor.config import get_leader_hostname

    return get_leader_hostname()


def __getattr__(name: str) -> Any:
    if name in ("BackgroundJobWithDodging", "BackgroundJobWithDodgingContrib"):
        from pioreactor.background_jobs import dodging

        return getattr(dodging, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "BackgroundJob",
    "BackgroundJobContrib",
    "BackgroundJobWithDodging",
    "BackgroundJobWithDodgingContrib",
    "LoggerMixin",
    "LongRunningBackgroundJob",
    "LongRunningBackgroundJobContrib",
]
