"""What the photodiodes see of one standard."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pioreactor.calibrations.sessions.errors import RefusedError, WorkError
from pioreactor.calibrations.sessions.progress import Told

if TYPE_CHECKING:
    from pioreactor.background_jobs.od_reading import ODReader
    from pioreactor.runtime.actions import managed_lifecycle

JOB_NAME: Final = "od_calibration"
WITHIN_RPM, SPEED_WITHIN_S, SETTLE_S = 120.0, 40.0, 1.0
WARM_UPS, WARM_UP_EVERY_S = 3, 1.0
SNAPSHOTS, SNAPSHOT_EVERY_S = 3, 3.0
MOST_UNUSABLE: Final = 3


def refuse_beside_od_jobs() -> None:
    """Raise RefusedError while a job has the stirrer or the photodiodes."""
    from pioreactor.utils.jobs import is_pio_job_running

    for name in ("stirring", "od_reading", "od_blank"):
        if is_pio_job_running(name):
            raise RefusedError(f"{name} runs, and the calibration needs its parts. Stop it: pio kill --job-name {name}")


def measure(inputs: Mapping[str, Any], progress: Told) -> dict[str, Any]:
    """Signals of the channels of ``channel_angle_map``, stirred at ``rpm``; without calibration, blank and smoothing.

    ``reference_v``: what REF saw at brightness 1 in this session; None at its first standard. Returns ``voltages`` by
    channel, ``reference_v`` and ``ir_led_intensity``. Blocks for about 25 clock seconds; stirrer and LED are off when
    this returns or raises: WorkError (stopped, unusable readings), RefusedError, HardwareError.
    """
    from pioreactor import whoami
    from pioreactor.background_jobs.od_reading.start import start_od_reading
    from pioreactor.background_jobs.stirring.start import start_stirring
    from pioreactor.runtime.actions import managed_lifecycle

    refuse_beside_od_jobs()
    unit, trial = whoami.get_unit_name(), whoami.get_testing_experiment_name()
    with (
        managed_lifecycle(unit, trial, JOB_NAME) as state,
        _reference(trial, inputs.get("reference_v")) as reference_now,
        start_stirring(float(inputs["rpm"]), unit, trial, enable_dodging_od=False) as stirrer,
    ):
        if not stirrer.block_until_rpm_is_close_to_target(WITHIN_RPM, SPEED_WITHIN_S):
            _keep_going(state)
            raise WorkError(
                f"The stirrer has not come to {inputs['rpm']:g} RPM in {SPEED_WITHIN_S:g} s. Is there a stir bar in "
                "the vial, and does the fan turn?"
            )
        _pause(state, SETTLE_S)
        with start_od_reading(
            interval=None, unit=unit, experiment=trial, calibration=False, estimator=False, penalizer=0.0
        ) as reader:
            signals = _collect(state, reader, list(inputs["channel_angle_map"]), progress)
            intensity = reader.ir_led_intensity
        return {"voltages": signals, "reference_v": reference_now(), "ir_led_intensity": intensity}


def _collect(state: managed_lifecycle, reader: ODReader, channels: list[Any], progress: Told) -> dict[str, float]:
    for _ in range(WARM_UPS):
        reader.take_reading()
        _pause(state, WARM_UP_EVERY_S)
    found: list[dict[str, float]] = []
    trouble: list[str] = []
    while len(found) < SNAPSHOTS:
        reading = reader.take_reading()
        problem = _trouble(reading, channels)
        if problem:
            trouble.append(problem)
            if len(trouble) > MOST_UNUSABLE:
                raise WorkError(f"The readings cannot be used ({trouble[-1]}). Find out why: pio run self_test")
        elif reading is not None:
            found.append({channel: reading.ods[channel].od for channel in channels})
            progress(len(found) / SNAPSHOTS)
        if len(found) < SNAPSHOTS:
            _pause(state, SNAPSHOT_EVERY_S)
    return {channel: sum(each[channel] for each in found) / len(found) for channel in channels}


def _trouble(reading: Any, channels: list[Any]) -> str:
    from pioreactor.domain.quality import UNUSABLE

    if reading is None:
        return "a device does not answer"
    codes = {c: reading.ods[c].quality.code if reading.ods[c].quality else "ok" for c in channels}
    return ", ".join(f"photodiode {channel}: {code}" for channel, code in codes.items() if code in UNUSABLE)


@contextlib.contextmanager
def _reference(trial: str, known_v: float | None) -> Iterator[Callable[[], float | None]]:
    """All standards of a session are measured against one brightness; nothing of it is left behind."""
    from pioreactor.background_jobs.od_reading.references import TABLE, usual_ref_volts
    from pioreactor.storage.caches import local_persistent_storage

    def keep(volts: float | None) -> None:
        with local_persistent_storage(TABLE) as cache:
            cache.pop(trial)
            if volts:
                cache.set(trial, volts)

    keep(known_v)
    try:
        yield lambda: usual_ref_volts(trial)
    finally:
        keep(None)


def _pause(state: managed_lifecycle, seconds: float) -> None:
    from pioreactor import clock

    clock.wait(state.exit_event, seconds)
    _keep_going(state)


def _keep_going(state: managed_lifecycle) -> None:
    if state.exit_event.is_set():
        raise WorkError("The measurement was stopped.")
