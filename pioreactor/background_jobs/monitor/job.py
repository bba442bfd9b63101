"""The job that watches over a unit."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable
from typing import Any, ClassVar, Final

from pioreactor import clock, structs
from pioreactor.background_jobs.base import LongRunningBackgroundJob
from pioreactor.background_jobs.monitor import checks, computer, versions
from pioreactor.background_jobs.monitor.assignment import AssignmentKeeper
from pioreactor.background_jobs.monitor.backup_watch import LOOK_EVERY_WALL_S as LOOK_AT_BACKUPS_WALL_S
from pioreactor.background_jobs.monitor.backup_watch import BackupWatch
from pioreactor.background_jobs.monitor.blinking import Blinker
from pioreactor.background_jobs.monitor.board import Board
from pioreactor.background_jobs.monitor.bottle_watch import BottleWatch
from pioreactor.background_jobs.monitor.clock_steps import LOOK_EVERY_WALL_S as LOOK_FOR_STEPS_WALL_S
from pioreactor.background_jobs.monitor.clock_steps import ClockSteps
from pioreactor.background_jobs.monitor.fleet import FleetWatch
from pioreactor.background_jobs.monitor.guardian.boot import settle
from pioreactor.background_jobs.monitor.guardian.guardian import Guardian
from pioreactor.background_jobs.monitor.heartbeat import Heartbeat
from pioreactor.background_jobs.monitor.inquiries import ask_inventory, does_web_server_answer
from pioreactor.background_jobs.monitor.journal_watch import JournalWatch
from pioreactor.background_jobs.monitor.light import wants_button
from pioreactor.background_jobs.monitor.parts import Part, start_parts
from pioreactor.background_jobs.monitor.rounds import Rounds, Task
from pioreactor.background_jobs.monitor.settings import PUBLISHED_SETTINGS
from pioreactor.cluster.config_sync.following import TOPIC as CONFIG_TOPIC
from pioreactor.cluster.config_sync.following import Follower
from pioreactor.cluster.config_sync.holding import describe as describe_config
from pioreactor.config import get_config
from pioreactor.exc import MQTTValueError, PioreactorError
from pioreactor.pubsub import topics
from pioreactor.runtime.systemd import Notifier
from pioreactor.storage import alive, paths
from pioreactor.storage.journal import shared_journal
from pioreactor.types import MQTTMessage
from pioreactor.whoami import (
    UNIVERSAL_EXPERIMENT,
    UNIVERSAL_IDENTIFIER,
    am_I_a_worker,
    am_I_leader,
    get_unit_name,
)

STATISTICS_WALL_S: Final = 60.0
_ABSENT: Final = (PioreactorError, OSError, ImportError)


class Monitor(LongRunningBackgroundJob):
    """Guardian of the outputs; presence, versions, addresses, temperature of the processor, supply, button and light
    of one unit.

    Before anything else it makes every output low that nobody owns, and from its registration on it watches them. It
    starts and works with the broker, the leader and the web server away, and says so.
    """

    job_name = "monitor"
    published_settings = PUBLISHED_SETTINGS

    versions: dict[str, Any]
    computer_statistics: dict[str, Any]
    shared_config: dict[str, Any]
    voltage_on_pwm_rail: structs.Voltage
    ipv4: str
    wlan_mac_address: str
    eth_mac_address: str

    _before_button: ClassVar[list[Callable[[], None]]] = []
    _after_button: ClassVar[list[Callable[[], None]]] = []

    def __init__(self, unit: str, experiment: str = UNIVERSAL_EXPERIMENT) -> None:
        at_boot = settle()
        super().__init__(unit=unit, experiment=experiment)
        self.notifier = Notifier()
        self.guardian = Guardian(
            unit, self.pub_client, self.logger, self.registry, at_boot, on_beat=self.notifier.alive
        )
        self.guardian.start()
        config = get_config()
        choice = config.get("monitor.config", "enable_button", fallback="auto")
        hours = config.getfloat("monitor.config", "self_check_interval_hours", fallback=12.0)
        self.parts: list[Part] = []
        self.button_down = False
        self.board = Board(self._pressed, self._released, with_button=wants_button(choice, os.cpu_count()))
        self.blinker = Blinker(self.board.set_light, on_error=self._light_failed)
        self.fleet = FleetWatch(unit, ask_inventory, self.logger)
        self.assignment_keeper = AssignmentKeeper(unit, self.logger)
        self.heartbeat = Heartbeat(self._send_heartbeat)
        self.follower = None if am_I_leader() else Follower(unit, self.logger, self._tell_config)
        check_wall_s = clock.wall_seconds(hours * 3600) if hours > 0 else math.inf
        # The check of the whole unit waits for the web server, so it comes last.
        rounds = [
            Task(math.inf, self._describe),
            Task(STATISTICS_WALL_S, self._measure),
            Task(LOOK_FOR_STEPS_WALL_S, ClockSteps(self.logger).look),
            Task(STATISTICS_WALL_S, alive.note_alive),
            Task(STATISTICS_WALL_S, JournalWatch(self.pub_client, shared_journal()).look),
            Task(check_wall_s, self.check_unit),
        ]
        if am_I_a_worker():
            rounds.insert(0, Task(STATISTICS_WALL_S, BottleWatch(self.pub_client, self.logger).look))
        if am_I_leader():
            rounds.insert(0, Task(LOOK_AT_BACKUPS_WALL_S, BackupWatch(self.pub_client).look))
        self.rounds = Rounds(
            rounds,
            on_error=lambda error: self.logger.error(f"A self-check failed: {error}"),
        )

    @classmethod
    def add_pre_button_callback(cls, function: Callable[[], None]) -> None:
        """Call ``function`` (no arguments) at each press, before the press is published."""
        cls._before_button.append(function)

    @classmethod
    def add_post_button_callback(cls, function: Callable[[], None]) -> None:
        """Call ``function`` (no arguments) after each release has been published."""
        cls._after_button.append(function)

    def on_init_to_ready(self) -> None:
        """Begin to watch."""
        if self.board.problem:
            self.logger.info(f"Light and button are not used: {self.board.problem}.")
        self.heartbeat.start()
        if self.follower is not None:
            self.follower.start()
        if am_I_a_worker():
            self.parts = start_parts(self)
        self.rounds.start()

    def on_ready(self) -> None:
        """Tell the service manager."""
        self.notifier.ready()

    def on_disconnected(self) -> None:
        """Stop watching, light off. Safe after an incomplete start."""
        if "notifier" in self.__dict__:
            self.notifier.stopping()
        for part in reversed(self.__dict__.get("parts", [])):
            part.close()
        for name in ("rounds", "heartbeat"):
            if name in self.__dict__:
                self.__dict__[name].stop()
        for name in ("assignment_keeper", "follower", "blinker", "board", "guardian"):
            if self.__dict__.get(name) is not None:
                self.__dict__[name].close()

    def start_passive_listeners(self) -> None:
        """Subscribe; called again after each reconnection."""
        super().start_passive_listeners()
        okay, error = "flicker_led_response_okay", "flicker_led_with_error_code"
        units = (self.unit, UNIVERSAL_IDENTIFIER)
        self.subscribe_and_callback(
            self._identify, [topics.topic(unit, "+", "monitor", okay) for unit in units], allow_retained=False
        )
        self.subscribe_and_callback(
            self._blink_error, topics.topic(self.unit, "+", "monitor", error), allow_retained=False
        )
        keeper = self.assignment_keeper
        self.subscribe_and_callback(
            lambda message: keeper.note(message.payload), topics.topic(self.unit, UNIVERSAL_EXPERIMENT, "assignment")
        )
        if self.follower is not None:
            follower = self.follower
            self.subscribe_and_callback(lambda message: follower.note(message.payload), CONFIG_TOPIC)
        if am_I_leader():
            self.subscribe_and_callback(self._note_unit, topics.topic("+", UNIVERSAL_EXPERIMENT, "monitor", "$state"))

    def set_versions(self, request: Any) -> None:
        """Take known keys of a request into ``versions``. Raises MQTTValueError for something that is no map."""
        if not isinstance(request, dict):
            raise MQTTValueError('versions takes a JSON object, for example {"app": "1.2.3"}.')
        self.versions = versions.merge_versions(self.versions, request)

    def check_unit(self) -> None:
        """Look at everything once; log each finding and show the first on the light."""
        root = _system_root()
        findings = checks.look_at_computer(root, paths.data_root())
        findings += filter(None, [checks.check_web_server(does_web_server_answer(self.rounds.wait))])
        if am_I_a_worker():
            findings += filter(None, [self._check_hat(), self._check_rail(root)])
        for finding in findings:
            self.logger.warning(finding.message)
        codes = [finding.code for finding in findings if finding.code is not None]
        if codes:
            self.blinker.error(codes[0])

    def _check_hat(self) -> checks.Finding | None:
        try:
            from pioreactor.hardware.identity import is_HAT_present

            return checks.check_hat(is_HAT_present())
        except _ABSENT as error:
            return checks.Finding(f"The HAT cannot be identified: {error}", None)

    def _check_rail(self, root: Any) -> checks.Finding | None:
        try:
            from pioreactor.hardware import voltage_in_aux

            volts = voltage_in_aux(precision=0.05)
        except _ABSENT as error:
            self.logger.warning(f"The supply voltage cannot be measured: {error}")
            return None
        self.voltage_on_pwm_rail = structs.Voltage(voltage=volts, timestamp=clock.now())
        return checks.check_rail(volts, computer.has_under_voltage(root))

    def _tell_config(self) -> None:
        present = describe_config()
        if self.__dict__.get("shared_config") != present:
            self.shared_config = present

    def _describe(self) -> None:
        self.ipv4 = ",".join(computer.ipv4_addresses())
        self.wlan_mac_address = ",".join(computer.mac_addresses(is_wireless=True))
        self.eth_mac_address = ",".join(computer.mac_addresses(is_wireless=False))
        self.versions = versions.collect_versions()

    def _measure(self) -> None:
        celsius = computer.cpu_temperature_c(_system_root())
        self.computer_statistics = {
            "available_disk_space": round(computer.available_disk_space_gb(paths.data_root()), 1),
            "cpu_temperature_celcius": None if celsius is None else round(celsius),
            "timestamp": clock.timestamp(),
        }
        addresses = ",".join(computer.ipv4_addresses())
        if addresses != self.ipv4:
            self.ipv4 = addresses

    def _send_heartbeat(self, payload: bytes) -> None:
        if self.pub_client.is_connected():
            self.pub_client.publish(
                topics.topic(self.unit, UNIVERSAL_EXPERIMENT, "monitor", "heartbeat"), payload, qos=0
            )

    def _pressed(self) -> None:
        self._call_all(self._before_button)
        self.board.set_light(True)
        self.button_down = True
        self._tell_state()

    def _released(self) -> None:
        self.board.set_light(False)
        self.button_down = False
        self._call_all(self._after_button)

    def _call_all(self, functions: list[Callable[[], None]]) -> None:
        for function in functions:
            try:
                function()
            except Exception as error:
                self.logger.error(f"A function that a plugin hung on the button failed: {error}")

    def _tell_state(self) -> None:
        topic = topics.topic(self.unit, self.experiment, self.job_name, "$state")
        self.publish(topic, self.state, retain=True)

    def _identify(self, _message: MQTTMessage) -> None:
        if self.blinker.identify():
            self._tell_state()

    def _blink_error(self, message: MQTTMessage) -> None:
        try:
            self.blinker.error(int(message.payload))
        except ValueError:
            self.logger.warning(
                f"There is no error code {message.payload.decode(errors='replace')[:20]!r}; use 1 to 8."
            )

    def _light_failed(self, error: Exception) -> None:
        self.logger.warning(f"The light cannot be switched: {error}")

    def _note_unit(self, message: MQTTMessage) -> None:
        unit, state = topics.parse(message.topic).unit, message.payload.decode(errors="replace")
        # Asking the inventory takes a request, and the messages of the job must not wait for it.
        threading.Thread(target=self.fleet.note, args=(unit, state), name="fleet", daemon=True).start()


def _system_root() -> Any:
    from pathlib import Path

    try:
        from pioreactor.hardware.backends import get_system_root

        return get_system_root()
    except _ABSENT:
        return Path("/")


def start_monitor(unit: str | None = None, experiment: str | None = None) -> Monitor:
    """Start watching over this unit; default experiment: the one of things that belong to none."""
    return Monitor(unit or get_unit_name(), experiment or UNIVERSAL_EXPERIMENT)
