"""Requests to answers: the protocol of :mod:`protocol` over one :class:`SimulatedUnit`. Bytes in, bytes out."""

from __future__ import annotations

import errno
import math
import struct
from collections.abc import Callable

from pioreactor import clock
from pioreactor.simulation import protocol as p
from pioreactor.simulation.devices.bus import Message, Nack
from pioreactor.simulation.lines import LineError
from pioreactor.simulation.unit import SimulatedUnit

OK = b"\0"
CLOCK_TOLERANCE_WALL_S = 5.0
Handler = Callable[[int, float, bytes], bytes]


def refusal(number: int, message: str) -> bytes:
    """An answer that says no."""
    return bytes((number,)) + message.encode()


class Service:
    """Answers requests of clients; ``client`` is any number that tells them apart."""

    def __init__(self, unit: SimulatedUnit, *, check_clock: bool = True) -> None:
        self._unit = unit
        self._check_clock = check_clock
        self._handlers: dict[int, Handler] = {
            p.OP_I2C: self._i2c,
            p.OP_HELLO: self._hello,
            p.OP_PIN_FUNCTION: self._pin_function,
            p.OP_PIN_STATE: self._pin_state,
            p.OP_PIN_FREQUENCY: self._pin_frequency,
            p.OP_PIN_PULL: self._pin_pull,
            p.OP_PIN_READ: self._pin_read,
            p.OP_PIN_RELEASE: self._pin_release,
        }

    def answer(self, client: int, request: bytes) -> bytes:
        """The answer to one request; a request that makes no sense is refused, never an exception."""
        try:
            operation, t = p.HEADER.unpack_from(request)
            return self._handlers[operation](client, t, request)
        except Nack as refused:
            return refusal(refused.errno, "not acknowledged")
        except LineError as refused:
            return refusal(refused.errno, str(refused))
        except (struct.error, KeyError, IndexError, ValueError) as error:
            return refusal(errno.EPROTO, f"This request is not understood: {error!r}")

    def client_gone(self, client: int) -> None:
        """A client's process is gone: its outputs stay as they are."""
        self._unit.lines.holder_died(client)

    def _hello(self, client: int, t: float, request: bytes) -> bytes:
        (version,) = p.HELLO.unpack_from(request, p.HEADER.size)
        if version != p.VERSION:
            return refusal(errno.EPROTO, f"The simulator speaks version {p.VERSION}, this process {version}.")
        off = t - clock.monotonic()
        if not math.isfinite(t) or (self._check_clock and abs(off) > CLOCK_TOLERANCE_WALL_S * clock.speed()):
            return refusal(
                errno.EPROTO,
                f"The clock of this process is {off:+.0f} s off the simulator's; give both the same "
                f"{clock.SPEED_ENV} and {clock.ORIGIN_ENV}.",
            )
        return OK

    def _i2c(self, client: int, t: float, request: bytes) -> bytes:
        messages: list[Message] = []
        at, end = p.HEADER.size, len(request)
        unpack = p.I2C_MESSAGE.unpack_from
        while at < end:
            address, flags, length = unpack(request, at)
            at += 6
            if flags & p.I2C_READ_FLAG:
                messages.append((address, True, b"", length))
            else:
                messages.append((address, False, request[at : at + length], 0))
                at += length
        return OK + self._unit.transfer(t, messages)

    def _pin_function(self, client: int, t: float, request: bytes) -> bytes:
        number, function = p.PIN_AND_BYTE.unpack_from(request, p.HEADER.size)
        self._unit.lines.set_function(self._unit.forward(t), number, function == 1, client)
        return OK

    def _pin_state(self, client: int, t: float, request: bytes) -> bytes:
        number, value = p.PIN_AND_NUMBER.unpack_from(request, p.HEADER.size)
        self._unit.lines.set_state(self._unit.forward(t), number, value, client)
        return OK

    def _pin_frequency(self, client: int, t: float, request: bytes) -> bytes:
        number, value = p.PIN_AND_NUMBER.unpack_from(request, p.HEADER.size)
        self._unit.lines.set_frequency(self._unit.forward(t), number, value, client)
        return OK

    def _pin_pull(self, client: int, t: float, request: bytes) -> bytes:
        number, value = p.PIN_AND_BYTE.unpack_from(request, p.HEADER.size)
        self._unit.lines.set_pull(number, value, client)
        return OK

    def _pin_read(self, client: int, t: float, request: bytes) -> bytes:
        (number,) = p.PIN.unpack_from(request, p.HEADER.size)
        is_output, state, frequency, pull = self._unit.read_line(t, number)
        return OK + p.PIN_REPORT.pack(is_output, state, pull, frequency)

    def _pin_release(self, client: int, t: float, request: bytes) -> bytes:
        (number,) = p.PIN.unpack_from(request, p.HEADER.size)
        self._unit.lines.release(self._unit.forward(t), number, client)
        return OK
