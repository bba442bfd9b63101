from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pioreactor.background_jobs.od_reading.calibrating import Calibrator, nearest_recorded_od
from pioreactor.calibrations.earlier_volts import Origin, convert
from pioreactor.calibrations.files import parse_calibration
from pioreactor.calibrations.structs import OD600Calibration, SimplePeristalticPumpCalibration
from pioreactor.exc import CalibrationError
from pioreactor.structs import RawODReading

FILE: dict[str, Any] = {
    "calibration_type": "od600",
    "calibration_name": "spring",
    "calibrated_on_pioreactor_unit": "unit1",
    "created_at": "2026-05-01T10:00:00Z",
    "curve_data_": {"type": "poly", "coefficients": [0.5, 0.01]},
    "x": "OD600",
    "y": "Voltage",
    "recorded_data": {"x": [0.0, 1.0, 2.0], "y": [0.01, 0.51, 1.01]},
    "ir_led_intensity": 80,
    "angle": "90",
    "pd_channel": "2",
}


class Log:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def warning(self, line: str) -> None:
        self.lines.append(line)


def reading(od: float, intensity: float = 80.0) -> RawODReading:
    moment = datetime(2026, 6, 1, tzinfo=UTC)
    return RawODReading(timestamp=moment, angle="90", od=od, channel="2", ir_led_intensity=intensity)


def calibration(**changes: Any) -> OD600Calibration:
    parsed = parse_calibration({**FILE, **changes})
    assert isinstance(parsed, OD600Calibration)
    return parsed


@pytest.mark.parametrize(("signal", "od"), [(0.26, 0.5), (0.01, 0.0), (0.0, 0.0), (1.4, 2.0)])
def test_calibrated_od_and_its_limits(signal: float, od: float) -> None:
    log = Log()
    calibrated = Calibrator({"2": calibration()}, log).apply(reading(signal))
    assert calibrated.od == pytest.approx(od)
    assert calibrated.calibration_name == "spring"
    assert bool(log.lines) == (signal in (0.0, 1.4))


def test_warnings_about_the_range_are_rare() -> None:
    log = Log()
    calibrator = Calibrator({"2": calibration()}, log)
    for _ in range(10):
        calibrator.apply(reading(1.4))
    assert len(log.lines) == 1


def test_another_intensity_is_refused() -> None:
    with pytest.raises(CalibrationError, match="70"):
        Calibrator({"2": calibration()}, Log()).apply(reading(0.2, intensity=70.0))


def test_between_the_branches_of_a_curve_that_falls_again() -> None:
    humped = calibration(
        curve_data_={"type": "poly", "coefficients": [-1.0, 2.0, 0.0]},
        recorded_data={"x": [0.0, 0.5, 1.0], "y": [0.0, 0.75, 1.0]},
    )
    assert Calibrator({"2": humped}, Log()).apply(reading(0.75)).od == pytest.approx(0.5)
    assert nearest_recorded_od(humped, 1.2) == 1.0
    assert nearest_recorded_od(humped, -0.1) == 0.0


def test_older_layout_of_a_file() -> None:
    old = {**FILE, "curve_data_": [0.5, 0.01], "curve_type": "poly"}
    assert parse_calibration(old) == calibration()


def test_pump_file() -> None:
    pump = parse_calibration(
        {
            **{key: FILE[key] for key in ("calibration_name", "calibrated_on_pioreactor_unit", "created_at")},
            "calibration_type": "simple_peristaltic_pump",
            "curve_data_": {"type": "poly", "coefficients": [0.085, 0.0]},
            "x": "Duration",
            "y": "Volume",
            "recorded_data": {"x": [8.6, 11.8], "y": [0.73, 1.01]},
            "hz": 250.0,
            "dc": 100.0,
            "voltage": 12.0,
        }
    )
    assert isinstance(pump, SimplePeristalticPumpCalibration)
    assert pump.ml_to_duration(0.85) == pytest.approx(10.0)
    assert pump.duration_to_ml(10.0) == pytest.approx(0.85)


@pytest.mark.parametrize("broken", [{"y": 3}, {"recorded_data": {"x": [1.0], "y": []}}, {"curve_data_": {"type": "x"}}])
def test_files_that_are_not_calibrations(broken: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_calibration({**FILE, **broken})


def test_conversion_needs_a_confirmation() -> None:
    with pytest.raises(CalibrationError, match="Confirm"):
        convert(calibration(), Origin((1, 0), "ads1115", "none", is_confirmed=False))


def test_first_hat_volts_are_multiplied_by_sixteen() -> None:
    true = calibration()
    # What a release with the mistake would have written for the same culture: true/16 - dark (true includes dark).
    dark = 0.004
    recorded = [(y + dark) / 16 - dark for y in true.recorded_data.y]
    scaled = calibration(
        recorded_data={"x": true.recorded_data.x, "y": recorded},
        curve_data_={"type": "poly", "coefficients": [0.5 / 16, (0.01 + dark) / 16 - dark]},
    )
    result = convert(scaled, Origin((1, 0), "ads1115", "unity", is_confirmed=True, dark_v=dark))
    assert result.calibration.recorded_data.y == pytest.approx(true.recorded_data.y)
    for od in (0.1, 0.7, 1.9):
        assert result.calibration.x_to_y(od) == pytest.approx(true.x_to_y(od))
    assert not result.needs_refit


def test_with_a_classic_reference_the_factor_had_cancelled() -> None:
    result = convert(calibration(), Origin((1, 0), "ads1115", "classic", is_confirmed=True))
    assert result.calibration == calibration()


def test_photodiode_boards_get_their_dark_signal_back_per_range() -> None:
    dark = 0.005
    true = [0.1, 0.3, 0.6, 1.2]
    gains = [16, 8, 4, 2]
    recorded = [y + dark - dark * 16 / gain for y, gain in zip(true, gains, strict=True)]
    result = convert(
        calibration(recorded_data={"x": [0.1, 0.5, 1.0, 2.0], "y": recorded}),
        Origin((1, 2), "ads1114", "unity", is_confirmed=True, dark_v=dark),
    )
    assert result.needs_refit
    assert result.calibration.recorded_data.y == pytest.approx([0.1 - 0.0, 0.3, 0.6, 1.2], abs=0.0051)


def test_older_files_and_the_rp2040_are_left_alone() -> None:
    old = calibration(created_at="2025-01-01T00:00:00Z")
    assert convert(old, Origin((1, 0), "ads1115", "none", is_confirmed=True)).calibration is old
    assert convert(calibration(), Origin((1, 1), "pico", "none", is_confirmed=True)).remark.startswith("These volts")
    with pytest.raises(CalibrationError, match="HAT"):
        convert(calibration(), Origin((1, 2), "ads1115", "none", is_confirmed=True))
