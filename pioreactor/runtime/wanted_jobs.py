"""Jobs that ought to run: what a unit starts again after a crash or a power cut.

A job that was started by ``pio run`` is wanted until somebody stops it or it gives up by itself. What is kept is its
command line and the settings that were changed since, so it goes on as it was. The unit's own disk holds it: nothing
of this needs the leader.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.storage.caches import local_persistent_storage

TABLE: Final = "wanted_jobs"
GIVEN_UP_TABLE: Final = "given_up_jobs"
RESUMED_SETTINGS_ENV: Final = "PIO_RESUMED_SETTINGS"
"""The settings (JSON: text by name) that a job takes over when it is started again."""
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
_SHUTTING_DOWN_WITHIN_S: Final = 2.0


class WantedJob(msgspec.Struct, kw_only=True):
    """One job that ought to run. ``arguments``: what follows ``pio run``, overrides of the configuration first.

    ``settings``: what was set since the start, by name, as it came over the wire; ``boot_id``: the boot in which the
    job was last started; ``tries``: unix seconds of restarts after a crash; ``gave_up_s``: unix seconds at which it was
    given up, so that it ought to run no more.
    """

    job_name: str
    arguments: list[str]
    experiment: str
    job_source: str
    since: str
    boot_id: str
    settings: dict[str, str] = {}
    is_sleeping: bool = False
    tries: list[float] = []
    gave_up_s: float | None = None

    @property
    def was_cut_off(self) -> bool:
        """True if the computer has been off since the job was started."""
        return self.boot_id != boot_id()


def boot_id() -> str:
    """Another text after each boot of this computer; ``PIO_BOOT_ID`` replaces it, for tests."""
    given = os.environ.get("PIO_BOOT_ID")
    if given:
        return given
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return ""


def own_arguments() -> list[str] | None:
    """What follows ``pio run`` in the command line of this process; None if it was started in another way."""
    words = sys.argv[1:]
    return words[1:] if words[:1] == ["run"] else None


def remember(job_name: str, experiment: str, job_source: str) -> None:
    """This process runs a job that ought to run; nothing happens unless it was started by ``pio run``."""
    arguments = own_arguments()
    if arguments is None or experiment.startswith("_testing_"):
        return
    job = WantedJob(
        job_name=job_name,
        arguments=arguments,
        experiment=experiment,
        job_source=job_source,
        since=clock.timestamp(),
        boot_id=boot_id(),
        settings=resumed_settings(),
    )
    with local_persistent_storage(TABLE) as cache, cache.transaction():
        before = _decoded(cache.get(job_name))
        if before is not None and before.experiment == experiment:
            job.tries = before.tries
        cache.set(job_name, _encoded(job))
    with local_persistent_storage(GIVEN_UP_TABLE) as cache:
        cache.pop(job_name)


def keep(job: WantedJob) -> None:
    """The job could not be started, and ought to run all the same: the next start of monitor tries it again."""
    with local_persistent_storage(TABLE) as cache:
        cache.set(job.job_name, _encoded(job))


def forget(job_name: str) -> None:
    """The job has been stopped: it is not started again."""
    for table in (TABLE, GIVEN_UP_TABLE):
        with local_persistent_storage(table) as cache:
            cache.pop(job_name)


def give_up(job: WantedJob) -> None:
    """The job dies again and again: it is not started again, unless another release of the software takes over."""
    forget(job.job_name)
    given_up = msgspec.structs.replace(job, tries=[], gave_up_s=clock.now_s())
    with local_persistent_storage(GIVEN_UP_TABLE) as cache:
        cache.set(job.job_name, _encoded(given_up))


def given_up_since(unix_s: float) -> list[WantedJob]:
    """Jobs that were given up since then and that nobody has started or stopped after that."""
    with local_persistent_storage(GIVEN_UP_TABLE) as cache:
        found = [_decoded(cache.get(name)) for name in cache]
    jobs = [job for job in found if job is not None and (job.gave_up_s or 0.0) >= unix_s]
    return sorted(jobs, key=lambda job: job.since)


def forget_matching(
    *, job_name: str | None = None, experiment: str | None = None, job_source: str | None = None, all_jobs: bool = False
) -> None:
    """Somebody stops the jobs that fit all given filters, or all: those that have died are not started again either."""
    filters = {"job_name": job_name, "experiment": experiment, "job_source": job_source}
    given = {name: value for name, value in filters.items() if value is not None}
    if not given and not all_jobs:
        return
    for job in [*wanted_jobs(), *given_up_since(0.0)]:
        if all(getattr(job, name) == value for name, value in given.items()):
            forget(job.job_name)


def note_setting(job_name: str, setting: str, text: str) -> None:
    """A setting of a wanted job was changed; ``text`` as it came over the wire."""

    def change(job: WantedJob) -> None:
        job.settings = {**job.settings, setting: text}

    _change(job_name, change)


def note_sleeping(job_name: str, is_sleeping: bool) -> None:
    """A wanted job was paused or resumed."""

    def change(job: WantedJob) -> None:
        job.is_sleeping = is_sleeping

    _change(job_name, change)


def note_try(job_name: str, tries: list[float]) -> None:
    """A wanted job is about to be started again."""

    def change(job: WantedJob) -> None:
        job.tries = tries

    _change(job_name, change)


def wanted_jobs() -> list[WantedJob]:
    """Every job that ought to run, in the order in which they were started."""
    with local_persistent_storage(TABLE) as cache:
        found = [_decoded(cache.get(name)) for name in cache]
    return sorted((job for job in found if job is not None), key=lambda job: job.since)


def resumed_settings(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """The settings that this process was started with, when it is a restart; otherwise none."""
    text = (environment if environment is not None else os.environ).get(RESUMED_SETTINGS_ENV)
    if not text:
        return {}
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.MsgspecError:
        return {}


def is_system_stopping() -> bool:
    """True while systemd shuts the computer down: a job that ends now was not stopped by anybody."""
    if not Path("/run/systemd/system").is_dir():
        return False
    import subprocess

    try:
        answer = subprocess.run(
            ["systemctl", "is-system-running"],
            capture_output=True,
            text=True,
            timeout=_SHUTTING_DOWN_WITHIN_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.stdout.strip() == "stopping"


def _change(job_name: str, change: Callable[[WantedJob], None]) -> None:
    with local_persistent_storage(TABLE) as cache, cache.transaction():
        job = _decoded(cache.get(job_name))
        if job is None:
            return
        change(job)
        cache.set(job_name, _encoded(job))


def _encoded(job: WantedJob) -> str:
    return msgspec.json.encode(job).decode()


def _decoded(text: object) -> WantedJob | None:
    if not isinstance(text, (str, bytes)):
        return None
    try:
        return msgspec.json.decode(text, type=WantedJob)
    except msgspec.MsgspecError:
        return None  # written by another version; the job is started by hand
