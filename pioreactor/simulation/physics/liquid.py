"""The liquid of a vial: volume, the plume of what was just added, and every mL's way in and out."""

from __future__ import annotations

import math
from copy import copy
from dataclasses import dataclass
from typing import Final

from pioreactor.simulation.physics.growth import Culture
from pioreactor.simulation.physics.pumps import PumpName
from pioreactor.simulation.physics.room import saturation_g_per_l

AREA_CM2: Final = 5.02
SURFACE_ML: Final = 0.08
EVAPORATION_ML_PER_H: Final = 0.01


@dataclass(slots=True)
class Feed:
    """What a bottle holds: g/L of substrate, mg/L of drug, mL left, °C above the room."""

    substrate: float
    drug: float = 0.0
    left_ml: float = 250.0
    above_room_k: float = 0.0


@dataclass(slots=True)
class Tally:
    """Sums since the start, mL and mg, for balances."""

    media_ml: float = 0.0
    alt_media_ml: float = 0.0
    waste_ml: float = 0.0
    by_hand_ml: float = 0.0
    evaporated_ml: float = 0.0
    spilled_ml: float = 0.0
    substrate_in_mg: float = 0.0
    substrate_out_mg: float = 0.0
    biomass_in_mg: float = 0.0
    biomass_out_mg: float = 0.0


class Liquid:
    """Bulk and plume. Volumes in mL, amounts in mg (drug: µg). The plume is what was added and is not yet mixed in."""

    def __init__(self, volume_ml: float, capacity_ml: float, culture: Culture) -> None:
        self.bulk_ml = volume_ml
        self.plume_ml = 0.0
        self.plume_substrate = 0.0
        self.plume_drug = 0.0
        self.culture = culture
        self.capacity_ml = capacity_ml
        self.mixing_s = 2.0
        self.tally = Tally()
        self.feeds: dict[PumpName, Feed] = {}

    def copy(self) -> Liquid:
        """A copy that shares nothing."""
        other = copy(self)
        other.culture = self.culture.copy()
        other.tally = copy(self.tally)
        other.feeds = {name: copy(feed) for name, feed in self.feeds.items()}
        return other

    @property
    def volume_ml(self) -> float:
        """All liquid in the vial."""
        return self.bulk_ml + self.plume_ml

    def pour(self, volume_ml: float, feed: Feed) -> float:
        """Add ``volume_ml`` from a bottle; returns what it gave (an empty bottle gives air)."""
        given = min(volume_ml, feed.left_ml)
        feed.left_ml -= given
        self.plume_ml += given
        self.plume_substrate += given * feed.substrate
        self.plume_drug += given * feed.drug
        self.tally.substrate_in_mg += given * feed.substrate
        return given

    def mix(self, dt: float) -> None:
        """The plume joins the bulk."""
        share = -math.expm1(-dt / self.mixing_s)
        if self.plume_ml < 1e-6 and self.plume_ml > 0.0:
            share = 1.0
        if self.plume_ml <= 0.0:
            return
        self.bulk_ml += share * self.plume_ml
        self.culture.substrate += share * self.plume_substrate
        self.culture.drug += share * self.plume_drug
        self.plume_ml -= share * self.plume_ml
        self.plume_substrate -= share * self.plume_substrate
        self.plume_drug -= share * self.plume_drug

    def drain(self, offered_ml: float, efflux_ml: float) -> float:
        """Take what the waste pump offers; near the tube's end it sucks air. Returns mL of liquid taken."""
        height = (self.volume_ml - efflux_ml) / SURFACE_ML
        wet = 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, height))))
        taken = self.take(offered_ml * wet)
        self.tally.waste_ml += taken
        return taken

    def take(self, volume_ml: float) -> float:
        """Remove up to ``volume_ml`` of bulk with what is in it; returns mL taken."""
        taken = min(volume_ml, self.bulk_ml)
        if taken <= 0.0:
            return 0.0
        share = taken / self.bulk_ml
        culture = self.culture
        self.tally.substrate_out_mg += share * culture.substrate
        self.tally.biomass_out_mg += share * (culture.live + culture.dead)
        self.bulk_ml -= taken
        for name in ("live", "dead", "substrate", "product", "drug"):
            setattr(culture, name, getattr(culture, name) * (1.0 - share))
        return taken

    def spill_over(self) -> float:
        """What stands above the rim runs off; returns mL."""
        surplus = self.volume_ml - self.capacity_ml
        if surplus <= 0.0:
            return 0.0
        self.mix(1e9)
        spilled = self.take(surplus)
        self.tally.spilled_ml += spilled
        return spilled

    def evaporate(self, dt: float, liquid_c: float, room_c: float, humidity: float) -> float:
        """Water leaves; returns mL."""
        here = saturation_g_per_l(liquid_c)
        dry = max(0.0, 1.0 - humidity * saturation_g_per_l(room_c) / here)
        lost = EVAPORATION_ML_PER_H * here / saturation_g_per_l(37.0) * dry * dt / 3600.0
        lost = min(lost, self.bulk_ml)
        self.bulk_ml -= lost
        self.tally.evaporated_ml += lost
        return lost
