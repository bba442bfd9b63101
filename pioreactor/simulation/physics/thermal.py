"""Heat: three nodes (heater board, glass with holder, liquid), exact between changes.

Temperatures of the state are relative to the room. Within a step the inputs are constant, so the step is a matrix
exponential, taken from the eigenvalues of the system (all real: it is a chain of heat flows).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from pioreactor.simulation.physics.noise import Floats, generator

HEATER_OHM: Final = 6.5
WATER_J_PER_ML_K: Final = 4.18
GLASS_J_PER_K: Final = 15.0
EVAPORATION_J_PER_ML: Final = 2410.0


@dataclass(frozen=True, slots=True)
class Holder:
    """Heat capacities (J/K) and conductances (W/K) of one generation of holder."""

    board: float
    glass: float
    board_to_glass: float
    glass_to_liquid: float
    board_to_room: float
    glass_to_room: float
    liquid_to_room: float


HOLDER_1_0: Final = Holder(5.3, 25.0, 0.153, 0.433, 0.009, 0.010, 0.054)
HOLDER_1_1: Final = Holder(3.7, 5.2, 0.283, 0.216, 0.007, 0.015, 0.023)


def holder(model: str, version: str) -> Holder:
    """The holder of a bioreactor model; a 40 mL vessel loses a quarter more from its liquid."""
    base = HOLDER_1_0 if (model, version) == ("pioreactor_20ml", "1.0") else HOLDER_1_1
    if "40ml" not in model:
        return base
    return Holder(
        base.board,
        base.glass,
        base.board_to_glass,
        base.glass_to_liquid,
        base.board_to_room,
        base.glass_to_room,
        1.25 * base.liquid_to_room,
    )


class Thermal:
    """The three temperatures of one vial, as kelvin above the room. ``spread`` off gives the nominal unit."""

    def __init__(self, seed: int, holder: Holder, spread: bool = True) -> None:
        rng = generator(seed, "thermal/spread")
        loss, power, offset = rng.standard_normal(3) * (1.0 if spread else 0.0)
        self._holder = holder
        self._loss = holder.liquid_to_room * (1.0 + 0.10 * float(loss))
        self.power_gain = 1.0 + 0.05 * float(power)
        self.sensor_offset = 0.3 * float(offset)
        self.state = np.zeros(3)
        self._key: tuple[float, bool] | None = None
        self._capacity = np.ones(3)
        self._matrix = np.zeros((3, 3))
        self._values = np.zeros(3)
        self._vectors = np.eye(3)
        self._inverse = np.eye(3)
        self._powers: dict[float, Floats] = {}

    def power_w(self, duty: float, rail_v: float) -> float:
        """Electrical heat of the board at ``duty`` percent."""
        return duty / 100.0 * rail_v**2 / HEATER_OHM * 0.96 * self.power_gain

    def configure(self, volume_ml: float, stirred: bool) -> None:
        """Set what the conductances depend on. Small changes of volume are ignored (0.01 %)."""
        if self._key is not None and self._key[1] == stirred and abs(self._key[0] - volume_ml) < 2e-3:
            return
        self._key = (volume_ml, stirred)
        h = self._holder
        to_liquid = h.glass_to_liquid * (1.0 if stirred else 0.45)
        self._capacity = np.array([h.board, h.glass, WATER_J_PER_ML_K * volume_ml + GLASS_J_PER_K])
        flows = np.array(
            [
                [-(h.board_to_glass + h.board_to_room), h.board_to_glass, 0.0],
                [h.board_to_glass, -(h.board_to_glass + to_liquid + h.glass_to_room), to_liquid],
                [0.0, to_liquid, -(to_liquid + self._loss)],
            ]
        )
        self._flows = flows
        # With the square roots of the capacities the matrix is symmetric: eigh is quick and always real.
        root = np.sqrt(self._capacity)
        self._values, vectors = np.linalg.eigh(flows / np.outer(root, root))
        self._vectors = vectors / root[:, None]
        self._inverse = vectors.T * root[None, :]
        self._steady = np.linalg.inv(flows)
        self._powers = {}

    def _power(self, dt: float) -> Floats:
        found = self._powers.get(dt)
        if found is None:
            found = (self._vectors * np.exp(self._values * dt)) @ self._inverse
            if len(self._powers) < 16:
                self._powers[dt] = found
        return found

    def ahead(self, dt: float, board_w: float, liquid_w: float) -> Floats:
        """The state after ``dt`` seconds with these heats (W) into board and liquid; nothing is committed."""
        goal = -self._steady @ np.array([board_w, 0.0, liquid_w])
        result: Floats = goal + self._power(dt) @ (self.state - goal)
        return result

    def stored_j(self) -> float:
        """Heat above room temperature."""
        return float(self._capacity @ self.state)

    def losses_w(self, state: Floats) -> float:
        """Heat that leaves to the room in ``state``."""
        h = self._holder
        return float(np.array([h.board_to_room, h.glass_to_room, self._loss]) @ state)

    def mix_in(self, volume_ml: float, added_ml: float, feed_k: float) -> None:
        """Liquid of ``feed_k`` kelvin above the room joins ``volume_ml`` of liquid."""
        before = WATER_J_PER_ML_K * volume_ml + GLASS_J_PER_K
        added = WATER_J_PER_ML_K * added_ml
        liquid = (before * float(self.state[2]) + added * feed_k) / (before + added)
        self.state = np.array([self.state[0], self.state[1], liquid])
