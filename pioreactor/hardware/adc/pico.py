"""Analogue inputs of the RP2040 on HAT 1.1 and 1.2."""

from __future__ import annotations

from typing import Any, Final

from smbus2 import i2c_msg

from pioreactor.hardware.backends import Bus
from pioreactor.hardware.bus import I2CDevice

_FIRST_INPUT: Final = 4
_VERSION_REGISTER: Final = 8
_REFERENCE_V: Final = 3.3
_FULL_CODE: Final = 4095
_FULL_WORD: Final = 65535
FULL_SCALE_V: Final = 1.60
WRAPS_AT_V: Final = 1.65
_EARLY_FULL_SCALE_V: Final = 3.25  # firmware before 0.4 halves the word, which then fits


def read_firmware_version(device: I2CDevice) -> tuple[int, int]:
    """(major, minor) of the RP2040 firmware. Raises BusError when the firmware is not loaded."""
    minor, major = device.read(_VERSION_REGISTER, 2)
    return major, minor


class PicoAdc:
    """One input (0 to 3) of the RP2040.

    The firmware publishes a 16-bit word of a 17-bit value: above 1.65 V it starts again from zero. 1.60 V therefore
    counts as full scale here, and ``wraps_at_v`` tells the pipeline to distrust sudden drops from the top.
    """

    is_filtered = False
    conversion_s = 0.0

    def __init__(self, bus: Bus, address: int, channel: int) -> None:
        if not 0 <= channel <= 3:
            raise ValueError(f"The RP2040 has inputs 0 to 3, not {channel}.")
        self.device = I2CDevice(bus, address, "HAT controller RP2040")
        self.name = self.device.name
        self.address = address
        self.channel = channel
        self.full_scale_v = FULL_SCALE_V
        self.saturates_at_v = FULL_SCALE_V
        self.wraps_at_v: float | None = WRAPS_AT_V
        self._oversampling = 32
        self._reply: Any = i2c_msg.read(address, 2)
        self.messages: tuple[Any, ...] = (i2c_msg.write(address, [_FIRST_INPUT + channel]), self._reply)

    def start(self) -> None:
        """Ask for the firmware version, which decides the scale. Raises BusError when the firmware is not loaded."""
        from pioreactor.hardware.identity import firmware_override

        version = firmware_override() or read_firmware_version(self.device)
        is_wide = version >= (0, 4)
        self._oversampling = 32 if is_wide else 16
        self.full_scale_v = self.saturates_at_v = FULL_SCALE_V if is_wide else _EARLY_FULL_SCALE_V
        self.wraps_at_v = WRAPS_AT_V if is_wide else None

    def synchronise(self) -> bool:
        """The range is fixed."""
        return True

    def begin_conversion(self) -> None:
        """Nothing to do: the firmware converts by itself."""

    def decode(self) -> int:
        """Word of the last completed transaction."""
        low, high = self._reply
        return int((high << 8) | low)

    def to_volts(self, code: int) -> float:
        """Volts for a word."""
        return code * _REFERENCE_V / (_FULL_CODE * self._oversampling)

    def select_range(self, volts: float) -> bool:
        """The range is fixed."""
        return False

    def is_saturated(self, code: int) -> bool:
        """Whether the input is above what the word can carry safely (or a read came back empty)."""
        return code == _FULL_WORD or self.to_volts(code) >= self.saturates_at_v
