"""Heat of one vial: three nodes (plate, glass, liquid) and a row of constants per generation of holder.

*Plate* is the heater board with its sensor, *glass* the bottom of the vial and its holder. Temperatures are absolute,
°C; duty is 0…1. The constants come from heater-off traces of real units with 15 mL; the 40 mL row and the factor for a
vial that is not stirred are assumptions.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

FULL_POWER_W: Final = 3.745  # five groups of three 3.9 Ω resistors at 5.014 V, less 4 % in switch and wires
DROOP: Final = 0.0185  # share of the power that the supply loses at full duty
WATER_J_PER_ML_K: Final = 4.18
VESSEL_J_PER_K: Final = 15.0
STILL_FACTOR: Final = 0.45  # of the conductance from glass to liquid, when nothing stirs
LONGEST_STEP_S: Final = 2.5  # the series below is accurate and stable up to here (fastest mode: 6 s)


class Holder(NamedTuple):
    """Heat capacities (J/K) and conductances (W/K) of one generation of holder, and how hot its plate may get.

    ``cap_below_reduce_k``: the controller stays this many kelvin below the limit at which heating is reduced.
    """

    plate: float
    glass: float
    plate_to_glass: float
    glass_to_liquid: float
    plate_to_room: float
    glass_to_room: float
    liquid_to_room: float
    reduce_c: float
    disable_c: float
    shutdown_c: float
    cap_below_reduce_k: float

    @property
    def plate_cap_c(self) -> float:
        """Temperature of the plate that the controller does not exceed, °C."""
        return self.reduce_c - self.cap_below_reduce_k


HOLDER_1_0: Final = Holder(5.3, 25.0, 0.153, 0.433, 0.009, 0.010, 0.054, 63.0, 65.0, 66.0, 3.0)
HOLDER_1_1: Final = Holder(3.7, 5.2, 0.283, 0.216, 0.007, 0.015, 0.023, 78.0, 80.0, 85.0, 4.0)
HOLDER_40_ML: Final = HOLDER_1_1._replace(liquid_to_room=0.0288)


def holder_of(model_name: str, model_version: str) -> Holder:
    """The holder of a bioreactor model; an unknown model gets that of the 20 mL, v1.1 and later."""
    if (model_name, model_version) == ("pioreactor_20ml", "1.0"):
        return HOLDER_1_0
    return HOLDER_40_ML if "40ml" in model_name else HOLDER_1_1


def heater_power_w(duty: float) -> float:
    """Heat that the nominal heater makes at a duty of 0…1, in W."""
    return duty * FULL_POWER_W * (1.0 - DROOP * duty)


def duty_for(power_w: float) -> float:
    """Duty (0…1) that makes this much heat with the nominal heater; the inverse of `heater_power_w`."""
    duty = min(max(power_w / FULL_POWER_W, 0.0), 1.0)
    return min(duty * (1.0 + DROOP * duty), 1.0)


def liquid_capacity(volume_ml: float) -> float:
    """Heat capacity of liquid and vessel wall, in J/K."""
    return WATER_J_PER_ML_K * volume_ml + VESSEL_J_PER_K


class Conductances(NamedTuple):
    """What heat flows through right now: conductances in W/K, capacities in J/K."""

    plate: float
    glass: float
    liquid: float
    plate_to_glass: float
    glass_to_liquid: float
    plate_to_room: float
    glass_to_room: float
    liquid_to_room: float


class Deviations(NamedTuple):
    """What has been learned about one holder and vial: logs of the factors on the row of the holder.

    ``leak``: on both ways past the liquid, from plate and glass to the room.
    """

    plate_to_glass: float = 0.0
    glass_to_liquid: float = 0.0
    leak: float = 0.0
    plate: float = 0.0
    glass: float = 0.0


def conductances(holder: Holder, volume_ml: float, is_stirred: bool, by: Deviations) -> Conductances:
    """The conductances and capacities of this holder and vial."""
    leak = math.exp(by.leak)
    return Conductances(
        holder.plate * math.exp(by.plate),
        holder.glass * math.exp(by.glass),
        liquid_capacity(volume_ml),
        holder.plate_to_glass * math.exp(by.plate_to_glass),
        (1.0 if is_stirred else STILL_FACTOR) * holder.glass_to_liquid * math.exp(by.glass_to_liquid),
        holder.plate_to_room * leak,
        holder.glass_to_room * leak,
        holder.liquid_to_room,
    )


def without_vial(c: Conductances) -> Conductances:
    """What remains when the vial is lifted out: a lighter holder that touches the plate less and the air more."""
    return c._replace(
        glass=0.4 * c.glass,
        plate_to_glass=0.7 * c.plate_to_glass,
        glass_to_liquid=0.0,
        glass_to_room=1.5 * c.glass_to_room,
    )


class Rates(NamedTuple):
    """The same as coefficients of the three equations, 1/s: ``pg`` is the pull of the glass on the plate, and so on.

    The last three are kelvin per joule.
    """

    pp: float
    pg: float
    pa: float
    gp: float
    gg: float
    gl: float
    ga: float
    lg: float
    ll: float
    la: float
    plate_k_per_j: float
    glass_k_per_j: float
    liquid_k_per_j: float


def rates(c: Conductances) -> Rates:
    """Coefficients of the equations."""
    return Rates(
        pp=-(c.plate_to_glass + c.plate_to_room) / c.plate,
        pg=c.plate_to_glass / c.plate,
        pa=c.plate_to_room / c.plate,
        gp=c.plate_to_glass / c.glass,
        gg=-(c.plate_to_glass + c.glass_to_liquid + c.glass_to_room) / c.glass,
        gl=c.glass_to_liquid / c.glass,
        ga=c.glass_to_room / c.glass,
        lg=c.glass_to_liquid / c.liquid,
        ll=-(c.glass_to_liquid + c.liquid_to_room) / c.liquid,
        la=c.liquid_to_room / c.liquid,
        plate_k_per_j=1.0 / c.plate,
        glass_k_per_j=1.0 / c.glass,
        liquid_k_per_j=1.0 / c.liquid,
    )


Temperatures = tuple[float, float, float]


def advance(
    r: Rates, temperatures: Temperatures, ambient_c: float, plate_w: float, liquid_w: float, dt_s: float
) -> Temperatures:
    """Temperatures of plate, glass and liquid after ``dt_s`` ≤ `LONGEST_STEP_S` with constant heats (W).

    Third-order series of the exact solution, error below 0.01 K per step of 2 s at full power.
    """
    p, g, q = temperatures
    p1 = r.pp * p + r.pg * g + r.pa * ambient_c + plate_w * r.plate_k_per_j
    g1 = r.gp * p + r.gg * g + r.gl * q + r.ga * ambient_c
    q1 = r.lg * g + r.ll * q + r.la * ambient_c + liquid_w * r.liquid_k_per_j
    p2 = r.pp * p1 + r.pg * g1
    g2 = r.gp * p1 + r.gg * g1 + r.gl * q1
    q2 = r.lg * g1 + r.ll * q1
    half, third = 0.5 * dt_s, dt_s / 3.0
    return (
        p + dt_s * (p1 + half * (p2 + third * (r.pp * p2 + r.pg * g2))),
        g + dt_s * (g1 + half * (g2 + third * (r.gp * p2 + r.gg * g2 + r.gl * q2))),
        q + dt_s * (q1 + half * (q2 + third * (r.lg * g2 + r.ll * q2))),
    )


def sub_steps(dt_s: float) -> tuple[int, float]:
    """Into how many equal steps to cut ``dt_s``, and their length in seconds."""
    n = max(1, math.ceil(dt_s / LONGEST_STEP_S - 1e-9))
    return n, dt_s / n
