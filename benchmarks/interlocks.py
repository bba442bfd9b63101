"""How long after an owner's death, or its last sign of life, its output is low.

One simulated unit: a real broker, a real vial, the real monitor, and a real process that switches outputs on and is
killed, stopped, or hangs. The time is that of the line in the record of the simulator, minus the moment of the signal
(killed), or the moment at which the lease ended (hung, past its time). Both are read from CLOCK_MONOTONIC, which all
processes share.

Each kind of trial is a function below, named in TRIALS; add yours there.

    python -m benchmarks.interlocks [--trials N] [--only KIND ...] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from pioreactor import clock
from pioreactor.runtime.leases import Board
from pioreactor.simulation.bench import BenchClient
from pioreactor.testing.broker import Broker
from pioreactor.testing.unit import JobProcess, UnitFolder, pio_command

PATIENCE_S: Final = 20.0
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


class Bench(NamedTuple):
    """What a trial works with."""

    unit: UnitFolder
    vial: BenchClient
    board: Board
    monitor: list[JobProcess]

    def own(self, *pins: int, renew_within_s: float = 0.0, on_for_s: float = 0.0, hangs: bool = False) -> JobProcess:
        """A process that has these lines on."""
        words = [str(renew_within_s), str(on_for_s), "hangs" if hangs else "", *map(str, pins)]
        owner = JobProcess(self.unit, [sys.executable, "-c", OWNER, *words])
        names = [NAMES[pin] for pin in pins]
        if not clock.wait_until(lambda: all(self.level(name) > 0 for name in names), PATIENCE_S, 0.005):
            raise RuntimeError(f"The owner did not switch on:\n{owner.output()}")
        return owner

    def level(self, output: str) -> float:
        return float(self.vial.truth()["outputs"].get(output, 0.0))

    def low_after(self, moment_s: float, *pins: int) -> float:
        """Milliseconds from ``moment_s`` until the last of these lines was low."""
        names = [NAMES[pin] for pin in pins]
        if not clock.wait_until(lambda: all(self.level(name) == 0 for name in names), PATIENCE_S, 0.01):
            raise RuntimeError(f"{names} stayed on.")
        return 1000.0 * (max(self.vial.outputs(output=name)[-1]["t"] for name in names) - moment_s)

    def start_monitor(self) -> None:
        self.monitor.append(JobProcess(self.unit, pio_command("run", "monitor")))
        if not clock.wait_until(self.board.is_guarded, PATIENCE_S):
            raise RuntimeError(f"No guardian came up:\n{self.monitor[-1].output()}")


NAMES: Final = {17: "stirring", 13: "media", 16: "alt_media", 12: "waste", 18: "heating"}


def kill_one(bench: Bench) -> float:
    """One output; its owner gets SIGKILL."""
    owner = bench.own(18)
    killed_s = time.monotonic()
    owner.send_signal(signal.SIGKILL)
    took_ms = bench.low_after(killed_s, 18)
    owner.stop()
    return took_ms


def kill_five(bench: Bench) -> float:
    """All five outputs of the board at once; their owner gets SIGKILL. The time of the last one."""
    owner = bench.own(*NAMES)
    killed_s = time.monotonic()
    owner.send_signal(signal.SIGKILL)
    took_ms = bench.low_after(killed_s, *NAMES)
    owner.stop()
    return took_ms


def hang(bench: Bench) -> float:
    """The owner lives and gives no sign of life; from the end of the lease (1 s) on."""
    owner = bench.own(18, renew_within_s=1.0, hangs=True)
    lease = bench.board.get("gpio18")
    if lease is None:
        raise RuntimeError("The lease was cleared too soon.")
    took_ms = bench.low_after(lease.renewed_s + 1.0, 18)
    owner.stop()
    return took_ms


def stop(bench: Bench) -> float:
    """The owner is stopped (SIGSTOP); from the end of its lease (1 s) on."""
    owner = bench.own(18, renew_within_s=1.0)
    owner.send_signal(signal.SIGSTOP)
    time.sleep(0.05)
    lease = bench.board.get("gpio18")
    if lease is None:
        raise RuntimeError("The lease was cleared too soon.")
    took_ms = bench.low_after(lease.renewed_s + 1.0, 18)
    owner.stop()
    return took_ms


def stay_on(bench: Bench) -> float:
    """The owner leaves a pump on past its time (1 s); from that time on."""
    owner = bench.own(13, on_for_s=1.0)
    lease = bench.board.get("gpio13")
    if lease is None:
        raise RuntimeError("The lease was cleared too soon.")
    took_ms = bench.low_after(lease.off_by_s, 13)
    owner.stop()
    return took_ms


def kill_both(bench: Bench) -> float:
    """Owner and monitor get SIGKILL together; monitor is started again at once, as systemd does after 0.2 s."""
    owner = bench.own(18)
    killed_s = time.monotonic()
    bench.monitor[-1].send_signal(signal.SIGKILL)
    owner.send_signal(signal.SIGKILL)
    bench.monitor[-1].stop()
    time.sleep(max(0.0, killed_s + 0.2 - time.monotonic()))
    bench.start_monitor()
    took_ms = bench.low_after(killed_s, 18)
    owner.stop()
    return took_ms


TRIALS: Final[dict[str, tuple[Callable[[Bench], float], float]]] = {
    "killed": (kill_one, 1000.0),
    "killed, five outputs": (kill_five, 1000.0),
    "hung": (hang, 1000.0),
    "stopped": (stop, 1000.0),
    "past its time": (stay_on, 1000.0),
    "killed with monitor": (kill_both, 3000.0),
}
"""Kind of trial: the function, and the limit in milliseconds for the worst."""


@contextmanager
def bench_unit() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "broker").mkdir()
        broker = Broker(root / "broker")
        broker.start()
        unit = UnitFolder(root, broker, experiment="bench")
        os.environ["RUN_PIOREACTOR"] = str(unit.run)
        vial = JobProcess(unit, pio_command("simulate", "--no-truth"))
        monitor: list[JobProcess] = []
        try:
            if not clock.wait_until(lambda: _bench_answers(unit), PATIENCE_S):
                raise RuntimeError("The vial did not start.")
            with BenchClient(unit.vial_socket) as client:
                bench = Bench(unit, client, Board(unit.run / "outputs.board"), monitor)
                bench.start_monitor()
                monitor[-1].wait_for_state("monitor")
                yield bench
        finally:
            for process in (*monitor, vial):
                process.stop()
            broker.stop()


def _bench_answers(unit: UnitFolder) -> bool:
    from pioreactor.exc import HardwareError

    try:
        BenchClient(unit.vial_socket).close()
    except HardwareError:
        return False
    return True


def measure(kinds: list[str], trials: int) -> dict[str, dict[str, Any]]:
    figures: dict[str, dict[str, Any]] = {}
    with bench_unit() as bench:
        for kind in kinds:
            trial, limit_ms = TRIALS[kind]
            took = [trial(bench) for _ in range(trials)]
            figures[kind] = {
                "trials": trials,
                "median_ms": round(statistics.median(took), 1),
                "worst_ms": round(max(took), 1),
                "limit_ms": limit_ms,
            }
            row = figures[kind]
            missed = "   MISSED" if row["worst_ms"] > limit_ms else ""
            print(
                f"  {kind:<24}{trials:>7}{row['median_ms']:>12.1f}{row['worst_ms']:>12.1f}{limit_ms:>10.0f}{missed}",
                flush=True,
            )
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=50, help="how many of each kind")
    parser.add_argument("--only", nargs="+", choices=TRIALS, default=list(TRIALS), metavar="KIND", help="only these")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    options = parser.parse_args()
    print(f"interlocks, {os.cpu_count()} cores; milliseconds until the line is low")
    print(f"  {'':<24}{'trials':>7}{'median':>12}{'worst':>12}{'limit':>10}")
    figures = measure([kind for kind in TRIALS if kind in options.only], options.trials)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(figures, indent=1))
    return int(any(row["worst_ms"] > row["limit_ms"] for row in figures.values()))


if __name__ == "__main__":
    sys.exit(main())
