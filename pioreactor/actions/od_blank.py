"""``pio run od_blank``: what the photodiodes see of the medium alone, to be taken off the readings of an experiment."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import click
import msgspec

from pioreactor import clock
from pioreactor.domain.quality import UNUSABLE
from pioreactor.exc import HardwareError, JobPresentError, PioreactorError
from pioreactor.types import PdChannel

if TYPE_CHECKING:
    from pioreactor import structs
    from pioreactor.background_jobs.od_reading import ODReader
    from pioreactor.background_jobs.stirring import Stirrer
    from pioreactor.runtime.actions import managed_lifecycle

    Readings = dict[PdChannel, list[structs.RawODReading | structs.CalibratedODReading]]

JOB_NAME: Final = "od_blank"
TABLE: Final = "od_blank"
INTERVAL_S: Final = 1.5
RPM: Final = 500.0
SPEED_WITHIN_S: Final = 40.0
_WARM_UP_READINGS: Final = 2
_MAX_UNUSABLE_SHARE: Final = 0.5


class BlankStopped(PioreactorError):
    """Somebody asked the measurement of a blank to stop."""


def od_blank(
    n_samples: int = 20,
    unit: str | None = None,
    experiment: str | None = None,
    logger: Any = None,
) -> dict[PdChannel, float]:
    """Measure the blank of an experiment and keep it; returns the mean of each photodiode channel.

    Takes ``n_samples`` readings 1.5 s apart (clock), stirred at 500 RPM, without smoothing. In the vial: medium without
    cells. Afterwards ``od_reading`` subtracts the blank for this experiment. Blocks. Raises JobPresentError while
    ``od_reading`` runs, CalibrationError while a calibration or an estimator is active (a blank would falsify it),
    HardwareError for unusable readings, BlankStopped.
    """
    from pioreactor import whoami
    from pioreactor.background_jobs.od_reading.start import refuse_blank_with_calibration
    from pioreactor.background_jobs.od_reading.wiring import configured_channels, parse_wiring
    from pioreactor.domain.blank import FEWEST
    from pioreactor.runtime.actions import managed_lifecycle

    if n_samples < FEWEST:
        raise ValueError(f"A blank needs at least {FEWEST} readings, not {n_samples}.")
    unit = unit or whoami.get_unit_name()
    experiment = experiment or whoami.get_assigned_experiment_name(unit)
    _refuse_beside_od_reading()
    refuse_blank_with_calibration(parse_wiring(configured_channels()))
    with managed_lifecycle(unit, experiment, JOB_NAME) as state:
        log = logger or state_logger(state)
        with contextlib.ExitStack() as undo:
            if logger is None:
                undo.callback(log.clean_up)
            log.info("Measuring the blank: medium without cells, stirred.")
            readings = _measure(state, n_samples, log)
            means = _evaluate(readings, log)
        keep_blank(experiment, means)
        state.publish_setting("means", means)
        for channel, mean in means.items():
            state.publish_setting(f"mean/{channel}", msgspec.structs.replace(readings[channel][-1], od=mean))
    return means


def state_logger(state: managed_lifecycle) -> Any:
    """A logger for the action."""
    from pioreactor.logging import create_logger

    return create_logger(JOB_NAME, unit=state.unit, experiment=state.experiment, pub_client=state.mqtt_client)


def _refuse_beside_od_reading() -> None:
    from pioreactor.utils.jobs import is_pio_job_running

    for name in ("od_reading", JOB_NAME):
        if is_pio_job_running(name):
            raise JobPresentError(
                f"{name} runs, and a blank needs the photodiodes for itself. Stop it first: pio kill --job-name {name}."
            )


def _measure(state: managed_lifecycle, n_samples: int, logger: Any) -> Readings:
    from pioreactor import whoami
    from pioreactor.background_jobs.od_reading.start import start_od_reading

    trial = whoami.get_testing_experiment_name()
    with (
        _stirred(state, trial, logger),
        _reference_of(state.experiment, trial),
        start_od_reading(
            interval=None, unit=state.unit, experiment=trial, calibration=False, estimator=False, penalizer=0.0
        ) as reader,
    ):
        return _collect(state, reader, n_samples)


def _collect(state: managed_lifecycle, reader: ODReader, n_samples: int) -> Readings:
    found: Readings = {}
    bad = 0
    for _ in range(_WARM_UP_READINGS):
        _next_reading(state, reader)
    while min(map(len, found.values()), default=0) < n_samples:
        reading = _next_reading(state, reader)
        trouble = _trouble(reading)
        if reading is None or trouble:
            bad += 1
            if bad > _MAX_UNUSABLE_SHARE * n_samples:
                raise HardwareError(f"Too many readings cannot be used ({trouble}). Find out why: pio run self_test")
            continue
        for channel, value in reading.ods.items():
            found.setdefault(channel, []).append(value)
    return found


def _next_reading(state: managed_lifecycle, reader: ODReader) -> structs.ODReadings | None:
    """The next reading on a grid of 1.5 s; None where a device did not answer. Raises BlankStopped."""
    started = clock.monotonic()
    reading = reader.take_reading()
    if clock.wait(state.exit_event, started + INTERVAL_S - clock.monotonic()):
        raise BlankStopped("The measurement of the blank was stopped; nothing was changed.")
    return reading


def _trouble(reading: structs.ODReadings | None) -> str:
    if reading is None:
        return "a device does not answer"
    codes = {channel: value.quality.code if value.quality else "ok" for channel, value in reading.ods.items()}
    return ", ".join(f"photodiode {channel}: {code}" for channel, code in codes.items() if code in UNUSABLE)


def _evaluate(readings: Readings, logger: Any) -> dict[PdChannel, float]:
    from pioreactor.domain.blank import trimmed_mean, variance_about_line

    means = {}
    for channel, found in readings.items():
        values = [reading.od for reading in found]
        means[channel] = mean = trimmed_mean(values)
        if mean == 0.0:
            logger.warning(f"The blank of photodiode {channel} is 0. Is its cable plugged in, and the LED on?")
        deviation = variance_about_line(values) ** 0.5
        logger.info(f"Blank of photodiode {channel}: {mean:.6f} ± {deviation:.6f} ({len(values)} readings).")
    return means


@contextlib.contextmanager
def _stirred(state: managed_lifecycle, trial: str, logger: Any) -> Iterator[None]:
    """Stirring at its speed: that of the job that runs already, else one for this measurement."""
    from pioreactor.utils.jobs import is_pio_job_running

    if is_pio_job_running("stirring"):
        yield
        return
    from pioreactor.background_jobs.stirring.start import start_stirring

    with start_stirring(RPM, state.unit, trial, enable_dodging_od=False) as stirrer:
        _wait_for_speed(state, stirrer, logger)
        yield


def _wait_for_speed(state: managed_lifecycle, stirrer: Stirrer, logger: Any) -> None:
    reached = stirrer.block_until_rpm_is_close_to_target(timeout=SPEED_WITHIN_S)
    if state.exit_event.is_set():
        raise BlankStopped("The measurement of the blank was stopped; nothing was changed.")
    if not reached and stirrer.rpm_calculator is not None:
        logger.warning(
            f"The stirrer has not come to {RPM:.0f} RPM after {SPEED_WITHIN_S:.0f} s; measuring all the same."
        )


@contextlib.contextmanager
def _reference_of(experiment: str, trial: str) -> Iterator[None]:
    """Measure against the reference of the experiment where it has one, else against a new one.

    So a blank that is taken while an experiment is under way has the same unit as its readings.
    """
    from pioreactor.background_jobs.od_reading.references import TABLE as REFERENCES
    from pioreactor.storage.caches import local_persistent_storage

    with local_persistent_storage(REFERENCES) as cache:
        cache.pop(trial)
        of_experiment = cache.getfloat(experiment, 0.0)
        if of_experiment > 0.0:
            cache.set(trial, of_experiment)
    try:
        yield
    finally:
        with local_persistent_storage(REFERENCES) as cache:
            cache.pop(trial)


def keep_blank(experiment: str, means: dict[PdChannel, float]) -> None:
    """Store the blank of an experiment on this unit's disk."""
    from msgspec.json import encode

    from pioreactor.storage.caches import local_persistent_storage

    with local_persistent_storage(TABLE) as cache:
        cache.set(experiment, encode(means).decode())


def delete_od_blank(unit: str | None = None, experiment: str | None = None) -> bool:
    """Forget the blank of an experiment and clear what is published of it; False when there was none."""
    from pioreactor import whoami
    from pioreactor.pubsub import create_client
    from pioreactor.pubsub.topics import topic
    from pioreactor.storage.caches import local_persistent_storage
    from pioreactor.types import PD_CHANNELS

    unit = unit or whoami.get_unit_name()
    experiment = experiment or whoami.get_assigned_experiment_name(unit)
    with local_persistent_storage(TABLE) as cache:
        existed = cache.pop(experiment) is not None
    client = create_client(client_id="")
    with contextlib.closing(client):
        if client.wait_for_connection(2.0):
            names = ["means", *(f"mean/{channel}" for channel in PD_CHANNELS)]
            sent = [client.publish(topic(unit, experiment, JOB_NAME, *n.split("/")), None, 1, True) for n in names]
            for message in sent:
                message.wait_for_publish(2.0)
    return existed


@click.group(name=JOB_NAME, invoke_without_command=True)
@click.option("--n-samples", type=click.IntRange(min=6), default=30, show_default=True, help="How many readings.")
@click.pass_context
def click_od_blank(ctx: click.Context, n_samples: int) -> None:
    """Measure the blank of this experiment: medium without cells in the vial."""
    if ctx.invoked_subcommand is not None:
        return
    from pioreactor.runtime.running import errors_as_sentences

    with errors_as_sentences():
        means = od_blank(n_samples)
    for channel, mean in means.items():
        click.echo(f"Photodiode {channel}: {mean:.6f}")


@click_od_blank.command(name="delete")
@click.option("--experiment", help="Default: the experiment of this unit.")
def click_delete(experiment: str | None) -> None:
    """Forget the blank of an experiment; readings are no longer corrected from the next start on."""
    from pioreactor.runtime.running import errors_as_sentences

    with errors_as_sentences():
        existed = delete_od_blank(experiment=experiment)
    click.echo("The blank is deleted." if existed else "There was no blank.")
