"""The two-wire bus: addresses, acknowledgements, and what can go wrong on a wire."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Protocol

Message = tuple[int, bool, bytes, int]
"""(address, is a read, bytes to write, number of bytes to read)"""


class Nack(Exception):
    """A device did not acknowledge; ``errno`` is what Linux reports."""

    def __init__(self, number: int = errno.EREMOTEIO) -> None:
        super().__init__(number)
        self.errno = number


class Device(Protocol):
    """A chip. ``t`` is clock seconds; both may raise Nack."""

    def write(self, t: float, data: bytes) -> None:
        """Bytes after the address; none for a probe."""

    def read(self, t: float, count: int) -> bytes:
        """Exactly ``count`` bytes."""


class I2cBus:
    """Devices by address. ``disturb`` may raise Nack before a message or alter what was read."""

    def __init__(self) -> None:
        self.devices: dict[int, Device] = {}
        self.before: Callable[[float, int], None] | None = None
        self.after: Callable[[float, int, bytes], bytes] | None = None
        self.transactions = 0

    def transfer(self, t: float, messages: list[Message]) -> bytes:
        """One combined transaction; returns all bytes read, in order. Raises Nack at the first refusal."""
        self.transactions += 1
        result = b""
        for address, is_read, data, count in messages:
            if self.before is not None:
                self.before(t, address)
            device = self.devices.get(address)
            if device is None:
                raise Nack
            if not is_read:
                device.write(t, data)
                continue
            got = device.read(t, count)
            if self.after is not None:
                got = self.after(t, address, got)
            result += got
        return result
