"""What the three vials of a demonstration hold and what is done with each."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

RAIL_V: Final = 4.96
"""Supply of a pump that runs alone on the 5 V rail."""
TARGET_C: Final = 37.0


class Culture(NamedTuple):
    """One vial. ``od``: OD600 at the start; ``automation``: options of its ``dosing_automation``; empty for a batch."""

    title: str
    preset: str
    od: float
    automation: dict[str, Any]

    def vial_options(self) -> tuple[str, ...]:
        """Options of ``pio simulate``."""
        return ("--preset", self.preset, "--od", str(self.od), "--lag-hours", "0.2", "--room", "26")


CULTURES: Final = (
    Culture("batch", "ecoli", 0.20, {}),
    Culture(
        "turbidostat",
        "ecoli",
        0.30,
        {"automation_name": "turbidostat", "target_biomass": 2.0, "exchange_volume_ml": 1.0},
    ),
    Culture(
        "chemostat with alternative media",
        "ecoli",
        0.30,
        {"automation_name": "chemostat", "exchange_volume_ml": 0.5, "duration": 6, "alt_media_share": 0.05},
    ),
)
"""In the order of the units: the leader, then the workers."""
