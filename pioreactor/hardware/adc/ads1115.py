"""ADS1115 of the first HAT: four inputs behind one converter, a conversion per request."""

from __future__ import annotations

from pioreactor.hardware.adc.ads111x import COMPARATOR_OFF, CONVERSION_S, RATE_BITS, Ads111x
from pioreactor.hardware.backends import Bus

_START_BIT = 1 << 15
_SINGLE_ENDED = 0b100
_MUX_SHIFT = 12
_SINGLE_SHOT = 1 << 8


class ADS1115(Ads111x):
    """One input (0 to 3) of the converter, measured against ground.

    Each sample asks for its own conversion with its own range, so inputs of one chip cannot disturb each other, and
    the range of a sample is the one written with it.
    """

    conversion_s = CONVERSION_S

    def __init__(self, bus: Bus, address: int, channel: int) -> None:
        super().__init__(bus, address, "ADC ADS1115")
        if not 0 <= channel <= 3:
            raise ValueError(f"The ADS1115 has inputs 0 to 3, not {channel}.")
        self.channel = channel

    def _wanted(self) -> int:
        mux = (_SINGLE_ENDED + self.channel) << _MUX_SHIFT
        return _START_BIT | mux | self.range.bits() | _SINGLE_SHOT | RATE_BITS | COMPARATOR_OFF

    def start(self) -> None:
        """Check that the chip answers. Raises BusError."""
        self.read_config()

    def synchronise(self) -> bool:
        """Nothing to take back: every sample carries its range."""
        return True

    def begin_conversion(self) -> None:
        """Ask for one conversion of this input, ready after 8.6 ms. Raises BusError."""
        self.write_config(self._wanted())

    def select_range(self, volts: float) -> bool:
        """Use the best range for a level in volts from the next sample on; no waiting needed."""
        self.range.choose(volts)
        return False
