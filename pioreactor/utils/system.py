"""Facts about the computer of this unit."""

from __future__ import annotations

from pathlib import Path


def get_cpu_temperature(system_root: Path = Path("/")) -> float:
    """Temperature of the processor in degrees Celsius; -999.0 where there is no sensor."""
    try:
        text = (system_root / "sys/class/thermal/thermal_zone0/temp").read_text()
        return round(float(text) / 1000.0, 1)
    except (OSError, ValueError):
        return -999.0
