"""``pio vial``, and the bare pump for plugins."""

from __future__ import annotations

import json
import math
import subprocess
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.actions.pump import PWMPump
from pioreactor.exc import CalibrationError, PWMError
from pioreactor.testing.unit import UnitFolder, pio_command


def vial_command(unit: UnitFolder, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        pio_command("vial", *words), env=unit.environment(), capture_output=True, text=True, check=False
    )


def test_the_books_are_shown_and_corrected(unit_env: UnitFolder, listener: Any) -> None:
    told = listener(f"pioreactor/{unit_env.name}/{unit_env.experiment}/bioreactor/current_volume_ml")
    shown = json.loads(vial_command(unit_env, "show", "--json").stdout)
    assert shown["current_volume_ml"] == 15.0
    assert shown["headroom_ml"] == 3.0
    done = vial_command(unit_env, "set", "--volume-ml", "12.5", "--efflux-ml", "14", "--json")
    assert done.returncode == 0, done.stderr
    changed = json.loads(done.stdout)
    assert (changed["current_volume_ml"], changed["efflux_tube_volume_ml"]) == (12.5, 14.0)
    assert changed["volume_sd_ml"] == 0.3
    assert float(told.get(timeout=20).payload) == 12.5
    assert "current_volume_ml" in vial_command(unit_env).stdout
    for wrong in (["--volume-ml", "21"], ["--volume-ml", "nan"], ["--alt-media-fraction", "2"], []):
        refused = vial_command(unit_env, "set", *wrong)
        assert refused.returncode == 2
        assert "Error" in refused.stderr
    assert json.loads(vial_command(unit_env, "show", "--json").stdout)["current_volume_ml"] == 12.5


def test_a_bare_pump(bench: Any) -> None:
    from pioreactor.calibrations.files import load_active_calibration

    before = bench.volume_ml()
    with pytest.raises(CalibrationError), PWMPump("unit1", bench.unit.experiment, 13) as pump:
        pump.by_volume(1.0)
    calibration = load_active_calibration("media_pump")
    with PWMPump(bench.unit.name, bench.unit.experiment, 13, calibration) as pump:  # type: ignore[arg-type]
        assert pump.ml_to_duration(pump.duration_to_ml(5.0)) == pytest.approx(5.0)
        pump.by_volume(0.4)
        assert bench.volume_ml() - before == pytest.approx(0.4, abs=0.05)
        for wrong in (-1.0, math.nan, math.inf):
            with pytest.raises(ValueError):
                pump.by_duration(wrong)
        pump.by_duration(2.0, block=False)
        bench.wait_until_off()
        pump.continuously(block=False)
        bench.wait_until_pumping()
        with pytest.raises(PWMError, match="in use"):
            PWMPump(bench.unit.name, bench.unit.experiment, 13)
        pump.stop()
        bench.wait_until_off()
    # What it moves is the plugin's to book.
    assert bench.events() == []
    assert clock.wait_until(lambda: bench.start("add_media", "--ml", "0.1").wait() == 0, 1)
