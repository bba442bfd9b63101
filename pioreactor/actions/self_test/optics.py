"""The light path as the tests use it: that of ``od_reading``, without memory between readings."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final

from pioreactor import clock
from pioreactor.actions.lamps import publish_levels
from pioreactor.actions.self_test.outcome import SelfTestFailure, keep_going, pause
from pioreactor.background_jobs.od_reading.board import BoardOptics
from pioreactor.background_jobs.od_reading.settings import settings_from_config
from pioreactor.background_jobs.od_reading.start import open_optics
from pioreactor.background_jobs.od_reading.wiring import Wiring, configured_channels, infrared_channel, parse_wiring
from pioreactor.runtime.actions import managed_lifecycle
from pioreactor.types import LedChannel, PdChannel

DEFAULT_INTENSITY_PERCENT: Final = 80.0


class LightPath:
    """Lamps and photodiodes of this unit; volts are above the dark signal unless said otherwise."""

    def __init__(self, state: managed_lifecycle, wiring: Wiring, optics: BoardOptics, intensity: float) -> None:
        self._state, self._optics = state, optics
        self.wiring = wiring
        self.infrared = infrared_channel()
        self.intensity = intensity
        """Configured intensity of the infrared LED in percent, 80 where it is automatic."""

    def tune(self, intensity: float) -> None:
        """Learn the dark signal and choose the ranges for an intensity in percent. Raises HardwareError."""
        keep_going(self._state)
        self._optics.prepare(intensity)

    def read(self, intensity: float) -> dict[PdChannel, float]:
        """One reading at an intensity in percent (about 0.9 s). Raises SelfTestFailure for a saturated photodiode."""
        keep_going(self._state)
        levels = self._optics.measure(intensity, None).levels
        for channel, level in levels.items():
            if level.quality.code == "saturated":
                raise SelfTestFailure(
                    f"Photodiode {channel} ({self.label(channel)}) is saturated at {intensity:g} % infrared light.",
                    "Lower ir_led_intensity in [od_reading.config], and use water, not a culture.",
                    measured="saturated",
                )
        return {channel: level.raw_volts for channel, level in levels.items()}

    def read_several(self, intensity: float, times: int, spacing_s: float = 0.0) -> dict[PdChannel, list[float]]:
        """Several readings, at least ``spacing_s`` clock seconds apart from start to start."""
        result: dict[PdChannel, list[float]] = {channel: [] for channel in self.wiring.channels}
        for _ in range(times):
            started = clock.monotonic()
            for channel, volts in self.read(intensity).items():
                result[channel].append(volts)
            pause(self._state, started + spacing_s - clock.monotonic())
        return result

    def look_dark(self) -> dict[PdChannel, float]:
        """Volts with all lamps off, the dark signal included."""
        keep_going(self._state)
        return self._optics.look_dark()

    def glance(self, lamp: LedChannel) -> dict[PdChannel, float]:
        """Volts while only ``lamp`` is lit, at the configured intensity."""
        keep_going(self._state)
        return self._optics.glance(lamp, self.intensity)

    @property
    def dark_offsets(self) -> dict[PdChannel, float]:
        """Volts that count as dark."""
        return self._optics.dark_offsets

    def label(self, channel: PdChannel) -> str:
        """``REF`` or the angle of a photodiode."""
        return "REF" if channel == self.wiring.reference else f"{self.wiring.signals[channel]}°"


@contextlib.contextmanager
def light_path(state: managed_lifecycle) -> Iterator[LightPath]:
    """Open the light path; afterwards the infrared LED is off and the other lamps are as before.

    Raises ConfigError, HardwareError.
    """
    settings = settings_from_config()._replace(
        interval_s=None, penalizer=0.0, use_dark_offsets=True, other_leds_off=True
    )
    wiring = parse_wiring(configured_channels())
    optics = open_optics(
        wiring, settings, lambda levels: publish_levels(state.mqtt_client, state.unit, state.experiment, levels)
    )
    try:
        yield LightPath(state, wiring, optics, settings.ir_led_intensity or DEFAULT_INTENSITY_PERCENT)
    finally:
        optics.close()
