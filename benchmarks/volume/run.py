"""One random run: a vial, its exchanges, a fault, the watch, and what became of it."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.volume.optics import Reader
from benchmarks.volume.stirring import DEAF_SHARE, SimulatedStirring
from pioreactor.automations.dosing.slow_waste import slow_waste
from pioreactor.background_jobs.monitor.volume_readings import BENT_FROM_LN_V
from pioreactor.domain.volume_watch import QUIET_S, VerdictKind, VolumeWatch, WatchSettings, verifying_exchange_ml
from pioreactor.domain.volume_watch.speed_watch import SHORT_WAIT_S
from pioreactor.domain.volume_watch.verifying import ENOUGH_ML, LEAST_ML
from pioreactor.simulation.physics.noise import generator
from pioreactor.simulation.physics.presets import preset
from pioreactor.simulation.physics.pumps import NOMINAL_ML_PER_S, Pump, PumpName
from pioreactor.simulation.unit import SimulatedUnit, UnitSettings

FAULTS: dict[str, tuple[str, str | None]] = {
    "none": ("", None),
    "waste pump clogged": ("pump.clog", "waste"),
    "waste tube blocked": ("tube.blocked", None),
    "efflux tube lifted 3 mL": ("tube.efflux_lifted", None),
    "media pump stuck on": ("pump.stuck_on", "media"),
    "alt pump stuck on": ("pump.stuck_on", "alt_media"),
    "media pump reversed": ("pump.reversed", "media"),
    "bottle empty": ("bottle.empty", None),
    "half air": ("pump.air", None),
}
MAX_SUBDOSE_ML, PAUSE_S, WASTE_TIMES, TICK_S, READING_S = 1.0, 5.0, 3.0, 0.5, 5.0
LOOK_S = 300.0
PAUSE_TAKES_S, WASTE_STARTS_AFTER_S = 1.0, 3.0
PERSON_COMES_AFTER_S = 900.0
ASKED_PERSON_COMES_AFTER_S = 1800.0
TURBIDOSTAT_QUIET_S = 180.0
PAUSING = frozenset(
    {VerdictKind.WASTE_BLOCKED, VerdictKind.UNEXPECTED_INFLOW, VerdictKind.NOT_DELIVERED, VerdictKind.REVERSED}
)


@dataclass
class Plan:
    """What is drawn for a run. Volumes mL, times s, ``dilution_rate`` 1/h (0: a turbidostat)."""

    seed: int
    fault: str
    exchange_ml: float
    dilution_rate: float
    start_ml: float
    told_ml: float
    on_12_v: bool
    organism: str
    od: float
    alt_share: float
    fault_after_ml: float
    until_ml: float
    calibration: dict[str, float]


@dataclass
class Outcome:
    """What became of a run. Times in s since the fault, volumes in mL."""

    plan: Plan
    fault_s: float = math.inf
    spilled_ml: float = 0.0
    highest_ml: float = 0.0
    first: str = ""
    delay_s: float = math.nan
    volume_at_detection_ml: float = math.nan
    inflow_since_fault_ml: float = math.nan
    false_alarms: list[str] = field(default_factory=list)
    unverified_s: float = 0.0
    pauses: int = 0
    asked: int = 0
    asked_after_fault: bool = False
    verifying: int = 0
    exchanges: int = 0
    hours: float = 0.0
    samples: int = 0
    covered: int = 0
    width_ml: float = 0.0
    waste_is_slower: bool = False
    dosed_ml: float = 0.0
    deaf_stirrer: bool = False


def draw(seed: int, fault: str | None = None, exchange_ml: float | None = None) -> Plan:
    """A random plan; the same seed gives the same one."""
    rng = generator(seed, "spills/plan")
    names = list(FAULTS)
    chosen = names[int(rng.integers(len(names)))]
    exchange = float(math.exp(rng.uniform(math.log(0.25), math.log(2.0))))
    is_turbidostat = rng.random() < 0.3
    rate = float(math.exp(rng.uniform(math.log(0.1), math.log(0.8))))
    start = float(rng.uniform(10.0, 15.0))
    return Plan(
        seed=seed,
        fault=fault or chosen,
        exchange_ml=exchange_ml or exchange,
        dilution_rate=0.0 if is_turbidostat else rate,
        start_ml=start,
        told_ml=start + 0.3 * float(rng.standard_normal()),
        on_12_v=bool(rng.random() < 0.4),
        organism=("yeast", "ecoli", "ecoli_rich")[int(rng.integers(3))],
        od=float(math.exp(rng.uniform(math.log(0.3), math.log(3.0)))),
        alt_share=float(rng.uniform(0.2, 0.8)) if rng.random() < 0.3 else 0.0,
        fault_after_ml=float(rng.uniform(0.0, 12.0)),
        until_ml=22.0,
        calibration={name: 1.0 + 0.05 * float(rng.standard_normal()) for name in ("media", "alt_media", "waste")},
    )


class Run:
    """Plays a plan.

    ``unverified``: what happens where the readings cannot tell, as `[volume_watch] unverified`. ``faster_waste``: the
    waste pump moves at least a tenth more than the inflow pumps; otherwise as the simulator's spread has it.
    ``verifies``: whether the schedule makes verifying exchanges when it is asked to.
    """

    def __init__(
        self,
        plan: Plan,
        unverified: str = "pause",
        faster_waste: bool = False,
        verifies: bool = True,
        deaf_share: float = DEAF_SHARE,
    ) -> None:
        self.plan = plan
        self.out = Outcome(plan)
        self._pause_unverified = unverified == "pause"
        self._verifies = verifies
        self._owed_ml = self._asked_since = 0.0
        self._quiet_from_s = 0.0
        self._is_asking = False
        self._rng = generator(plan.seed, "spills/run")
        contents = preset(plan.organism, od=plan.od, lag_h=0.0, volume_ml=plan.start_ml)
        warm = 30.0 if plan.organism == "yeast" else 37.0
        settings = UnitSettings(seed=plan.seed, preset=contents, room_c=warm, rail_v=12.0 if plan.on_12_v else None)
        self.unit = SimulatedUnit(settings, 0.0)
        self.vial = vial = self.unit.vial
        vial.efflux_ml = 15.0
        for feed in vial.liquid.feeds.values():
            feed.drug = 0.0
            feed.left_ml = 1000.0
        self.reader = Reader(plan.seed, vial)
        rail = 12.0 if plan.on_12_v else vial.supply_v()
        self.true_rate = {name: _rate(pump, rail) for name, pump in vial.pumps.items()}
        self.out.waste_is_slower = self.true_rate["waste"] < max(self.true_rate["media"], self.true_rate["alt_media"])
        if faster_waste:
            # What a bench should have: a waste pump that can keep up with any inflow.
            least = 1.1 * max(self.true_rate["media"], self.true_rate["alt_media"]) / self.true_rate["waste"]
            vial.pumps["waste"].gain *= max(1.0, least)
            self.true_rate["waste"] *= max(1.0, least)
        self.rate = {name: self.true_rate[name] * plan.calibration[name] for name in self.true_rate}
        slow = slow_waste(self.rate["waste"], {name: self.rate[name] for name in ("media", "alt_media")})
        self.is_refused = slow is not None
        self.watch = VolumeWatch(WatchSettings(), plan.told_ml)
        self.watch.answers_straight_below(BENT_FROM_LN_V)
        self._queue: list[tuple[float, int, Callable[[float], None]]] = []
        self._numbers = itertools.count()
        self.stirring = SimulatedStirring(
            plan.seed, vial, self.watch, self.at, on_12_v=plan.on_12_v, deaf_share=deaf_share
        )
        self.out.deaf_stirrer = self.stirring.is_deaf
        self._paused = False
        self._busy = False
        self._stopped_at = math.inf
        self._end_s = 48.0 * 3600.0
        self._added_ml = 0.0
        self._fault_added_ml = math.inf
        self._target = plan.od
        self._handled: set[VerdictKind] = set()

    def at(self, t: float, action: Callable[[float], None]) -> None:
        """Do ``action`` at ``t``."""
        heapq.heappush(self._queue, (t, next(self._numbers), action))

    def play(self) -> Outcome:
        """Run to the end."""
        self.stirring.start()
        self.at(2.0, self._read)
        self.at(60.0, self._sample)
        self.at(600.0, self._consider)
        t = 0.0
        while self._queue:
            t, _, action = heapq.heappop(self._queue)
            if t > self._end_s:
                break
            action(t)
        self.out.hours = min(t, self._end_s) / 3600.0
        self.out.spilled_ml = self.vial.liquid.tally.spilled_ml
        self.out.dosed_ml = self._added_ml
        return self.out

    # dosing

    def _consider(self, t: float) -> None:
        plan = self.plan
        if self._is_asking:
            self.at(t + 30.0, self._consider)
            return
        if self._paused:
            return
        if self._added_ml >= plan.fault_after_ml and self.out.fault_s == math.inf and plan.fault != "none":
            self.at(t + float(self._rng.uniform(0.0, 600.0)), self._break)
            self.out.fault_s = t + 600.0
        if self._added_ml >= plan.until_ml or self._added_ml > self._fault_added_ml + 9.0:
            self._end_s = min(self._end_s, t + 600.0)
            return
        if plan.dilution_rate > 0.0:
            self._owed_ml = min(self._owed_ml + plan.exchange_ml, max(2.0 * plan.exchange_ml, 2.5))
            self._exchange(t, self._wanted_ml(t, self._owed_ml, QUIET_S))
            self.at(t + plan.exchange_ml / (15.0 * plan.dilution_rate) * 3600.0, self._consider)
            return
        truth = self.vial.concentration(t) / self.vial.organism.mass_per_od
        if truth * (1.0 + 0.005 * float(self._rng.standard_normal())) > self._target:
            wanted_ml = max(ENOUGH_ML, plan.exchange_ml) if self.watch.verifying_ml() is not None else plan.exchange_ml
            self._exchange(t, self._wanted_ml(t, wanted_ml, TURBIDOSTAT_QUIET_S))
            self.at(t + (180.0 if self._busy else 30.0), self._consider)
        else:
            self.at(t + 30.0, self._consider)
            if t > 20 * 3600.0:
                self._end_s = t

    def _wanted_ml(self, t: float, owed_ml: float, quiet_s: float) -> float:
        """How much to exchange now: what is planned, or nothing or a verifying exchange if one is asked for."""
        most_ml = self.watch.verifying_ml() if self._verifies else None
        if most_ml is None or (most_ml < LEAST_ML and not self._pause_unverified):
            nominal = self.plan.exchange_ml
            wanted_ml = nominal if self.plan.dilution_rate == 0.0 else min(owed_ml, 2.0 * nominal)
            return min(wanted_ml, self.watch.room_ml()) if self._pause_unverified else wanted_ml
        wanted_ml = verifying_exchange_ml(owed_ml, most_ml, t - self._quiet_from_s, quiet_s)
        self.out.verifying += wanted_ml > 0.0
        return wanted_ml

    def _exchange(self, t: float, ml: float) -> None:
        if self._busy or ml <= 0.0:
            return
        self._busy = True
        self.out.exchanges += 1
        self._owed_ml = max(0.0, self._owed_ml - ml)
        parts = 1
        while ml / parts > MAX_SUBDOSE_ML:
            parts *= 2
        self.stirring.look_closely(t, LOOK_S)
        self.at(t + self._wait_s(t, 0.0, SHORT_WAIT_S), lambda now: self._subdose(now, parts, ml / parts))

    def _wait_s(self, t: float, least_s: float, most_s: float) -> float:
        return max(least_s, min(most_s, self.watch.speed.wait_s(t)))

    def _subdose(self, t: float, left: int, ml: float) -> None:
        if left == 0 or self._paused:
            self._busy = False
            self._quiet_from_s = t
            self.stirring.look_closely(t, 0.0)
            return
        pump: PumpName = "alt_media" if self._rng.random() < self.plan.alt_share else "media"

        def waste(now: float) -> None:
            self._pump(now, "waste", WASTE_TIMES * ml, lambda end: self.at(end, again))

        def again(now: float) -> None:
            self.at(now + self._wait_s(now, 0.0, SHORT_WAIT_S), lambda later: self._subdose(later, left - 1, ml))

        def wait(now: float) -> None:
            self.stirring.look_closely(now, LOOK_S)
            self.stirring.dosed(now, ml)
            self.at(now + self._wait_s(now, PAUSE_S, math.inf), waste)

        self.stirring.look_closely(t, LOOK_S)
        self._pump(t, pump, ml, wait)

    def _pump(self, t: float, name: PumpName, ml: float, then: Callable[[float], None]) -> None:
        """Run a pump for the time that its calibration says; book inflow ahead and waste behind."""
        if self._paused:
            self._busy = False
            return
        rate = self.rate[name]
        lasts = ml / rate
        self.vial.set_output(t, name, 100.0)
        state = {"booked": 0.0}

        def tick(now: float) -> None:
            if self._paused:
                stop(now)
                return
            part = min(rate * TICK_S, ml - state["booked"])
            if part > 1e-9:
                state["booked"] += part
                if name == "waste":
                    self.watch.add_waste(now, part)
                else:
                    self.watch.add_inflow(now, name, part)
                    self._added_ml += part
                self.at(now + TICK_S, tick)

        def stop(now: float) -> None:
            if self.vial.pumps[name].duty > 0.0 and not self._held(name):
                self.vial.set_output(now, name, 0.0)

        def end(now: float) -> None:
            if not self._held(name):
                self.vial.set_output(now, name, 0.0)
            then(now)

        tick(t)
        self.at(t + lasts, end)

    def _held(self, name: str) -> bool:
        return name == "waste" and VerdictKind.UNEXPECTED_INFLOW in self._handled

    # the fault

    def _break(self, t: float) -> None:
        name, target = FAULTS[self.plan.fault]
        self.unit.recorder.note(t, "media", self.vial.pumps["media"].duty)
        self.unit.faults.add(name, t, target=target)
        self.unit.forward(t)
        self.out.fault_s = t
        self._fault_added_ml = self._added_ml

    # watching

    def _read(self, t: float) -> None:
        self.watch.read(t, self.reader.ln_od(t))
        self._look(t)
        self.at(t + READING_S, self._read)

    def _look(self, t: float) -> None:
        verdicts = self.watch.verdicts()
        self._ask(t, any(verdict.kind is VerdictKind.UNVERIFIED for verdict in verdicts))
        for verdict in verdicts:
            kind = verdict.kind
            if kind in self._handled or kind is VerdictKind.UNVERIFIED:
                continue
            self._handled.add(kind)
            pauses = kind in PAUSING
            fault_on = t >= self.out.fault_s
            if not fault_on:
                self.out.false_alarms.append(str(kind))
            elif not self.out.first:
                self.out.first = str(kind)
                self.out.delay_s = t - self.out.fault_s
                self.out.volume_at_detection_ml = self.vial.liquid.volume_ml
                self.out.inflow_since_fault_ml = self._added_ml - self._fault_added_ml
            if pauses:
                self.at(t + PAUSE_TAKES_S, self._pause)
            if kind is VerdictKind.UNEXPECTED_INFLOW:
                self.at(t + WASTE_STARTS_AFTER_S, self._hold)
                self.at(t + PERSON_COMES_AFTER_S, self._person)

    def _ask(self, t: float, is_unverified: bool) -> None:
        """Pause while nothing is verified; a person is there half an hour later, unless it ends by itself."""
        if is_unverified:
            self.out.unverified_s += READING_S
        if not self._pause_unverified or (self._paused and not self._is_asking):
            return
        if is_unverified and not self._is_asking:
            self._is_asking = True
            if t < self.out.fault_s:
                self.out.pauses += 1
            self.at(t + PAUSE_TAKES_S, self._stop_pumps)
            since = self._asked_since = t
            self.at(t + ASKED_PERSON_COMES_AFTER_S, lambda now: self._asked_person(now, since))
        elif not is_unverified and self._is_asking and t > self._asked_since + PAUSE_TAKES_S:
            self._is_asking = self._paused = False

    def _asked_person(self, t: float, since: float) -> None:
        if not self._is_asking or since != self._asked_since:
            return
        if t >= self.out.fault_s:
            self.out.asked_after_fault = True
            self._end_s = t
            return
        self.out.asked += 1
        self._is_asking = self._paused = False
        self.watch.reset(t, self.vial.liquid.volume_ml)

    def _pause(self, t: float) -> None:
        if not self._paused or self._is_asking:
            self._is_asking = False
            self._stop_pumps(t)
            self._end_s = min(self._end_s, t + 1500.0)

    def _stop_pumps(self, t: float) -> None:
        self._paused = True
        for name in ("media", "alt_media", "waste"):
            if not self._held(name):
                self.vial.set_output(t, name, 0.0)

    def _hold(self, t: float) -> None:
        if self.vial.pumps["waste"].duty == 0.0:
            self.vial.set_output(t, "waste", 100.0)
        self.watch.add_waste(t, self.rate["waste"] * READING_S)
        self.at(t + READING_S, self._hold)

    def _person(self, t: float) -> None:
        self.unit.faults.clear(t)
        self.unit.vial.set_output(t, "media", 0.0)
        self.unit.vial.set_output(t, "alt_media", 0.0)
        self._end_s = t

    def _sample(self, t: float) -> None:
        self.vial.advance(t)
        truth = self.vial.liquid.volume_ml
        estimate = self.watch.estimate()
        self.out.samples += 1
        self.out.covered += estimate.low_ml <= truth <= estimate.high_ml
        self.out.width_ml += estimate.high_ml - estimate.low_ml
        self.out.highest_ml = max(self.out.highest_ml, truth)
        self.at(t + 30.0, self._sample)


def _rate(pump: Pump, rail: float) -> float:
    """mL/s of a pump at full duty before anything is worn."""
    return NOMINAL_ML_PER_S * pump.gain * (rail - 1.5) / 10.5
