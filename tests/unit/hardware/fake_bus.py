"""Register-level stand-ins for the chips, enough to see what a driver writes and reads."""

from __future__ import annotations

import errno
from typing import Any

READ_FLAG = 1


class FakeBus:
    """Answers ``i2c_rdwr`` from chips by address; ``failures`` makes the next transfers fail."""

    def __init__(self, **chips: Any) -> None:
        self.chips = {chip.address: chip for chip in chips.values()}
        self.failures = 0
        self.transfers = 0

    def i2c_rdwr(self, *messages: Any) -> None:
        self.transfers += 1
        if self.failures > 0:
            self.failures -= 1
            raise OSError(errno.EREMOTEIO, "Remote I/O error")
        for message in messages:
            chip = self.chips.get(message.addr)
            if chip is None:
                raise OSError(errno.EREMOTEIO, "Remote I/O error")
            if message.flags & READ_FLAG:
                for i, byte in enumerate(chip.read(message.len)):
                    message.buf[i] = bytes([byte])
            else:
                chip.write(list(message))

    def close(self) -> None:
        pass


class Ads111xChip:
    def __init__(self, address: int = 0x49, volts: float = 0.1) -> None:
        self.address = address
        self.inputs = [volts] * 4
        self.config = 0x8583
        self.pointer = 0

    FULL_SCALES = (6.144, 4.096, 2.048, 1.024, 0.512, 0.256, 0.256, 0.256)

    def write(self, data: list[int]) -> None:
        if data:
            self.pointer = data[0]
        if len(data) == 3 and self.pointer == 1:
            self.config = data[1] << 8 | data[2]

    def read(self, count: int) -> bytes:
        if self.pointer == 1:
            return self.config.to_bytes(2, "big")
        mux = (self.config >> 12) & 7
        volts = self.inputs[mux - 4 if mux >= 4 else 0]
        code = round(volts / self.FULL_SCALES[(self.config >> 9) & 7] * 32767)
        return max(-32768, min(32767, code)).to_bytes(2, "big", signed=True)


class Rp2040Chip:
    def __init__(self, address: int = 0x2C) -> None:
        self.address = address
        self.leds = [0, 0, 0, 0]
        self.volts = [0.0, 0.7, 0.1, 0.2]
        self.version = (0, 4)
        self.pointer = 0

    def write(self, data: list[int]) -> None:
        if data:
            self.pointer = data[0]
        if len(data) == 2 and self.pointer < 4:
            self.leds[self.pointer] = data[1]

    def read(self, count: int) -> bytes:
        if 4 <= self.pointer <= 7:
            word = round(self.volts[self.pointer - 4] / 3.3 * 4095 * 32) % 65536
            return word.to_bytes(2, "little")
        if self.pointer == 8:
            return bytes([self.version[1], self.version[0]])
        return b"\xff\xff"


class RegisterChip:
    """A chip with two-byte registers."""

    def __init__(self, address: int, registers: dict[int, bytes]) -> None:
        self.address = address
        self.registers = registers
        self.written: list[list[int]] = []
        self.pointer = 0

    def write(self, data: list[int]) -> None:
        if data:
            self.pointer = data[0]
        if len(data) > 1:
            self.registers[data[0]] = bytes(data[1:])
            self.written.append(data)

    def read(self, count: int) -> bytes:
        return self.registers[self.pointer]
