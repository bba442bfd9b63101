"""Calibration files for tests."""

from __future__ import annotations

from pathlib import Path

from pioreactor.calibrations import keeping
from pioreactor.calibrations.files import calibration_path


def pump_calibration_text(name: str = "monday", ml_per_s: float = 0.1, *, dc: float = 80.0) -> str:
    """The file of a pump, calibrated at 200 Hz and ``dc`` percent; its points scatter by 1 % around its line."""
    seconds = [1.0, 10.0, 10.0, 30.0]
    volumes = [round(s * ml_per_s * (1.0 + spread), 6) for s, spread in zip(seconds, (0, 0.01, -0.01, 0), strict=True)]
    return (
        f"calibration_type: simple_peristaltic_pump\ncalibration_name: {name}\n"
        "calibrated_on_pioreactor_unit: leader1\ncreated_at: 2026-11-01T10:00:00Z\n"
        f"curve_data_: {{type: poly, coefficients: [{ml_per_s}, 0.0]}}\nx: Duration\ny: Volume\n"
        f"recorded_data: {{x: {seconds}, y: {volumes}}}\nhz: 200\ndc: {dc:g}\nvoltage: 12\n"
    )


def write_pump_calibration(
    device: str = "media_pump",
    name: str = "monday",
    ml_per_s: float = 0.1,
    *,
    dc: float = 80.0,
    is_active: bool = False,
) -> Path:
    """Keep a pump's calibration on the unit that this process is; its file."""
    keeping.store(device, pump_calibration_text(name, ml_per_s, dc=dc))
    if is_active:
        keeping.set_active(device, name)
    return calibration_path(device, name)
