"""Extended Kalman filter: what plate, glass, liquid and room are, from the sensor on the plate and the heat put in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from pioreactor.domain.thermal import covariance as cov
from pioreactor.domain.thermal.covariance import Covariance
from pioreactor.domain.thermal.gate import Gate, Verdict
from pioreactor.domain.thermal.model import (
    WATER_J_PER_ML_K,
    Conductances,
    Deviations,
    Holder,
    advance,
    conductances,
    heater_power_w,
    liquid_capacity,
    rates,
    sub_steps,
)
from pioreactor.domain.thermal.settled import Settled, settled_from_json
from pioreactor.domain.thermal.transition import Sensitivities

READING_VARIANCE: Final = 0.1**2  # K²; larger than the sensor's noise on purpose: it absorbs errors of the model
BOUNDS: Final = {
    cov.AMBIENT: (5.0, 45.0),
    cov.GAIN: (-0.7, 0.35),
    cov.PLATE_TO_GLASS: (-0.6, 0.6),
    cov.GLASS_TO_LIQUID: (-0.9, 0.7),
    cov.LEAK: (-0.6, 0.6),
    cov.PLATE_CAPACITY: (-0.3, 0.3),
    cov.GLASS_CAPACITY: (-0.5, 0.5),
    cov.UNEXPLAINED: (-1.5, 1.5),
}
JUMP_K: Final = 6.0
_NOTHING_LEARNED: Final = [0.0] * (cov.SIZE - cov.GAIN)
_BELIEVED_VARIANCE: Final = 1.0
_SURPRISE_MEMORY_S: Final = 30.0
_SURPRISED_ABOVE: Final = 2.0  # × what is expected; some 0.05 at rest, for the variance of a reading is set large
_SURPRISES_APART_S: Final = 60.0
_DOSE_TEMPERATURE_SD_K: Final = 3.2
_STOPPED_VARIANCE: Final = 0.20**2
_LEARNED_EXTRA: Final = 0.02**2
_RESTORED_LIQUID_VARIANCE: Final = 0.5**2


class Outcome(NamedTuple):
    """What one reading did. ``innovation_k``: reading minus prediction; None when there was no reading."""

    verdict: Verdict | None
    innovation_k: float | None = None
    is_surprise: bool = False
    is_jump: bool = False

    @property
    def is_accepted(self) -> bool:
        """Whether the observer took the reading in."""
        return self.verdict in (Verdict.TAKE, Verdict.BELIEVE)

    @property
    def is_no_spike(self) -> bool:
        """Whether the reading was taken in, or is at least not alone with what it says."""
        return self.is_accepted or self.verdict is Verdict.HOLD_BACK_AGAIN


NO_READING: Final = Outcome(None)


class Observer:
    """Estimates one vial.

    ``x``: temperatures of plate, glass, liquid and room (°C); logs of the power gain, both conductances, the leak to
    the room and the heat capacities of plate and glass; heat into the liquid that nothing else explains (W).

    Leak and capacities are learned while the vial warms up and are fixed once it is warm (`settle`). Left open, they
    would be moved by every event that nobody announced: at rest, a leak that is off by much and a liquid that has
    become colder look alike, and readings would be explained by changing constants instead of what did change.
    """

    def __init__(self, holder: Holder, volume_ml: float) -> None:
        self.holder = holder
        self._volume_ml = volume_ml
        self.is_stirred = True
        self.x: list[float] = [22.0] * 4 + _NOTHING_LEARNED
        self.covariance = Covariance()
        self._gate = Gate()
        self._surprise = 1.0
        self._since_surprise_s = math.inf
        self._stirred_memory: tuple[float, float] | None = None
        self._settled: Settled | None = None
        self._conductances: Conductances | None = None

    # --- beginning ---------------------------------------------------------------------------------------------

    def start_cold(self, plate_c: float) -> None:
        """The heater was off for long: all of it is at room temperature."""
        self.x = [plate_c] * 4 + _NOTHING_LEARNED
        self.covariance.start_cold()
        self._begin()

    def start_unknown(self, plate_c: float, room_c: float, *, is_vial_new: bool) -> None:
        """Only the plate is known; ``is_vial_new``: the vial was put in just now, from the fridge or the incubator."""
        self.x = [plate_c, plate_c - 0.3, plate_c - 1.0, room_c, *_NOTHING_LEARNED]
        glass_sd, liquid_sd = (4.0, 12.0) if is_vial_new else (2.0, 4.0)
        self.covariance.start_unknown((0.5**2, glass_sd**2, liquid_sd**2, 3.0**2))
        self._begin()

    def _begin(self) -> None:
        self._gate = Gate()
        self._surprise = 1.0
        self._since_surprise_s = math.inf
        self._stirred_memory = None
        self._settled = None
        self._conductances = None

    def use_learned(self, values: Sequence[float], block: Sequence[Sequence[float]]) -> None:
        """Begin with what an earlier run found about the holder, and how surely."""
        self.x[cov.GAIN : cov.UNEXPLAINED] = [float(v) for v in values]
        self.covariance.use_learned(block, _LEARNED_EXTRA)
        self._clamp()

    def settle(self) -> None:
        """The vial is warm and at rest: leak and heat capacities are fixed, until the observer starts anew.

        What is uncertain about them no longer steers the filter, but is still told (`liquid_variance`, `learned`).
        """
        if self._settled is not None:
            return
        learned, before = self.covariance.learned(), self.covariance.variance(cov.LIQUID)
        self.covariance.fix_constants()
        removed = max(before - self.covariance.variance(cov.LIQUID), 0.0)
        above_room_k = max(abs(self.x[cov.LIQUID] - self.x[cov.AMBIENT]), 1.0)
        self._settled = Settled(learned, math.sqrt(removed) / above_room_k)

    # --- going on ----------------------------------------------------------------------------------------------

    @property
    def volume_ml(self) -> float:
        """Liquid in the vial."""
        return self._volume_ml

    @volume_ml.setter
    def volume_ml(self, volume_ml: float) -> None:
        self._volume_ml = volume_ml
        self._conductances = None

    @property
    def conductances(self) -> Conductances:
        """The conductances with what has been learned about them."""
        found = self._conductances
        if found is None:
            learned = Deviations(*self.x[cov.PLATE_TO_GLASS : cov.UNEXPLAINED])
            found = conductances(self.holder, self._volume_ml, self.is_stirred, learned)
            self._conductances = found
        return found

    @property
    def liquid_variance(self) -> float:
        """How uncertain the temperature of the liquid is, K²; with what is due to constants that were fixed."""
        variance = self.covariance.variance(cov.LIQUID)
        if self._settled is None:
            return variance
        return variance + (self._settled.liquid_sd_per_k * (self.x[cov.LIQUID] - self.x[cov.AMBIENT])) ** 2

    @property
    def learned(self) -> list[list[float]]:
        """The covariance of what was learned about the holder (`covariance.PARAMETERS`)."""
        return self.covariance.learned() if self._settled is None else self._settled.learned

    @property
    def power_gain(self) -> float:
        """Heat of this heater relative to the nominal one."""
        return math.exp(self.x[cov.GAIN])

    def predict(self, dt_s: float, duty: float) -> None:
        """Carry the estimate over ``dt_s`` seconds in which ``duty`` (0…1) was applied."""
        c = self.conductances
        r = rates(c)
        plate_w = self.power_gain * heater_power_w(duty)
        n, h = sub_steps(dt_s)
        x = self.x
        for _ in range(n):
            plate, glass, liquid, ambient = x[0], x[1], x[2], x[3]
            to_glass = c.plate_to_glass * (plate - glass)
            to_liquid = c.glass_to_liquid * (glass - liquid)
            plate_leak = c.plate_to_room * (plate - ambient)
            glass_leak = c.glass_to_room * (glass - ambient)
            by = Sensitivities(
                plate_by_gain=plate_w * r.plate_k_per_j,
                plate_by_first=-to_glass * r.plate_k_per_j,
                glass_by_first=to_glass * r.glass_k_per_j,
                glass_by_second=-to_liquid * r.glass_k_per_j,
                liquid_by_second=to_liquid * r.liquid_k_per_j,
                plate_by_leak=-plate_leak * r.plate_k_per_j,
                glass_by_leak=-glass_leak * r.glass_k_per_j,
                plate_by_capacity=-(plate_w - to_glass - plate_leak) * r.plate_k_per_j,
                glass_by_capacity=-(to_glass - to_liquid - glass_leak) * r.glass_k_per_j,
            )
            self.covariance.predict(r, by, h)
            x[:3] = advance(r, (plate, glass, liquid), ambient, plate_w, x[cov.UNEXPLAINED], h)

    def take(self, reading_c: float, dt_s: float) -> Outcome:
        """Weigh one reading of the plate (offset removed) and take it in; ``dt_s``: since the last call."""
        self._since_surprise_s += dt_s
        innovation = reading_c - self.x[cov.PLATE]
        spread = self.covariance.variance(cov.PLATE) + READING_VARIANCE
        verdict = self._gate.judge(reading_c, innovation, math.sqrt(spread), dt_s)
        if verdict in (Verdict.HOLD_BACK, Verdict.HOLD_BACK_AGAIN):
            return Outcome(verdict, innovation)
        is_jump = False
        if verdict is Verdict.BELIEVE:
            for node in (cov.PLATE, cov.GLASS, cov.LIQUID):
                self.covariance.loosen(node, _BELIEVED_VARIANCE)
            spread += _BELIEVED_VARIANCE
            is_jump = abs(innovation) > JUMP_K
        self._surprise += min(dt_s / _SURPRISE_MEMORY_S, 1.0) * (innovation * innovation / spread - self._surprise)
        follows = self.covariance.update(spread)
        x = self.x
        for i, share in enumerate(follows):
            x[i] += share * innovation
        self._clamp()
        return Outcome(verdict, innovation, self._surprised(), is_jump)

    def _surprised(self) -> bool:
        """React to readings that do not fit for a while: something happened to the vial that nobody announced."""
        if self._surprise <= _SURPRISED_ABOVE or self._since_surprise_s < _SURPRISES_APART_S:
            return False
        self.covariance.loosen(cov.LIQUID, 1.0)
        self.covariance.loosen(cov.UNEXPLAINED, 0.05**2)
        self.covariance.loosen(cov.GAIN, 0.02**2)
        self._surprise, self._since_surprise_s = 1.0, 0.0
        return True

    def _clamp(self) -> None:
        """Keep the estimate within its bounds; whoever changes ``x`` calls this."""
        self._conductances = None
        x = self.x
        for i, (low, high) in BOUNDS.items():
            if x[i] < low:
                x[i] = low
            elif x[i] > high:
                x[i] = high

    def is_sound(self) -> bool:
        """False when a number is no longer finite; the observer must then start anew."""
        return math.isfinite(sum(self.x)) and self.covariance.is_sound()

    # --- events ------------------------------------------------------------------------------------------------

    def dose(self, volume_ml: float, temperature_c: float | None) -> None:
        """Liquid was added, of ``temperature_c``, or of the room's temperature when None."""
        if volume_ml <= 0.0:
            return
        before = liquid_capacity(self.volume_ml)
        kept = before / (before + WATER_J_PER_ML_K * volume_ml)
        added_c = self.x[cov.AMBIENT] if temperature_c is None else temperature_c
        self.x[cov.LIQUID] = kept * self.x[cov.LIQUID] + (1.0 - kept) * added_c
        self.covariance.shrink(cov.LIQUID, kept)
        self.covariance.loosen(cov.LIQUID, ((1.0 - kept) * _DOSE_TEMPERATURE_SD_K) ** 2)
        self.volume_ml += volume_ml

    def set_stirring(self, is_stirred: bool) -> None:
        """Stirring began or ended; what was learned about the stirred vial is kept for when it begins again."""
        if is_stirred == self.is_stirred:
            return
        self.is_stirred = is_stirred
        self._conductances = None
        if not is_stirred:
            self._stirred_memory = (self.x[cov.GLASS_TO_LIQUID], self.covariance.variance(cov.GLASS_TO_LIQUID))
            self.covariance.loosen(cov.GLASS_TO_LIQUID, _STOPPED_VARIANCE)
        elif self._stirred_memory is not None:
            value, variance = self._stirred_memory
            self.x[cov.GLASS_TO_LIQUID] = value
            self.covariance.isolate(cov.GLASS_TO_LIQUID, variance)
            self._stirred_memory = None

    def shift(self, kelvin: float) -> None:
        """All temperatures move alike: the offset of the sensor was corrected."""
        for i in range(4):
            self.x[i] += kelvin
        self._clamp()

    # --- keeping -----------------------------------------------------------------------------------------------

    def is_at_a_bound(self) -> bool:
        """Whether something learned sits at the edge of what is allowed: then nothing was learned."""
        return any(self.x[i] <= BOUNDS[i][0] + 1e-6 or self.x[i] >= BOUNDS[i][1] - 1e-6 for i in cov.PARAMETERS)

    def state(self) -> dict[str, object]:
        """Return what is needed to go on after a short break, as JSON types."""
        return {
            "x": list(self.x),
            "covariance": self.covariance.state(),
            "is_stirred": self.is_stirred,
            "stirred_memory": None if self._stirred_memory is None else list(self._stirred_memory),
            "settled": None if self._settled is None else self._settled.as_json(),
        }

    def restore(self, state: Mapping[str, object], gap_s: float) -> None:
        """Go on from a stored state ``gap_s`` seconds later, in which the heater was off.

        Raises ValueError when the state does not fit; the observer must then start anew.
        """
        x, triangle, memory = state.get("x"), state.get("covariance"), state.get("stirred_memory")
        if not isinstance(x, list) or len(x) != cov.SIZE or not isinstance(triangle, list):
            raise ValueError("the stored estimate does not fit; start the observer anew")
        if not all(isinstance(v, int | float) and math.isfinite(v) for v in x):
            raise ValueError("the stored estimate holds other things than numbers; start the observer anew")
        self.covariance.load(triangle)
        self.x = [float(v) for v in x]
        self._begin()
        self._settled = settled_from_json(state.get("settled"))
        if (self._settled is None) != (self.covariance.variance(cov.LEAK) > 0.0):
            raise ValueError("the stored estimate does not say what is known; start the observer anew")
        self.is_stirred = state.get("is_stirred") is not False
        if isinstance(memory, list) and len(memory) == 2 and not self.is_stirred:
            self._stirred_memory = (float(memory[0]), float(memory[1]))
        self._clamp()
        if gap_s > 0.0:
            self.predict(gap_s, 0.0)
        self.covariance.loosen(cov.LIQUID, _RESTORED_LIQUID_VARIANCE)
