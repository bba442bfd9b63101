"""Which route tables there are."""

from __future__ import annotations

from pioreactor.web.routing import RouteTable


def unit_tables() -> list[RouteTable]:
    """The routes of every unit."""
    from pioreactor.web.unit import (
        alarms,
        assignment,
        calibration_sessions,
        calibrations,
        capabilities,
        config,
        descriptors,
        health,
        jobs,
        journal,
        metrics,
        outputs,
        overview,
        release,
        self_test,
        system,
        task_results,
        vial,
    )

    modules = (
        health, task_results, jobs, overview, alarms, outputs, vial, calibrations, calibration_sessions, self_test,
        capabilities, descriptors, config, system, release, metrics, journal, assignment,
    )  # fmt: skip
    return [module.table for module in modules]


def leader_tables() -> list[RouteTable]:
    """The routes that only the leader has."""
    from pioreactor.web.leader import (
        alarms,
        assignments,
        audit_trail,
        calibration_sessions,
        calibrations,
        config,
        descriptors,
        documents,
        experiments,
        jobs,
        labels,
        logs,
        overview,
        people,
        series,
        session,
        sign_in,
        stopping,
        time_series,
        tokens,
        units,
        upgrades,
        vials,
        workers,
    )

    modules = (
        sign_in, session, people, tokens, audit_trail, overview, experiments, assignments, labels, units, workers, jobs,
        stopping, alarms, vials, calibrations, calibration_sessions, logs, time_series, series, config, descriptors,
        upgrades, documents,
    )  # fmt: skip
    return [module.table for module in modules]
