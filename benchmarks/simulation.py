"""How fast the simulated vial is: virtual time against wall time, cost of an OD snapshot, cost over the socket.

Run ``python benchmarks/simulation.py [--json FILE] [--hours H]``. A snapshot is 40 samples of two photodiodes over
0.42 s, with the LED switched on and off: 82 transactions.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from smbus2 import i2c_msg

from pioreactor.simulation import frontend
from pioreactor.simulation.physics.presets import preset
from pioreactor.simulation.unit import SimulatedUnit, UnitSettings

SNAPSHOT_SAMPLES = 40
REF, SIGNAL, RP2040 = 0x49, 0x4A, 0x2C


def virtual_unit() -> SimulatedUnit:
    unit = SimulatedUnit(UnitSettings(preset=preset("yeast", od=0.1, lag_h=0.0)), 0.0)
    for address in (REF, SIGNAL):
        unit.transfer(0.0, [(address, False, bytes([1, 0b101 << 1, 0b10000011]), 0)])
    for pin, duty in ((17, 0.3), (18, 0.4)):
        unit.lines.set_function(0.0, pin, True, 1)
        unit.lines.set_frequency(0.0, pin, 200.0, 1)
        unit.lines.set_state(0.0, pin, duty, 1)
    return unit


def snapshot(unit: SimulatedUnit, t: float) -> None:
    unit.transfer(t, [(RP2040, False, bytes([0, 204]), 0)])
    t += 0.125
    for _ in range(SNAPSHOT_SAMPLES):
        for address in (REF, SIGNAL):
            unit.transfer(t, [(address, False, b"\0", 0), (address, True, b"", 2)])
        t += 0.0105
    unit.transfer(t, [(RP2040, False, bytes([0, 0]), 0)])


def idle_hours(hours: float) -> float:
    unit = virtual_unit()
    start = time.process_time()
    unit.vial.advance(hours * 3600.0)
    return time.process_time() - start


def reading_hours(hours: float) -> tuple[float, float]:
    """CPU seconds for hours with a reading every 5 s, and milliseconds a snapshot."""
    unit = virtual_unit()
    count = round(hours * 720)
    start = time.process_time()
    for k in range(1, count + 1):
        snapshot(unit, 5.0 * k)
    seconds = time.process_time() - start
    return seconds, seconds / count * 1e3


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def over_the_socket(count: int) -> dict[str, float]:
    """Microseconds of one register read through `frontend` and a simulator's process."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PIO_VIAL_SOCKET"] = str(Path(folder, "vial.sock"))
        code = "from pioreactor.simulation.cli import simulate; simulate()"
        command = [sys.executable, "-c", code, "--no-truth"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        try:
            assert process.stdout is not None
            process.stdout.readline()
            bus = frontend.bus()
            write, read = i2c_msg.write(REF, [0]), i2c_msg.read(REF, 2)
            bus.i2c_rdwr(write, read)
            server, client, wall = cpu_seconds(process.pid), time.process_time(), time.perf_counter()
            for _ in range(count):
                bus.i2c_rdwr(write, read)
            return {
                "socket_wall_us": (time.perf_counter() - wall) / count * 1e6,
                "socket_client_cpu_us": (time.process_time() - client) / count * 1e6,
                "socket_server_cpu_us": (cpu_seconds(process.pid) - server) / count * 1e6,
            }
        finally:
            process.terminate()
            process.wait(10)


TARGETS = {
    "idle_cpu_s_per_hour": 1.2,
    "reading_cpu_s_per_hour": 5.0,
    "snapshot_cpu_ms": None,
    "times_real_time": 720.0,
    "socket_wall_us": None,
    "socket_client_cpu_us": 40.0,
    "socket_server_cpu_us": 40.0,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--hours", type=float, default=2.0, help="simulated hours to measure over")
    arguments = parser.parse_args()
    seconds, milliseconds = reading_hours(arguments.hours)
    figures = {
        "idle_cpu_s_per_hour": idle_hours(24.0) / 24.0,
        "reading_cpu_s_per_hour": seconds / arguments.hours,
        "snapshot_cpu_ms": milliseconds,
        "times_real_time": 3600.0 * arguments.hours / seconds,
        **over_the_socket(20_000),
    }
    for name, value in figures.items():
        target = TARGETS[name]
        print(f"{name:<26} {value:>10.3f}" + (f"   target {target:g}" if target else ""))
    if arguments.json:
        arguments.json.write_text(json.dumps({"figures": figures, "targets": TARGETS}, indent=2) + "\n")


if __name__ == "__main__":
    main()
