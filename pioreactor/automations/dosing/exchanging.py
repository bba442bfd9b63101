"""Carrying out an exchange: part by part, each inflow followed by its waste, stopped and resumed at any moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pioreactor import clock
from pioreactor.actions.pumping.stop import also_stopped_by
from pioreactor.automations.dosing.verifying import AFTER_WASTE_S
from pioreactor.domain.exchange import SLACK_ML, Part, check_request, plan_exchange
from pioreactor.domain.headroom import check_inflow
from pioreactor.exc import StorageError, VialFullError, in_words
from pioreactor.utils.numbers import SummableDict

if TYPE_CHECKING:
    from pioreactor.automations.dosing.base import DosingAutomationJob

Pump = Callable[[float], float]
BEFORE_EXTRA_WASTE_S: Final = 0.05
WORTH_RESUMING_ML: Final = 0.01
SHORT_BY: Final = 0.05
"""Waste that falls short of what was asked by more than this share is worth a warning."""


class Exchange:
    """One exchange of one automation. ``moved``: what has been moved so far, by ``<name>_ml``; ``is_complete``: whether
    everything was tried.

    ``waste_ml`` None: liquid only flows in, in one go.
    """

    def __init__(self, job: DosingAutomationJob, waste_ml: float | None, additions: Mapping[str, float]) -> None:
        """Raises ValueError for amounts that cannot be meant, AttributeError for an inflow that nobody can pump."""
        check_request(sum(additions.values()) if waste_ml is None else waste_ml, additions)
        self._job = job
        self.is_complete = False
        self._waste_ml = waste_ml
        self._additions = dict(additions)
        self.moved = SummableDict({f"{name}_ml": 0.0 for name in (*additions, "waste")})
        # All are looked up before anything runs.
        self._inflows = {name: self._pump_of(f"add_{name}_to_bioreactor") for name in additions}
        self._outflow = self._pump_of("remove_waste_from_bioreactor")

    def run(self) -> None:
        """Do it. What pumps raise comes through, after the waste of what has flowed in."""
        try:
            parts = self._parts()
        except VialFullError as error:
            self._job.vial.full(in_words(error) + ".")
            self.is_complete = True
            return
        if self._waste_ml is None:
            self.is_complete = all(self._run_part(part) for part in parts) or not self._job.is_ending
            return
        verifying = self._job.verifying
        verifying.look()
        went_on = self._wait(min(AFTER_WASTE_S, verifying.wait_s)) and all(self._run_part(part) for part in parts)
        verifying.look(0.0)
        self.is_complete = went_on or not self._job.is_ending

    def _parts(self) -> list[Part]:
        job = self._job
        state, limits = job.vial.read(), job.vial.limits
        if self._waste_ml is None:
            check_inflow(state, sum(self._additions.values()), *limits)
            return [Part(self._additions, 0.0)]
        share = self._share_that_fits()
        return plan_exchange(
            share * self._waste_ml,
            {name: share * volume for name, volume in self._additions.items()},
            max_subdose_ml=job.MAX_SUBDOSE,
            state=state,
            max_fill_ml=limits.max_fill_ml,
            capacity_ml=limits.capacity_ml,
        )

    def _share_that_fits(self) -> float:
        """How much of it the vial would hold if none of its waste, nor of what was not seen to go before, went out."""
        inflow, room = sum(self._additions.values()), self._job.verifying.room_ml
        if inflow <= room + SLACK_ML:
            return 1.0
        self._job.logger.warning(
            f"Only {room:.2f} of {inflow:.2f} mL are exchanged: more could spill if the waste pump did not work, and "
            "that is not seen yet."
        )
        return room / inflow

    def _run_part(self, part: Part) -> bool:
        """Whether the exchange goes on after this part."""
        added = 0.0
        full: VialFullError | None = None
        try:
            for name, volume in part.additions.items():
                if volume > 0.0 and full is None:
                    try:
                        added += self._pump(f"{name}_ml", self._inflows[name], volume)
                    except VialFullError as error:
                        full = error
                        continue
                    if not self._wait(self._job.pause_between_subdoses_s):
                        return False
            if part.waste_ml > 0.0 and added > 0.0:
                self._job.verifying.look()
                if not self._wait(self._job.verifying.wait_s - self._job.pause_between_subdoses_s):
                    return False
        except BaseException:
            if part.waste_ml > 0.0:
                self._remove(added)
            raise
        # Whatever happened, what has flowed in goes out again before the job sleeps.
        self._remove(part.waste_ml if full is None else min(added, part.waste_ml))
        if full is not None:
            self._job.vial.full(in_words(full) + ".")
        return full is None and not self._job.is_ending

    def _remove(self, waste_ml: float) -> None:
        if waste_ml <= 0.0 or self._job.is_ending:
            return
        removed = self._pump("waste_ml", self._outflow, waste_ml)
        if self._job.is_ending:
            return
        if removed < (1.0 - SHORT_BY) * waste_ml:
            self._job.logger.warning(f"Only {removed:.2f} of {waste_ml:.2f} mL waste was removed.")
        self._wait(BEFORE_EXTRA_WASTE_S)
        self._pump(None, self._outflow, waste_ml * self._job.waste_removal_multiplier)
        self._wait(min(AFTER_WASTE_S, self._job.verifying.wait_s))

    def _pump(self, key: str | None, pump: Pump, volume_ml: float) -> float:
        """Run one pump; after a pause, the rest. mL moved; less than asked when the job ends."""
        moved = 0.0
        while volume_ml - moved > (WORTH_RESUMING_ML if moved else 0.0):
            if not self._job.block_until_not_sleeping():
                break
            with also_stopped_by(self._job.pumps_must_stop):
                step = float(pump(volume_ml - moved))
            moved += step
            if key is not None:
                self.moved[key] += step
            if not self._job.pumps_must_stop.is_set():
                break
        return moved

    def _wait(self, seconds: float) -> bool:
        return not clock.wait(self._job.ending, seconds) if seconds > 0.0 else not self._job.is_ending

    def _pump_of(self, method_name: str) -> Pump:
        job = self._job
        method: Any = getattr(job, method_name, None)
        if method is None:
            raise AttributeError(f"{type(job).__name__} has no {method_name}; define it to pump that liquid.")

        def run(volume_ml: float) -> float:
            moved = method(
                unit=job.unit,
                experiment=job.experiment,
                ml=volume_ml,
                source_of_event=job.source_of_event,
                mqtt_client=job.pub_client,
                logger=job.logger,
            )
            return float(moved or 0.0)

        return run


class Unfinished:
    """Remembers on the disk that an exchange is under way, so that a process that is killed can be made good for."""

    def __init__(self, job: DosingAutomationJob) -> None:
        self._job = job

    def begin(self, waste_ml: float, additions: Mapping[str, float]) -> None:
        """Before anything moves. A disk that fails is told, and does not keep the dose from being given."""
        record = {
            "automation": self._job.automation_name,
            "asked_ml": sum(additions.values()),
            "waste_ml": waste_ml,
            "total_before_ml": self._total_ml(),
        }
        self._write(record)

    def end(self) -> None:
        """Everything that was begun has been done."""
        self._write(None)

    def _write(self, record: dict[str, Any] | None) -> None:
        try:
            self._job.family_memory.update(exchange=record)
        except StorageError as error:
            self._job.logger.warning(f"A restart would not know of this exchange: {in_words(error)}.")

    def take(self) -> tuple[str, float, float, float] | None:
        """(automation, asked, moved, waste asked) in mL of an exchange that an earlier process did not finish."""
        record = self._job.family_memory.get("exchange")
        if not isinstance(record, dict):
            return None
        try:
            asked, waste = float(record["asked_ml"]), float(record["waste_ml"])
            moved = max(0.0, min(self._total_ml() - float(record["total_before_ml"]), asked))
            return str(record["automation"]), asked, moved, waste
        except (KeyError, TypeError, ValueError):
            self.end()
            return None

    def _total_ml(self) -> float:
        state = self._job.vial.read()
        return state.cumulative_media_added_ml + state.cumulative_alt_media_added_ml
