from __future__ import annotations

from pathlib import Path

import pytest

from pioreactor.calibrations.files import load_active_calibration
from pioreactor.calibrations.structs import SimplePeristalticPumpCalibration
from pioreactor.simulation.demo.pump_calibrations import measured_ml, write_pump_calibrations
from pioreactor.simulation.physics.pumps import PUMPS, Pump
from pioreactor.testing.unit import UnitFolder


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("rail_v", [5.0, 12.0])
def test_the_calibration_says_what_the_pump_gives(unit_env: UnitFolder, seed: int, rail_v: float) -> None:
    write_pump_calibrations(unit_env.name, Path(unit_env.root) / "storage", seed, rail_v)
    for name in PUMPS:
        found = load_active_calibration(f"{name}_pump")
        assert isinstance(found, SimplePeristalticPumpCalibration)
        for duration_s in (3.0, 8.0):
            given = measured_ml(Pump(seed, name, 0.0), duration_s, rail_v)
            assert found.duration_to_ml(duration_s) == pytest.approx(given, rel=0.03, abs=0.01)
        assert found.ml_to_duration(found.duration_to_ml(4.0)) == pytest.approx(4.0, rel=1e-6)
