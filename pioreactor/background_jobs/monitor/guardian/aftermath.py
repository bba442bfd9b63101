"""After the line is low: everybody is told, and the books are put right. Nothing here can hold the guardian up."""

from __future__ import annotations

import contextlib
import functools
import math
import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from pioreactor import clock
from pioreactor.background_jobs.monitor.guardian import telling
from pioreactor.background_jobs.monitor.guardian.cutting import CutReport
from pioreactor.domain.volumes import REMOVE_WASTE
from pioreactor.exc import PioreactorError, StorageError, in_words
from pioreactor.runtime import open_accounts, outputs, untold_doses
from pioreactor.runtime.alarms import end_alarm, get_alarm, raise_alarm
from pioreactor.runtime.leases import Lease, shared_board
from pioreactor.runtime.open_accounts import OpenAccount
from pioreactor.runtime.registry import JobRecord
from pioreactor.states import JobState

if TYPE_CHECKING:
    from pioreactor.pubsub.client import Client
    from pioreactor.runtime.registry import Registry

ALARM: Final = "output.cut"
RECONCILE_EVERY_S: Final = 2.0
TOGETHER_WITHIN_S: Final = 0.05
"""Wall seconds to wait for what was cut at the same moment: the books of pumps that ran together have an order."""
_SMALLEST_ML: Final = 0.0005
_Step = Callable[[], Any]


class Aftermath:
    """Takes reports of cut outputs and works on them in a thread of its own; also signs off jobs that have died.

    Every step is tried, whatever became of the ones before. ``on_death`` functions are called with the registry's
    record of each job whose process is gone.
    """

    def __init__(self, unit: str, client: Client, logger: Any, registry: Registry) -> None:
        self._unit = unit
        self._client = client
        self._logger = logger
        self._registry = registry
        self._reports: queue.SimpleQueue[CutReport | None] = queue.SimpleQueue()
        self._not_off: dict[str, CutReport] = {}
        self._are_all_off = False
        self._unsettled: set[str] = set()
        self._untold = untold_doses.Follower()
        self.on_death: list[Callable[[JobRecord], None]] = []
        self._thread = threading.Thread(target=self._run, name="guardian-books", daemon=True)

    def start(self, *, are_all_off: bool = False) -> None:
        """Begin. ``are_all_off``: every output was found or made off, so what an earlier guardian could not confirm is
        over."""
        self._are_all_off = are_all_off
        self._thread.start()

    def put(self, report: CutReport) -> None:
        """Hand over a report; returns at once."""
        self._reports.put(report)

    def settle_later(self, names: set[str]) -> None:
        """Make outputs low as soon as that works, unless somebody uses them by then: the start could not do it."""
        self._unsettled = set(names)

    def close(self) -> None:
        """Finish what has been handed over; waits up to two wall seconds for it."""
        self._reports.put(None)
        if self._thread.is_alive():
            self._thread.join(2.0)

    def _run(self) -> None:
        if self._are_all_off:
            self._guarded(self._end_earlier_alarm)
        while True:
            try:
                report = self._reports.get(timeout=RECONCILE_EVERY_S)
            except queue.Empty:
                self._guarded(self._sign_off_the_dead)
                self._guarded(self._tell_untold)
                self._guarded(self._close_accounts)
                if self._unsettled:
                    self._guarded(self._settle)
                continue
            if report is not None:
                clock.wall_sleep(TOGETHER_WITHIN_S)
            reports = sorted([report, *self._waiting()], key=_drains)
            for one in reports:
                if one is not None:
                    self._work_on(one)
            self._guarded(functools.partial(self._raise_alarm, [one for one in reports if one is not None]))
            if None in reports:
                return

    def _with_last_step(self, report: CutReport) -> CutReport:
        """A process that died between booking a step of its pump and announcing it had booked further than its lease
        says."""
        lease = report.lease
        event = lease.event or telling.event_of(lease.output)
        if lease.flow_ml_per_s > 0.0:
            with contextlib.suppress(PioreactorError):
                noted_s = untold_doses.booked_until_s(lease.pid, lease.started_at, event)
                if noted_s is not None and noted_s > lease.booked_until_s:
                    return report._replace(lease=lease._replace(booked_until_s=noted_s))
        return report

    def _waiting(self) -> list[CutReport | None]:
        """What else has come: the other outputs of the same process, as a rule."""
        found = []
        while not self._reports.empty():
            found.append(self._reports.get_nowait())
        return found

    def _end_earlier_alarm(self) -> None:
        alarm = get_alarm(ALARM)
        if alarm is not None and alarm.state != "returned":
            end_alarm(ALARM, self._client)

    def _work_on(self, report: CutReport) -> None:
        report = self._with_last_step(report)
        overrun_ml = _overrun_ml(report) if report.is_off else 0.0
        self._not_off.pop(report.lease.output, None)
        steps: list[_Step] = [lambda: self._log(report, overrun_ml)]
        if report.is_off:
            steps += [
                lambda: outputs.forget(report.lease.output, report.lease.pid),
                lambda: telling.tell_levels(self._client, self._unit, self._experiment_of(report.lease), report.lease),
            ]
        else:
            self._not_off[report.lease.output] = report
        steps += [lambda: self._sign_off(report.lease)]
        if report.lease.flow_ml_per_s > 0.0:
            steps += [self._tell_untold]
        if abs(overrun_ml) >= _SMALLEST_ML:
            steps += [lambda: self._book(report.lease, overrun_ml)]
        for step in steps:
            self._guarded(step)

    def _guarded(self, step: _Step) -> None:
        try:
            step()
        except Exception as error:
            try:
                self._logger.error(f"The guardian could not finish its books: {in_words(error)}.")
            except Exception:
                return  # a full disk may take the log as well; the next step matters more

    def _log(self, report: CutReport, overrun_ml: float) -> None:
        self._logger.error(telling.sentence(report, overrun_ml))

    def _settle(self) -> None:
        self._unsettled -= {lease.output for lease in shared_board().leases()}
        self._unsettled -= set(map(outputs.output_of_lamp, outputs.lamps_left_on()))
        for output in sorted(self._unsettled):
            outcome = outputs.switch_off(output)
            if outcome.is_off or outcome.is_busy:
                self._unsettled.discard(output)

    def _sign_off(self, lease: Lease) -> None:
        for record in self._registry.entered_as_running():
            if record.pid == lease.pid and not record.is_alive:
                self._end(record)

    def _sign_off_the_dead(self) -> None:
        for record in self._registry.entered_as_running():
            if not record.is_alive:
                self._end(record)

    def _end(self, record: JobRecord) -> None:
        self._registry.set_not_running(record.job_id)
        self._registry.upsert_setting(record.job_id, "$state", str(JobState.LOST))
        still_runs = self._registry.running(job_name=record.job_name, experiment=record.experiment)
        if not still_runs:
            self._guarded(lambda: telling.tell_lost(self._client, record))
        for listener in self.on_death:
            self._guarded(functools.partial(listener, record))

    def _experiment_of(self, lease: Lease) -> str:
        if lease.experiment:
            return lease.experiment
        try:
            record = self._registry.info(lease.job_id) if lease.job_id else None
        except PioreactorError:
            record = None
        if record is not None:
            return record.experiment
        from pioreactor.whoami import get_assigned_experiment_name

        return get_assigned_experiment_name()

    def _book(self, lease: Lease, volume_ml: float) -> None:
        event = lease.event or telling.event_of(lease.output)
        account = OpenAccount(self._unit, self._experiment_of(lease), event, volume_ml)
        try:
            self._enter(account)
        except StorageError:
            open_accounts.leave(account)
            raise

    def _enter(self, account: OpenAccount) -> None:
        from pioreactor.runtime.booking import book_overrun

        book_overrun(
            account.event, account.volume_ml, account.experiment, unit=account.unit, client=self._client,
            logger=self._logger,
        )  # fmt: skip

    def _close_accounts(self) -> None:
        def enter(account: OpenAccount) -> None:
            self._enter(account)
            self._logger.warning(
                f"{account.event}: {account.volume_ml:+.3f} mL that the disk did not take before were booked now."
            )

        open_accounts.close_all(enter)

    def _tell_untold(self) -> None:
        for dose in self._untold.tell(self._client):
            self._logger.warning(
                f"A dose that process {dose.pid} had booked and not yet told before it died was told now."
            )

    def _raise_alarm(self, reports: list[CutReport]) -> None:
        """One alarm for everything that was cut at once; an output that may be on goes before all others."""
        if self._not_off:
            raise_alarm(ALARM, client=self._client, **telling.not_off(list(self._not_off.values())))
        elif reports:
            raise_alarm(ALARM, client=self._client, **telling.was_cut(reports))
            end_alarm(ALARM, self._client)  # it is over as soon as the outputs are off; people still have to see it


def _drains(report: CutReport | None) -> bool:
    """Waste is booked after what flowed in beside it: the other way round it would find nothing above its tube."""
    return report is not None and (report.lease.event or telling.event_of(report.lease.output)) == REMOVE_WASTE


def _overrun_ml(report: CutReport) -> float:
    """What the pump moved beyond what was booked; negative for booked liquid that it did not move any more."""
    lease = report.lease
    if lease.flow_ml_per_s <= 0.0 or math.isinf(lease.booked_until_s):
        return 0.0
    return lease.flow_ml_per_s * (min(report.cut_s, clock.monotonic()) - lease.booked_until_s)
