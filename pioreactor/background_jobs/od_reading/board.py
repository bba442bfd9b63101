"""The optics of a real (or simulated) board: lamps and photodiodes working together for one snapshot."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, Protocol

from pioreactor import clock
from pioreactor.actions.lamps import Lamps
from pioreactor.background_jobs.od_reading.acquisition import Sampler, Samples
from pioreactor.background_jobs.od_reading.levels import ChannelLevel, ChannelPipeline, process
from pioreactor.background_jobs.od_reading.settings import ODReadingSettings
from pioreactor.domain.mains import infer_mains_hz
from pioreactor.domain.optics import smoothing_weight
from pioreactor.exc import HardwareError
from pioreactor.hardware.adc.ads111x import CONVERSION_S
from pioreactor.hardware.led.rp2040 import SETTLING_S
from pioreactor.types import LED_CHANNELS, LedChannel, PdChannel

_DARK_SAMPLES: Final = 5
_HUM_WINDOWS: Final = 5  # about 2 s of samples to tell 50 from 60 Hz


class Snapshot(NamedTuple):
    """All channels at one time. ``started_s``: unix seconds at the first sample; ``dark_jump_v``: largest jump."""

    started_s: float
    levels: dict[PdChannel, ChannelLevel]
    dark_jump_v: float = 0.0


class Optics(Protocol):
    """Something that takes snapshots."""

    def prepare(self, intensity: float) -> Snapshot:
        """Get ready and take a first look with the IR LED at ``intensity`` percent."""

    def measure(self, intensity: float, interval_s: float | None) -> Snapshot:
        """One snapshot."""

    def forget(self) -> None:
        """Smoothing starts anew."""

    def make_safe(self) -> None:
        """Everything of ours off, nothing locked; no error leaves this call."""

    def all_lamps_off(self) -> None:
        """Every lamp off and unlocked, for emergencies."""

    def close(self) -> None:
        """Off, and everything given back."""


class BoardOptics:
    """Lamps and photodiodes of the unit. Raises BusError while a device does not answer, and goes on when it does."""

    def __init__(
        self,
        sampler: Sampler,
        lamps: Lamps,
        infrared: LedChannel,
        settings: ODReadingSettings,
        on_levels: Callable[[dict[LedChannel, float]], None],
    ) -> None:
        self._sampler = sampler
        self._lamps = lamps
        self._infrared = infrared
        self._others = [channel for channel in LED_CHANNELS if channel != infrared]
        self._settings = settings
        self._on_levels = on_levels
        self._pipelines = {channel: ChannelPipeline(adc) for channel, adc in sampler.inputs.items()}
        self._mains_hz = settings.mains_hz
        is_hat_converter = any(not adc.is_filtered and not adc.conversion_s for adc in sampler.inputs.values())
        filtered = any(adc.is_filtered for adc in sampler.inputs.values())
        self._settling_s = max(settings.settling_s, SETTLING_S) if is_hat_converter or filtered else settings.settling_s
        self._needs_start = True
        self._changed_s = -self._settling_s
        self._is_closed = False

    def prepare(self, intensity: float) -> Snapshot:
        """Dark signal with all lamps off, then a look with the IR LED on: ranges and mains frequency."""
        self._lamps.drop_locks_of_the_dead()
        self._sampler.start()
        self._needs_start = False
        with self._quiet(all_off=True):
            self._settle()
            self._learn_dark(self._sampler.take())
            with self._lit(intensity):
                self._choose_ranges()
                samples = self._sampler.take()
                self._find_mains()
        return Snapshot(clock.now_s(), process(self._pipelines, samples, mains_hz=self._mains_hz, weight=0.0))

    def measure(self, intensity: float, interval_s: float | None) -> Snapshot:
        """One snapshot: others off, dark check, IR on, settle, 40 samples, lamps as before."""
        self._restart_if_needed()
        with self._quiet(all_off=False):
            self._settle()
            jump = self._learn_dark(self._sampler.take(_DARK_SAMPLES)) if self._settings.use_dark_offsets else 0.0
            with self._lit(intensity):
                started = clock.now_s()
                samples = self._sampler.take()
        weight = smoothing_weight(self._settings.penalizer, interval_s)
        levels = process(self._pipelines, samples, mains_hz=self._mains_hz, weight=weight)
        for channel, pipeline in self._pipelines.items():
            pipeline.adjust_range(levels[channel])
        return Snapshot(started, levels, jump)

    def look_dark(self) -> dict[PdChannel, float]:
        """Volts of every photodiode with all lamps off, at the converter's input; nothing is learnt from them."""
        self._restart_if_needed()
        with self._quiet(all_off=True):
            self._settle()
            samples = self._sampler.take()
        return {channel: pipeline.volts(samples[channel]) for channel, pipeline in self._pipelines.items()}

    def glance(self, lamp: LedChannel, intensity: float) -> dict[PdChannel, float]:
        """Volts above dark of every photodiode while only ``lamp`` is lit at ``intensity`` percent."""
        self._restart_if_needed()
        with self._quiet(all_off=True):
            self._settle()
            self._learn_dark(self._sampler.take(_DARK_SAMPLES))
            with self._lit(intensity, lamp):
                samples = self._sampler.take()
        return {c: pipeline.volts(samples[c]) - pipeline.dark_v for c, pipeline in self._pipelines.items()}

    @property
    def dark_offsets(self) -> dict[PdChannel, float]:
        """Volts that are subtracted from each photodiode: what it saw with the lamps off."""
        return {channel: pipeline.dark_v for channel, pipeline in self._pipelines.items()}

    def _restart_if_needed(self) -> None:
        try:
            if self._needs_start:
                self._sampler.start()
                self._needs_start = False
            elif not self._sampler.synchronise():
                self.forget()
        except (HardwareError, OSError):
            self._needs_start = True
            raise

    def _learn_dark(self, samples: dict[PdChannel, Samples]) -> float:
        if not self._settings.use_dark_offsets:
            return 0.0
        jumps = [pipeline.learn_dark(samples[channel]) for channel, pipeline in self._pipelines.items()]
        return max(jumps, key=abs, default=0.0)

    def _choose_ranges(self) -> None:
        # The converters start at their second-widest range; one quick look tells the best one.
        quick = process(self._pipelines, self._sampler.take(10), mains_hz=None, weight=0.0)
        waits = [pipeline.adjust_range(quick[channel]) for channel, pipeline in self._pipelines.items()]
        if any(waits):
            clock.sleep(2.0 * CONVERSION_S)
        self.forget()

    def _find_mains(self) -> None:
        unfiltered = [channel for channel, adc in self._sampler.inputs.items() if not adc.is_filtered]
        if self._mains_hz is not None or not unfiltered:
            return
        times: list[float] = []
        volts: list[float] = []
        for _ in range(_HUM_WINDOWS):
            samples = self._sampler.take()[unfiltered[0]]
            times += samples.times_s
            volts += [self._sampler.inputs[unfiltered[0]].to_volts(code) for code in samples.codes]
        self._mains_hz = infer_mains_hz(times, volts)

    @contextlib.contextmanager
    def _quiet(self, *, all_off: bool) -> Iterator[None]:
        """Other lamps off and locked; afterwards as before."""
        if not self._settings.other_leds_off and not all_off:
            yield
            return
        with self._lamps.locked(self._others):
            before = self._lamps.levels()
            lit = {channel: percent for channel, percent in before.items() if percent > 0.0}
            self._set(dict.fromkeys(lit, 0.0))
            try:
                yield
            finally:
                self._set({channel: percent for channel, percent in lit.items() if channel != self._infrared})

    @contextlib.contextmanager
    def _lit(self, intensity: float, lamp: LedChannel | None = None) -> Iterator[None]:
        channel = lamp or self._infrared
        try:
            self._set({channel: intensity})
            self._settle()
            yield
        finally:
            self._set({channel: 0.0})

    def _settle(self) -> None:
        """Wait until the photodiodes have followed the last change of a lamp."""
        clock.sleep(self._changed_s + self._settling_s - clock.monotonic())

    def _set(self, levels: dict[LedChannel, float]) -> None:
        if levels:
            self._changed_s = clock.monotonic()
            self._lamps.set(levels)
            self._on_levels(self._lamps.levels())

    def forget(self) -> None:
        """Smoothing starts anew."""
        for pipeline in self._pipelines.values():
            pipeline.forget()

    def make_safe(self) -> None:
        """IR LED off, converters set up again before the next reading; no error leaves this call."""
        self._needs_start = True
        self.forget()
        with contextlib.suppress(HardwareError, OSError):
            self._set({self._infrared: 0.0})

    def all_lamps_off(self) -> None:
        """Every lamp off and unlocked, for emergencies."""
        self._lamps.clear_locks()
        with contextlib.suppress(HardwareError, OSError):
            self._set(dict.fromkeys(LED_CHANNELS, 0.0))

    def close(self) -> None:
        """IR LED off, tables given back. Safe to repeat."""
        if not self._is_closed:
            self._is_closed = True
            self.make_safe()
            self._lamps.close()
