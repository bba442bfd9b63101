"""Short scripts with a lifecycle: pumps, blanks, self-tests, profiles. They are seen and stopped like jobs."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from pioreactor import whoami
from pioreactor.exc import NotActiveWorkerError
from pioreactor.pubsub import create_client
from pioreactor.pubsub.topics import topic
from pioreactor.runtime.registry import Registry
from pioreactor.runtime.signals import append_signal_handlers, remove_signal_handler, wait_for_the_end
from pioreactor.runtime.telemetry import Telemetry
from pioreactor.states import JobState
from pioreactor.types import MQTTMessage
from pioreactor.whoami import UNIVERSAL_EXPERIMENT, UNIVERSAL_IDENTIFIER

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client

EXIT_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)
FIRST_CONNECTION_S: Final = 0.25
KEEPALIVE_S: Final = 60


class managed_lifecycle:
    """``with managed_lifecycle(unit, experiment, "od_blank") as action: …``

    Registers, announces ``init``, ``ready`` and at the end ``disconnected``. A stop from outside (message, SIGINT,
    SIGTERM) sets ``exit_event``, and the script ends at its next look at it; a second signal interrupts it. Works
    without a broker. Several of the same name may run at once.

    ``mqtt_client``: a client to share; then nobody says ``lost`` for it. ``exit_on_mqtt_disconnect``: also stop when
    the connection is lost. ``ignore_is_active_state``: run on a unit that is switched off. Raises NotActiveWorkerError.
    """

    _has_id_level = False

    def __init__(
        self,
        unit: str,
        experiment: str,
        name: str,
        mqtt_client: Client | None = None,
        exit_on_mqtt_disconnect: bool = False,
        mqtt_client_kwargs: dict[str, Any] | None = None,
        ignore_is_active_state: bool = False,
        is_long_running_job: bool = False,
        source: str = "app",
        job_source: str | None = None,
    ) -> None:
        if not ignore_is_active_state and not whoami.is_active(unit):
            raise NotActiveWorkerError(f"{unit} is switched off. Activate it on the leader's inventory page.")
        self.unit, self.experiment, self.name, self.source = unit, experiment, name, source
        self.state = JobState.DISCONNECTED
        self.exit_event = threading.Event()
        self.registry = Registry()
        self.job_id = self.registry.register(
            unit=unit,
            experiment=experiment,
            job_name=name,
            job_source=job_source or os.environ.get("JOB_SOURCE") or "user",
            leader=_leader_hostname(),
            is_long_running_job=is_long_running_job,
            exclusive=False,
        )
        self.job_key = f"{name}/{self.job_id}" if self._has_id_level else name
        self._owns_client = mqtt_client is None
        try:
            self.mqtt_client = mqtt_client or self._make_client(exit_on_mqtt_disconnect, mqtt_client_kwargs or {})
            self._start()
        except BaseException:
            self._end()
            raise

    def _make_client(self, exit_on_disconnect: bool, options: dict[str, Any]) -> Client:
        def disconnected(*_: Any) -> None:
            if exit_on_disconnect:
                self.exit_event.set()

        will = {"topic": self._topic("$state"), "payload": "lost", "qos": 1, "retain": True}
        defaults: dict[str, Any] = {
            "client_id": f"{self.name}-{self.job_id}-{self.unit}-{self.experiment}",
            "last_will": will,
            "keepalive": KEEPALIVE_S,
            "on_disconnect": disconnected,
        }
        client = create_client(**{**defaults, **options})
        client.wait_for_connection(FIRST_CONNECTION_S)
        return client

    def _start(self) -> None:
        from pioreactor.logging import create_logger

        self._logger = create_logger(
            self.name, unit=self.unit, experiment=self.experiment, source=self.source, pub_client=self.mqtt_client
        )
        own = (self.unit, self.experiment, self.job_key)
        self._telemetry = Telemetry(self.mqtt_client, self.registry, self._logger, *own, self.job_id)
        self._set_state(JobState.INIT)
        self.mqtt_client.listen(self._stop_topics(), self._on_message, allow_retained=False)
        for signum in EXIT_SIGNALS:
            append_signal_handlers(signum, [self._on_signal], swallow_first=True)
        self.mqtt_client.settle(FIRST_CONNECTION_S)

    def _stop_topics(self) -> list[str]:
        return [
            topic(unit, experiment, self.job_key, "$state", "set")
            for unit in (self.unit, UNIVERSAL_IDENTIFIER)
            for experiment in dict.fromkeys((self.experiment, UNIVERSAL_EXPERIMENT))
        ]

    def __enter__(self) -> Self:
        self._set_state(JobState.READY)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def block_until_disconnected(self) -> None:
        """Wait until somebody asks the action to stop."""
        wait_for_the_end(self.exit_event)

    def publish_setting(self, setting: str, value: Any) -> None:
        """Announce a value, retained, and keep it in the registry; None clears it."""
        self._telemetry.publish_setting(setting, value)

    def _topic(self, setting: str) -> str:
        return topic(self.unit, self.experiment, self.job_key, setting)

    def _set_state(self, state: JobState) -> None:
        self.state = state
        self._telemetry.publish_setting("$state", state)

    def _on_message(self, message: MQTTMessage) -> None:
        if message.payload == JobState.DISCONNECTED.to_bytes():
            self.exit_event.set()

    def _on_signal(self, signum: int, frame: FrameType | None) -> None:
        self.exit_event.set()

    def _end(self) -> None:
        self.exit_event.set()
        for signum in EXIT_SIGNALS:
            remove_signal_handler(signum, self._on_signal)
        for step in (self._say_goodbye, self._leave_registry, self._close_client):
            with contextlib.suppress(Exception):
                step()

    def _say_goodbye(self) -> None:
        self._set_state(JobState.DISCONNECTED)
        self._telemetry.close()
        self.mqtt_client.stop_listening(self._stop_topics(), self._on_message)

    def _leave_registry(self) -> None:
        self.registry.set_not_running(self.job_id)
        self.registry.close()

    def _close_client(self) -> None:
        if self._owns_client:
            self.mqtt_client.close()
        self._logger.clean_up()


class long_running_managed_lifecycle(managed_lifecycle):
    """As managed_lifecycle, for tasks of the leader: the topic has the job's id as one more level, no active check."""

    _has_id_level = True

    def __init__(self, unit: str, experiment: str, name: str, **options: Any) -> None:
        super().__init__(
            unit, experiment, name, **{"ignore_is_active_state": True, "is_long_running_job": True, **options}
        )


def _leader_hostname() -> str:
    from pioreactor.config import get_leader_hostname

    return get_leader_hostname()
