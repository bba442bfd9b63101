"""Which route tables there are."""

from __future__ import annotations

from pioreactor.web.routing import RouteTable


def unit_tables() -> list[RouteTable]:
    """The routes of every unit."""
    from pioreactor.web.unit import (
        assignment,
        capabilities,
        config,
        descriptors,
        health,
        jobs,
        journal,
        overview,
        system,
        task_results,
    )

    modules = (health, task_results, jobs, overview, capabilities, descriptors, config, system, journal, assignment)
    return [module.table for module in modules]


def leader_tables() -> list[RouteTable]:
    """The routes that only the leader has."""
    from pioreactor.web.leader import (
        assignments,
        config,
        descriptors,
        documents,
        experiments,
        jobs,
        labels,
        logs,
        overview,
        series,
        session,
        time_series,
        units,
        workers,
    )

    modules = (
        session, overview, experiments, assignments, labels, units, workers, jobs, logs, time_series, series, config,
        descriptors, documents,
    )  # fmt: skip
    return [module.table for module in modules]
