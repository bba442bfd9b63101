"""Putting the job together from configuration, hardware, calibrations and blanks."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pioreactor.background_jobs.od_reading.board import BoardOptics, Optics
from pioreactor.background_jobs.od_reading.settings import ODReadingSettings, parse_intensity, settings_from_config
from pioreactor.background_jobs.od_reading.wiring import (
    Wiring,
    configured_channels,
    infrared_channel,
    parse_wiring,
)
from pioreactor.exc import CalibrationError, HardwareNotFoundError
from pioreactor.types import LedChannel, PdChannel

if TYPE_CHECKING:
    from pioreactor.background_jobs.od_reading.calibrating import Calibrator
    from pioreactor.background_jobs.od_reading.job import ODReader


def start_od_reading(
    channels: Mapping[str, str | None] | None = None,
    interval: float | None = None,
    fake_data: bool = False,
    unit: str | None = None,
    experiment: str | None = None,
    calibration: bool = True,
    estimator: bool = True,
    ir_led_intensity: float | str | None = None,
    penalizer: float | None = None,
) -> ODReader:
    """Start reading optical density; returns the running job, which is also an iterator over its readings.

    ``channels``: angle per photodiode channel, default from the configuration; ``interval``: seconds, None for single
    readings by ``take_reading()``; ``calibration``: apply active calibrations; ``ir_led_intensity``: percent or
    ``auto``; ``penalizer``: 0 for unsmoothed readings. Raises ConfigError, HardwareNotFoundError, CalibrationError,
    JobPresentError.
    """
    settings = settings_from_config()._replace(interval_s=interval)
    if ir_led_intensity is not None:
        settings = settings._replace(ir_led_intensity=parse_intensity(ir_led_intensity))
    if penalizer is not None:
        settings = settings._replace(penalizer=penalizer)
    return build(
        parse_wiring(channels if channels is not None else configured_channels()),
        settings,
        unit=unit,
        experiment=experiment,
        is_fake=fake_data,
        with_calibration=calibration,
    )


def build(
    wiring: Wiring,
    settings: ODReadingSettings,
    *,
    unit: str | None = None,
    experiment: str | None = None,
    is_fake: bool = False,
    with_calibration: bool = True,
) -> ODReader:
    """The job from its parts; hardware is checked before the job says it is there."""
    from pioreactor import whoami
    from pioreactor.background_jobs.od_reading.job import ODReader
    from pioreactor.logging import create_logger

    unit = unit or whoami.get_unit_name()
    experiment = experiment or whoami.get_assigned_experiment_name(unit)
    logger = create_logger("od_reading", unit=unit, experiment=experiment, to_mqtt=False)
    blank = load_blank(experiment)
    calibrator = _calibrator(wiring, logger) if with_calibration else None
    if blank and with_calibration:
        refuse_blank_with_calibration(wiring)
    relay = _Relay()
    optics = _fake_optics(wiring) if is_fake else open_optics(wiring, settings, relay)
    with contextlib.ExitStack() as undo:
        undo.callback(optics.close)
        job = ODReader(
            optics,
            wiring,
            settings,
            unit,
            experiment,
            calibrator=calibrator,
            blank=blank,
        )
        undo.pop_all()
    relay.job = job
    return job


def refuse_blank_with_calibration(wiring: Wiring) -> None:
    """Raise CalibrationError where a calibration or an estimator is active: both start from unblanked signals."""
    from pioreactor.calibrations.active import active_calibration_name
    from pioreactor.estimators.files import active_estimator_name

    devices = [f"od{angle}" for angle in dict.fromkeys(wiring.signals.values())]
    active = [f"calibration {name} of {d}" for d in devices if (name := active_calibration_name(d)) is not None]
    fused = active_estimator_name("od_fused")
    active += [f"estimator {fused}"] if fused is not None else []
    if active:
        raise CalibrationError(
            f"A blank and the {' and the '.join(active)} exclude each other: a calibration starts from signals that no "
            "blank was subtracted from. Deactivate what is active, or delete the blank: pio run od_blank delete."
        )


def _calibrator(wiring: Wiring, logger: Any) -> Calibrator | None:
    from pioreactor.calibrations.active import active_calibration_name

    if all(active_calibration_name(f"od{angle}") is None for angle in wiring.signals.values()):
        return None
    from pioreactor.background_jobs.od_reading.calibrating import Calibrator, load_od_calibrations

    return Calibrator(load_od_calibrations(wiring.signals, logger), logger)


class _Relay:
    """Publishes lamp levels through the job once there is one."""

    job: ODReader | None = None

    def __call__(self, levels: Any) -> None:
        from pioreactor.actions.lamps import publish_levels

        if self.job is not None:
            publish_levels(self.job.pub_client, self.job.unit, self.job.experiment, levels)


def load_blank(experiment: str) -> dict[PdChannel, float]:
    """Blank signal per channel of an experiment; empty without one."""
    from pioreactor.storage.caches import local_persistent_storage

    with local_persistent_storage("od_blank") as cache:
        stored = cache.getjson(experiment, None) or {}
    return {channel: float(value) for channel, value in stored.items()}


def _fake_optics(wiring: Wiring) -> Optics:
    from pioreactor.background_jobs.od_reading.fake import FakeOptics

    return FakeOptics(wiring.signals, wiring.reference)


def open_optics(
    wiring: Wiring, settings: ODReadingSettings, on_levels: Callable[[dict[LedChannel, float]], None]
) -> BoardOptics:
    """Lamps and photodiodes of this unit; ``on_levels`` is told of every change of a lamp.

    Nothing is lit yet. Raises ConfigError, HardwareNotFoundError (no HAT, no such photodiode), HardwareError.
    """
    from pioreactor.actions.lamps import Lamps
    from pioreactor.background_jobs.od_reading.acquisition import Sampler
    from pioreactor.hardware.adc import open_adc
    from pioreactor.hardware.backends import get_bus
    from pioreactor.hardware.descriptions import get_adc_descriptions
    from pioreactor.hardware.identity import is_HAT_present

    if not is_HAT_present():
        raise HardwareNotFoundError("There is no HAT on this unit, so optical density cannot be measured.")
    infrared = infrared_channel()
    bus = get_bus()
    inputs = get_adc_descriptions()
    adcs = {}
    for channel in wiring.channels:
        if f"pd{channel}" not in inputs:
            raise HardwareNotFoundError(
                f"This unit has no photodiode channel {channel}; clear it in [od_config.photodiode_channel]."
            )
        driver, address, number = inputs[f"pd{channel}"]
        adcs[channel] = open_adc(driver, address, number, bus)
    return BoardOptics(Sampler(adcs, bus), Lamps(owned={infrared}), infrared, settings, on_levels)
