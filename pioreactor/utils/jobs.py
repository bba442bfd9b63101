"""Questions about the jobs of this unit."""

from __future__ import annotations

from typing import overload

from pioreactor.runtime.registry import Registry


@overload
def is_pio_job_running(target_jobs: str) -> bool: ...
@overload
def is_pio_job_running(target_jobs: list[str] | tuple[str, ...]) -> list[bool]: ...
def is_pio_job_running(target_jobs: str | list[str] | tuple[str, ...]) -> bool | list[bool]:
    """Whether a job of that name runs on this unit; for a list of names, a list of answers."""
    registry = Registry()
    try:
        if isinstance(target_jobs, str):
            return registry.is_running(target_jobs)
        return [registry.is_running(name) for name in target_jobs]
    finally:
        registry.close()


def get_running_pio_job_id(job_name: str) -> int | None:
    """The id of the running job of that name, or None."""
    registry = Registry()
    try:
        return registry.running_job_id(job_name)
    finally:
        registry.close()
