"""How long a fault of the heater or its sensor lasts until the thermostat has the heater low, in clock seconds.

For a heater that is stuck on: until the alarm asks for the plug.

Each trial is another unit with the simulator's spread (its number is the seed), at 20 times real time: a step of the
control is 0.1 wall seconds then, which a loaded computer keeps.
"""

from __future__ import annotations

import signal
from typing import Final

from benchmarks.safety.unit import Bench, bench_unit
from pioreactor import clock
from pioreactor.runtime.alarms import Alarm, open_alarms
from pioreactor.testing.unit import JobProcess

SPEED: Final = 20.0
HEATED_FOR_S: Final = 60.0
PATIENCE_WALL_S: Final = 60.0
FAULTS: Final = {
    "sensor lost": ("tmp.lost", 37.0),
    "sensor jumps by 10 °C": ("tmp.offset", 37.0),
    "sensor frozen": ("tmp.frozen", 37.0),
    "heater gives no heat": ("heater.open", 37.0),
    "heater stuck on": ("heater.stuck_on", 25.0),
}
"""Name of the simulator's fault, and the target (°C): a heater that gives full power anyway cannot be seen to stick."""
_HOLDS_AFTER_S: Final = 420.0


def seconds_until_low(kind: str, seed: int) -> float:
    """Clock seconds from the fault until the heater is low for good."""
    fault, target_c = FAULTS[kind]
    with bench_unit("--room", "22", "--seed", str(seed), speed=SPEED) as bench:
        job = bench.run(
            "temperature_automation", "--automation-name", "thermostat", "--target-temperature", f"{target_c}"
        )
        try:
            bench.wait_until_on(job, "heating")
            clock.sleep(_HOLDS_AFTER_S if kind == "heater stuck on" else HEATED_FOR_S)
            return _time(bench, job, fault)
        finally:
            job.stop(signal.SIGTERM)


def _time(bench: Bench, job: JobProcess, fault: str) -> float:
    begun_s, begun_utc_s = clock.monotonic(), clock.now_s()
    bench.vial.fault_add(name=fault)
    raised: list[Alarm] = []

    def is_noticed() -> bool:
        raised[:] = [alarm for alarm in open_alarms() if alarm.code.startswith("heater.")]
        return bool(raised)

    if not clock.wait_until(is_noticed, PATIENCE_WALL_S):
        raise RuntimeError(f"{fault} was not noticed:\n{job.output()}")
    if fault == "heater.stuck_on":  # a low line does not help; the alarm, which asks for the plug, does
        return clock.from_iso(raised[0].raised_at).timestamp() - begun_utc_s
    low = [c["t"] for c in bench.vial.outputs(output="heating", since=begun_s) if c["percent"] == 0.0]
    if not low or bench.level("heating") > 0.0:
        raise RuntimeError(f"{fault}: {raised[0].code}, and the heater is on.")
    return float(low[-1] - begun_s)
