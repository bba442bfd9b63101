"""The job that watches over a unit from boot on; it must always run. See README.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pioreactor.background_jobs.monitor.job import Monitor, start_monitor

__all__ = ["Monitor", "start_monitor"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from pioreactor.background_jobs.monitor import job

        return getattr(job, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
