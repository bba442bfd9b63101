"""The job around the ingest: identity, statistics, and an end that a supervisor notices."""

from __future__ import annotations

import sqlite3
import threading
from typing import Any, Final

import msgspec

from pioreactor import clock
from pioreactor.background_jobs.base import LongRunningBackgroundJob
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.clock_watch import ClockWatch
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.dead_letter_watch import DeadLetterWatch
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.housekeeping import Housekeeping
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.liveness.alarms import Liveness
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.parsing.at_leader import routes
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.receiver import BrokerSettings
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.service import Ingest, Inventory
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.settings import PUBLISHED_SETTINGS
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.standstill import Standstill
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.statistics import Snapshot
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.unit_journal import HttpUnitJournals
from pioreactor.config import get_config, get_mqtt_address
from pioreactor.exc import PioreactorError, RoleError
from pioreactor.pubsub import mqtt_account
from pioreactor.storage.caches import local_intermittent_storage
from pioreactor.storage.paths import database_path
from pioreactor.whoami import UNIVERSAL_EXPERIMENT, am_I_leader, get_unit_name

JOB_NAME: Final = "mqtt_to_db_streaming"
STATISTICS_EVERY_S: Final = 10.0
_LIVENESS_EVERY_S: Final = 2.0


class MqttToDBStreamer(LongRunningBackgroundJob):
    """Runs on the leader from boot on.

    It starts with broker and units away. Raises DatabaseError from the constructor when the database belongs to other
    software or to a newer version.
    """

    job_name = JOB_NAME
    published_settings = PUBLISHED_SETTINGS

    statistics: dict[str, Any]

    def __init__(self, unit: str, experiment: str = UNIVERSAL_EXPERIMENT) -> None:
        super().__init__(unit=unit, experiment=experiment)
        path = database_path()
        self._ending = threading.Event()
        self._dead_letters = DeadLetterWatch(path, self.pub_client)
        self._standstill = Standstill(self.pub_client)
        self._housekeeping = Housekeeping(path, unit, self.logger)
        self._liveness = Liveness(path, unit, self.pub_client)
        self._clocks = ClockWatch(path, unit, self.pub_client)
        self.ingest = Ingest(
            path,
            _broker_settings(unit),
            HttpUnitJournals(),
            Inventory(path, unit).units,
            routes(),
            self.logger,
            on_stored=self._liveness.stored,
        )

    def start_passive_listeners(self) -> None:
        """Subscribe to what says which readings ought to come."""
        super().start_passive_listeners()
        self.subscribe_and_callback(self._clocks.hear, self._clocks.subscription(), qos=0)
        if self._liveness.is_enabled:
            self.subscribe_and_callback(self._liveness.hear, self._liveness.subscriptions())

    def on_init_to_ready(self) -> None:
        """Begin to store."""
        self.ingest.start()
        threading.Thread(target=self._watch, name="statistics", daemon=True).start()

    def on_disconnected(self) -> None:
        """Store what has arrived and end. Safe after an incomplete start."""
        if "_ending" in self.__dict__:
            self._ending.set()
        if "ingest" in self.__dict__:
            self.ingest.stop()

    def _watch(self) -> None:
        published_at = -STATISTICS_EVERY_S
        while not self._ending.wait(_LIVENESS_EVERY_S):
            if not self.ingest.is_alive():
                self._end_as_faulted()
                return
            found = self.ingest.statistics()
            self._look_after(found)
            if clock.wall_monotonic() - published_at >= STATISTICS_EVERY_S:
                published_at = clock.wall_monotonic()
                self._tell(found)

    def _tell(self, found: Snapshot) -> None:
        self.statistics = msgspec.to_builtins(found)
        try:
            with local_intermittent_storage(JOB_NAME) as cache:
                for name in (
                    "inserts_in_last_60s",
                    "database_write_errors_in_last_60s",
                    "latest_database_write_error",
                ):
                    cache[name] = self.statistics[name]
        except PioreactorError as error:
            self.logger.debug(f"The statistics could not be cached: {error}")

    def _look_after(self, found: Snapshot) -> None:
        try:
            self._standstill.look(found)
            self._liveness.look(is_working=found.is_connected and not found.reason)
            self._clocks.look()
            self._dead_letters.look(found.dead_letters_since_start)
            self._housekeeping.look()
        except (PioreactorError, sqlite3.Error, OSError) as error:
            self.logger.debug(f"What the ingest looks after could not be brought up to date: {error}")

    def _end_as_faulted(self) -> None:
        self.logger.error("A part of the ingest has ended unexpectedly. This job ends, to be started again.")
        self.fault_cause = PioreactorError("a part of the ingest has ended unexpectedly; the log has its traceback")
        self.clean_up()


def start_mqtt_to_db_streaming() -> MqttToDBStreamer:
    """Start the job on this unit. Raises RoleError on any other unit than the leader."""
    if not am_I_leader():
        raise RoleError(f"{get_unit_name()} is not the leader. The database is kept on the leader only.")
    return MqttToDBStreamer(get_unit_name())


def _broker_settings(unit: str) -> BrokerSettings:
    config = get_config()
    return BrokerSettings(
        host=get_mqtt_address(),
        port=config.getint("mqtt", "broker_port"),
        client_id=f"{JOB_NAME}-rows-{unit}",
        account=mqtt_account,
        use_tls=config.getboolean("mqtt", "use_tls"),
    )
