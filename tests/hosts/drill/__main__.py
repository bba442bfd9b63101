"""Random plans by hand: `python -m tests.hosts.drill --plans 200 --seed 1 --json figures.json`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import msgspec

from pioreactor import clock
from tests.hosts.drill.books import Balance, complaints
from tests.hosts.drill.plan import Plan, random_plan
from tests.hosts.drill.running import Drill
from tests.hosts.lab import Lab
from tests.hosts.upgrading import VERSION, Bundles, Cluster

LEADER, WORKERS = "leader01", ("unit01", "unit02")


class Outcome(msgspec.Struct):
    """What came of a plan; ``trouble``: what kept it from an end, or what was wrong besides the rows."""

    plan: Plan
    balance: Balance | None
    trouble: list[str]

    @property
    def is_good(self) -> bool:
        """Nothing lost, nothing doubled, nothing else wrong; a row without a note for each kill at most."""
        if self.balance is None or self.trouble:
            return False
        kills = sum(fault.kind in ("kill-source", "power") for fault in self.plan.faults)
        return not self.balance.lost and not self.balance.doubled and self.balance.unbooked <= kills


def main() -> int:
    """Exit status 0 if every plan ended well."""
    options = _options()
    plans = [random_plan(options.seed + number, LEADER, WORKERS) for number in range(options.plans)]
    if options.show:
        for plan in plans:
            print(msgspec.json.format(msgspec.json.encode(plan)).decode())
        return 0
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder, Lab(options.lab) as lab:
        bundles = Bundles(Path(folder) / "bundles")
        cluster = Cluster(lab, Path(folder), bundles, WORKERS)
        cluster.prepare(bundles.build(VERSION))
        drill = Drill(cluster, print if options.verbose else lambda line: None)
        began = clock.wall_monotonic()
        for plan in plans:
            outcomes.append(outcome(drill, plan))
            _print(outcomes[-1])
            if options.minutes and clock.wall_monotonic() - began > 60 * options.minutes:
                break
            if not outcomes[-1].is_good and not options.go_on:
                break
    _print_sum(outcomes)
    if options.json:
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(outcomes)))
    return 0 if all(done.is_good for done in outcomes) else 1


def outcome(drill: Drill, plan: Plan) -> Outcome:
    """Carry out a plan and look at what is left."""
    try:
        balance = drill.carry_out(plan)
        return Outcome(plan, balance, complaints(drill.cluster))
    except AssertionError as error:
        return Outcome(plan, None, [str(error)])


def _print(done: Outcome) -> None:
    kinds = " ".join(f"{fault.unit}:{fault.kind}" for fault in done.plan.faults)
    word = "good" if done.is_good else "BAD "
    if done.balance is None:
        print(f"seed {done.plan.seed:5}  {word}  {done.trouble}  {kinds}", flush=True)
        return
    told = done.balance
    figures = (
        f"{told.produced:6} produced, {len(told.lost)} lost, {len(told.doubled)} doubled, {told.unbooked} unbooked"
    )
    print(f"seed {done.plan.seed:5}  {word}  {figures}, caught up in {told.caught_up_s:.1f} s  {kinds}", flush=True)
    for line in done.trouble:
        print(f"            {line}", flush=True)


def _print_sum(outcomes: list[Outcome]) -> None:
    told = [done.balance for done in outcomes if done.balance]
    faults = sum(len(done.plan.faults) for done in outcomes)
    print(
        f"{len(outcomes)} plans with {faults} faults, {sum(done.is_good for done in outcomes)} good: "
        f"{sum(one.produced for one in told)} rows, {sum(len(one.lost) for one in told)} lost, "
        f"{sum(len(one.doubled) for one in told)} doubled; slowest to catch up "
        f"{max((one.caught_up_s for one in told), default=0.0):.1f} s"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.hosts.drill", description="Random faults on booted hosts.")
    parser.add_argument("--plans", type=int, default=10, help="how many plans (default 10)")
    parser.add_argument("--seed", type=int, default=1, help="of the first plan; each next one has the next seed")
    parser.add_argument("--lab", default="drill", help="name of the hosts; another one for each run beside others")
    parser.add_argument("--minutes", type=float, help="begin no further plan after so many minutes")
    parser.add_argument("--go-on", action="store_true", help="do not stop at the first plan that ends badly")
    parser.add_argument("--json", type=Path, help="write plans and figures into this file")
    parser.add_argument("--show", action="store_true", help="print the plans and carry out none")
    parser.add_argument("--verbose", action="store_true", help="say each fault as it happens")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
