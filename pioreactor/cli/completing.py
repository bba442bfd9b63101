"""Words that the shell offers after TAB. Anything that goes wrong offers nothing; a TAB never prints an error."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pioreactor.cluster.fleet.members import Member

Completer = Callable[[click.Context, click.Parameter, str], list[str]]


def _offering(*sources: Callable[[click.Context], Iterable[str]]) -> Completer:
    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
        words: set[str] = set()
        for source in sources:
            with suppress(Exception):
                words.update(source(ctx))
        return sorted(word for word in words if word.startswith(incomplete))

    return complete


def _built_in_jobs(_ctx: click.Context) -> list[str]:
    from pioreactor.cli.run import JOBS

    return list(JOBS)


def _running_jobs(_ctx: click.Context) -> list[str]:
    from pioreactor.runtime.registry import Registry

    return [job.job_name for job in Registry().running()]


def _experiments(_ctx: click.Context) -> list[str]:
    from pioreactor.runtime.registry import Registry

    return [job.experiment for job in Registry().running()]


def _settings(ctx: click.Context) -> list[str]:
    from pioreactor.runtime.registry import Registry

    registry = Registry()
    wanted = str(ctx.params.get("job") or "").replace("-", "_")
    jobs = registry.running(job_name=wanted)
    return [setting for job in jobs for setting in registry.settings(job.job_id)]


def _sections(_ctx: click.Context) -> list[str]:
    from pioreactor.config import get_config

    return list(get_config().sections())


def _keys(ctx: click.Context) -> list[str]:
    from pioreactor.config import get_config

    section = ctx.params.get("section")
    parser = get_config()
    return list(parser[section]) if isinstance(section, str) and parser.has_section(section) else []


def _alarms(_ctx: click.Context) -> list[str]:
    from pioreactor.runtime.alarms import open_alarms

    return [alarm.code for alarm in open_alarms()]


def _calibrated_devices(_ctx: click.Context) -> list[str]:
    from pioreactor.calibrations.keeping import devices

    return devices()


def _calibrations(ctx: click.Context) -> list[str]:
    from pioreactor.calibrations.files import list_calibrations

    return list_calibrations(str(ctx.params["device"]))


def _calibratable_devices(_ctx: click.Context) -> list[str]:
    from pioreactor.calibrations.protocols import devices

    return devices()


def _protocols(ctx: click.Context) -> list[str]:
    from pioreactor.calibrations.protocols import protocol_names

    return protocol_names(str(ctx.params["device"]))


def _members(_ctx: click.Context) -> list[Member]:
    from contextlib import closing

    from pioreactor.cluster.fleet.members import members
    from pioreactor.storage import database

    with closing(database.connect(readonly=True)) as connection:
        return members(connection)


def _units(ctx: click.Context) -> list[str]:
    return [member.name for member in _members(ctx)]


def _groups(ctx: click.Context) -> list[str]:
    from pioreactor.cluster.fleet.members import GROUPS

    return [*GROUPS, *(member.model_name for member in _members(ctx) if member.model_name)]


def _known_experiments(_ctx: click.Context) -> list[str]:
    from contextlib import closing

    from pioreactor.storage import database
    from pioreactor.storage.database.experiments import list_experiments

    with closing(database.connect(readonly=True)) as connection:
        return [row.experiment for row in list_experiments(connection)]


def _datasets(_ctx: click.Context) -> list[str]:
    from pioreactor.cluster.exports.datasets import datasets

    return [dataset.dataset_name for dataset in datasets()]


complete_unit = _offering(_units)
complete_dataset = _offering(_datasets)
complete_group = _offering(_groups)
complete_known_experiment = _offering(_known_experiments)
complete_alarm = _offering(_alarms)
complete_running_job = _offering(_running_jobs)
complete_known_job = _offering(_built_in_jobs, _running_jobs)
complete_experiment = _offering(_experiments)
complete_setting = _offering(_settings)
complete_section = _offering(_sections)
complete_key = _offering(_keys)
complete_calibrated_device = _offering(_calibrated_devices)
complete_calibration = _offering(_calibrations)
complete_calibratable_device = _offering(_calibratable_devices)
complete_protocol = _offering(_protocols)
