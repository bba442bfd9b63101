"""Does the vial spill? Random runs of the simulated vial with a random fault, watched by the volume watch.

Run ``python -m benchmarks.spills [--runs N] [--json FILE]``. Each run doses a culture in exchanges of 0.25 to 2 mL (a
chemostat with 0.1 to 0.8 per hour, or a turbidostat), booked with a calibration error of 5 %, on 5 V or 12 V, with
readings every 5 s of the simulator's noise; a fault comes at a random time. A verdict pauses dosing a second later; an
unexpected inflow starts the waste pump three seconds later, and a person pulls the plug after 15 minutes. Pumps are as
the simulator draws them; a waste pump slower than a stuck inflow pump cannot hold a level, which is counted apart
(``--faster-waste``: it moves a tenth more than the inflow pumps). The schedule makes verifying exchanges when asked
(``--passive``: it does not). ``--unverified``: what happens where the readings cannot tell; a person who is asked comes
after half an hour, see docs/volume-watch.md. Thresholds were set on seeds 2001 to 2100.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.volume.run import FAULTS, Outcome, Run, draw
from benchmarks.volume.stirring import DEAF_SHARE

RIGHT = {
    "waste pump clogged": {"waste_blocked"},
    "waste tube blocked": {"waste_blocked"},
    "efflux tube lifted 3 mL": {"waste_blocked"},
    "media pump stuck on": {"unexpected_inflow"},
    "alt pump stuck on": {"unexpected_inflow"},
    "media pump reversed": {"not_delivered", "reversed", "partly_delivered"},
    "bottle empty": {"not_delivered", "partly_delivered"},
    "half air": {"partly_delivered", "not_delivered"},
}
WRITE_EVERY_RUNS = 25
TARGETS = {"spills": 0, "coverage": 0.95}


def summarise(outcomes: list[Outcome], hours: float) -> dict[str, Any]:
    """Figures of all runs."""
    samples = sum(o.samples for o in outcomes)
    healthy_hours = sum(min(o.hours, o.fault_s / 3600.0) for o in outcomes)
    false = [o for o in outcomes if o.false_alarms]
    return {
        "runs": len(outcomes),
        "seeds": [outcomes[0].plan.seed, outcomes[-1].plan.seed],
        "simulated_hours": round(sum(o.hours for o in outcomes), 1),
        "spills": sum(o.spilled_ml > 0.0 for o in outcomes),
        "coverage": sum(o.covered for o in outcomes) / max(1, samples),
        "mean_interval_ml": sum(o.width_ml for o in outcomes) / max(1, samples),
        "false_alarms": len(false),
        "healthy_unit_weeks": round(healthy_hours / 168.0, 2),
        "false_alarms_of": sorted({kind for o in false for kind in o.false_alarms}),
        "healthy_pauses": sum(o.pauses for o in outcomes),
        "healthy_asked": sum(o.asked for o in outcomes),
        "healthy_asked_per_unit_week": round(sum(o.asked for o in outcomes) / (healthy_hours / 168.0), 1),
        "healthy_runs_asked": sum(o.asked > 0 for o in outcomes),
        "asked_by_kind_of_culture": by_culture(outcomes),
        "deaf_stirrers": summarise_stirrers(outcomes, is_deaf=True),
        "feeling_stirrers": summarise_stirrers(outcomes, is_deaf=False),
        "verifying_exchanges": sum(o.verifying for o in outcomes),
        "exchanges": sum(o.exchanges for o in outcomes),
        "spills_with_slower_waste": sum(o.spilled_ml > 0.0 and o.waste_is_slower for o in outcomes),
        "wall_minutes": round(hours * 60.0, 1),
    }


def summarise_stirrers(outcomes: list[Outcome], *, is_deaf: bool) -> dict[str, Any]:
    """How often a person was asked by units whose stirrer hardly feels the level, or that feels it."""
    some = [o for o in outcomes if o.deaf_stirrer is is_deaf]
    weeks = sum(min(o.hours, o.fault_s / 3600.0) for o in some) / 168.0
    asked = sum(o.asked for o in some)
    return {
        "runs": len(some),
        "healthy_unit_weeks": round(weeks, 2),
        "asked": asked,
        "asked_per_unit_week": round(asked / weeks, 2) if weeks else None,
        "false_alarms": sum(bool(o.false_alarms) for o in some),
        "spills": sum(o.spilled_ml > 0.0 for o in some),
        "faults_asked_about": sum(o.asked_after_fault and not o.first for o in some),
    }


def by_culture(outcomes: list[Outcome]) -> dict[str, str]:
    """How often a person was asked to look at a healthy vial, and the healthy hours."""
    kinds: dict[str, list[float]] = {}
    for o in outcomes:
        way = "turbidostat" if o.plan.dilution_rate == 0.0 else "chemostat" if o.plan.dilution_rate > 0.3 else "slow"
        row = kinds.setdefault(f"{o.plan.organism}, {way}", [0, 0.0])
        row[0] += o.asked
        row[1] += min(o.hours, o.fault_s / 3600.0)
    return {name: f"{row[0]:.0f} in {row[1]:.0f} h" for name, row in sorted(kinds.items())}


def by_fault(outcomes: list[Outcome]) -> list[dict[str, Any]]:
    """One row for each fault."""
    rows = []
    for fault in FAULTS:
        some = [o for o in outcomes if o.plan.fault == fault]
        begun = [o for o in some if o.fault_s < math.inf]
        seen = [o for o in begun if o.first]
        rows.append(
            {
                "fault": fault,
                "runs": len(some),
                "spills": sum(o.spilled_ml > 0.0 for o in some),
                "noticed": len(seen),
                "rightly": sum(o.first in RIGHT.get(fault, set()) for o in seen),
                "asked": sum(o.asked_after_fault and not o.first for o in some),
                "stuck_and_waste_slower": sum(o.waste_is_slower for o in some) if "stuck" in fault else 0,
                "delay_min": median(o.delay_s for o in seen) / 60.0 if seen else None,
                "volume_at_detection_ml": median(o.volume_at_detection_ml for o in seen) if seen else None,
                "highest_ml": max((o.highest_ml for o in some), default=None),
                "false_alarms": sum(bool(o.false_alarms) for o in some),
            }
        )
    return rows


def print_table(rows: list[dict[str, Any]]) -> None:
    """Print the rows."""
    print(f"{'fault':24} {'runs':>5} {'spills':>7} {'noticed':>8} {'rightly':>8} {'asked':>6} {'delay':>9}", end="")
    print(f" {'at mL':>6} {'highest':>8} {'false':>6}")
    for row in rows:
        delay = f"{row['delay_min']:.1f} min" if row["delay_min"] is not None else ""
        volume = f"{row['volume_at_detection_ml']:.1f}" if row["volume_at_detection_ml"] is not None else ""
        highest = f"{row['highest_ml']:.1f}" if row["highest_ml"] is not None else ""
        print(
            f"{row['fault']:24} {row['runs']:>5} {row['spills']:>7} {row['noticed']:>8} {row['rightly']:>8} "
            f"{row['asked']:>6} {delay:>9} {volume:>6} {highest:>8} {row['false_alarms']:>6}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=math.inf, help="begin no run after so many minutes")
    parser.add_argument("--unverified", choices=("warn", "pause"), default="pause")
    parser.add_argument("--faster-waste", action="store_true")
    parser.add_argument("--any-pumps", action="store_true", help="also units that the check of the pumps refuses")
    parser.add_argument("--deaf-share", type=float, default=DEAF_SHARE, help="of stirrers that hardly feel the level")
    parser.add_argument("--passive", action="store_true")
    parser.add_argument("--exchange-ml", type=float, help="the same exchange in all runs")
    parser.add_argument("--fault", choices=tuple(FAULTS), help="the same fault in all runs")
    chosen = parser.parse_args()
    begun = time.monotonic()
    outcomes: list[Outcome] = []
    refused = 0
    for seed in itertools.count(chosen.first_seed):
        if len(outcomes) >= chosen.runs or time.monotonic() - begun > 60.0 * chosen.minutes:
            break
        plan = draw(seed, chosen.fault, chosen.exchange_ml)
        run = Run(
            plan,
            chosen.unverified,
            faster_waste=chosen.faster_waste,
            verifies=not chosen.passive,
            deaf_share=chosen.deaf_share,
        )
        if run.is_refused and not chosen.any_pumps:
            refused += 1
            continue
        outcomes.append(run.play())
        for kind, happened in (
            ("spill", outcomes[-1].spilled_ml > 0.0),
            ("asked", outcomes[-1].asked > 0),
            ("false alarm", bool(outcomes[-1].false_alarms)),
        ):
            if happened:
                print(f"{kind}: seed {seed}, {plan.fault}, exchanges of {plan.exchange_ml:.2f} mL", flush=True)
        if chosen.json and len(outcomes) % WRITE_EVERY_RUNS == 0:
            report(outcomes, refused, begun, chosen)
    figures, rows = report(outcomes, refused, begun, chosen)
    print_table(rows)
    for name, value in figures.items():
        target = f"   target {TARGETS[name]}" if name in TARGETS else ""
        print(f"{name:<24} {value}{target}")


def report(
    outcomes: list[Outcome], refused: int, begun: float, chosen: argparse.Namespace
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Figures so far, also into the file that was asked for."""
    figures = summarise(outcomes, (time.monotonic() - begun) / 3600.0)
    figures["refused_for_a_slow_waste_pump"] = refused
    rows = by_fault(outcomes)
    if chosen.json:
        text = {"figures": figures, "faults": rows, "targets": TARGETS, "unverified": chosen.unverified}
        chosen.json.write_text(json.dumps(text, indent=2) + "\n")
    return figures, rows


if __name__ == "__main__":
    main()
