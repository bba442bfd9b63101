"""How a vial is built."""

from __future__ import annotations

from dataclasses import dataclass, field

from pioreactor.simulation.physics.presets import Preset, preset
from pioreactor.simulation.physics.replay import Trace


@dataclass(slots=True)
class VialSettings:
    """How a vial is built. Temperatures °C, volumes mL, rail in volts."""

    seed: int = 1
    preset: Preset = field(default_factory=lambda: preset("demo"))
    model: str = "pioreactor_20ml"
    version: str = "1.5"
    angles: dict[int, str] = field(default_factory=lambda: {1: "REF", 2: "90"})
    on_hat: bool = False
    lag_s: float = 0.030
    hum_share: float = 1.0 / 11.0
    room_c: float = 22.0
    room_light: float = 0.2
    mains_hz: float = 50.0
    rail_v: float | None = None
    spread: bool = True
    noise: bool = True
    traces: dict[str, Trace] = field(default_factory=dict)
