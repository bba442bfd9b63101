"""Telling what the unit is made of, and how often its two-wire bus had to be asked again."""

from __future__ import annotations

import math
from typing import Any, Final, Protocol

import msgspec

from pioreactor.background_jobs.monitor.rounds import Rounds, Task
from pioreactor.pubsub.topics import topic
from pioreactor.runtime.running import give_back_freed_memory

ERRORS_EVERY_WALL_S: Final = 30.0


class _Job(Protocol):
    unit: str
    experiment: str
    logger: Any

    def publish(self, topic: str, payload: Any, qos: int = 1, **options: Any) -> Any: ...


class HardwareWatch:
    """Publishes, retained: ``monitor/hardware`` (the report of `pio hardware --json`) once, ``monitor/bus_errors`` when
    it changes: ``{"0x4F": {"retries": 3, "failures": 0}}`` since boot.

    ``job``: publishes and logs. What is wrong with the hardware is logged once, as a warning.
    """

    def __init__(self, job: _Job) -> None:
        self._job = job
        self._told: dict[str, dict[str, int]] = {}
        tasks = [Task(math.inf, self._tell_report), Task(ERRORS_EVERY_WALL_S, self._tell_errors)]
        self._rounds = Rounds(tasks, self._failed)

    def start(self) -> None:
        """Look at the hardware and go on counting, in a thread of its own."""
        self._rounds.start()

    def close(self) -> None:
        """Stop. Safe to repeat."""
        self._rounds.stop()

    def _tell_report(self) -> None:
        from pioreactor.hardware.report import examine

        report = examine()
        self._publish("hardware", msgspec.json.encode(report))
        for problem in report.problems:
            self._job.logger.warning(f"Hardware: {problem.text} {problem.remedy}".strip())
        give_back_freed_memory()  # nothing in monitor loads as much as the report

    def _tell_errors(self) -> None:
        from pioreactor.hardware import bus_errors

        errors = bus_errors.read()
        if errors != self._told:
            self._publish("bus_errors", msgspec.json.encode(errors))
            self._told = errors

    def _publish(self, name: str, payload: bytes) -> None:
        self._job.publish(topic(self._job.unit, self._job.experiment, "monitor", name), payload, retain=True)

    def _failed(self, error: Exception) -> None:
        self._job.logger.debug(f"The hardware could not be looked at: {error!r}.")
