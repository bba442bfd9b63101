"""Starting jobs again: after a crash, and after a power cut."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from pioreactor import clock
from pioreactor.config import get_config
from pioreactor.domain import restart_policy
from pioreactor.exc import PioreactorError, in_words
from pioreactor.runtime import handing_over, wanted_jobs
from pioreactor.runtime.alarms import end_alarm, raise_alarm
from pioreactor.runtime.launching import LaunchOutcome, launch_words
from pioreactor.storage import alive, unit_state

if TYPE_CHECKING:
    from pioreactor.logging import CustomLogger
    from pioreactor.pubsub.client import Client
    from pioreactor.runtime.handing_over import HandOver
    from pioreactor.runtime.registry import Registry
    from pioreactor.runtime.wanted_jobs import WantedJob

SECTION: Final = "resume.config"
JOBS_SECTION: Final = "resume.jobs"
GAVE_UP: Final = "job.gave_up"
CUT_OFF: Final = "unit.was_cut_off"
_END: Final = "\0end"


class Refusal(NamedTuple):
    """Why a job that ought to run is not started. ``forget``: it will not be asked again."""

    reason: str
    forget: bool = True


def is_enabled(job_name: str) -> bool:
    """Whether the configuration lets this job start again by itself. Jobs of plugins say so themselves."""
    config = get_config()
    allowed = config.getboolean(SECTION, "enabled") and config.getboolean(JOBS_SECTION, job_name, fallback=False)
    return bool(allowed)


class Resumer:
    """Starts wanted jobs again, one after another, in a thread of its own.

    ``died(job_name)`` is called by the guardian once the outputs of a dead job are off. ``launch`` starts a command
    line; replaced in tests of the policy.
    """

    def __init__(
        self,
        registry: Registry,
        client: Client,
        logger: CustomLogger,
        launch: Callable[[list[str], dict[str, str | None]], LaunchOutcome] = launch_words,
    ) -> None:
        self._registry = registry
        self._client = client
        self._logger = logger
        self._launch = launch
        self._outage_s: float | None = None
        self._waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="resumer", daemon=True)

    def start(self) -> None:
        """Begin: first the jobs that ran when the unit, or its monitor, went down."""
        self._outage_s = alive.silent_for_s()  # before monitor notes that the unit lives
        self._thread.start()

    def close(self) -> None:
        """End; a start in progress is let finish, up to 3 wall seconds."""
        self._waiting.put(_END)
        if self._thread.is_alive():
            self._thread.join(3.0)

    def died(self, job_name: str) -> None:
        """A job has died without signing off and its outputs are off."""
        self._waiting.put(job_name)

    def _run(self) -> None:
        self._guarded(self._after_start)
        while (name := self._waiting.get()) != _END:
            self._guarded(self._again, name)

    def _guarded(self, step: Callable[..., None], *values: Any) -> None:
        try:
            step(*values)
        except Exception as error:
            self._logger.error(f"A job could not be started again: {in_words(error)}.")

    def _after_start(self) -> None:
        running = {record.job_name for record in self._registry.running()}
        mark = handing_over.present()
        absent = [job for job in wanted_jobs.wanted_jobs() if job.job_name not in running]
        cut_off = [job for job in absent if job.was_cut_off]
        ended = [job for job in absent if not job.was_cut_off]
        if mark is not None and not mark.was_cut_off:
            names = {job.job_name for job in absent} | running
            self._after_hand_over(
                mark, ended + [job for job in _given_up_under_this_release() if job.job_name not in names]
            )
            ended = []
        if mark is not None:  # one that has begun since then is the next monitor's
            handing_over.end()
        for job in ended:
            self._again(job.job_name)
        if cut_off:
            self._after_power_cut(cut_off, self._outage_s)

    def _after_hand_over(self, mark: HandOver, jobs: list[WantedJob]) -> None:
        """Another release has taken over: the jobs go on. None of them has died, so no try is counted.

        What this release cannot start stays wanted: the release may be ill, and the one of before comes back.
        """
        started = []
        for job in jobs:
            refusal = self._refusal(job, by_itself=False)
            failure = self._start(job) if refusal is None else None
            if refusal is not None:
                self._give_up(job, refusal.reason, "was ended for the hand-over and is not started again")
            elif failure is not None:
                self._give_up(job, failure.reason, "was ended for the hand-over and does not start", forget=False)
            else:
                started.append(job.job_name)
        lamps = handing_over.arguments_for_lamps(mark)
        if lamps:
            environment: dict[str, str | None] = {"EXPERIMENT": mark.lamps_experiment, "JOB_SOURCE": mark.lamps_source}
            if self._launch(lamps, environment).ok:
                started.append("the lamps")
        gap_s = clock.now_s() - mark.began_s
        self._logger.notice(
            f"Handed over ({mark.reason}): {len(started)} of {len(jobs) + bool(lamps)} jobs go on "
            f"({', '.join(started) or 'none'}) after a gap of {_span(gap_s)}."
        )

    def _after_power_cut(self, jobs: list[WantedJob], outage_s: float | None) -> None:
        lines, started = [], 0
        hours = get_config().getfloat(SECTION, "longest_outage_hours")
        for job in jobs:
            refusal = self._refusal(job)
            if refusal is None and outage_s is not None and outage_s > hours * 3600:
                refusal = Refusal(f"the power was away for longer than {hours:g} h ([{SECTION}] longest_outage_hours)")
            if refusal is None:
                refusal = self._start(job)
            started += refusal is None
            lines.append(f"{job.job_name}: {'started again' if refusal is None else 'not started, ' + refusal.reason}")
            if refusal is not None and refusal.forget:
                wanted_jobs.forget(job.job_name)
        away = f" for {_span(outage_s)}" if outage_s is not None else ""
        title = f"The unit was without power{away}; {started} of {len(jobs)} jobs were started again."
        self._logger.warning(f"{title} {'. '.join(lines)}.")
        raise_alarm(
            CUT_OFF,
            severity="warning" if started == len(jobs) else "alarm",
            title=title,
            text="All outputs were switched off at the start.\n" + "\n".join(lines),
            remedy="Look at the culture. Start by hand what is missing.",
            source="monitor",
            experiment=jobs[0].experiment,
            data={"outage_s": outage_s, "jobs": [job.job_name for job in jobs]},
            client=self._client,
        )
        end_alarm(CUT_OFF, self._client)  # it is a notice: it stays until somebody has seen it

    def _again(self, job_name: str) -> None:
        job = next((job for job in wanted_jobs.wanted_jobs() if job.job_name == job_name), None)
        if job is None or self._registry.is_running(job_name) or handing_over.is_under_way():
            return
        refusal = self._refusal(job)
        if refusal is not None:
            self._logger.warning(f"{job_name} has died and is not started again: {refusal.reason}.")
            wanted_jobs.forget(job_name)
            return
        config = get_config()
        allowed, window_s = config.getint(SECTION, "tries"), 60 * config.getfloat(SECTION, "window_minutes")
        decision = restart_policy.decide(job.tries, clock.now_s(), allowed, window_s)
        if not decision.is_allowed:
            self._give_up(job, f"it has died {len(decision.tries) + 1} times within {window_s / 60:g} min")
            return
        wanted_jobs.note_try(job_name, decision.tries)
        refusal = self._start(job)
        if refusal is None:
            self._logger.notice(f"{job_name} had died and was started again ({len(decision.tries)} of {allowed}).")
        else:
            self._give_up(job, refusal.reason)

    def _refusal(self, job: WantedJob, *, by_itself: bool = True) -> Refusal | None:
        if by_itself and not is_enabled(job.job_name):
            return Refusal(f"the configuration does not allow it ([{SECTION}] enabled, [{JOBS_SECTION}])")
        state = unit_state.load()
        if not state.is_active:
            return Refusal("the unit is switched off in the inventory")
        if state.experiment != job.experiment:
            return Refusal(f"the unit does not work for {job.experiment} any more")
        return None

    def _start(self, job: WantedJob) -> Refusal | None:
        settings = {**job.settings, **({"$state": "sleeping"} if job.is_sleeping else {})}
        environment: dict[str, str | None] = {
            "EXPERIMENT": job.experiment,
            "JOB_SOURCE": job.job_source,
            wanted_jobs.RESUMED_SETTINGS_ENV: msgspec.json.encode(settings).decode() if settings else None,
        }
        try:
            outcome = self._launch(job.arguments, environment)
        except (PioreactorError, OSError) as error:
            return Refusal(in_words(error), forget=False)
        return None if outcome.ok else Refusal(outcome.last_line or f"it ended with {outcome.exit_code}")

    def _give_up(
        self, job: WantedJob, reason: str, what: str = "has died and is not started again", *, forget: bool = True
    ) -> None:
        if forget:
            wanted_jobs.give_up(job)
        else:
            wanted_jobs.keep(job)  # its own failed start may have forgotten it
        title = f"{job.job_name} {what}: {reason.removesuffix('.')}."
        self._logger.error(title)
        raise_alarm(
            f"{GAVE_UP}.{job.job_name}",
            severity="alarm",
            title=title,
            text="Its outputs are off. The other jobs of the unit go on.",
            remedy=f"1. Look at the log of the unit.\n2. Start it by hand: pio run {' '.join(job.arguments)}",
            source="monitor",
            experiment=job.experiment,
            client=self._client,
        )
        end_alarm(f"{GAVE_UP}.{job.job_name}", self._client)


def _given_up_under_this_release() -> list[WantedJob]:
    """What has died again and again since the last hand-over: the release that could not run it is going now."""
    since_s = handing_over.last_began_s()
    if since_s is None:
        return []
    hours = get_config().getfloat(SECTION, "longest_outage_hours")
    return wanted_jobs.given_up_since(max(since_s, clock.now_s() - hours * 3600))


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
