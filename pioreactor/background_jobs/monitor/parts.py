"""What monitor does for the vial of a worker, beside guarding its outputs. Each part stands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pioreactor.background_jobs.monitor.bioreactor import Bioreactor
from pioreactor.background_jobs.monitor.hardware_watch import HardwareWatch
from pioreactor.background_jobs.monitor.heater_watch import HeaterWatch
from pioreactor.background_jobs.monitor.resuming import Resumer
from pioreactor.background_jobs.monitor.volume_watch import VolumePart
from pioreactor.exc import in_words
from pioreactor.runtime.alarms import republish_alarms

if TYPE_CHECKING:
    from pioreactor.background_jobs.monitor.job import Monitor


class Part(Protocol):
    """One duty with its own thread or listeners."""

    def start(self) -> None:
        """Begin."""

    def close(self) -> None:
        """End. Safe after a start that failed."""


def start_parts(job: Monitor) -> list[Part]:
    """Begin every duty; one that cannot begin is logged and keeps none of the others from it."""
    resumer = Resumer(job.registry, job.pub_client, job.logger)
    job.guardian.on_death(lambda record: resumer.died(record.job_name))
    job.pub_client.add_connect_listener(lambda: republish_alarms(job.pub_client))
    # Heat first; jobs start again when everything that watches them does.
    parts: list[Part] = [
        HeaterWatch(job.unit, job.pub_client, job.logger),
        Bioreactor(job),
        VolumePart(job),
        HardwareWatch(job),
        resumer,
    ]
    for part in parts:
        try:
            part.start()
        except Exception as error:
            job.logger.error(f"{type(part).__name__} could not begin: {in_words(error)}.")
    republish_alarms(job.pub_client)
    return parts
