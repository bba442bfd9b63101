"""A whole simulated unit with a broker, a vial and a monitor, for the time of some trials."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from pioreactor import clock
from pioreactor.exc import HardwareError
from pioreactor.runtime.leases import Board
from pioreactor.simulation.bench import BenchClient
from pioreactor.testing.broker import Broker
from pioreactor.testing.unit import JobProcess, UnitFolder, pio_command

PATIENCE_S: Final = 20.0
NAMES: Final = {17: "stirring", 13: "media", 16: "alt_media", 12: "waste", 18: "heating"}
SEED: Final = 1
RAIL_V: Final = 12.0


class Bench(NamedTuple):
    """What a trial works with. ``environment``: the clock of the unit's processes; ``monitor``: the last one runs."""

    unit: UnitFolder
    vial: BenchClient
    board: Board
    monitor: list[JobProcess]
    environment: dict[str, str]

    def run(self, *words: str) -> JobProcess:
        """``pio run …`` of the unit."""
        return JobProcess(self.unit, pio_command("run", *words), **self.environment)

    def level(self, output: str) -> float:
        """Percent that an output of the simulator gives now."""
        return float(self.vial.truth()["outputs"].get(output, 0.0))

    def wait_until_on(self, owner: JobProcess, *outputs: str) -> None:
        """Raises RuntimeError with what the process said when that does not happen."""
        if not clock.wait_until(lambda: all(self.level(name) > 0 for name in outputs), 2 * PATIENCE_S, 0.005):
            raise RuntimeError(f"The owner did not switch on:\n{owner.output()}")

    def low_after(self, moment_s: float, *outputs: str, patience_s: float = PATIENCE_S) -> float:
        """Milliseconds (of the clock) from ``moment_s`` until the last of these outputs was low."""
        if not clock.wait_until(lambda: all(self.level(name) == 0 for name in outputs), patience_s, 0.01):
            raise RuntimeError(f"{outputs} stayed on.")
        return 1000.0 * (max(self.vial.outputs(output=name)[-1]["t"] for name in outputs) - moment_s)

    def start_monitor(self) -> None:
        """Another monitor, with a guardian that lives."""
        self.monitor.append(self.run("monitor"))
        if not clock.wait_until(self.board.is_guarded, PATIENCE_S):
            raise RuntimeError(f"No guardian came up:\n{self.monitor[-1].output()}")


@contextmanager
def bench_unit(*vial_options: str, speed: float = 1.0) -> Iterator[Bench]:
    """The unit; this process is that unit too, and has its clock."""
    from pioreactor.config import forget_config
    from pioreactor.simulation.demo.pump_calibrations import write_pump_calibrations

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "broker").mkdir()
        broker = Broker(root / "broker")
        broker.start()
        unit = UnitFolder(root, broker, experiment="bench")
        environment = {}
        if speed != 1.0:
            clock.configure(speed, (time.time(), time.monotonic()))
            environment = {clock.SPEED_ENV: str(speed), clock.ORIGIN_ENV: clock.origin_text()}
        os.environ.update(unit.environment(**environment))
        forget_config()
        write_pump_calibrations(unit.name, unit.root / "storage", SEED, RAIL_V)
        vial = JobProcess(unit, pio_command("simulate", "--no-truth", *vial_options), **environment)
        monitor: list[JobProcess] = []
        try:
            if not clock.wait_until(lambda: _bench_answers(unit), PATIENCE_S):
                raise RuntimeError("The vial did not start.")
            with BenchClient(unit.vial_socket) as client:
                bench = Bench(unit, client, Board(unit.run / "outputs.board"), monitor, environment)
                bench.start_monitor()
                monitor[-1].wait_for_state("monitor")
                yield bench
        finally:
            for process in (*monitor, vial):
                process.stop()
            broker.stop()
            clock.configure(1.0)


def _bench_answers(unit: UnitFolder) -> bool:
    try:
        BenchClient(unit.vial_socket).close()
    except HardwareError:
        return False
    return True
