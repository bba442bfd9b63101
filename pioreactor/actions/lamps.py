"""The lamps of this unit: what they are set to, who has locked them, and setting them.

State and locks are shared by the processes of the unit through the temporary cache (tables ``leds`` and ``led_locks``).
The hardware is written first, then the table, then the topic.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pioreactor import structs
from pioreactor.exc import LeaseError
from pioreactor.hardware.led import LedDriver, open_driver
from pioreactor.runtime.leases import shared_board
from pioreactor.runtime.outputs import LAMP_LOCKS_TABLE as LOCKS_TABLE
from pioreactor.runtime.outputs import LAMPS_TABLE as LEVELS_TABLE
from pioreactor.runtime.outputs import output_of_lamp
from pioreactor.runtime.processes import is_alive
from pioreactor.storage.caches import Cache, open_small_database
from pioreactor.storage.paths import temporary_cache_path
from pioreactor.types import LED_CHANNELS, LedChannel


class Lamps:
    """The four lamps. Keep one for a series of changes; ``close()`` it at the end.

    May be used from several threads. Every call that changes hardware raises BusError when the lamp driver does not
    answer; the tables then still say what the lamp last took.

    ``owned``: channels that shall belong to this process while they are on: when it dies, the guardian switches them
    off. A channel that is not owned stays on until somebody switches it off, as after the command ``led_intensity``.
    """

    def __init__(self, driver: LedDriver | None = None, *, owned: Iterable[LedChannel] = ()) -> None:
        self._driver = driver if driver is not None else open_driver()
        self._owned = frozenset(owned)
        self._guard = threading.RLock()
        self._connection = open_small_database(temporary_cache_path(), check_same_thread=False)
        self._levels = Cache(LEVELS_TABLE, self._connection)
        self._locks = Cache(LOCKS_TABLE, self._connection)

    def levels(self) -> dict[LedChannel, float]:
        """Intensity of every channel in percent, as last set."""
        with self._guard:
            return {channel: float(self._levels.get(channel, 0.0)) for channel in LED_CHANNELS}

    def set(self, wanted: Mapping[LedChannel, float]) -> None:
        """Set channels to percent (0 to 100), locked or not.

        An owned channel is leased before it is on and given back after it is off. Where another process owns it, it
        stays that one's. Raises LeaseError where it cannot be noted whose the lamp is; it is then as it was.
        """
        with self._guard:
            for channel, percent in wanted.items():
                is_mine = channel in self._owned and percent > 0.0 and self._lease(channel, percent)
                try:
                    self._driver.set_intensity(channel, percent)
                except BaseException:
                    if is_mine and not float(self._levels.get(channel, 0.0)):
                        self._give_back(channel)
                    raise
                if not is_mine:
                    self._give_back(channel)
                self._levels.set(channel, float(percent))

    def _lease(self, channel: LedChannel, percent: float) -> bool:
        board, output = shared_board(), output_of_lamp(channel)
        if board.set_level(output, percent):
            return True
        holder = board.get(output)
        if holder is not None and holder.is_alive:
            return False
        board.grant(output, percent)
        return True

    def _give_back(self, channel: LedChannel) -> None:
        with contextlib.suppress(LeaseError):
            shared_board().release(output_of_lamp(channel))

    def is_owned(self, channel: LedChannel) -> bool:
        """Whether the channel belongs to this process."""
        return shared_board().holds(output_of_lamp(channel))

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
                if holder.isdigit() and not is_alive(int(holder), None):
                    self._locks.pop(channel)

    def close(self) -> None:
        """Give the tables back."""
        with self._guard:
            self._connection.close()


def publish_levels(client: Any, unit: str, experiment: str, levels: Mapping[LedChannel, float]) -> None:
    """Tell everybody the intensity of all channels (retained)."""
    from msgspec.json import encode

    from pioreactor.pubsub.topics import topic

    client.publish(topic(unit, experiment, "leds", "intensity"), encode(dict(levels)), qos=0, retain=True)


def change_event(channel: LedChannel, percent: float, source: str | None) -> structs.LEDChangeEvent:
    """The record of one change."""
    from pioreactor import clock

    return structs.LEDChangeEvent(channel=channel, intensity=percent, source_of_event=source, timestamp=clock.now())
