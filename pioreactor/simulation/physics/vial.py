"""One simulated vial: state and equations, advanced lazily to the instants that are asked for.

Slow state (heat, liquid, growth) is settled on a grid and at commands (:mod:`course`); light and edges are functions of
time. So the course of a vial depends on its seed and on what was commanded when, and not on who looked at it.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from pioreactor.simulation.physics import growth
from pioreactor.simulation.physics.course import Course, Slow
from pioreactor.simulation.physics.lamps import Lamps
from pioreactor.simulation.physics.liquid import Feed, Liquid
from pioreactor.simulation.physics.noise import Drift, Floats, Grid
from pioreactor.simulation.physics.optics import Optics, Scene
from pioreactor.simulation.physics.presets import Preset
from pioreactor.simulation.physics.pumps import PUMPS, Pump, PumpName
from pioreactor.simulation.physics.room import Room
from pioreactor.simulation.physics.settings import VialSettings
from pioreactor.simulation.physics.stirrer import Stirrer
from pioreactor.simulation.physics.thermal import EVAPORATION_J_PER_ML, Thermal, holder

INFRARED: Final = 0


class SimVial:
    """The vial. Every method takes clock seconds ``t``, which may not lie before the last command."""

    def __init__(self, settings: VialSettings, t: float) -> None:
        s = self.settings = settings
        self.organism = s.preset.organism
        self.room = Room(s.seed, s.room_c, s.room_light, s.mains_hz)
        self.lamps = Lamps(s.seed, t, s.lag_s)
        self.optics = Optics(
            s.seed,
            s.angles,
            on_hat=s.on_hat,
            hum_share=s.hum_share,
            mains_hz=self.room.mains_hz,
            lag_s=s.lag_s,
            spread=s.spread,
        )
        self.stirrer = Stirrer(s.seed, t, s.spread)
        self.thermal = Thermal(s.seed, holder(s.model, s.version), s.spread)
        self.pumps: dict[PumpName, Pump] = {name: Pump(s.seed, name, t) for name in PUMPS}
        self.heater_duty = 0.0
        self.heater_stuck = False
        self.heater_open = False
        self.has_vial = True
        self.lid_open = False
        self.rail_v = s.rail_v
        self.efflux_ml = s.preset.volume_ml
        self.effects: dict[str, float] = {}
        self.replay_from = t
        self._wander = Drift(s.seed, "growth/wander", 1200.0)
        self._smear = Drift(s.seed, "optics/condensation", 3600.0)
        self._rail_noise = Grid(s.seed, "rail", 0.5)
        self._flicker = Grid(s.seed, "led/flicker", 0.05)
        start = Slow(t, self._fresh_liquid(s.preset), np.zeros(3), 0.0)
        self._course = Course(start, self._stepped, self._is_pumping, self._load_stirrer)

    def _fresh_liquid(self, contents: Preset) -> Liquid:
        capacity = 40.0 if "40ml" in self.settings.model else 20.0
        volume, organism = contents.volume_ml, contents.organism
        culture = growth.Culture(
            live=contents.od * organism.mass_per_od * volume,
            substrate=organism.first_substrate * volume,
            lag=growth.initial_lag(organism.mu_max, contents.lag_h),
        )
        liquid = Liquid(volume, capacity, culture)
        liquid.feeds = {"media": Feed(organism.first_substrate), "alt_media": Feed(organism.first_substrate, drug=10.0)}
        return liquid

    # --- time ---------------------------------------------------------------------------------------------------

    @property
    def t(self) -> float:
        """The instant up to which the state is settled."""
        return self._course.now.t

    @property
    def version(self) -> int:
        """Changes whenever what was computed ahead may no longer hold."""
        return self._course.version

    @property
    def horizon(self) -> float:
        """Up to here values can be asked for without settling more state."""
        return self._course.ahead.t

    def advance(self, t: float) -> None:
        """Settle the state on its grid up to ``t``."""
        if self._course.advance(t) and not self.stirrer.coupled:
            self.stirrer.refresh(self.t)

    def change(self, t: float) -> float:
        """Settle the state at exactly ``t``: something is about to be commanded. Returns the instant used."""
        self.advance(t)
        return self._course.settle(t)

    def _load_stirrer(self, slow: Slow) -> None:
        """The stirrer feels how much liquid it turns, and what the supply gives."""
        rail_v = self.supply_v() if self.rail_v is None else self.rail_v
        self.stirrer.follow(slow.t, rail_v, slow.liquid.volume_ml)

    def _is_pumping(self, t: float) -> bool:
        return any(pump.is_moving(t) for pump in self.pumps.values())

    def _stepped(self, now: Slow, t: float) -> Slow:
        slow = now.copy()
        dt = t - now.t
        middle = now.t + dt / 2.0
        room_c = self.room.temperature_c(middle)
        rpm = self.stirrer.fluid_rpm(middle)
        liquid = slow.liquid
        self.thermal.state = now.heat
        self._pump(liquid, now.t, t, rpm)
        liquid.mixing_s = float(np.interp(rpm, (0.0, 200.0, 500.0, 1000.0), (25.0, 6.0, 2.0, 1.0)))
        liquid.mix(dt)
        warm_c = room_c + float(now.heat[2])
        dry = 5.0 if self.lid_open else 1.0
        evaporated = liquid.evaporate(dt * dry, warm_c, room_c, self.room.humidity) if self.has_vial else 0.0
        liquid.spill_over()
        self.thermal.configure(max(0.5, liquid.volume_ml), rpm > 100.0)
        stirring_w = 0.03 * (rpm / 1000.0) ** 3
        slow.heat = self.thermal.ahead(dt, self._heater_w(), stirring_w - EVAPORATION_J_PER_ML * evaporated / dt)
        noise = math.exp(0.015 * self._wander.at(middle)) if self.settings.noise else 1.0
        mean_c = room_c + 0.5 * float(now.heat[2] + slow.heat[2])
        growth.step(liquid.culture, self.organism, max(0.05, liquid.bulk_ml), mean_c, dt, noise)
        self._settle_cells(slow, rpm, dt)
        slow.t = t
        return slow

    def _settle_cells(self, slow: Slow, rpm: float, dt: float) -> None:
        if rpm < 100.0:
            slow.settled = 1.0 - (1.0 - slow.settled) * math.exp(-dt / 3600.0 / self.organism.settling_h)
        elif slow.settled > 0.0:
            slow.settled *= math.exp(-dt / 3.0)

    def _pump(self, liquid: Liquid, a: float, b: float, rpm: float) -> None:
        for name, pump in self.pumps.items():
            if not pump.is_moving(a):
                continue
            volume = pump.volume(a, b)
            if name == "waste":
                tilt = 0.5 * (rpm / 1000.0) ** 1.74
                if not self.effects.get("tube.blocked"):
                    liquid.drain(max(0.0, volume), self.efflux_ml + self.effects.get("tube.efflux_lifted", 0.0) - tilt)
                continue
            if volume < 0.0:
                liquid.take(-volume)
                continue
            if self.effects.get("pump.air"):
                volume *= 1.0 - min(1.0, self.effects["pump.air"])
            feed = liquid.feeds[name]
            before = liquid.volume_ml
            given = liquid.pour(0.0 if self.effects.get("bottle.empty") else volume, feed)
            self.thermal.mix_in(before, given, feed.above_room_k)
            if name == "media":
                liquid.tally.media_ml += given
            else:
                liquid.tally.alt_media_ml += given

    def supply_v(self) -> float:
        """The 5 V supply under its present load, without its noise."""
        on_5_v = 0.4 * sum(p.duty >= 25.0 for p in self.pumps.values()) if self.rail_v is None else 0.0
        amps = 0.6 + 0.77 * self.heater_duty / 100.0 + 0.1 * self.stirrer.duty / 100.0 + on_5_v
        return 5.05 - 0.06 * amps - self.effects.get("power.undervolt", 0.0)

    def rail(self, t: float) -> float:
        """Volts on the rail of outputs 1 to 4, as a meter shows it."""
        mean = self.supply_v() if self.rail_v is None else self.rail_v
        return mean + 0.010 * float(self._rail_noise.at(np.array([t]))[0])

    def _heater_w(self) -> float:
        if self.heater_open:
            return 0.0
        return self.thermal.power_w(100.0 if self.heater_stuck else self.heater_duty, self.supply_v())

    # --- commands -----------------------------------------------------------------------------------------------

    def set_led(self, t: float, channel: int, percent: float) -> None:
        """LED ``channel`` 0 to 3 (A to D), intensity 0 to 100 %."""
        # Light changes nothing slow, so no state is settled for it.
        self.advance(t)
        self._course.version += 1
        if self.effects.get("led.swapped_channel"):
            channel = {0: 1, 1: 0}.get(channel, channel)
        self.lamps.set(t, channel, percent)

    def set_output(self, t: float, name: str, duty: float) -> None:
        """Drive ``stirring``, ``heating``, ``media``, ``alt_media`` or ``waste`` with ``duty`` percent."""
        t = self.change(t)
        if name == "heating":
            self.heater_duty = duty
        elif name == "stirring":
            self._load_stirrer(self._course.now)
            self.stirrer.set_duty(t, duty)
        elif name in self.pumps:
            self._drive_pump(t, name, 100.0 if self.effects.get(f"pump.stuck_on/{name}") else duty)

    def _drive_pump(self, t: float, name: PumpName, duty: float) -> None:
        liquid = self._course.now.liquid
        moved = getattr(liquid.tally, f"{name}_ml")
        rail = self.supply_v() if self.rail_v is None else self.rail_v
        back = self.pumps[name].set_duty(t, duty, rail, moved)
        if back and name != "waste":
            taken = liquid.take(min(back, liquid.bulk_ml))
            setattr(liquid.tally, f"{name}_ml", moved - taken)
            liquid.feeds[name].left_ml += taken

    # --- what sensors see ---------------------------------------------------------------------------------------

    def photodiode(self, channel: int, times: Floats) -> Floats:
        """Volts of photodiode ``channel`` 1 to 4 at ascending ``times``, all before :attr:`horizon`."""
        room_c, liquid_c = self.room.temperature_c(self.t), self.liquid_c(self.t)
        light = self.lamps.light(times, INFRARED, room_c, liquid_c) * self._lamp_health(times)
        others = self.lamps.others(float(times[0]), INFRARED)
        if self.effects.get(f"pd.unplugged/{channel}"):
            return np.full(len(times), 0.001)
        angle = self.optics.angles.get(channel)
        trace = self.settings.traces.get(angle or "")
        if trace is not None:
            dark = self.optics.volts(channel, times, np.zeros(len(times)), others, self._scene(times))
            volts = dark + light * trace.at(times - self.replay_from)
        else:
            volts = self.optics.volts(channel, times, light, others, self._scene(times))
        clipped: Floats = np.clip(volts, 0.0, 3.3)
        return clipped

    def _lamp_health(self, times: Floats) -> Any:
        if not self.effects:
            return 1.0
        if "led.dead" in self.effects:
            return 0.0
        health: Any = 1.0 - self.effects.get("led.dim", 0.0)
        if "led.flicker" in self.effects:
            health = health * (1.0 + self.effects["led.flicker"] * self._flicker.at(times))
        return health

    def concentration(self, t: float) -> float:
        """What the beam crosses, mg of dry mass per mL: live cells, most of the dead ones, the film on the glass."""
        a, b = self._course.now, self._course.ahead
        left, right = self._optical(a), self._optical(b)
        share = min(1.0, max(0.0, (t - a.t) / (b.t - a.t)))
        return left + share * (right - left)

    def _optical(self, slow: Slow) -> float:
        culture, bulk = slow.liquid.culture, max(0.05, slow.liquid.bulk_ml)
        return ((culture.live + 0.8 * culture.dead) * (1.0 - slow.settled) + culture.film) / bulk

    def _scene(self, times: Floats) -> Scene:
        first, last = float(times[0]), float(times[-1])
        liquid = self._course.now.liquid
        effects = self.effects
        drift = 1.0 - effects.get("film.grow", 0.0)
        if "condense" in effects:
            drift *= 1.0 + effects["condense"] * self._smear.at(first)
        return Scene(
            first=self.concentration(first),
            last=self.concentration(last),
            rpm=self.stirrer.fluid_rpm((first + last) / 2.0),
            volume_ml=liquid.volume_ml,
            plume_share=liquid.plume_ml / max(0.1, liquid.volume_ml),
            room_light=1.0 if self.lid_open else self.room.light,
            has_vial=self.has_vial,
            bubble_rate=self.organism.bubble_rate,
            stuck_bubble=effects.get("bubble.adhere", 0.0),
            sun_v=effects.get("light.sun", 0.0),
            drift=drift,
        )

    def _heat_at(self, t: float) -> Floats:
        now = self._course.now
        if t <= now.t:
            return now.heat
        self.thermal.state = now.heat
        rpm = self.stirrer.fluid_rpm(now.t)
        self.thermal.configure(max(0.5, now.liquid.volume_ml), rpm > 100.0)
        return self.thermal.ahead(t - now.t, self._heater_w(), 0.0)

    def board_c(self, t: float) -> float:
        """Temperature of the heater board, °C."""
        return self.room.temperature_c(t) + float(self._heat_at(t)[0])

    def liquid_c(self, t: float) -> float:
        """Temperature of the liquid, °C."""
        return self.room.temperature_c(t) + float(self._course.now.heat[2])

    # --- truth and the hands of a person ------------------------------------------------------------------------

    @property
    def liquid(self) -> Liquid:
        """The liquid at :attr:`t`."""
        return self._course.now.liquid

    def truth(self, t: float) -> dict[str, float]:
        """What really is in the vial at ``t``; for tests and displays, never for control."""
        self.advance(t)
        slow = self._course.at(t)
        liquid, culture = slow.liquid, slow.liquid.culture
        volume = max(0.05, liquid.bulk_ml)
        dry = (culture.live + 0.8 * culture.dead) / volume
        return {
            "od600": dry / self.organism.mass_per_od,
            "growth_rate_per_h": culture.growth_rate,
            "volume_ml": liquid.volume_ml,
            "stirrer_rpm": self.stirrer.fluid_rpm(t),
            "fan_rpm": self.stirrer.rpm(t),
            "liquid_temperature_c": self.room.temperature_c(t) + float(slow.heat[2]),
            "board_temperature_c": self.room.temperature_c(t) + float(slow.heat[0]),
            "room_temperature_c": self.room.temperature_c(t),
            "biomass_g_per_l": culture.live / volume,
            "dead_biomass_g_per_l": culture.dead / volume,
            "substrate_g_per_l": culture.substrate / volume,
            "product_g_per_l": culture.product / volume,
            "drug_mg_per_l": culture.drug / volume,
            "media_added_ml": liquid.tally.media_ml,
            "alt_media_added_ml": liquid.tally.alt_media_ml,
            "waste_removed_ml": liquid.tally.waste_ml,
            "evaporated_ml": liquid.tally.evaporated_ml,
            "spilled_ml": liquid.tally.spilled_ml,
        }

    def inoculate(self, t: float, od: float) -> None:
        """Set the culture to ``od`` OD600 of fresh cells (they lag as the preset says)."""
        self.change(t)
        culture = self._course.now.liquid.culture
        culture.live = od * self.organism.mass_per_od * self._course.now.liquid.bulk_ml
        culture.dead = 0.0
        culture.lag = growth.initial_lag(self.organism.mu_max, self.settings.preset.lag_h)

    def swap(self, t: float, contents: Preset) -> None:
        """Another vial is put in: its glass is clean and sits a little differently."""
        self.change(t)
        feeds = self._course.now.liquid.feeds
        self.organism = contents.organism
        self._course.now.liquid = self._fresh_liquid(contents)
        self._course.now.liquid.feeds = feeds
        self._course.now.settled = 0.0
        self.has_vial = True
        self.optics.reinsert()
        self._load_stirrer(self._course.now)

    def add_by_hand(self, t: float, volume_ml: float) -> None:
        """Pipette fresh medium in (positive) or liquid out (negative)."""
        self.change(t)
        liquid = self._course.now.liquid
        if volume_ml >= 0.0:
            liquid.pour(volume_ml, Feed(self.organism.first_substrate, left_ml=volume_ml))
            liquid.tally.by_hand_ml += volume_ml
            liquid.spill_over()
        else:
            liquid.tally.by_hand_ml -= liquid.take(-volume_ml)
        self._load_stirrer(self._course.now)
