"""The job ``od_reading``: optical density of the vial, on a fixed grid of times."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from pioreactor import clock, structs
from pioreactor.background_jobs.base import BackgroundJob
from pioreactor.background_jobs.od_reading.board import Optics, Snapshot
from pioreactor.background_jobs.od_reading.complaints import VIAL_IS_OUT, Complaints
from pioreactor.background_jobs.od_reading.grid import GridTimer
from pioreactor.background_jobs.od_reading.levels import ChannelLevel, lit_volts
from pioreactor.background_jobs.od_reading.references import tracker_for, usual_ref_volts
from pioreactor.background_jobs.od_reading.settings import (
    JOB_NAME,
    PUBLISHED_SETTINGS,
    ODReadingSettings,
    parse_intensity,
)
from pioreactor.background_jobs.od_reading.wiring import Wiring
from pioreactor.domain.optics import automatic_intensity
from pioreactor.domain.quality import is_dark, is_unlit
from pioreactor.domain.reference import ReferenceTracker
from pioreactor.domain.vial_presence import LONGEST_INTERVAL_S, VialWatch
from pioreactor.exc import CalibrationError, HardwareError
from pioreactor.pubsub.topics import topic
from pioreactor.runtime.stalled import is_stirrer_stalled
from pioreactor.types import PdChannel

if TYPE_CHECKING:
    from pioreactor.background_jobs.od_reading.calibrating import Calibrator

AUTOMATIC_START_PERCENT = 85.0
ADVISED_INTENSITY_PERCENT = 90.0
BLINK_ADC_TOO_HIGH = 5
_REF_PUBLISHED_EVERY = 5

Callback = Callable[..., Any]


class ODReader(BackgroundJob):
    """Takes a snapshot every ``interval`` seconds and publishes it.

    **Lifecycle**: reading starts when the job becomes ready, stops while it sleeps, and ends with the IR LED off.
    **Failures**: when a device stops answering the LED is switched off, nothing is published, the log says which
    device, and readings resume by themselves. A reading whose ``quality.code`` is in ``domain.quality.UNUSABLE`` must
    not steer anything.
    """

    job_name = JOB_NAME
    published_settings = PUBLISHED_SETTINGS
    _pre_read: ClassVar[list[Callback]] = []
    _post_read: ClassVar[list[Callback]] = []

    def __init__(
        self,
        optics: Optics,
        wiring: Wiring,
        settings: ODReadingSettings,
        unit: str,
        experiment: str,
        *,
        calibrator: Calibrator | None = None,
        blank: dict[PdChannel, float] | None = None,
    ) -> None:
        super().__init__(unit=unit, experiment=experiment)
        self._optics = optics
        self._wiring = wiring
        self._settings = settings
        self._calibrator = calibrator
        self._blank = blank or {}
        self._tracker: ReferenceTracker | None = None
        self._is_prepared = False
        self._failing_since_s: float | None = None
        self._complaints = Complaints(self.logger.error)
        self._vial = VialWatch()
        self._readings_taken = 0
        self._told_origin_s: float | None = None
        self._recent: queue.SimpleQueue[structs.ODReadings | None] = queue.SimpleQueue()
        self._has_consumer = False
        self.interval = settings.interval_s
        chosen = settings.ir_led_intensity
        self._is_automatic = chosen is None
        self.ir_led_intensity = AUTOMATIC_START_PERCENT if chosen is None else chosen
        self._warn_about_settings()
        self._timer = None if self.interval is None else GridTimer(self.interval, self._tick, "od_reading-grid")

    def _warn_about_settings(self) -> None:
        if self.ir_led_intensity > ADVISED_INTENSITY_PERCENT:
            self.logger.warning("An IR intensity above 90 % ages the LED quickly; 80 % is advised.")
        if self.interval is not None and self.interval <= 1.0:
            self.logger.warning("Readings one second apart or less leave the culture little darkness.")

    @classmethod
    def add_pre_read_callback(cls, function: Callback) -> None:
        """Call ``function(reader)`` before every reading of every reader of this process."""
        cls._pre_read.append(function)

    @classmethod
    def add_post_read_callback(cls, function: Callback) -> None:
        """Call ``function(reader, readings)`` after every reading; None where the reading failed."""
        cls._post_read.append(function)

    # lifecycle

    def on_ready(self) -> None:
        """Begin the grid."""
        if self._timer is not None:
            self._timer.start()

    def on_sleeping(self) -> None:
        """Pause the grid, LED off."""
        if self._timer is not None:
            self._timer.pause()
        self._optics.make_safe()

    def on_disconnected(self) -> None:
        """End the grid, LED off."""
        if self._timer is not None:
            self._timer.stop()
        self._recent.put(None)
        self._optics.close()

    # settings

    def set_interval(self, value: float) -> None:
        """Another spacing in seconds, above 0; the grid starts anew."""
        if value <= 0.0 or self._timer is None:
            self.logger.error(f"An interval of {value} s cannot be used; it must be above 0.")
            return
        self.interval = value
        self._timer.set_interval(value)
        if self._tracker is not None:
            self._tracker.set_interval(value)
        self._warn_about_settings()

    def set_ir_led_intensity(self, value: float | str) -> None:
        """Another intensity in percent; smoothing starts anew."""
        self.ir_led_intensity = parse_intensity(value) or AUTOMATIC_START_PERCENT
        self._optics.forget()
        self._vial.forget()
        self._warn_about_settings()

    # reading

    def _tick(self) -> None:
        readings = self.take_reading()
        if readings is not None and self._has_consumer:
            self._recent.put(readings)

    def take_reading(self) -> structs.ODReadings | None:
        """One snapshot, published; None when a device did not answer. Blocks about 0.8 s (clock)."""
        try:
            if not self._is_prepared:
                self._prepare()
            if self._readings_taken == 0:
                self.first_od_obs_time = clock.now_s()
            self._tell_grid()
            self._call_all(self._pre_read)
            snapshot = self._optics.measure(self.ir_led_intensity, self.interval)
        except (HardwareError, OSError) as error:
            self._on_failure(error)
            self._call_all(self._post_read, None)
            return None
        except Exception as error:  # a reading that fails in an unforeseen way must not end the grid
            self._optics.make_safe()
            self.logger.error(f"A reading failed: {error!r}. The next one is tried as planned.")
            return None
        self._on_success(snapshot)
        readings = self._evaluate(snapshot)
        self._publish_readings(readings)
        self._readings_taken += 1
        self._call_all(self._post_read, readings)
        return readings

    def _tell_grid(self) -> None:
        """Say on the clock that never steps when readings come, for jobs that are quiet then (see dodging)."""
        if self._timer is not None and self._timer.origin_s != self._told_origin_s:
            self._told_origin_s = self.reading_grid_origin = self._timer.origin_s

    def _prepare(self) -> None:
        first = self._optics.prepare(self.ir_led_intensity)
        self._guard_inputs(first.levels)
        if self._is_automatic:
            self.ir_led_intensity = self._automatic(first)
        self._optics.forget()
        self._is_prepared = True

    def _automatic(self, first: Snapshot) -> float:
        reference = self._wiring.reference
        if reference is None or len(self._wiring.signals) != 1:
            return AUTOMATIC_START_PERCENT
        signal = next(iter(self._wiring.signals))
        return automatic_intensity(self.ir_led_intensity, first.levels[reference].volts, first.levels[signal].volts)

    def _evaluate(self, snapshot: Snapshot) -> structs.ODReadings:
        self._guard_inputs(snapshot.levels)
        moment = datetime.fromtimestamp(snapshot.started_s, UTC)
        ref_v, code = self._follow_reference(snapshot)
        factor = 1.0 if self._tracker is None else self._tracker.factor
        self._watch_vial(snapshot, ref_v, code)
        is_stalled = is_stirrer_stalled()
        ods: dict[PdChannel, structs.RawODReading | structs.CalibratedODReading] = {}
        for channel, angle in self._wiring.signals.items():
            level = snapshot.levels[channel]
            quality = level.quality
            quality.ref_ratio = None if not ref_v else round(level.raw_volts / ref_v, 8)
            if quality.code in ("ok", "noisy"):
                quality.code = self._judge_signal(channel, level, is_stalled) if code == "ok" else code
            ods[channel] = structs.RawODReading(
                timestamp=moment,
                angle=angle,
                od=round(level.volts / factor - self._blank.get(channel, 0.0), 10),
                channel=channel,
                ir_led_intensity=self.ir_led_intensity,
                quality=quality,
            )
        return structs.ODReadings(timestamp=moment, ods=ods)

    def _judge_signal(self, channel: PdChannel, level: ChannelLevel, is_stalled: bool) -> str:
        if is_unlit(level.raw_volts):
            message = (
                f"Photodiode {channel} sees no light while the lamp is on: check its cable, and that a vial is in."
            )
            self._complaints.about(f"no light {channel}", message)
            return "no-light"
        # Without a vial there is light, but it says nothing about the culture.
        if self._vial.is_doubtful:
            return "stale"
        # Cells settle where nothing stirs: the light says more about the bottom than about the culture.
        return "not-stirred" if is_stalled else level.quality.code

    def _watch_vial(self, snapshot: Snapshot, ref_v: float | None, ref_code: str) -> None:
        before = self._vial.is_present
        if ref_code == "ok" and (self.interval or 0.0) <= LONGEST_INTERVAL_S:
            self._vial.update(lit_volts(snapshot.levels, self._wiring.signals), ref_v)
        if self._vial.is_present is before:
            return
        self.vial_present = self._vial.is_present
        if self.vial_present is False:
            self.logger.warning(VIAL_IS_OUT)
        elif before is False:
            self.logger.info("The vial is back in its place.")

    def _follow_reference(self, snapshot: Snapshot) -> tuple[float | None, str]:
        reference = self._wiring.reference
        if reference is None:
            return None, "ok"
        level = snapshot.levels[reference]
        if level.quality.code in ("saturated", "stale"):
            return level.raw_volts, level.quality.code
        usual = self._tracker.reference_volts if self._tracker and self._settings.reference_method == "unity" else None
        if is_dark(level.raw_volts, usual or usual_ref_volts(self.experiment)):
            message = "The reference photodiode sees no light: check the IR LED and its cable."
            self._complaints.about("no reference", message)
            return level.raw_volts, "no-light"
        if self._tracker is None:
            self._tracker = tracker_for(
                self.experiment,
                level.raw_volts,
                method=self._settings.reference_method,
                retained=self._settings.reference_retained,
                interval_s=self.interval,
            )
        if not self._tracker.update(level.raw_volts):
            self._on_noisy_reference()
            return level.raw_volts, "noisy"
        return level.raw_volts, "ok"

    def _on_noisy_reference(self) -> None:
        self.logger.warning("The reference photodiode is too noisy; dosing is paused. Is the vial's cap or LED loose?")
        self.publish(
            topic(self.unit, self.experiment, "dosing_automation", "$state", "set"), "sleeping", qos=1, retain=False
        )

    def _guard_inputs(self, levels: dict[PdChannel, ChannelLevel]) -> None:
        verdicts = {level.overvoltage for level in levels.values()}
        if "stop" in verdicts:
            self._optics.all_lamps_off()
            self.logger.error("A photodiode delivers more than 3.2 V. All LEDs are off and OD reading ends.")
            self.blink_error_code(BLINK_ADC_TOO_HIGH)
            self._end_process()
        elif "warn" in verdicts:
            self.logger.warning("A photodiode delivers more than 3.0 V; lower the IR LED intensity.")
            self.blink_error_code(BLINK_ADC_TOO_HIGH)

    @staticmethod
    def _end_process() -> None:
        import os
        import signal

        os.kill(os.getpid(), signal.SIGTERM)

    # publishing

    def _publish_readings(self, readings: structs.ODReadings) -> None:
        raw = readings.ods
        calibrated = self._calibrate(raw)
        # One message goes out with calibrated values where there are any, else with raw ones.
        self.ods = structs.ODReadings(timestamp=readings.timestamp, ods={**raw, **calibrated})
        readings.ods = self.ods.ods
        for channel, reading in raw.items():
            setattr(self, f"od{channel}", readings.ods[channel])
            if self._calibrator is not None and channel in self._calibrator:
                setattr(self, f"raw_od{channel}", reading)
                setattr(self, f"calibrated_od{channel}", calibrated.get(channel))
        if self._tracker is not None and self._readings_taken % _REF_PUBLISHED_EVERY == 0:
            self.relative_intensity_of_ir_led = {
                "relative_intensity_of_ir_led": round(self._tracker.factor, 6),
                "timestamp": structs.timestamp_text(readings.timestamp),
            }

    def _calibrate(self, raw: Any) -> dict[PdChannel, structs.RawODReading | structs.CalibratedODReading]:
        calibrated: dict[PdChannel, structs.RawODReading | structs.CalibratedODReading] = {}
        if self._calibrator is None:
            return calibrated
        for channel, reading in raw.items():
            if channel not in self._calibrator:
                continue
            try:
                calibrated[channel] = self._calibrator.apply(reading)
            except CalibrationError as error:
                self._complaints.about(f"calibration {channel}", f"A reading could not be calibrated: {error}")
        return calibrated

    # failures

    def _on_failure(self, error: Exception) -> None:
        self._optics.make_safe()
        if self._failing_since_s is None:
            self._failing_since_s = clock.monotonic()
            self._complaints.forget("optics")
        message = f"{error} Nothing is published and the LED is off; reading resumes when it answers."
        self._complaints.about("optics", message)

    def _on_success(self, snapshot: Snapshot) -> None:
        if self._failing_since_s is not None:
            away = clock.monotonic() - self._failing_since_s
            self._failing_since_s = None
            self.logger.info(f"The optics answer again after {away:.0f} s.")
        if snapshot.dark_jump_v:
            self._complaints.about(
                "room light",
                f"The light around the vial changed by {1000 * snapshot.dark_jump_v:.0f} mV; readings are corrected.",
            )

    def _call_all(self, callbacks: list[Callback], *arguments: Any) -> None:
        for callback in callbacks:
            try:
                callback(self, *arguments)
            except Exception as error:  # plugins observe; they cannot stop a reading
                self.logger.error(f"The callback {callback!r} failed: {error!r}")

    def __iter__(self) -> Iterator[structs.ODReadings]:
        """Readings as they come, until the job ends."""
        self._has_consumer = True
        while (readings := self._recent.get()) is not None:
            yield readings
