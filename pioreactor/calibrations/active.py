"""Which calibration of each device is in use. Light to import: most units have none."""

from __future__ import annotations

from typing import Final

from pioreactor.storage.caches import local_persistent_storage

ACTIVE_TABLE: Final = "active_calibrations"


def active_calibration_name(device: str) -> str | None:
    """Name of the active calibration of a device (``od90``, ``media_pump``, ``stirring`` …), or None."""
    with local_persistent_storage(ACTIVE_TABLE) as cache:
        name = cache.get(device)
    return None if name is None else str(name)
