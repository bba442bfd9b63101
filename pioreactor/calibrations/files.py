"""Where calibrations are kept: one YAML file each, below ``<data root>/storage/calibrations/<device>/``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from pioreactor.calibrations.active import active_calibration_name
from pioreactor.calibrations.structs import AnyCalibration
from pioreactor.exc import CalibrationError
from pioreactor.storage.paths import storage_dir


def calibration_path(device: str, name: str) -> Path:
    """File of a calibration. Raises CalibrationError for a name that is not a single file name."""
    for part in (device, name):
        if not part or part in (".", "..") or "/" in part or "\x00" in part:
            raise CalibrationError(f"{part!r} cannot be the name of a device or calibration.")
    return storage_dir() / "calibrations" / device / f"{name}.yaml"


def list_calibrations(device: str) -> list[str]:
    """Names of the calibrations of a device, sorted."""
    return sorted(file.stem for file in (storage_dir() / "calibrations" / device).glob("*.yaml"))


def load_calibration(device: str, name: str) -> AnyCalibration:
    """One calibration. Raises CalibrationError when the file is missing, empty or not a calibration."""
    file = calibration_path(device, name)
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise CalibrationError(f"The calibration {name} of {device} is not there ({file}).") from error
    if not text.strip():
        raise CalibrationError(f"The calibration file {file} is empty. Delete it, or make it active again.")
    import yaml

    try:
        return parse_calibration(yaml.safe_load(text))
    except (yaml.YAMLError, ValueError) as error:
        raise CalibrationError(f"{file} is not a calibration: {error}") from error


def parse_calibration(content: Any) -> AnyCalibration:
    """A calibration from the content of its file. Raises ValueError that names the key."""
    calibration: AnyCalibration = msgspec.convert(modernise(content), AnyCalibration, strict=False)
    return calibration


def modernise(content: Any) -> Any:
    """Bring the older layout (a bare coefficient list beside ``curve_type``) into the present one."""
    if not isinstance(content, dict) or not isinstance(content.get("curve_data_"), list):
        return content
    changed = dict(content)
    if changed.pop("curve_type", "poly") != "poly":
        raise ValueError("a bare coefficient list can only be a polynomial")
    changed["curve_data_"] = {"type": "poly", "coefficients": content["curve_data_"]}
    return changed


def load_active_calibration(device: str) -> AnyCalibration | None:
    """The active calibration of a device (``od90``, ``media_pump``, ``stirring`` …), or None.

    Raises CalibrationError when one is active but its file cannot be used.
    """
    name = active_calibration_name(device)
    return None if name is None else load_calibration(device, name)
