"""The job ``growth_rate_calculating``: growth rate and filtered OD from the readings of this unit."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from pioreactor import clock, structs
from pioreactor.background_jobs.base import BackgroundJob
from pioreactor.background_jobs.growth_rate_calculating import memory
from pioreactor.background_jobs.growth_rate_calculating.normalisation import Normalisation
from pioreactor.background_jobs.growth_rate_calculating.settings import (
    JOB_NAME,
    OLD_OUTLIER_KEY,
    PUBLISHED_SETTINGS,
    READINGS_TO_SKIP,
    STATE_EVERY_S,
    estimator_settings,
    has_old_outlier_setting,
    samples_for_statistics,
)
from pioreactor.domain.growth_rate import GrowthEstimate, GrowthEventKind, GrowthRateEstimator
from pioreactor.domain.growth_rate.mixing_watch import MixingWatch
from pioreactor.domain.quality import UNUSABLE
from pioreactor.exc import StorageError
from pioreactor.pubsub.topics import topic
from pioreactor.types import MQTTMessage

FUSED = "fused"
_DEFAULT_VOLUME_ML = 14.0
_WASTE = "remove_waste"
_CALIBRATION_SOURCE = "pump_calibration"

_decode_readings = msgspec.json.Decoder(structs.ODReadings).decode
_decode_fused = msgspec.json.Decoder(structs.ODFused).decode
_decode_rpm = msgspec.json.Decoder(structs.MeasuredRPM).decode
_decode_dose = msgspec.json.Decoder(structs.DosingEvent).decode

_EVENT_TEXTS = {
    GrowthEventKind.DOSE_MISMATCH: "A dose did not do what was booked (air, a clog, an empty bottle?).",
    GrowthEventKind.LEVEL_SHIFT: "The signal moved by itself (a bubble, hand sampling, a moved vial?).",
    GrowthEventKind.SLOW_MIXING: "Doses mix slowly: is stirring off or too slow?",
    GrowthEventKind.RESUMED_AFTER_GAP: "Readings resumed after a long gap; the level starts anew.",
    GrowthEventKind.RESTARTED: "The estimate was started anew from the last reading.",
}


class GrowthRateCalculator(BackgroundJob):
    """Listens to ``od_reading/ods`` (or ``od_fused``) and to doses, publishes after every reading.

    Retained messages are old news and ignored. Readings whose quality forbids it count as missing. The state is kept
    on disk every minute; a restarted job goes on as after a gap.
    """

    job_name = JOB_NAME
    published_settings = PUBLISHED_SETTINGS

    def __init__(self, unit: str, experiment: str, *, use_fused: bool = False) -> None:
        super().__init__(unit=unit, experiment=experiment)
        self._use_fused = use_fused
        self._settings = estimator_settings()
        self._samples = samples_for_statistics()
        self._guard = threading.RLock()
        self._normalisation = Normalisation(experiment, self._samples)
        self._estimator: GrowthRateEstimator | None = None
        self._sensors: list[str] = []
        self._to_skip = READINGS_TO_SKIP
        self._readings_used = 0
        self._volume_ml = _DEFAULT_VOLUME_ML
        self._reading_s = 0.0
        self._stored_s = -STATE_EVERY_S
        self._intensity: float | None = None
        self._mixing = MixingWatch()
        self._is_unmixed = False
        self._has_warned_of_dark = False
        self._has_warned_of_disk = False
        # Stamps are wall time and may step; durations are measured on the monotonic clock. One anchor ties the two.
        self._anchor = (clock.now_s(), clock.monotonic())
        if has_old_outlier_setting():
            self.logger.info(f"{OLD_OUTLIER_KEY} belongs to an earlier filter and has no effect.")

    def start_passive_listeners(self) -> None:
        """Subscribe to readings, doses, the volume of the vial and the stirrer."""
        source = "od_fused" if self._use_fused else "ods"
        here = (self.unit, self.experiment)
        self.subscribe_and_callback(self._on_reading, topic(*here, "od_reading", source), allow_retained=False)
        self.subscribe_and_callback(self._on_dose, topic(*here, "dosing_events"), allow_retained=False)
        self.subscribe_and_callback(self._on_volume, topic(*here, "bioreactor", "current_volume_ml"))
        self.subscribe_and_callback(self._on_rpm, topic(*here, "stirring", "measured_rpm"), allow_retained=False)
        self.subscribe_and_callback(self._on_stirring_state, topic(*here, "stirring", "$state"), allow_retained=False)

    # messages

    def _on_volume(self, message: MQTTMessage) -> None:
        try:
            volume = float(message.payload)
        except ValueError:
            return
        if volume > 0.0:
            self._volume_ml = volume

    def _on_rpm(self, message: MQTTMessage) -> None:
        if message.payload:
            self._mixing.rpm(clock.monotonic(), _decode_rpm(message.payload).measured_rpm)

    def _on_stirring_state(self, message: MQTTMessage) -> None:
        self._mixing.state(clock.monotonic(), message.payload.decode("utf-8", "replace"))

    def _on_dose(self, message: MQTTMessage) -> None:
        event = _decode_dose(message.payload)
        if event.source_of_event == _CALIBRATION_SOURCE:
            return
        with self._guard:
            if self._estimator is None:
                self._normalisation.restart()
                return
            at_s = self._monotonic(event.timestamp)
            if event.event == _WASTE or event.volume_change == 0.0:
                self._estimator.add_disturbance(at_s)
            else:
                self._estimator.add_dose(at_s, event.volume_change, self._volume_ml)
                # The tracked volume arrives a moment later; several events in a row must not see the same one.
                self._volume_ml = max(0.1, self._volume_ml + event.volume_change)
            if not self._normalisation.is_known:
                self._normalisation.restart()

    def _on_reading(self, message: MQTTMessage) -> None:
        if self.state != self.READY or not message.payload:
            return
        with self._guard:
            stamp, ods, intensity = self._parse(message.payload)
            if self._to_skip > 0:
                self._to_skip -= 1
                return
            self._use(stamp, self._if_mixed(ods), intensity)

    def _parse(self, payload: bytes) -> tuple[datetime, dict[str, float | None], float | None]:
        if self._use_fused:
            fused = _decode_fused(payload)
            return fused.timestamp, {FUSED: fused.od_fused}, None
        readings = _decode_readings(payload)
        ods: dict[str, float | None] = {}
        intensity: float | None = None
        for channel, reading in readings.ods.items():
            is_unusable = reading.quality is not None and reading.quality.code in UNUSABLE
            ods[channel] = None if is_unusable or reading.od <= 0.0 else reading.od
            intensity = reading.ir_led_intensity
        self._warn_of_dark(ods)
        return readings.timestamp, ods, intensity

    def _if_mixed(self, ods: dict[str, float | None]) -> dict[str, float | None]:
        """Readings of a culture whose stirrer is off count as missing: sinking cells would read as dying ones."""
        was_unmixed, self._is_unmixed = self._is_unmixed, self._mixing.is_unmixed(clock.monotonic())
        if self._is_unmixed and not was_unmixed:
            self.logger.warning("The stirrer is off; readings do not count until it turns again.")
        return dict.fromkeys(ods) if self._is_unmixed else ods

    def _warn_of_dark(self, ods: dict[str, float | None]) -> None:
        is_dark = all(value is None for value in ods.values())
        if is_dark and not self._has_warned_of_dark:
            self.logger.warning("The readings cannot be used (saturated, dark or not positive); the estimate waits.")
        self._has_warned_of_dark = is_dark

    # estimating

    def _use(self, stamp: datetime, ods: dict[str, float | None], intensity: float | None) -> None:
        self._normalisation.collect(ods)
        estimator = self._estimator or self._begin(sorted(ods))
        if sorted(ods) != self._sensors or (self._intensity is not None and intensity != self._intensity):
            estimator.declare_change()
            self._sensors = sorted(ods)
        self._intensity = intensity
        read_s = self._monotonic(stamp)
        estimate = estimator.update(read_s, ods)
        if estimate is None:
            return
        self._readings_used += 1
        self._publish_estimate(stamp, estimate)
        self._reading_s = stamp.timestamp()
        if read_s - self._stored_s >= STATE_EVERY_S:
            self._stored_s = read_s
            self._store(estimator)

    def _store(self, estimator: GrowthRateEstimator) -> None:
        """The estimate goes on without it; only a restart would begin anew."""
        try:
            memory.store(self.experiment, self._sensors, estimator, self._reading_s)
        except StorageError as error:
            if not self._has_warned_of_disk:
                self.logger.warning(f"The state of the estimate cannot be written down: {error} It goes on without.")
        else:
            self._has_warned_of_disk = False
            return
        self._has_warned_of_disk = True

    def _begin(self, sensors: list[str]) -> GrowthRateEstimator:
        resumed = memory.load(self.experiment, sensors, self._settings)
        if resumed is not None:
            self.logger.info("The estimate goes on from where it was.")
        self._estimator = resumed or GrowthRateEstimator(self._settings)
        self._sensors = sensors
        return self._estimator

    def _monotonic(self, stamp: datetime) -> float:
        """Monotonic seconds for a stamp. A step of the wall clock moves the anchor, not the durations."""
        now_s, mono_s = clock.now_s(), clock.monotonic()
        if abs((now_s - self._anchor[0]) - (mono_s - self._anchor[1])) > 1.0:
            self._anchor = (now_s, mono_s)
        return stamp.timestamp() - self._anchor[0] + self._anchor[1]

    def _publish_estimate(self, stamp: datetime, estimate: GrowthEstimate) -> None:
        self.growth_rate = structs.GrowthRate(
            growth_rate=estimate.growth_rate_per_h,
            timestamp=stamp,
            interval_low=estimate.interval_low_per_h,
            interval_high=estimate.interval_high_per_h,
        )
        level = self._level_factor()
        if level is not None:
            self.od_filtered = structs.ODFiltered(od_filtered=estimate.od / level, timestamp=stamp)
        if estimate.smoothed_growth_rate_per_h is not None and estimate.smoothed_time_s is not None:
            self.growth_rate_smoothed = structs.SmoothedGrowthRate(
                growth_rate=estimate.smoothed_growth_rate_per_h,
                timestamp=stamp - timedelta(seconds=max(0.0, estimate.time_s - estimate.smoothed_time_s)),
                interval_low=estimate.smoothed_interval_low_per_h,
                interval_high=estimate.smoothed_interval_high_per_h,
            )
            self.diagnostics = _diagnostics(estimate)
        for event in estimate.events:
            self.logger.info(f"{_EVENT_TEXTS[event.kind]} Size {event.size:.3g}.")
            self.diagnostics = _diagnostics(estimate)

    def _level_factor(self) -> float | None:
        """What the estimator's OD is divided by. It fuses sensors on the log scale, hence a geometric mean."""
        import math

        factors = self._normalisation.provisional()
        logs = [math.log(factor) for label, factor in factors.items() if label in self._sensors]
        return math.exp(math.fsum(logs) / len(logs)) if logs else None

    def on_disconnected(self) -> None:
        """Write the state down."""
        with self._guard:
            if self._estimator is not None and self._readings_used:
                self._store(self._estimator)


def _diagnostics(estimate: GrowthEstimate) -> dict[str, Any]:
    return {
        "timestamp": clock.to_iso(datetime.fromtimestamp(clock.now_s(), UTC)),
        "noise_percent": round(100.0 * estimate.noise_fraction, 4),
        "noise_ratio": round(estimate.noise_ratio, 3),
        "p_steady": round(estimate.p_steady, 4),
        "dose_gain": round(estimate.dose_gain, 4),
        "dose_mixing_time_s": round(estimate.dose_mixing_time_s, 2),
        "last_dose_residual": estimate.last_dose_residual,
        "down_weighted_fraction": round(estimate.down_weighted_fraction, 4),
        "has_signal": estimate.has_signal,
        "events": [{"kind": str(event.kind), "size": event.size} for event in estimate.events],
    }
