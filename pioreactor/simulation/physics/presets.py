"""Organisms and media that a vial can be started with.

Numbers are rounded from textbooks or estimates; each culture of a bench differs a little from its preset.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Organism:
    """How one organism grows. Rates in 1/h, temperatures in °C, concentrations in g/L of dry mass."""

    name: str
    mu_max: float
    t_min: float
    t_opt: float
    t_max: float
    half_saturation: float
    yield_first: float
    first_substrate: float
    lag_h: float
    mass_per_od: float
    capacity: float
    product_yield: float = 0.0
    mu_second: float = 0.0
    yield_second: float = 0.48
    repression: float = 0.2
    adaptation_h: float = 1.5
    product_limit: float = 90.0
    maintenance: float = 0.02
    death: float = 0.005
    starvation: float = 0.01
    lysis: float = 0.02
    heat_death: float = 0.05
    heat_z: float = 4.0
    attach: float = 2e-4
    detach: float = 0.02
    ic50: float = 1.0
    hill: float = 2.0
    drug_death: float = 0.2
    settling_h: float = 3.0
    bubble_rate: float = 0.01


ECOLI_MINIMAL: Final = Organism("E. coli, minimal glucose", 0.70, 5, 40, 47, 1e-4, 0.45, 4.0, 1.0, 0.35, 6.0)
ECOLI_RICH: Final = Organism("E. coli, rich", 1.8, 5, 40, 47, 0.01, 0.5, 8.0, 0.4, 0.35, 6.0)
YEAST: Final = Organism(
    "S. cerevisiae, rich",
    0.45,
    3,
    32.3,
    45.4,
    0.02,
    0.15,
    20.0,
    1.5,
    0.5,
    12.0,
    product_yield=0.40,
    mu_second=0.12,
    settling_h=1 / 3,
    bubble_rate=0.05,
)
SUBTILIS: Final = Organism("B. subtilis, rich", 1.2, 8, 38, 50, 0.01, 0.4, 8.0, 0.6, 0.4, 6.0)


@dataclass(frozen=True, slots=True)
class Preset:
    """What is in the vial at the start. ``od`` in OD600, ``volume_ml`` in mL, ``lag_h`` in hours."""

    name: str
    meaning: str
    organism: Organism
    od: float
    lag_h: float
    volume_ml: float = 15.0


PRESETS: Final[dict[str, Preset]] = {
    preset.name: preset
    for preset in (
        Preset("demo", "yeast that leaves its lag within minutes, for demonstrations", YEAST, 0.1, 0.2),
        Preset("yeast", "batch of yeast in rich medium; lag 1.5 h, second growth on ethanol", YEAST, 0.02, 1.5),
        Preset("ecoli", "E. coli in minimal glucose medium", ECOLI_MINIMAL, 0.02, 1.0),
        Preset("ecoli_rich", "E. coli in rich medium", ECOLI_RICH, 0.02, 0.4),
        Preset("bsubtilis", "B. subtilis in rich medium", SUBTILIS, 0.02, 0.6),
        Preset("clear", "sterile medium, nothing grows", YEAST, 0.0, 1.5),
    )
}


def preset(name: str, *, od: float | None = None, lag_h: float | None = None, volume_ml: float | None = None) -> Preset:
    """The preset ``name`` with what was given replaced. Raises KeyError with the known names."""
    try:
        found = PRESETS[name]
    except KeyError:
        raise KeyError(f"There is no preset {name!r}. Known: {', '.join(PRESETS)}.") from None
    return replace(
        found,
        od=found.od if od is None else od,
        lag_h=found.lag_h if lag_h is None else lag_h,
        volume_ml=found.volume_ml if volume_ml is None else volume_ml,
    )
