"""The simulated unit as a hardware backend: pin factory, two-wire bus, system files.

Jobs import this module instead of ``pioreactor.hardware.raspberry_pi`` and notice no difference. It loads neither
numpy nor the physics; the vial lives in the process of ``pio simulate``.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pioreactor.exc import HardwareNotFoundError
from pioreactor.simulation import protocol as p
from pioreactor.simulation.link import Link, Refused

if TYPE_CHECKING:
    from smbus2 import i2c_msg

    from pioreactor.simulation.pins import SimulatedFactory

_factories: dict[Path, Any] = {}
_buses: dict[Path, SimulatedBus] = {}


class SimulatedBus:
    """The two-wire bus of the simulated unit. Every call is one combined transaction."""

    def __init__(self, path: Path) -> None:
        self._link = Link(path)

    def i2c_rdwr(self, *messages: i2c_msg) -> None:
        """Carry out the messages in one transaction; what is read goes into the messages' buffers.

        Blocks for one exchange with the simulator. Raises OSError with EREMOTEIO when a device does not acknowledge,
        with ETIMEDOUT when the bus hangs; HardwareError when no simulator answers.
        """
        pack = p.I2C_MESSAGE.pack
        body = b"".join(
            pack(m.addr, 1, m.len) if m.flags & p.I2C_READ_FLAG else pack(m.addr, 0, m.len) + bytes(m) for m in messages
        )
        try:
            data = self._link.request(p.OP_I2C, body)
        except Refused as refused:
            raise OSError(refused.errno, os.strerror(refused.errno)) from None
        from ctypes import memmove  # smbus2, which made the messages, has imported it already

        at = 0
        for message in messages:
            if message.flags & p.I2C_READ_FLAG:
                memmove(message.buf, data[at : at + message.len], message.len)
                at += message.len

    def close(self) -> None:
        """End the connection. Safe to call twice; the next transaction makes a new one."""
        self._link.close()


def pin_factory() -> SimulatedFactory:
    """The lines of this unit, with the face of gpiozero's; one per process. Needs no simulator until a pin is used."""
    path = p.default_socket()
    if path not in _factories:
        from pioreactor.simulation.pins import SimulatedFactory

        _factories[path] = SimulatedFactory(path)
    factory: SimulatedFactory = _factories[path]
    return factory


def bus(number: int = 1) -> SimulatedBus:
    """Two-wire bus ``number`` of this unit; there is only bus 1. Needs no simulator until it is used."""
    if number != 1:
        raise HardwareNotFoundError(f"The simulated unit has two-wire bus 1, not {number}.") from OSError(errno.ENODEV)
    path = p.default_socket()
    if path not in _buses:
        _buses[path] = SimulatedBus(path)
    return _buses[path]


def system_root() -> Path:
    """Where the unit's ``proc`` and ``sys`` trees lie; the simulator writes them beside its socket."""
    return p.default_socket().parent / "sysroot"
