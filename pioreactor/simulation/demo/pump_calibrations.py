"""Pump calibrations of simulated units, as a careful person would have made them on the bench.

The simulated pump runs into a measuring cylinder for a few durations and a straight line is laid through what it gave.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Final

import yaml

from pioreactor import clock
from pioreactor.calibrations.active import ACTIVE_TABLE
from pioreactor.simulation.physics.pumps import PUMPS, Pump, PumpName
from pioreactor.storage.caches import Cache, open_small_database
from pioreactor.storage.files import write_atomically

DURATIONS_S: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
FREQUENCY_HZ: Final = 250.0
DUTY_PERCENT: Final = 100.0
NAME: Final = "bench"


def measured_ml(pump: Pump, duration_s: float, rail_v: float) -> float:
    """What one run of a simulated pump gives, in mL."""
    back_ml = pump.set_duty(0.0, DUTY_PERCENT, rail_v, 0.0)
    moved = pump.volume(0.0, duration_s)
    back_ml += pump.set_duty(duration_s, 0.0, rail_v, moved)
    moved += pump.volume(duration_s, duration_s + 1.0)
    pump.set_duty(duration_s + 2.0, 0.0, rail_v, moved)
    return moved - back_ml


def calibration(unit: str, seed: int, pump_name: PumpName, rail_v: float) -> dict[str, object]:
    """The content of the calibration file of one pump."""
    volumes = [measured_ml(Pump(seed, pump_name, 0.0), duration, rail_v) for duration in DURATIONS_S]
    count = len(DURATIONS_S)
    mean_s, mean_ml = sum(DURATIONS_S) / count, sum(volumes) / count
    covariance = sum((s - mean_s) * (ml - mean_ml) for s, ml in zip(DURATIONS_S, volumes, strict=True))
    slope = covariance / sum((s - mean_s) ** 2 for s in DURATIONS_S)
    return {
        "calibration_type": "simple_peristaltic_pump",
        "calibration_name": NAME,
        "calibrated_on_pioreactor_unit": unit,
        "created_at": clock.timestamp(),
        "curve_data_": {"type": "poly", "coefficients": [slope, mean_ml - slope * mean_s]},
        "x": "Duration",
        "y": "Volume",
        "recorded_data": {"x": list(DURATIONS_S), "y": volumes},
        "hz": FREQUENCY_HZ,
        "dc": DUTY_PERCENT,
        "voltage": rail_v,
    }


def write_pump_calibrations(unit: str, storage: Path, seed: int, rail_v: float) -> None:
    """Write and activate the calibrations of all pumps of a unit; ``storage``: its storage folder."""
    with closing(open_small_database(storage / "local_persistent_pioreactor_metadata.sqlite")) as connection:
        active = Cache(ACTIVE_TABLE, connection)
        for pump_name in PUMPS:
            device = f"{pump_name}_pump"
            content = yaml.safe_dump(calibration(unit, seed, pump_name, rail_v), sort_keys=False)
            path = storage / "calibrations" / device / f"{NAME}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, content.encode())
            active.set(device, NAME)
