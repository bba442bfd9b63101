"""Rinsing: the waste pump runs all the time, an inflow pump in pulses that it can keep up with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pioreactor import clock
from pioreactor.actions.pumping.amounts import check_duration
from pioreactor.actions.pumping.dosing import Ending, Progress, acting, pump_output, start_unless_stopped, whose
from pioreactor.actions.pumping.flow import NEGLIGIBLE_ML, Flow
from pioreactor.actions.pumping.lines import WASTE, PumpLine
from pioreactor.actions.pumping.planning import check_length, check_source
from pioreactor.actions.pumping.rates import PumpRate, rate_of
from pioreactor.actions.pumping.stop import Stop
from pioreactor.domain.volumes import apply_dose, liquid_above_tube_ml
from pioreactor.exc import VialFullError
from pioreactor.runtime.booking import Books, Check, vial_limits

if TYPE_CHECKING:
    from pioreactor.domain.volumes import VialState

CYCLE_S: Final = 1.0
SHARE_ON: Final = 0.85
MARGIN_S: Final = 1.0
"""How long the waste pump runs before the first pulse and after the last one."""


class Circulated(NamedTuple):
    """What came of it, mL of liquid by the books."""

    inflow_ml: float
    waste_ml: float
    ending: Ending


class RinseWaste(Flow):
    """A waste pump that mostly sucks air: what is recorded is the liquid, that is, what stood above its tube."""

    def enter(self, volume_ml: float, check: Check | None) -> float:
        """Book the liquid in what the pump moved; returns it."""
        liquid_ml = min(volume_ml, liquid_above_tube_ml(self.books.state()))
        if liquid_ml < NEGLIGIBLE_ML:
            return 0.0

        def drain(state: VialState) -> VialState:
            # The whole stroke counts for the level and how well it is known, the liquid for the total.
            drained = apply_dose(state, self.line.event, volume_ml, self.books.capacity_ml, self.rate.relative_sd)
            return drained._replace(cumulative_waste_removed_ml=state.cumulative_waste_removed_ml + liquid_ml)

        self.books.enter(self.line.event, liquid_ml, source=self.source, change=drain, account=self.account)
        return liquid_ml


def circulate(
    line: PumpLine,
    duration: float,
    unit: str | None = None,
    experiment: str | None = None,
    source_of_event: str | None = None,
    mqtt_client: Any = None,
    logger: Any = None,
    on_progress: Progress | None = None,
) -> Circulated:
    """Rinse with ``line`` for ``duration`` clock seconds. Blocks until both pumps are off and booked.

    Raises as a dose does; a vial that is full gets no pulses until the waste pump has made room.
    """
    duration_s = check_duration(duration)
    if duration_s == 0.0:
        return Circulated(0.0, 0.0, "done")
    unit, experiment = whose(unit, experiment)
    check_source(source_of_event, experiment)
    check_length(duration_s)
    name = line.event.replace("add_", "circulate_")
    with acting(unit, experiment, name, mqtt_client, logger) as (action, log):
        inflow_rate, waste_rate = rate_of(line, None), rate_of(WASTE, None)
        books = Books(unit, experiment, action.mqtt_client, log)
        shared = (unit, experiment, action.mqtt_client, log)
        with pump_output(WASTE, waste_rate.hz, *shared) as out, pump_output(line, inflow_rate.hz, *shared) as into:
            rinse = _Rinse(
                RinseWaste(WASTE, waste_rate, books, out, source_of_event, None),
                Flow(line, inflow_rate, books, into, source_of_event, vial_limits()),
                Stop(action.exit_event),
                on_progress,
                log,
            )
            return rinse.run(duration_s, share_on(inflow_rate, waste_rate))


def share_on(inflow: PumpRate, waste: PumpRate) -> float:
    """Share of a cycle that the inflow pump may run, so that the waste pump keeps up."""
    return min(SHARE_ON, waste.ml_in(CYCLE_S) / inflow.ml_in(CYCLE_S))


class _Rinse:
    def __init__(self, waste: Flow, inflow: Flow, stop: Stop, on_progress: Progress | None, log: Any) -> None:
        self._waste = waste
        self._inflow = inflow
        self._stop = stop
        self._on_progress = on_progress
        self._log = log
        self._has_warned = False

    def run(self, duration_s: float, share: float) -> Circulated:
        end_s = MARGIN_S + duration_s
        if not start_unless_stopped(self._waste, end_s + MARGIN_S, self._stop):
            return Circulated(0.0, 0.0, "stopped")
        try:
            self._turn(MARGIN_S)
            while not self._stop.is_set() and (begin_s := self._waste.elapsed_s()) < end_s:
                self._pulse(min(share * CYCLE_S, end_s - begin_s))
                self._turn(begin_s + CYCLE_S)
            self._turn(end_s + MARGIN_S)
        finally:
            self._waste.stop()
        ending: Ending = "stopped" if self._stop.is_set() else "done"
        self._log.info(
            f"Circulation {ending}: {self._inflow.moved_ml:.2f} mL of {self._inflow.line.liquid} in, "
            f"{self._waste.moved_ml:.2f} mL out."
        )
        return Circulated(self._inflow.moved_ml, self._waste.moved_ml, ending)

    def _pulse(self, on_s: float) -> None:
        try:
            if not start_unless_stopped(self._inflow, on_s, self._stop):
                return
        except VialFullError as error:
            if not self._has_warned:
                self._has_warned = True
                self._log.warning(f"No inflow until there is room: {error}")
            return
        try:
            while not self._stop.wait(min(self._inflow.due_wall_s(), self._waste.due_wall_s())):
                if self._inflow.is_over():
                    break
                self._inflow.tick()
                self._waste.tick()
        finally:
            self._inflow.stop()

    def _turn(self, until_s: float) -> None:
        """Only waste, until a moment of its run."""
        while (left_s := until_s - self._waste.elapsed_s()) > 0.0:
            if self._stop.wait(min(self._waste.due_wall_s(), clock.wall_seconds(left_s))):
                return
            self._waste.tick()
        if self._on_progress is not None:
            self._on_progress(self._waste.elapsed_s(), self._inflow.moved_ml)
