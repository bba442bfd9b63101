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
        clock_setting,
        config,
        descriptors,
        files,
        hardware,
        health,
        jobs,
        journal,
        log_file,
        metrics,
        outputs,
        overview,
        power,
        release,
        repair,
        self_test,
        system,
        task_results,
        vial,
        web_server,
    )

    modules = (
        health, task_results, jobs, overview, alarms, outputs, vial, calibrations, calibration_sessions, self_test,
        capabilities, descriptors, config, system, clock_setting, power, repair, hardware, web_server, files, release,
        metrics, journal, log_file, assignment,
    )  # fmt: skip
    return [module.table for module in modules]


def leader_tables() -> list[RouteTable]:
    """The routes that only the leader has."""
    from pioreactor.web.leader import (
        alarms,
        assignments,
        audit_trail,
        backups,
        calibration_archive,
        calibration_sessions,
        calibrations,
        care,
        clocks,
        config,
        config_archive,
        config_editing,
        config_sync,
        datasets,
        dead_letters,
        descriptors,
        documents,
        experiment_contents,
        experiments,
        exports,
        jobs,
        joining,
        labels,
        logs,
        overview,
        people,
        power,
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
        sign_in, session, people, tokens, audit_trail, overview, experiments, experiment_contents, assignments, labels,
        units, clocks, power, care, joining, workers, jobs, stopping, alarms, vials, calibrations,
        calibration_sessions, calibration_archive, logs, dead_letters, backups, time_series, series, config,
        config_editing, config_sync, config_archive, descriptors, datasets,
        exports, upgrades, documents,
    )  # fmt: skip
    return [*(module.table for module in modules), exports.files]
