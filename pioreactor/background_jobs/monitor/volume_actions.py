"""What the volume watch does about a vial: dosing pauses, pumps stop, the waste pump holds the level."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pioreactor.pubsub.topics import topic
from pioreactor.runtime.launching import launch_job
from pioreactor.runtime.registry import Registry
from pioreactor.runtime.stopping import stop_jobs

if TYPE_CHECKING:
    from pioreactor.logging import CustomLogger
    from pioreactor.pubsub.client import Client

DOSING: Final = "dosing_automation"
INFLOWS: Final = ("add_media", "add_alt_media", "circulate_media", "circulate_alt_media")
CIRCULATIONS: Final = INFLOWS[2:]
WASTE: Final = "remove_waste"
SOURCE: Final = "volume_watch"


class VolumeActions:
    """Acts on the unit ``unit``. Nothing here waits for long; what takes time has a thread of its own."""

    def __init__(self, unit: str, client: Client, logger: CustomLogger) -> None:
        self._unit = unit
        self._client = client
        self._logger = logger
        self._turn = threading.Lock()

    def pause_dosing(self, experiment: str) -> None:
        """Let the dosing automation sleep; it stops its own pumps."""
        self._client.publish(topic(self._unit, experiment, DOSING, "$state", "set"), "sleeping", qos=1)

    def resume_dosing(self, experiment: str) -> None:
        """Wake the dosing automation again."""
        self._client.publish(topic(self._unit, experiment, DOSING, "$state", "set"), "ready", qos=1)

    def stop_inflow(self) -> None:
        """End every pump action that brings liquid in."""
        self._aside(lambda: self._stop(INFLOWS))

    def hold_level(self, experiment: str) -> None:
        """Run the waste pump at full drive until told to end."""
        self._aside(lambda: self._hold(experiment))

    def release_level(self) -> None:
        """End the waste pump that `hold_level` started."""
        self._aside(lambda: self._stop((WASTE,)))

    def is_circulating(self) -> bool:
        """Whether a circulation runs: it dilutes and is not booked dose by dose."""
        registry = Registry()
        try:
            return any(registry.is_running(name) for name in CIRCULATIONS)
        finally:
            registry.close()

    def _aside(self, action: Callable[[], None]) -> None:
        threading.Thread(target=self._one_at_a_time, args=(action,), name="volume action", daemon=True).start()

    def _one_at_a_time(self, action: Callable[[], None]) -> None:
        with self._turn:
            try:
                action()
            except Exception as error:
                self._logger.error(f"The volume watch could not act on the pumps: {error}")

    def _stop(self, names: tuple[str, ...]) -> None:
        registry = Registry()
        try:
            # A pump inside the dosing automation stops with its pause; to end it would end the automation.
            pausing = {record.pid for record in registry.running(job_name=DOSING)}
            running = [name for name in names if any(r.pid not in pausing for r in registry.running(job_name=name))]
        finally:
            registry.close()
        for name in running:
            stop_jobs(job_name=name)

    def _hold(self, experiment: str) -> None:
        registry = Registry()
        try:
            if registry.is_running(WASTE):
                return
        finally:
            registry.close()
        outcome = launch_job(
            WASTE,
            options={"continuously": None, "full-drive": None, "source-of-event": SOURCE},
            env={"EXPERIMENT": experiment, "JOB_SOURCE": SOURCE},
        )
        if not outcome.ok:
            self._logger.error(f"The waste pump could not be started to hold the level: {outcome.last_line}")
