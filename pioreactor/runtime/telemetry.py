"""How a job's values leave the process: journal, broker, registry; none of them can stop the job."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from pioreactor import clock
from pioreactor.exc import JournalError, StorageError
from pioreactor.pubsub.recording import record_and_publish
from pioreactor.pubsub.topics import topic
from pioreactor.runtime.registry import Registry
from pioreactor.runtime.settings import encode, for_registry
from pioreactor.storage import deferred
from pioreactor.storage.journal import shared_journal

if TYPE_CHECKING:
    from pioreactor.logging import CustomLogger
    from pioreactor.pubsub.client import Client, MQTTMessageInfo

REGISTRY_EVERY_S: Final = 1.0
"""Wall seconds between two registry writes of the same setting; the last value always gets there."""
COMPLAIN_EVERY_S: Final = 60.0
SETTING_QOS: Final = 1


class Telemetry:
    """The outgoing side of one job. Safe to call from any thread; nothing here waits for the broker or raises."""

    def __init__(
        self,
        client: Client,
        registry: Registry,
        logger: CustomLogger,
        unit: str,
        experiment: str,
        job_key: str,
        id_: int,
    ) -> None:
        """``job_key``: the topic levels below the experiment; ``id_``: the job's row in the registry."""
        self.client = client
        self.registry = registry
        self.logger = logger
        self.prefix = topic(unit, experiment, job_key)
        self.job_id = id_
        self.journal = None if experiment.startswith("_testing_") else shared_journal()
        self._written_at: dict[str, float] = {}
        self._waiting: dict[str, Any] = {}
        self._complained_at: dict[str, float] = {}

    def publish(
        self, to_topic: str, payload: Any, *, qos: int = SETTING_QOS, retain: bool = False, durable: bool | None = None
    ) -> MQTTMessageInfo:
        """Record (where the topic is recorded) and send. Structs and other objects become JSON."""
        return record_and_publish(
            self.client,
            self.journal,
            to_topic,
            encode(payload),
            qos=qos,
            retain=retain,
            durable=durable,
            on_journal_failure=self._journal_failed,
        )

    def publish_setting(self, name: str, value: Any) -> None:
        """Announce the present value of a setting; ``name`` as on the wire. None clears it."""
        self.publish(f"{self.prefix}/{name}", value, retain=True)
        self._remember(name, value)

    def republish_setting(self, name: str, value: Any) -> None:
        """Announce a value that the broker may have forgotten; it is not recorded a second time."""
        self.client.publish(f"{self.prefix}/{name}", encode(value), SETTING_QOS, True)

    def flush(self) -> None:
        """Write down values that were waiting for their turn."""
        waiting, self._waiting = self._waiting, {}
        if waiting:
            now = clock.wall_monotonic()
            self._written_at.update(dict.fromkeys(waiting, now))
            self._guarded(lambda: self.registry.upsert_settings(self.job_id, waiting))

    def close(self) -> None:
        """Write down what is left and stop waiting."""
        deferred.cancel(self._deferred_key)
        self.flush()

    @property
    def _deferred_key(self) -> tuple[str, int]:
        return ("registry", id(self))

    def _remember(self, name: str, value: Any) -> None:
        stored = for_registry(value)
        is_due = clock.wall_monotonic() - self._written_at.get(name, -1e9) >= REGISTRY_EVERY_S
        if is_due or name == "$state" or stored is None:
            self._waiting.pop(name, None)
            self._written_at[name] = clock.wall_monotonic()
            self._guarded(lambda: self.registry.upsert_setting(self.job_id, name, stored))
        else:
            self._waiting[name] = stored
            deferred.call_later(self._deferred_key, REGISTRY_EVERY_S, self.flush)

    def _guarded(self, write: Callable[[], None]) -> None:
        try:
            write()
        except StorageError as error:
            self._complain("registry", str(error))

    def _journal_failed(self, error: JournalError) -> None:
        self._complain(
            "journal",
            f"{error} Readings are published, but not kept for a leader that is away. Free some disk space.",
        )

    def _complain(self, about: str, text: str) -> None:
        now = clock.wall_monotonic()
        if now - self._complained_at.get(about, -1e9) >= COMPLAIN_EVERY_S:
            self._complained_at[about] = now  # before logging, which may itself meet the same trouble
            self.logger.error(text)
