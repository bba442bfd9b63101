"""Changing which calibrations there are, and which one of a device is in use."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from pioreactor.calibrations.active import ACTIVE_TABLE, active_calibration_name
from pioreactor.calibrations.files import calibration_path, parse_calibration
from pioreactor.exc import CalibrationError
from pioreactor.storage.caches import local_persistent_storage
from pioreactor.storage.files import sync_folder, write_atomically
from pioreactor.storage.paths import storage_dir

if TYPE_CHECKING:
    from pioreactor.calibrations.structs import AnyCalibration

LONGEST_TEXT = 200_000


def devices() -> list[str]:
    """Devices that have a folder of calibrations, sorted."""
    root = storage_dir() / "calibrations"
    return sorted(folder.name for folder in root.iterdir() if folder.is_dir()) if root.is_dir() else []


def active_names() -> dict[str, str]:
    """The calibration in use, by device. Raises StorageError."""
    with local_persistent_storage(ACTIVE_TABLE) as cache:
        return {str(device): str(cache.get(device)) for device in cache}


def set_active(device: str, name: str) -> None:
    """Use this calibration from the next job on. Raises CalibrationError if it is not there or cannot be read."""
    from pioreactor.calibrations.files import load_calibration

    load_calibration(device, name)
    with local_persistent_storage(ACTIVE_TABLE) as cache:
        cache.set(device, name)


def clear_active(device: str) -> str | None:
    """Use none; the name of the one that was in use, or None."""
    with local_persistent_storage(ACTIVE_TABLE) as cache:
        name = cache.pop(device)
    return None if name is None else str(name)


def delete(device: str, name: str) -> None:
    """Remove a calibration; one in use is in use no longer. Raises CalibrationError if it is not there."""
    file = calibration_path(device, name)
    if active_calibration_name(device) == name:
        clear_active(device)
    try:
        file.unlink()
    except OSError as error:
        raise CalibrationError(f"The calibration {name} of {device} is not there.") from error
    sync_folder(file.parent)
    with suppress(OSError):
        file.parent.rmdir()  # of a device without calibrations


def as_yaml(calibration: AnyCalibration) -> str:
    """A calibration as the text of its file."""
    import yaml

    text: str = yaml.safe_dump(msgspec.to_builtins(calibration), sort_keys=False, allow_unicode=True)
    return text


def keep(device: str, calibration: AnyCalibration) -> None:
    """Write a calibration into its file; one of that name is replaced. Raises CalibrationError, OSError."""
    write_atomically(calibration_path(device, calibration.calibration_name), as_yaml(calibration))


def store(device: str, text: str) -> str:
    """Keep the YAML text of a calibration under the name that stands in it; returns the name.

    One of that name is replaced. Raises CalibrationError for what is not a calibration, OSError.
    """
    import yaml

    if len(text) > LONGEST_TEXT:
        raise CalibrationError(f"A calibration has {LONGEST_TEXT} characters at most.")
    try:
        name = parse_calibration(yaml.safe_load(text)).calibration_name
    except (yaml.YAMLError, ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise CalibrationError(f"This is not a calibration: {error}") from error
    write_atomically(calibration_path(device, name), text if text.endswith("\n") else f"{text}\n")
    return name
