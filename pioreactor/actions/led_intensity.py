"""Setting the lamps: ``pio run led_intensity`` and the functions that plugins call."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from pioreactor.exc import HardwareError
from pioreactor.types import LED_CHANNELS, LedChannel

if TYPE_CHECKING:
    from pioreactor.actions.lamps import Lamps

ALL_LED_CHANNELS: Final[tuple[LedChannel, ...]] = LED_CHANNELS
JOB_NAME: Final = "led_intensity"
READING_OVER_WITHIN_S: Final = 5.0

LedsIntensity = Mapping[LedChannel, float]


def led_intensity(
    desired_state: LedsIntensity,
    unit: str | None = None,
    experiment: str | None = None,
    verbose: bool = True,
    source_of_event: str | None = None,
    pubsub_client: Any = None,
    owned: bool = False,
) -> bool:
    """Set lamps; channels that are not named stay as they are.

    ``desired_state``: percent (0 to 100) by channel ``A`` to ``D``; ``verbose``: log and record each change;
    ``source_of_event``: who did it; ``owned``: the lamps belong to this process and go off if it dies. Returns True
    when every channel was set; False when one was locked by a reading (the others are still set), unknown, out of
    range, or the lamps did not answer. Blocks a few milliseconds.
    """
    unit, experiment = _whose(unit, experiment)
    logger = _logger(unit, experiment, pubsub_client)
    try:
        return _change(desired_state, (unit, experiment), verbose, source_of_event, pubsub_client, logger, owned)
    finally:
        logger.clean_up()


def _change(
    desired_state: LedsIntensity,
    whose: tuple[str, str],
    verbose: bool,
    source_of_event: str | None,
    client: Any,
    logger: Any,
    owned: bool,
) -> bool:
    from pioreactor.actions.lamps import Lamps

    complaint = _complaint(desired_state)
    if complaint:
        logger.error(complaint)
        return False
    try:
        lamps = Lamps(owned=desired_state if owned else ())
    except HardwareError as error:
        logger.error(f"The LEDs cannot be set: {error}")
        return False
    with contextlib.closing(lamps):
        lamps.drop_locks_of_the_dead()
        before = lamps.levels()
        free = {channel: float(p) for channel, p in desired_state.items() if not lamps.is_locked(channel)}
        for channel in sorted(set(desired_state) - set(free)):
            logger.debug(f"LED {channel} is locked by a reading in progress and stays as it is.")
        try:
            lamps.set(free)
        except (HardwareError, OSError) as error:
            logger.error(f"The LEDs cannot be set: {error}")
            return False
        after = lamps.levels()
    _register(*whose, after)
    _tell(before, after, free, whose, verbose, source_of_event, client, logger)
    return len(free) == len(desired_state)


def _complaint(desired_state: LedsIntensity) -> str:
    for channel, percent in desired_state.items():
        if channel not in LED_CHANNELS:
            return f"There is no LED channel {channel!r}; there are {', '.join(LED_CHANNELS)}."
        if not 0.0 <= float(percent) <= 100.0:
            return f"LED {channel} takes 0 to 100 %, not {percent}."
    return ""


def _whose(unit: str | None, experiment: str | None) -> tuple[str, str]:
    from pioreactor import whoami

    unit = unit or whoami.get_unit_name()
    return unit, experiment or whoami.get_assigned_experiment_name(unit)


def _logger(unit: str, experiment: str, client: Any) -> Any:
    from pioreactor.logging import create_logger

    return create_logger(JOB_NAME, unit=unit, experiment=experiment, pub_client=client, to_mqtt=client is not None)


def _register(unit: str, experiment: str, levels: Mapping[LedChannel, float]) -> None:
    """Lamps left on by a command stay in the list of jobs, so that "stop everything" can switch them off."""
    from pioreactor.runtime.registry import Registry

    with contextlib.closing(Registry()) as registry:
        running = registry.running()
        mine = [record for record in running if record.job_name == JOB_NAME]
        if not any(levels.values()):
            for record in mine:
                registry.set_not_running(record.job_id)
        elif not mine and not any(record.pid == os.getpid() for record in running):
            source = os.environ.get("JOB_SOURCE") or "user"
            registry.register(unit=unit, experiment=experiment, job_name=JOB_NAME, job_source=source, exclusive=False)


def _tell(
    before: Mapping[LedChannel, float],
    after: Mapping[LedChannel, float],
    changed: LedsIntensity,
    whose: tuple[str, str],
    verbose: bool,
    source: str | None,
    client: Any,
    logger: Any,
) -> None:
    from pioreactor.actions.lamps import change_event, publish_levels
    from pioreactor.pubsub.topics import topic

    with _client(client) as publisher:
        publish_levels(publisher, *whose, after)
        if not verbose:
            return
        for channel in changed:
            logger.info(f"Updated LED {channel} from {before[channel]:g} % to {after[channel]:g} %.")
            _record(publisher, topic(*whose, "led_change_events"), change_event(channel, after[channel], source))


def _record(publisher: Any, name: str, event: Any) -> None:
    from msgspec.json import encode

    from pioreactor.pubsub.recording import record_and_publish
    from pioreactor.storage.journal import shared_journal

    record_and_publish(publisher, shared_journal(), name, encode(event), qos=0)


@contextlib.contextmanager
def _client(given: Any) -> Iterator[Any]:
    """The given client, or one for this call, which gets at most 2 wall seconds to find the broker."""
    if given is not None:
        yield given
        return
    from pioreactor.pubsub import create_client

    own = create_client(client_id=f"{JOB_NAME}-{os.getpid()}")
    try:
        own.wait_for_connection(2.0)
        yield own
    finally:
        own.close()


@contextlib.contextmanager
def change_leds_intensities_temporarily(
    desired_state: LedsIntensity, unit: str | None = None, experiment: str | None = None, **options: Any
) -> Iterator[None]:
    """Set lamps for the time of a block, then as before. Raises HardwareError when either step fails."""
    from pioreactor.actions.lamps import Lamps

    with contextlib.closing(Lamps()) as lamps:
        levels = lamps.levels()
        was_owned = all(lamps.is_owned(channel) for channel in desired_state)
    before = {channel: levels[channel] for channel in desired_state}
    if not led_intensity(desired_state, unit, experiment, **options):
        raise HardwareError("The LEDs could not be set as wanted; is a reading in progress?")
    try:
        yield
    finally:
        if not led_intensity(before, unit, experiment, **{**options, "owned": was_owned}):
            raise HardwareError("The LEDs could not be set back; set them by hand: pio run led_intensity --A 0 …")


@contextlib.contextmanager
def lock_leds_temporarily(channels: Iterable[LedChannel]) -> Iterator[None]:
    """Keep others from changing channels for the time of a block; channels locked already stay with their holder."""
    lamps = _open_tables()
    with contextlib.closing(lamps), lamps.locked(channels):
        yield


def is_led_channel_locked(channel: LedChannel) -> bool:
    """Whether a reading in progress has locked a channel."""
    with contextlib.closing(_open_tables()) as lamps:
        return lamps.is_locked(channel)


def _open_tables() -> Lamps:
    from pioreactor.actions.lamps import Lamps

    return Lamps()


@click.command(name=JOB_NAME)
@click.option("--A", "a", type=click.FloatRange(0, 100), help="Percent for channel A.")
@click.option("--B", "b", type=click.FloatRange(0, 100), help="Percent for channel B.")
@click.option("--C", "c", type=click.FloatRange(0, 100), help="Percent for channel C.")
@click.option("--D", "d", type=click.FloatRange(0, 100), help="Percent for channel D.")
@click.option("--source-of-event", default="CLI", show_default=True, help="Who did it, for the record.")
@click.option("--no-log", is_flag=True, help="Neither log nor record the change.")
def click_led_intensity(
    a: float | None, b: float | None, c: float | None, d: float | None, source_of_event: str, no_log: bool
) -> None:
    """Set the LEDs."""
    wanted = dict(zip(LED_CHANNELS, (a, b, c, d), strict=True))
    state = {channel: percent for channel, percent in wanted.items() if percent is not None}
    if not _set_between_readings(state, verbose=not no_log, source_of_event=source_of_event):
        raise click.ClickException("Not every LED was set; see the log.")


def _set_between_readings(state: LedsIntensity, **options: Any) -> bool:
    """As :func:`led_intensity`; lamps that a reading has locked are set when it is over, within 5 wall seconds."""
    from pioreactor import clock

    deadline = clock.wall_monotonic() + READING_OVER_WITHIN_S
    left = dict(state)
    with contextlib.closing(_open_tables()) as lamps:

        def is_free() -> bool:
            return not any(map(lamps.is_locked, left))

        while True:
            lamps.drop_locks_of_the_dead()
            clock.wait_until(is_free, max(0.0, deadline - clock.wall_monotonic()), poll=0.003)
            if led_intensity(left, **options):
                return True
            levels = lamps.levels()
            left = {channel: percent for channel, percent in left.items() if levels.get(channel) != percent}
            if not left:
                return True
            if clock.wall_monotonic() >= deadline or is_free():
                return False
