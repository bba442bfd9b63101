"""Growth of a culture: amounts in, amounts out.

The state holds amounts (mg, mL), not concentrations, so evaporation and additions need no terms of their own and mass
is conserved by construction. One step solves uptake of the limiting nutrient implicitly (Monod's law is a quadratic in
the nutrient that is left), hence nothing becomes negative and a starving chemostat needs no short steps; growth within
a step is exponential.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from pioreactor.simulation.physics.presets import Organism


@dataclass(slots=True)
class Culture:
    """What is suspended and dissolved in the bulk of the liquid. Amounts in mg (drug: µg).

    ``lag`` and ``adapted`` are states of the cells; ``consumed`` and ``made`` are sums since the start.
    """

    live: float = 0.0
    dead: float = 0.0
    substrate: float = 0.0
    product: float = 0.0
    drug: float = 0.0
    film: float = 0.0
    lag: float = 1e9
    adapted: float = 0.0
    consumed: float = 0.0
    made: float = 0.0
    growth_rate: float = 0.0

    def copy(self) -> Culture:
        """A copy that shares nothing."""
        return Culture(*(getattr(self, name) for name in self.__slots__))


def initial_lag(mu_max: float, lag_h: float) -> float:
    """Lag state of Baranyi and Roberts for a lag of ``lag_h`` hours at the best temperature."""
    work = mu_max * lag_h
    return 1.0 / math.expm1(work) if work > 1e-9 else 1e9


def temperature_factor(organism: Organism, t: float) -> float:
    """Rosso's cardinal model with inflection: 1 at the optimum, 0 outside (T_min, T_max)."""
    low, best, high = organism.t_min, organism.t_opt, organism.t_max
    if not low < t < high:
        return 0.0
    above = (t - high) * (t - low) ** 2
    below = (best - low) * ((best - low) * (t - best) - (best - high) * (best + low - 2.0 * t))
    return max(0.0, above / below)


def uptake(left: float, appetite: float, half: float) -> float:
    """Nutrient taken from ``left`` when a full belly would take ``appetite`` (same unit; Monod, solved at the end)."""
    if left <= 0.0 or appetite <= 0.0:
        return 0.0
    b = half - left + appetite
    root = math.sqrt(b * b + 4.0 * half * left)
    # Of the two forms of the positive root take the one that does not subtract nearly equal numbers.
    rest = 2.0 * half * left / (b + root) if b > 0 else (root - b) / 2.0
    return min(left, max(0.0, left - rest))


def step(
    culture: Culture, organism: Organism, volume_ml: float, temperature_c: float, dt_s: float, noise: float
) -> None:
    """Advance ``culture`` by ``dt_s`` seconds in ``volume_ml``; ``noise`` multiplies the growth rate."""
    if culture.live <= 0.0 and culture.dead <= 0.0 and culture.film <= 0.0:
        culture.growth_rate = 0.0
        return
    dt = dt_s / 3600.0
    gamma = temperature_factor(organism, temperature_c)
    drug = culture.drug / volume_ml
    inhibition = _drug_power(drug, organism)
    x = culture.live / volume_ml
    potential = (
        noise
        * gamma
        * _lag_share(culture, organism.mu_max * gamma * dt)
        * max(0.0, 1.0 - x / organism.capacity)
        / (1.0 + inhibition)
    )
    before = culture.live
    s_conc = culture.substrate / volume_ml
    _eat_first(culture, organism, volume_ml, potential * organism.mu_max, dt)
    if organism.mu_second > 0.0:
        _eat_second(culture, organism, volume_ml, potential * organism.mu_second, dt, s_conc)
    culture.growth_rate = math.log(culture.live / before) / dt if before > 0 else 0.0
    _die(culture, organism, temperature_c, inhibition, s_conc + culture.product / volume_ml, dt)


def _lag_share(culture: Culture, nu_dt: float) -> float:
    """Mean of q/(1+q) over the step while q grows by exp(nu_dt); advances q."""
    q = culture.lag
    if q > 1e6:
        return 1.0
    if nu_dt < 1e-12:
        return q / (1.0 + q)
    culture.lag = q * math.exp(nu_dt)
    return math.log((1.0 + culture.lag) / (1.0 + q)) / nu_dt


def _drug_power(drug: float, organism: Organism) -> float:
    return float((drug / organism.ic50) ** organism.hill) if drug > 0.0 else 0.0


def _eat_first(culture: Culture, organism: Organism, volume_ml: float, mu: float, dt: float) -> None:
    if organism.product_yield > 0.0:
        mu *= max(0.0, 1.0 - culture.product / volume_ml / organism.product_limit)
    need = mu / organism.yield_first + organism.maintenance
    grown = culture.live * math.expm1(mu * dt)
    appetite = grown * need / mu if mu > 1e-12 else culture.live * need * dt
    eaten = uptake(culture.substrate, appetite, organism.half_saturation * volume_ml)
    gain = eaten * mu / need
    culture.substrate -= eaten
    culture.consumed += eaten
    culture.live += gain
    culture.made += gain
    culture.product += organism.product_yield * eaten


def _eat_second(culture: Culture, organism: Organism, volume_ml: float, mu: float, dt: float, s_conc: float) -> None:
    free = organism.repression / (organism.repression + s_conc)
    target = 1.0 if free > 0.5 else 0.0
    culture.adapted = target + (culture.adapted - target) * math.exp(-dt / organism.adaptation_h)
    mu *= free * culture.adapted
    if mu <= 1e-12:
        return
    appetite = culture.live * math.expm1(mu * dt) / organism.yield_second
    eaten = uptake(culture.product, appetite, organism.half_saturation * volume_ml)
    gain = eaten * organism.yield_second
    culture.product -= eaten
    culture.live += gain
    culture.made += gain


def _die(culture: Culture, organism: Organism, t: float, inhibition: float, food: float, dt: float) -> None:
    rate = organism.death
    rate += organism.heat_death * 10.0 ** min(4.0, (t - organism.t_max - 2.0) / organism.heat_z)
    rate += organism.drug_death * inhibition / (1.0 + inhibition)
    rate += organism.starvation * organism.half_saturation / (organism.half_saturation + max(0.0, food))
    killed = culture.live * -math.expm1(-rate * dt)
    lysed = culture.dead * -math.expm1(-organism.lysis * dt)
    attached = (culture.live - killed) * -math.expm1(-organism.attach * dt)
    detached = culture.film * -math.expm1(-organism.detach * dt)
    culture.live += detached - killed - attached
    culture.dead += killed - lysed
    culture.film += attached - detached
