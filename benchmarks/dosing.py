"""How well dosing automations hold what they promise: simulated vials in virtual time, with all noise.

Run: ``python -m benchmarks.dosing [--hours H] [--seeds N] [--json FILE]``. The decisions are those of the product
(`pioreactor.domain`), the pumps are calibrated on their own bench as a careful person would, and a tracer in the vial
tells the true dilution.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from pioreactor.domain.exchange import (
    carry_after,
    plan_exchange,
    volume_after_waste_ml,
    volume_for_dilution,
    with_carry,
)
from pioreactor.domain.turbidostat import Settings, Turbidostat
from pioreactor.domain.volumes import VialState, apply_dose
from pioreactor.simulation.physics.presets import preset
from pioreactor.simulation.physics.pumps import PUMPS, Pump, PumpName
from pioreactor.simulation.physics.settings import VialSettings
from pioreactor.simulation.physics.vial import SimVial

RAIL_V = 12.0
MAX_FILL_ML, CAPACITY_ML, TUBE_ML = 18.0, 20.0, 15.0
READ_EVERY_S = 5.0
SMOOTHED = 0.387
PAUSE_S, EXTRA_WASTE, MAX_SUBDOSE_ML = 5.0, 2.0, 1.0
RPM = 500.0
INFRARED_LED = 0
CALIBRATED_S = (2.0, 5.0, 10.0, 20.0)


def calibrated(seed: int, name: PumpName) -> tuple[float, float]:
    """Slope (mL/s) and offset (mL) of a straight line through runs into a measuring cylinder, each made three times."""
    pump = Pump(seed, name, 0.0)
    runs: list[tuple[float, float]] = []
    t = moved = 0.0
    for seconds in CALIBRATED_S * 3:
        t += 10.0
        pump.set_duty(t, 100.0, RAIL_V, moved)
        volume = pump.volume(t, t + seconds)
        back = pump.set_duty(t + seconds, 0.0, RAIL_V, moved + volume)
        volume += pump.volume(t + seconds, t + seconds + 2.0) - back
        runs.append((seconds, volume))
        t, moved = t + seconds, moved + volume
    slope, offset = np.polyfit(*zip(*runs, strict=True), 1)
    return float(slope), float(offset)


class VirtualUnit:
    """A vial with its lamp on, stirred, and pumps that are run by their calibrations. Times are virtual seconds."""

    def __init__(self, seed: int, organism: str, od: float) -> None:
        start = replace(preset(organism, od=od, lag_h=0.0), volume_ml=TUBE_ML)
        self.vial = SimVial(VialSettings(seed=seed, preset=start, rail_v=RAIL_V, room_c=36.0), 0.0)
        self.t = 0.0
        self.curves = {}
        for name in PUMPS:
            self.curves[name] = calibrated(seed, name)
        self.books = VialState(current_volume_ml=TUBE_ML, efflux_tube_volume_ml=TUBE_ML)
        self._stir()
        self._dark = self._volts()
        self.vial.set_led(self.t, INFRARED_LED, 80.0)
        self.forward(60.0)
        self._smooth: float | None = None

    def _stir(self) -> None:
        """Turn at the usual speed, as the closed loop of the product would."""
        duty = 60.0
        while duty > 5.0:
            self.vial.set_output(self.t, "stirring", duty)
            self.forward(10.0)
            if 0.0 < self.vial.truth(self.t)["stirrer_rpm"] < RPM:
                return
            duty -= 0.25

    def forward(self, seconds: float) -> None:
        self.t += seconds
        self.vial.advance(self.t)

    def _volts(self) -> tuple[float, float]:
        times = np.linspace(self.t, self.t + 0.42, 16)
        self.vial.advance(self.t + 0.5)
        ref, signal = (float(np.mean(self.vial.photodiode(channel, times))) for channel in (1, 2))
        self.t += 0.5
        return ref, signal

    def read(self) -> float:
        """Raw OD, smoothed as od_reading does."""
        ref, signal = self._volts()
        raw = (signal - self._dark[1]) / (ref - self._dark[0])
        self._smooth = raw if self._smooth is None else SMOOTHED * self._smooth + (1.0 - SMOOTHED) * raw
        return self._smooth

    def run_pump(self, name: str, volume_ml: float) -> float:
        """Run a pump for the time that its calibration says; what is booked."""
        if volume_ml <= 0.0:
            return 0.0
        slope, offset = self.curves[name]
        seconds = (volume_ml - offset) / slope
        self.vial.set_output(self.t, name, 100.0)
        self.forward(seconds)
        self.vial.set_output(self.t, name, 0.0)
        event = "remove_waste" if name == "waste" else f"add_{name}"
        self.books = apply_dose(self.books, event, volume_ml, CAPACITY_ML)
        return volume_ml

    def exchange(self, volume_ml: float) -> float:
        """One exchange as `execute_io_action` does it; mL of media by the books."""
        moved = 0.0
        for part in plan_exchange(
            volume_ml, {"media": volume_ml}, max_subdose_ml=MAX_SUBDOSE_ML, state=self.books, max_fill_ml=MAX_FILL_ML,
            capacity_ml=CAPACITY_ML,
        ):  # fmt: skip
            moved += self.run_pump("media", part.inflow_ml)
            self.forward(PAUSE_S)
            self.run_pump("waste", part.waste_ml)
            self.forward(0.05)
            self.run_pump("waste", EXTRA_WASTE * part.waste_ml)
        return moved

    def od600(self) -> float:
        return float(self.vial.truth(self.t)["od600"])


def turbidostat(seed: int, hours: float, exchange_ml: float, organism: str = "ecoli") -> dict[str, float]:
    """Largest and usual deviation of the true OD600 from the target, after it was reached for the first time."""
    target = 0.5
    unit = VirtualUnit(seed, organism, target)
    # An OD calibration of this vial: readings of five minutes against the density that a reference instrument tells.
    ratios = []
    for _ in range(60):
        unit.forward(READ_EVERY_S)
        ratios.append(unit.read() / unit.od600())
    level = target * float(np.median(ratios))
    unit.vial.inoculate(unit.t, 0.85 * target)
    for feed in unit.vial.liquid.feeds.values():
        feed.left_ml = 10_000.0
    control = Turbidostat(Settings(target=level, exchange_volume_ml=exchange_ml, max_subdose_ml=MAX_SUBDOSE_ML))
    unit.read()
    deviations: list[float] = []
    doses: list[float] = []
    end = unit.t + hours * 3600.0
    next_reading = unit.t
    while unit.t < end:
        next_reading += READ_EVERY_S * max(1, math.ceil((unit.t - next_reading) / READ_EVERY_S))
        unit.forward(max(0.0, next_reading - unit.t))
        decision = control.observe(unit.t, unit.read(), unit.books.current_volume_ml)
        if doses:
            deviations.append(unit.od600() / target - 1.0)
        if decision.dose_ml > 0.0:
            doses.append(unit.exchange(decision.dose_ml))
            control.dosed(unit.t, doses[-1], unit.books.current_volume_ml, RPM)
            deviations.append(unit.od600() / target - 1.0)
    array = np.array(deviations)
    return {
        "mean %": 100 * float(array.mean()),
        "lowest %": 100 * float(array.min()),
        "highest %": 100 * float(array.max()),
        "largest %": 100 * float(np.abs(array).max()),
        "share within 5 %": float(np.mean(np.abs(array) <= 0.05)),
        "doses": len(doses),
        "usual dose mL": float(np.median(doses)),
    }


def chemostat(seed: int, hours: float, *, rate_per_h: float | None, exchange_ml: float = 0.5) -> dict[str, float]:
    """Error of the dilution rate: of the flow for a set volume, of the washout of a tracer for a set rate."""
    period_s = 20 * 60.0
    unit = VirtualUnit(seed, "clear", 0.0)
    for feed in unit.vial.liquid.feeds.values():
        feed.left_ml = 10_000.0
    culture = unit.vial.liquid.culture
    culture.drug = 1000.0
    before = _tracer(unit)
    began, added = unit.t, unit.vial.liquid.tally.media_ml
    carry = 0.0
    count = round(hours * 3600.0 / period_s)
    for k in range(count):
        unit.forward(max(0.0, began + k * period_s - unit.t))
        nominal = exchange_ml
        if rate_per_h is not None:
            nominal = volume_for_dilution(
                rate_per_h * period_s / 3600.0, volume_after_waste_ml(unit.books, RPM), MAX_SUBDOSE_ML
            )
        moved = unit.exchange(with_carry(nominal, carry))
        carry = carry_after(nominal + carry, moved, nominal)
    unit.forward(max(0.0, began + count * period_s - unit.t))
    elapsed_h = count * period_s / 3600.0
    washout = math.log(before / _tracer(unit)) / elapsed_h
    flow = (unit.vial.liquid.tally.media_ml - added) / elapsed_h / TUBE_ML
    wanted = rate_per_h if rate_per_h is not None else exchange_ml * 3600.0 / period_s / TUBE_ML
    return {
        "wanted 1/h": wanted,
        "washout 1/h": washout,
        "flow 1/h": flow,
        "error %": 100 * ((washout if rate_per_h is not None else flow) / wanted - 1.0),
        "volume mL": float(unit.vial.liquid.volume_ml),
    }


def _tracer(unit: VirtualUnit) -> float:
    return float(unit.vial.liquid.culture.drug / unit.vial.liquid.volume_ml)


def rows(hours: float, seeds: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    def add(case: str, figure: str, target: float, values: list[float], **more: Any) -> None:
        worst = max(values, key=abs)
        row = {
            "case": case,
            "figure": figure,
            "target": target,
            "worst": round(worst, 3),
            "passed": abs(worst) <= target,
        }
        found.append({**row, "values": [round(v, 3) for v in values], **more})
        print(f"{case:44} {figure:34} ≤ {target:<5g} {worst:8.3f}  {'yes' if row['passed'] else 'NO'}", flush=True)

    for exchange_ml in (1.0, 0.5):
        runs = [turbidostat(seed, hours, exchange_ml) for seed in range(1, seeds + 1)]
        case = f"turbidostat, {exchange_ml:g} mL, {hours:g} h"
        add(case, "largest deviation of OD600, %", 5.0, [run["largest %"] for run in runs], runs=runs)
        add(case, "mean deviation of OD600, %", 3.0, [run["mean %"] for run in runs])
    for rate in (None, 0.1, 0.4):
        runs = [chemostat(seed, hours, rate_per_h=rate) for seed in range(1, seeds + 1)]
        case = f"chemostat, {'0.5 mL every 20 min' if rate is None else f'{rate:g} 1/h'}, {hours:g} h"
        figure = "error of the flow, %" if rate is None else "error of the washout, %"
        add(case, figure, 2.0, [run["error %"] for run in runs], runs=runs)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--hours", type=float, default=12.0, help="simulated hours of each run")
    parser.add_argument("--seeds", type=int, default=3, help="vials per case")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures as JSON")
    options = parser.parse_args()
    figures = rows(options.hours, options.seeds)
    if options.json:
        text = json.dumps({"hours": options.hours, "seeds": options.seeds, "figures": figures}, indent=1)
        options.json.write_text(text + "\n")
    return 0 if all(row["passed"] for row in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
