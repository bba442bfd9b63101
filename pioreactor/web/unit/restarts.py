"""What this unit starts again by itself after a crash or a power cut."""

from __future__ import annotations

from pioreactor.config import get_config
from pioreactor.leader.replies import JobToRestart
from pioreactor.runtime.registry import Registry
from pioreactor.runtime.wanted_jobs import wanted_jobs


def jobs_to_restart(registry: Registry) -> list[JobToRestart]:
    """The jobs that ought to run, in the order of their starts. Raises StorageError."""
    config = get_config()
    is_enabled = config.getboolean("resume.config", "enabled")
    running = {record.job_name for record in registry.running()}
    return [
        JobToRestart(
            job_name=job.job_name,
            experiment=job.experiment,
            since=job.since,
            restarts=bool(is_enabled and config.getboolean("resume.jobs", job.job_name, fallback=False)),
            is_running=job.job_name in running,
            is_paused=job.is_sleeping,
            crashes=len(job.tries),
        )
        for job in wanted_jobs()
    ]
