"""From samples to levels in volts, channel by channel, with memory between readings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pioreactor.background_jobs.od_reading.acquisition import Samples
from pioreactor.domain.optics import LevelEstimate, estimate_level
from pioreactor.domain.quality import OvervoltageGuard, StuckDetector, WrapGuard, is_noisy, is_unlit
from pioreactor.hardware.adc import AdcChannel
from pioreactor.structs import ODQuality
from pioreactor.types import PdChannel

_DARK_RETAINED = 0.8
_DARK_JUMP_V = 0.005


class ChannelLevel(NamedTuple):
    """One channel of one snapshot. ``volts``: smoothed, above dark; ``overvoltage``: ``ok``, ``warn`` or ``stop``."""

    volts: float
    raw_volts: float
    quality: ODQuality
    overvoltage: str = "ok"


class ChannelPipeline:
    """What one photodiode channel remembers: its dark signal (in volts), its last level, its guards."""

    def __init__(self, adc: AdcChannel) -> None:
        self._adc = adc
        self.dark_v = 0.0
        self._has_dark = False
        self._previous: float | None = None
        self._stuck = StuckDetector()
        self._wrap = WrapGuard(adc.wraps_at_v) if adc.wraps_at_v else None
        self._overvoltage = OvervoltageGuard()

    def forget(self) -> None:
        """The next level is not pulled towards the last one (the lamp changed, or a pause)."""
        self._previous = None

    def volts(self, samples: Samples) -> float:
        """Volts at the converter's input over one window, without memory and with the dark signal."""
        return estimate_level(samples.times_s, [self._adc.to_volts(code) for code in samples.codes]).raw

    def learn_dark(self, samples: Samples) -> float:
        """Take in samples without light; returns by how many volts the dark signal jumped (0 for a small change)."""
        seen = self.volts(samples)
        change = seen - self.dark_v
        jumped = self._has_dark and abs(change) > _DARK_JUMP_V
        # A jump (a lamp in the room) is followed at once, small changes slowly: the few samples are noisy.
        self.dark_v = self.dark_v + change * (1.0 - _DARK_RETAINED) if self._has_dark and not jumped else seen
        self._has_dark = True
        return change if jumped else 0.0

    def level(self, samples: Samples, *, mains_hz: float | None, weight: float) -> ChannelLevel:
        """Level of one window; ``weight`` is that of the previous level in samples."""
        adc = self._adc
        volts = [adc.to_volts(code) for code in samples.codes]
        estimate = estimate_level(
            samples.times_s,
            volts,
            mains_hz=None if adc.is_filtered else mains_hz,
            weight=weight if self._previous is not None else 0.0,
            previous=None if self._previous is None else self._previous + self.dark_v,
        )
        code = self._code(estimate, samples.codes)
        above_dark = max(0.0, estimate.level - self.dark_v)
        raw = max(0.0, estimate.raw - self.dark_v)
        self._previous = above_dark if code in ("ok", "noisy") else None
        quality = ODQuality(
            code=code,
            samples=estimate.used,
            spread=round(estimate.spread, 7),
            hum=round(estimate.hum, 7),
            droop=round(estimate.droop, 5),
            full_scale=adc.full_scale_v,
            raw_volts=round(raw, 10),
        )
        return ChannelLevel(round(above_dark, 10), raw, quality, self._overvoltage.update(estimate.raw))

    def _code(self, estimate: LevelEstimate, codes: list[int]) -> str:
        is_stuck = self._stuck.update(codes)
        is_wrapped = self._wrap is not None and self._wrap.update(estimate.raw)
        if is_wrapped or sum(map(self._adc.is_saturated, codes)) > len(codes) // 10:
            return "saturated"
        if is_stuck:
            return "stale"
        return "noisy" if is_noisy(estimate) else "ok"

    def adjust_range(self, level: ChannelLevel) -> bool:
        """Choose the range for the next reading; True when the chip needs a conversion time to follow."""
        if level.quality.code == "saturated":
            return self._adc.select_range(2.0 * self._adc.full_scale_v)
        return self._adc.select_range(level.raw_volts + self.dark_v)


def process(
    pipelines: Mapping[PdChannel, ChannelPipeline],
    samples: Mapping[PdChannel, Samples],
    *,
    mains_hz: float | None,
    weight: float,
) -> dict[PdChannel, ChannelLevel]:
    """Levels of all channels of one window."""
    return {c: pipeline.level(samples[c], mains_hz=mains_hz, weight=weight) for c, pipeline in pipelines.items()}


def lit_volts(levels: Mapping[PdChannel, ChannelLevel], channels: Iterable[PdChannel]) -> dict[PdChannel, float]:
    """Volts above dark of ``channels``, without smoothing; empty when one is dark or cannot be believed."""
    chosen = {channel: levels[channel] for channel in channels}
    if any(level.quality.code not in ("ok", "noisy") or is_unlit(level.raw_volts) for level in chosen.values()):
        return {}
    return {channel: level.raw_volts for channel, level in chosen.items()}
