"""The one-screen status of a simulated cluster."""

from __future__ import annotations

from typing import Any

from pioreactor.exc import PioreactorError
from pioreactor.simulation.demo.cluster import SimulatedCluster


def status_lines(cluster: SimulatedCluster) -> list[str]:
    """A table with one line per unit: jobs that run and the newest values."""
    lines = [f"{'unit':<10} {'jobs running':<14} {'OD':>8} {'growth 1/h':>11} {'°C':>6} {'mL':>6} {'rpm':>6}"]
    try:
        overview = cluster.request("GET", "/api/overview")
    except (PioreactorError, OSError) as error:
        return [*lines, f"The leader does not answer: {error}"]
    for unit in overview["units"]:
        jobs = unit.get("jobs") or {}
        latest = unit.get("latest") or {}
        running = sum(job.get("state") == "ready" for job in jobs.values())
        lines.append(
            f"{unit['pioreactor_unit']:<10} {running:<14} {_value(latest, 'od', 4):>8} "
            f"{_value(latest, 'growth_rate', 3):>11} {_value(latest, 'temperature', 1):>6} "
            f"{_volume(unit):>6} {_value(latest, 'rpm', 0):>6}"
        )
    lines.append(f"Files: {cluster.layout.home}")
    return lines


def _value(latest: dict[str, Any], key: str, decimals: int) -> str:
    entry = latest.get(key)
    return "–" if not entry or entry.get("value") is None else f"{entry['value']:.{decimals}f}"


def _volume(unit: dict[str, Any]) -> str:
    volume_ml = (unit.get("vial") or {}).get("current_volume_ml")
    return "–" if volume_ml is None else f"{volume_ml:.1f}"
