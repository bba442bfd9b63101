"""The lamps of this unit: what they are set to, who has locked them, and setting them.

State and locks are shared by the processes of the unit through the temporary cache (tables ``leds`` and ``led_locks``).
The hardware is written first, then the table, then the topic.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pioreactor import structs
from pioreactor.hardware.led import LedDriver
from pioreactor.storage.caches import Cache, open_small_database
from pioreactor.storage.paths import temporary_cache_path
from pioreactor.types import LED_CHANNELS, LedChannel

LEVELS_TABLE: Final = "leds"
LOCKS_TABLE: Final = "led_locks"


def open_driver() -> LedDriver:
    """The lamp driver of this unit's HAT. Raises HardwareError when the HAT is not known."""
    from pioreactor.hardware.backends import get_bus
    from pioreactor.hardware.descriptions import get_dac_address
    from pioreactor.hardware.identity import hat_version
    from pioreactor.hardware.led import open_led_driver

    return open_led_driver(hat_version(), get_dac_address(), get_bus())


class Lamps:
    """The four lamps. Keep one for a series of changes; ``close()`` it at the end.

    May be used from several threads. Every call that changes hardware raises BusError when the lamp driver does not
    answer; the tables then still say what the lamp last took.
    """

    def __init__(self, driver: LedDriver | None = None) -> None:
        self._driver = driver if driver is not None else open_driver()
        self._guard = threading.RLock()
        self._connection = open_small_database(temporary_cache_path(), check_same_thread=False)
        self._levels = Cache(LEVELS_TABLE, self._connection)
        self._locks = Cache(LOCKS_TABLE, self._connection)

    def levels(self) -> dict[LedChannel, float]:
        """Intensity of every channel in percent, as last set."""
        with self._guard:
            return {channel: float(self._levels.get(channel, 0.0)) for channel in LED_CHANNELS}

    def set(self, wanted: Mapping[LedChannel, float]) -> None:
        """Set channels to percent (0 to 100), locked or not."""
        with self._guard:
            for channel, percent in wanted.items():
                self._driver.set_intensity(channel, percent)
                self._levels.set(channel, float(percent))

    def is_locked(self, channel: LedChannel) -> bool:
        """Whether a reading in progress keeps others from changing the channel."""
        with self._guard:
            return channel in self._locks

    def lock(self, channels: Iterable[LedChannel]) -> dict[LedChannel, str]:
        """Lock channels that are free; returns what was locked, for ``unlock``."""
        mine: dict[LedChannel, str] = {}
        with self._guard:
            for channel in channels:
                key = f"{os.getpid()}:{os.urandom(8).hex()}"
                if self._locks.set_if_absent(channel, key):
                    mine[channel] = key
        return mine

    def unlock(self, locks: Mapping[LedChannel, str]) -> None:
        """Remove one's own locks; those of others stay."""
        with self._guard:
            for channel, key in locks.items():
                if self._locks.get(channel) == key:
                    self._locks.pop(channel)

    @contextlib.contextmanager
    def locked(self, channels: Iterable[LedChannel]) -> Iterator[None]:
        """Lock channels for the time of a block."""
        locks = self.lock(channels)
        try:
            yield
        finally:
            self.unlock(locks)

    def clear_locks(self) -> None:
        """Remove every lock, whoever holds it; for emergencies."""
        with self._guard:
            self._locks.empty()

    def drop_locks_of_the_dead(self) -> None:
        """Remove locks whose process is gone."""
        with self._guard:
            for channel in list(self._locks):
                holder = str(self._locks.get(channel, "")).partition(":")[0]
                if holder.isdigit() and not _is_alive(int(holder)):
                    self._locks.pop(channel)

    def close(self) -> None:
        """Give the tables back."""
        with self._guard:
            self._connection.close()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def publish_levels(client: Any, unit: str, experiment: str, levels: Mapping[LedChannel, float]) -> None:
    """Tell everybody the intensity of all channels (retained)."""
    from msgspec.json import encode

    from pioreactor.pubsub.topics import topic

    client.publish(topic(unit, experiment, "leds", "intensity"), encode(dict(levels)), qos=0, retain=True)


def change_event(channel: LedChannel, percent: float, source: str | None) -> structs.LEDChangeEvent:
    """The record of one change."""
    from pioreactor import clock

    return structs.LEDChangeEvent(channel=channel, intensity=percent, source_of_event=source, timestamp=clock.now())
