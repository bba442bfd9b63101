"""Many simulated vials at once, each with its own deviations from the nominal one.

The plant has a fourth node that the observer does not know (the holder), so that the model is never quite right.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pioreactor.domain.thermal.model import HOLDER_1_0, HOLDER_1_1, HOLDER_40_ML, Holder

Array = NDArray[np.float64]

MODELS: Final[dict[str, tuple[Holder, float]]] = {
    "v1.0": (HOLDER_1_0, 15.0),
    "v1.1": (HOLDER_1_1, 15.0),
    "40 mL": (HOLDER_40_ML, 35.0),
}
"""Holder and volume (mL) by name of the row."""

STEP_S: Final = 2.0
_SUB_S: Final = 0.5
_HEATER_OHM: Final = 6.5
_RAIL_V: Final = 5.05
_DAY_S: Final = 86400.0
_ROOM_MEMORY_S: Final = 1800.0
_HOLDER_J_PER_K: Final = 20.0
_HOLDER_TO_ROOM: Final = 0.05
_HOLDER_COUPLING: Final = 0.008  # W/K, between glass and holder; half-normal
_MEAN_HOLDER_LOSS: Final = 0.0054  # W/K, mean of coupling and loss to the room in series
_CONVERSIONS: Final = 5
_SENSOR_STEP_C: Final = 0.0625


class Fleet:
    """``n`` units of one model, all at room temperature at the start.

    ``spread``: "hard" (everything varies), "spec" (power, loss to the room, sensor offset) or "none". ``base_c``: range
    of the room. Temperatures in °C; everything per unit is an array of length ``n``.
    """

    def __init__(
        self,
        model: str,
        n: int,
        seed: int,
        *,
        spread: str = "hard",
        base_c: tuple[float, float] = (18.0, 28.0),
        noise_c: float = 0.03,
        day_wave_c: float | tuple[float, float] = 1.5,
    ) -> None:
        holder, self.nominal_ml = MODELS[model]
        self.holder = holder
        self.n = n
        self._rng = rng = np.random.default_rng([seed, 11])

        def vary(share: float, *, only_hard: bool = True) -> Array:
            drawn = rng.standard_normal(n)
            used = spread == "hard" or (spread == "spec" and not only_hard)
            return np.clip(1.0 + share * drawn * used, 0.2, 3.0)

        is_hard = spread == "hard"
        self.power_gain = vary(0.05, only_hard=False)
        self._loss = holder.liquid_to_room * vary(0.10, only_hard=False)
        self.offset_k = 0.3 * rng.standard_normal(n) * (spread != "none")
        self._plate_j = holder.plate * vary(0.05)
        self._glass_j = holder.glass * vary(0.10)
        self._plate_to_glass = holder.plate_to_glass * vary(0.10)
        self._glass_to_liquid = holder.glass_to_liquid * vary(0.12)
        self._plate_to_room = holder.plate_to_room * vary(0.20)
        self._glass_to_room = holder.glass_to_room * vary(0.20)
        self._still = 0.45 * vary(0.20)
        self.volume_ml = self.nominal_ml + (rng.uniform(-0.5, 0.5, n) if is_hard else np.zeros(n))
        self._source_ohm = rng.uniform(0.0, 0.12, n) if is_hard else np.full(n, 0.06)
        self._to_holder = np.abs(rng.normal(0.0, _HOLDER_COUPLING, n)) * is_hard
        # The rows were fitted to real units, holder included: on average it must not lose heat twice.
        self._glass_to_room = self._glass_to_room - _MEAN_HOLDER_LOSS * is_hard
        self._base_c = rng.uniform(*base_c, n) if spread != "none" else np.full(n, 22.0)
        self._phase = rng.uniform(0.0, 2.0 * math.pi, n)
        self._is_room_steady = spread == "none"
        waves = day_wave_c if isinstance(day_wave_c, tuple) else (day_wave_c, day_wave_c)
        self._day_wave_c = rng.uniform(*waves, n) * (spread != "none")
        self._drift = 0.3 * rng.standard_normal(n) * (spread != "none")
        self._noise_c = noise_c
        self.time_s = 0.0
        self.is_stirred = True
        self.has_vial = np.ones(n, dtype=bool)
        self.is_lid_open = np.zeros(n, dtype=bool)
        self.is_heater_open = np.zeros(n, dtype=bool)
        self.is_stuck_on = np.zeros(n, dtype=bool)
        self.supply = np.ones(n)
        self.room_step_c = 0.0
        self.energy_wh = np.zeros(n)
        self.nodes = np.tile(self.ambient_c, (4, 1))

    @property
    def ambient_c(self) -> Array:
        """Room temperature at each unit."""
        wave = self._day_wave_c * np.sin(2.0 * math.pi * self.time_s / _DAY_S + self._phase)
        return np.asarray(self._base_c + wave + self._drift + self.room_step_c)

    @property
    def liquid_c(self) -> Array:
        """What nobody can measure."""
        return np.asarray(self.nodes[2].copy())

    @property
    def plate_c(self) -> Array:
        """True temperature of the plate."""
        return np.asarray(self.nodes[0].copy())

    def power_w(self, duty: Array) -> Array:
        """Heat of each heater at a duty of 0…1."""
        duty = np.where(self.is_stuck_on, 1.0, np.where(self.is_heater_open, 0.0, duty))
        rail_v = _RAIL_V / (1.0 + self._source_ohm * duty / _HEATER_OHM)
        return np.asarray(duty * rail_v**2 / _HEATER_OHM * 0.96 * self.power_gain * self.supply)

    def advance(self, duty: Array, seconds: float = STEP_S) -> None:
        """Let time pass with constant duty (Heun, half a second per step)."""
        steps = round(seconds / _SUB_S)
        power = self.power_w(duty)
        self.energy_wh += power * seconds / 3600.0
        drift_kept = math.exp(-seconds / _ROOM_MEMORY_S)
        ambient = self.ambient_c
        gone = ~self.has_vial
        any_gone = bool(gone.any())
        to_liquid = self._glass_to_liquid * (1.0 if self.is_stirred else self._still)
        to_glass, glass_j, glass_out = self._plate_to_glass, self._glass_j, self._glass_to_room
        if any_gone:
            to_liquid = np.where(gone, 0.0, to_liquid)
            to_glass = np.where(gone, 0.7 * to_glass, to_glass)
            glass_j = np.where(gone, 0.4 * glass_j, glass_j)
            glass_out = np.where(gone, 1.5 * glass_out, glass_out)
        liquid_j = 4.18 * self.volume_ml + 15.0
        loss = np.where(self.is_lid_open, 1.8 * self._loss, self._loss)
        # Evaporation through an open lid, more the warmer the liquid.
        evaporation = np.where(self.is_lid_open, 0.012 * (self.nodes[2] - ambient), 0.0)

        def slope(t: Array) -> Array:
            first = to_glass * (t[0] - t[1])
            second = to_liquid * (t[1] - t[2])
            aside = self._to_holder * (t[1] - t[3])
            return np.stack(
                [
                    (power - first - self._plate_to_room * (t[0] - ambient)) / self._plate_j,
                    (first - second - aside - glass_out * (t[1] - ambient)) / glass_j,
                    (second - loss * (t[2] - ambient) - evaporation) / liquid_j,
                    (aside - _HOLDER_TO_ROOM * (t[3] - ambient)) / _HOLDER_J_PER_K,
                ]
            )

        nodes = self.nodes
        for _ in range(steps):
            here = slope(nodes)
            nodes = nodes + 0.5 * _SUB_S * (here + slope(nodes + _SUB_S * here))
        self.nodes = nodes
        self.time_s += seconds
        if not self._is_room_steady:
            kick = 0.3 * math.sqrt(1.0 - drift_kept**2)
            self._drift = drift_kept * self._drift + kick * self._rng.standard_normal(self.n)

    def read(self) -> Array:
        """The plate as its sensor says: mean of five conversions."""
        exact = self.nodes[0] + self.offset_k + self._noise_c * self._rng.standard_normal((_CONVERSIONS, self.n))
        return np.asarray((np.floor(exact / _SENSOR_STEP_C) * _SENSOR_STEP_C).mean(axis=0) + 0.5 * _SENSOR_STEP_C)

    def mix_in(self, volume_ml: float | Array, temperature_c: Array) -> None:
        """Liquid is pumped into the vials, so many mL into each."""
        before = 4.18 * self.volume_ml + 15.0
        added = 4.18 * volume_ml
        self.nodes[2] = (before * self.nodes[2] + added * temperature_c) / (before + added)
        self.volume_ml = self.volume_ml + volume_ml

    def draw_off(self, volume_ml: float | Array) -> None:
        """Liquid is pumped out of the vials."""
        self.volume_ml = self.volume_ml - volume_ml
