"""Stopping jobs for sure: asked politely, then firmly, then by force, and each outcome is looked at."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import Final, Literal, NamedTuple, TypeAlias

from pioreactor import clock
from pioreactor.exc import StorageError
from pioreactor.runtime.launching import run_to_end
from pioreactor.runtime.processes import is_alive
from pioreactor.runtime.registry import WITHOUT_PROCESS, JobRecord, Registry
from pioreactor.runtime.stopped_outputs import HeldOutputs, StoppedOutput, lamps_after_command, lamps_on
from pioreactor.runtime.wanted_jobs import forget, forget_matching

TERMINATE_AFTER_S: Final = 5.0
KILL_AFTER_S: Final = 10.0
GIVE_UP_AFTER_S: Final = 12.0
SIGNED_OFF_WITHIN_S: Final = 2.0

Outcome: TypeAlias = Literal["stopped", "already gone", "terminated", "killed", "still running"]

_MOVES_LIQUID: Final = ("add_media", "add_alt_media", "remove_waste", "circulate_media", "circulate_alt_media", "pumps")
_HEATS: Final = ("pwm", "heater", "temperature_automation")


class StopOutcome(NamedTuple):
    """What became of one job. ``took_s``: wall seconds from the first signal to its end.

    ``outputs``: everything that it had on when it was asked, and whether that is off now.
    """

    job_id: int
    job_name: str
    pid: int
    outcome: Outcome
    took_s: float
    outputs: tuple[StoppedOutput, ...] = ()


class _Pending:
    def __init__(self, record: JobRecord) -> None:
        self.record = record
        self.outcome: Outcome = "stopped"
        self.signalled_with: signal.Signals | None = None
        self.asked_at = clock.wall_monotonic()
        self.took_s: float | None = None

    def send(self, signum: signal.Signals, consequence: Outcome) -> None:
        if self.signalled_with is signum or self.took_s is not None:
            return
        self.signalled_with = signum
        try:
            # Checked here once more: a number may have passed to another process meanwhile.
            if is_alive(self.record.pid, self.record.pid_started_at):
                os.kill(self.record.pid, signum)
                self.outcome = consequence
        except ProcessLookupError:
            pass
        except PermissionError:
            self.outcome = "still running"

    def look(self) -> None:
        if self.took_s is None and not is_alive(self.record.pid, self.record.pid_started_at):
            self.took_s = clock.wall_monotonic() - self.asked_at


def stop_jobs(
    *,
    job_name: str | None = None,
    experiment: str | None = None,
    job_source: str | None = None,
    job_id: int | None = None,
    all_jobs: bool = False,
    keep_wanted: bool = False,
    deadline_s: float = GIVE_UP_AFTER_S,
) -> list[StopOutcome]:
    """Stop the jobs of this unit that fit all given filters, or all jobs but those that always run.

    SIGINT first; SIGTERM after 5 wall seconds, SIGKILL after 10; ``deadline_s``: when to give up waiting. Pumps and
    heaters are asked first, then automations, then the rest; lamps go off last. What a killed job left on is switched
    off by the guardian or, where none runs, here; every output is read back. ``keep_wanted``: monitor shall start the
    jobs again later (see handing_over). Returns one outcome per job, in that order; nothing given: nothing is stopped.
    Raises StorageError if the registry cannot be read.
    """
    filters = {"job_name": job_name, "experiment": experiment, "job_source": job_source, "job_id": job_id}
    if not all_jobs and all(value is None for value in filters.values()):
        return []
    if not keep_wanted:
        with contextlib.suppress(StorageError):  # a disk that fails must not keep anything on
            forget_matching(job_name=job_name, experiment=experiment, job_source=job_source, all_jobs=all_jobs)
    registry = Registry()
    try:
        records = registry.entered_as_running(
            job_name=job_name, experiment=experiment, job_source=job_source, job_id=job_id
        )
        if all_jobs:
            records = [r for r in records if not r.is_long_running_job]
        records = sorted((r for r in records if r.pid != os.getpid()), key=_rank)
        if not keep_wanted:
            with contextlib.suppress(StorageError):
                for record in records:  # one that has to be killed cannot say itself that it was stopped
                    forget(record.job_name)
        with_process = [_Pending(r) for r in records if r.job_name not in WITHOUT_PROCESS]
        held = HeldOutputs(job.record for job in with_process)
        outcomes = _stop_processes(with_process, deadline_s)
        outputs = held.settle({o.job_id for o in outcomes if o.outcome == "still running"})
        outcomes = [outcome._replace(outputs=outputs.get(outcome.job_id, ())) for outcome in outcomes]
        outcomes += [_switch_off_lamps(registry, r) for r in records if r.job_name in WITHOUT_PROCESS]
        if held.is_guarded():  # it also tells everybody about the ones that were killed
            clock.wait_until(lambda: not _dead(registry), SIGNED_OFF_WITHIN_S, poll=0.05)
        registry.reconcile()
        return outcomes
    finally:
        registry.close()


def _stop_processes(pending: list[_Pending], deadline_s: float) -> list[StopOutcome]:
    for job in pending:
        if is_alive(job.record.pid, job.record.pid_started_at):
            job.send(signal.SIGINT, "stopped")
        else:
            job.outcome, job.took_s = "already gone", 0.0
    begun = clock.wall_monotonic()

    def all_ended() -> bool:
        waited = clock.wall_monotonic() - begun
        for job in pending:
            job.look()
            if waited >= KILL_AFTER_S:
                job.send(signal.SIGKILL, "killed")
            elif waited >= TERMINATE_AFTER_S and job.signalled_with is signal.SIGINT:
                job.send(signal.SIGTERM, "terminated")
        return all(job.took_s is not None for job in pending)

    clock.wait_until(all_ended, deadline_s, poll=0.02)
    return [_outcome(job, begun) for job in pending]


def _dead(registry: Registry) -> list[JobRecord]:
    return [record for record in registry.entered_as_running() if not record.is_alive]


def _outcome(job: _Pending, begun: float) -> StopOutcome:
    record = job.record
    if job.took_s is None:
        waited = clock.wall_monotonic() - begun
        return StopOutcome(record.job_id, record.job_name, record.pid, "still running", waited)
    return StopOutcome(record.job_id, record.job_name, record.pid, job.outcome, job.took_s)


def _switch_off_lamps(registry: Registry, record: JobRecord) -> StopOutcome:
    begun, were_on = clock.wall_monotonic(), lamps_on()
    arguments = [word for channel in "ABCD" for word in (f"--{channel}", "0")]
    environment = {"EXPERIMENT": record.experiment, "JOB_SOURCE": record.job_source}
    is_dark = run_to_end(record.job_name, arguments, environment) == 0
    if is_dark:
        registry.set_not_running(record.job_id)
    took = clock.wall_monotonic() - begun
    return StopOutcome(
        record.job_id,
        record.job_name,
        record.pid,
        "stopped" if is_dark else "still running",
        took,
        lamps_after_command(were_on, is_dark),
    )


def _rank(record: JobRecord) -> int:
    if record.job_name in _MOVES_LIQUID or record.job_name in _HEATS:
        return 0
    if record.job_name.endswith("_automation"):
        return 1
    return 2
