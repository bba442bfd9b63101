"""What the ADS1114 and the ADS1115 have in common: registers, ranges, words."""

from __future__ import annotations

from typing import Any, Final

from smbus2 import i2c_msg

from pioreactor.domain.optics import GAINS, select_gain
from pioreactor.hardware.backends import Bus
from pioreactor.hardware.bus import I2CDevice

CONVERSION_REGISTER: Final = 0
CONFIG_REGISTER: Final = 1
CONVERSION_S: Final = 1.0 / 128.0 * 1.1  # 128 per second, the chip's own clock may be 10 % slow
RATE_BITS: Final = 0b100 << 5
COMPARATOR_OFF: Final = 0b00011
PGA_SHIFT: Final = 9
PGA_MASK: Final = 0b111 << PGA_SHIFT
_FULL_CODE: Final = 32767
_CLIPPED_CODE: Final = 32700


class RangeRegister:
    """The gain of a chip, with the chip's register as the only truth."""

    def __init__(self, index: int = 1) -> None:
        self.index = index

    @property
    def gain(self) -> float:
        """Gain in force."""
        return GAINS[self.index][0]

    @property
    def full_scale_v(self) -> float:
        """Largest input in volts."""
        return GAINS[self.index][1]

    def bits(self) -> int:
        """The gain's place in the configuration word."""
        return self.index << PGA_SHIFT

    def take_from(self, config_word: int) -> None:
        """Adopt what the chip's configuration word says."""
        # The codes 101, 110 and 111 all select the smallest range.
        self.index = min((config_word & PGA_MASK) >> PGA_SHIFT, len(GAINS) - 1)

    def choose(self, volts: float) -> bool:
        """Pick the range for a level in volts; True when it differs from the present one."""
        wanted = next(i for i, (gain, _) in enumerate(GAINS) if gain == select_gain(volts))
        changed = wanted != self.index
        self.index = wanted
        return changed


class Ads111x:
    """Common base of both chips; a subclass says how a conversion comes about."""

    is_filtered = False
    wraps_at_v: float | None = None
    saturates_at_v = 3.25  # supply of the amplifier in front
    conversion_s = 0.0

    def __init__(self, bus: Bus, address: int, name: str) -> None:
        self.device = I2CDevice(bus, address, name)
        self.name = self.device.name
        self.address = address
        self.range = RangeRegister()
        self._reply: Any = i2c_msg.read(address, 2)
        self.messages: tuple[Any, ...] = (i2c_msg.write(address, [CONVERSION_REGISTER]), self._reply)

    @property
    def full_scale_v(self) -> float:
        """Largest input of the present range in volts."""
        return self.range.full_scale_v

    def decode(self) -> int:
        """Word of the last completed transaction, signed."""
        high, low = self._reply
        word = int((high << 8) | low)
        return word - 65536 if word & 0x8000 else word

    def to_volts(self, code: int) -> float:
        """Volts for a word at the range in force."""
        return code * self.range.full_scale_v / _FULL_CODE

    def is_saturated(self, code: int) -> bool:
        """Whether the word lies at the end of the range, or the input at the supply of the amplifier."""
        return code >= _CLIPPED_CODE or self.to_volts(code) >= self.saturates_at_v

    def read_config(self) -> int:
        """Configuration word of the chip. Raises BusError."""
        return int.from_bytes(self.device.read(CONFIG_REGISTER, 2), "big")

    def write_config(self, word: int) -> None:
        """Set the configuration word of the chip. Raises BusError."""
        self.device.write([CONFIG_REGISTER, word >> 8, word & 0xFF])
