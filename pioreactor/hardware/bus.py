"""Transfers on the two-wire bus that survive a glitch.

smbus2 is imported by the first transfer: asking which board this is needs no bus, and ctypes costs half a megabyte.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pioreactor import clock
from pioreactor.exc import BusError
from pioreactor.hardware.backends import Bus

RETRIES: Final = 3
RETRY_PAUSE_S: Final = 0.010


class BusCounters:
    """Health of one device: transfers begun, attempts repeated, transfers given up."""

    def __init__(self) -> None:
        self.transfers = 0
        self.retries = 0
        self.failures = 0


def transfer(bus: Bus, counters: BusCounters, device: str, *messages: Any) -> None:
    """Carry out one combined transaction; up to 3 repeats 10 ms apart.

    Blocks for about 1 ms per transfer at 100 kHz, 35 ms at most when the device is gone. Raises BusError, which names
    ``device``; the device is then in the state it was in.
    """
    counters.transfers += 1
    for attempt in range(RETRIES + 1):
        try:
            bus.i2c_rdwr(*messages)
        except OSError as error:
            if attempt == RETRIES:
                counters.failures += 1
                note_error("failures", *messages)
                raise BusError(
                    error.errno or 0, f"{device} does not answer on the two-wire bus ({error.strerror or error})."
                ) from error
            counters.retries += 1
            note_error("retries", *messages)
            clock.sleep(RETRY_PAUSE_S)
        else:
            return


def note_error(kind: str, *messages: Any) -> None:
    """Count an error of one transaction for the unit's report; ``kind``: ``retries`` or ``failures``."""
    # A healthy bus never imports this.
    from pioreactor.hardware import bus_errors

    bus_errors.note(bus_errors.label(message.addr for message in messages), kind)


class I2CDevice:
    """One device on the bus, by its 7-bit address."""

    def __init__(self, bus: Bus, address: int, name: str) -> None:
        self.bus = bus
        self.address = address
        self.name = f"{name} (0x{address:02X})"
        self.counters = BusCounters()

    def write(self, data: Sequence[int]) -> None:
        """Write bytes in one message. Raises BusError."""
        from smbus2 import i2c_msg

        transfer(self.bus, self.counters, self.name, i2c_msg.write(self.address, list(data)))

    def read(self, pointer: int, count: int) -> bytes:
        """Set the register pointer and read ``count`` bytes in the same transaction. Raises BusError."""
        from smbus2 import i2c_msg

        reply = i2c_msg.read(self.address, count)
        transfer(self.bus, self.counters, self.name, i2c_msg.write(self.address, [pointer]), reply)
        return bytes(reply)

    def is_present(self) -> bool:
        """Whether the device acknowledges a write without data."""
        return is_present(self.bus, self.address)


def is_present(bus: Bus, address: int, attempts: int = RETRIES + 1) -> bool:
    """Whether something acknowledges ``address``: a write without data, which changes nothing in any chip."""
    from smbus2 import i2c_msg

    for _ in range(attempts):
        try:
            bus.i2c_rdwr(i2c_msg.write(address, []))
        except OSError:
            continue
        return True
    return False
