"""How long after something went wrong the output is low: the guardian, the limit of the vial, the stop, the heater.

Simulated units: a real broker, a real vial, the real monitor, and real processes that switch outputs on and are killed,
stopped, or hang. The time is that of the line in the record of the simulator, minus the moment of the signal, or the
moment at which the lease ended; both are read from CLOCK_MONOTONIC, which all processes share. Rows of the heater are
clock seconds (see `benchmarks.safety.heat`), all others milliseconds in real time.

Each kind of trial is a function below, named in TRIALS; add yours there.

    python -m benchmarks.interlocks [--trials N] [--heat-trials N] [--only KIND ...] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import math
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks.safety.heat import FAULTS, seconds_until_low
from benchmarks.safety.unit import NAMES, Bench, bench_unit
from pioreactor.testing.unit import JobProcess, pio_command

OWNER: Final = """
import sys, threading
from pioreactor import whoami
from pioreactor.runtime.actions import managed_lifecycle
from pioreactor.utils.pwm import PWM
renew_within_s, on_for_s, hangs, pins = float(sys.argv[1]), float(sys.argv[2]), sys.argv[3] == "hangs", sys.argv[4:]
unit = whoami.get_unit_name()
with managed_lifecycle(unit, "bench", "owner") as action:
    outputs = [PWM(int(pin), 100, unit, "bench", pub_client=action.mqtt_client, needs_guardian=True,
                   renew_within_s=renew_within_s or None) for pin in pins]
    for pwm in outputs:
        if on_for_s:
            pwm.limit_on_time(on_for_s)
        pwm.start(50.0)
    while not action.exit_event.wait(0.05):
        for pwm in outputs:
            if not hangs:
                pwm.renew()
"""


def own(
    bench: Bench, *pins: int, renew_within_s: float = 0.0, on_for_s: float = 0.0, hangs: bool = False
) -> JobProcess:
    """A process that has these lines on."""
    words = [str(renew_within_s), str(on_for_s), "hangs" if hangs else "", *map(str, pins)]
    owner = JobProcess(bench.unit, [sys.executable, "-c", OWNER, *words])
    bench.wait_until_on(owner, *(NAMES[pin] for pin in pins))
    return owner


def kill_one(bench: Bench) -> float:
    """One output; its owner gets SIGKILL."""
    owner = own(bench, 18)
    killed_s = time.monotonic()
    owner.send_signal(signal.SIGKILL)
    took_ms = bench.low_after(killed_s, "heating")
    owner.stop()
    return took_ms


def kill_five(bench: Bench) -> float:
    """All five outputs of the board at once; their owner gets SIGKILL. The time of the last one."""
    owner = own(bench, *NAMES)
    killed_s = time.monotonic()
    owner.send_signal(signal.SIGKILL)
    took_ms = bench.low_after(killed_s, *NAMES.values())
    owner.stop()
    return took_ms


def hang(bench: Bench) -> float:
    """The owner lives and gives no sign of life; from the end of the lease (1 s) on."""
    owner = own(bench, 18, renew_within_s=1.0, hangs=True)
    lease = bench.board.get("gpio18")
    if lease is None:
        raise RuntimeError("The lease was cleared too soon.")
    took_ms = bench.low_after(lease.renewed_s + 1.0, "heating")
    owner.stop()
    return took_ms


def stop(bench: Bench) -> float:
    """The owner is stopped (SIGSTOP); from the end of its lease (1 s) on."""
    owner = own(bench, 18, renew_within_s=1.0)
    owner.send_signal(signal.SIGSTOP)
    time.sleep(0.05)
    lease = bench.board.get("gpio18")
    if lease is None:
        raise RuntimeError("The lease was cleared too soon.")
    took_ms = bench.low_after(lease.renewed_s + 1.0, "heating")
    owner.stop()
    return took_ms


def stay_on(bench: Bench) -> float:
    """The owner leaves a pump on past its time (1 s); from that time on."""
    owner = own(bench, 13, on_for_s=1.0)
    lease = bench.board.get("gpio13")
    if lease is None:
        raise RuntimeError("The lease was cleared too soon.")
    took_ms = bench.low_after(lease.off_by_s, "media")
    owner.stop()
    return took_ms


def kill_both(bench: Bench) -> float:
    """Owner and monitor get SIGKILL together; monitor is started again at once, as systemd does after 0.2 s."""
    owner = own(bench, 18)
    killed_s = time.monotonic()
    bench.monitor[-1].send_signal(signal.SIGKILL)
    owner.send_signal(signal.SIGKILL)
    bench.monitor[-1].stop()
    time.sleep(max(0.0, killed_s + 0.2 - time.monotonic()))
    bench.start_monitor()
    took_ms = bench.low_after(killed_s, "heating")
    owner.stop()
    return took_ms


def stop_without_lease(bench: Bench) -> float:
    """The owner need not renew and is stopped (SIGSTOP); from the signal on. Two seconds are granted."""
    owner = own(bench, 18)
    stopped_s = time.monotonic()
    owner.send_signal(signal.SIGSTOP)
    took_ms = bench.low_after(stopped_s, "heating")
    owner.stop()
    return took_ms


def lose_room(bench: Bench) -> float:
    """A pump runs until told, and the vial is declared full; what was booked ahead (0.5 s) is still pumped."""
    from pioreactor.runtime.booking import Books

    books = Books(bench.unit.name, "bench", None)
    books.set_by_hand(current_volume_ml=15.0)
    pump = bench.run("add_media", "--duration", "20")
    bench.wait_until_on(pump, "media")
    time.sleep(0.7)
    full_s = time.monotonic()
    books.set_by_hand(current_volume_ml=18.0)
    took_ms = bench.low_after(full_s, "media")
    pump.stop()
    return took_ms


def stop_all(bench: Bench) -> float:
    """`pio outputs off --all` with five outputs on: from its start until it has said that all are off."""
    owner = own(bench, *NAMES)
    asked_s = time.monotonic()
    said = subprocess.run(
        pio_command("outputs", "off", "--all"), env=bench.unit.environment(), capture_output=True, text=True, timeout=60
    )
    took_ms = 1000.0 * (time.monotonic() - asked_s)
    if said.returncode != 0 or any(bench.level(name) for name in NAMES.values()):
        raise RuntimeError(f"Not everything is off:\n{said.stdout}{said.stderr}")
    owner.stop()
    return took_ms


TRIALS: Final[dict[str, tuple[Callable[[Bench], float], float]]] = {
    "killed": (kill_one, 1000.0),
    "killed, five outputs": (kill_five, 1000.0),
    "hung": (hang, 1000.0),
    "stopped": (stop, 1000.0),
    "stopped, no renewal": (stop_without_lease, 4500.0),
    "past its time": (stay_on, 1000.0),
    "killed with monitor": (kill_both, 3000.0),
    "vial full": (lose_room, 2000.0),
    "stop all, confirmed": (stop_all, 12000.0),
}
"""Kind of trial: the function, and the limit in milliseconds for the worst."""
HEAT_LIMITS_S: Final = dict(zip(FAULTS, (14.0, 8.0, 360.0, 150.0, 60.0), strict=True))
"""Clock seconds at 95 %, by design; one second of wall time that the computer loses is 20."""


def summary(took: list[float], limit: float, unit: str) -> dict[str, Any]:
    """Median, 95 % and worst of some trials."""
    ordered = sorted(took)
    return {
        "trials": len(ordered),
        f"median_{unit}": round(statistics.median(ordered), 1),
        f"p95_{unit}": round(ordered[math.ceil(0.95 * len(ordered)) - 1], 1),
        f"worst_{unit}": round(ordered[-1], 1),
        f"limit_{unit}": limit,
    }


def show(kind: str, row: dict[str, Any]) -> None:
    """One line of the table."""
    trials, median, p95, worst, limit = row.values()
    missed = "   MISSED" if worst > limit else ""
    print(f"  {kind:<24}{trials:>7}{median:>10.1f}{p95:>10.1f}{worst:>10.1f}{limit:>9.0f}{missed}", flush=True)


def measure(kinds: list[str], trials: int) -> dict[str, dict[str, Any]]:
    """Kinds in real time, on one unit."""
    figures: dict[str, dict[str, Any]] = {}
    if not kinds:
        return figures
    with bench_unit("--rail", "12") as bench:
        for kind in kinds:
            trial, limit_ms = TRIALS[kind]
            figures[kind] = summary([trial(bench) for _ in range(trials)], limit_ms, "ms")
            show(kind, figures[kind])
    return figures


def measure_heat(kinds: list[str], trials: int) -> dict[str, dict[str, Any]]:
    """Kinds of the heater, each trial on a unit of its own."""
    figures: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        took = [seconds_until_low(kind, seed) for seed in range(1, trials + 1)]
        figures[kind] = summary(took, HEAT_LIMITS_S[kind], "s")
        show(kind, figures[kind])
    return figures


def main() -> int:
    """Measure, print, write."""
    everything = [*TRIALS, *FAULTS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=50, help="how many of each kind")
    parser.add_argument("--heat-trials", type=int, default=10, help="how many of each kind of the heater")
    parser.add_argument("--only", nargs="+", choices=everything, default=everything, metavar="KIND", help="only these")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    options = parser.parse_args()
    print(f"interlocks, {os.cpu_count()} cores; milliseconds, for the heater clock seconds, until the line is low")
    print(f"  {'':<24}{'trials':>7}{'median':>10}{'95 %':>10}{'worst':>10}{'limit':>9}")
    figures = measure([kind for kind in TRIALS if kind in options.only], options.trials)
    figures |= measure_heat([kind for kind in FAULTS if kind in options.only], options.heat_trials)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        before = json.loads(options.json.read_text()) if options.json.exists() else {}
        options.json.write_text(json.dumps({**before, **figures}, indent=1))
    late = [row for row in figures.values() if list(row.values())[3] > list(row.values())[4]]
    return int(bool(late))


if __name__ == "__main__":
    sys.exit(main())
