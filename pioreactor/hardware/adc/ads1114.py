"""ADS1114 on an eye-spy photodiode board: one input, converting all the time."""

from __future__ import annotations

from pioreactor import clock
from pioreactor.hardware.adc.ads111x import COMPARATOR_OFF, CONVERSION_S, PGA_MASK, RATE_BITS, Ads111x
from pioreactor.hardware.backends import Bus

_START_BIT = 1 << 15  # reads as "idle" and tells nothing about the settings


class ADS1114(Ads111x):
    """One photodiode board, 128 conversions per second in the background.

    Its analogue low-pass (about 30 ms) removes mains hum, hence ``is_filtered``.
    """

    is_filtered = True

    def __init__(self, bus: Bus, address: int) -> None:
        super().__init__(bus, address, "Photodiode board ADS1114")

    def _wanted(self) -> int:
        return self.range.bits() | RATE_BITS | COMPARATOR_OFF

    def start(self) -> None:
        """Start continuous conversion at the present range and wait for the first result (9 ms). Raises BusError."""
        self.write_config(self._wanted())
        clock.sleep(CONVERSION_S)

    def synchronise(self) -> bool:
        """Take the range from the chip; False when it had forgotten to convert (power dip) and was started again."""
        word = self.read_config() & ~_START_BIT
        if word & ~PGA_MASK == self._wanted() & ~PGA_MASK:
            self.range.take_from(word)
            return True
        self.start()
        return False

    def begin_conversion(self) -> None:
        """Nothing to do: the chip converts by itself."""

    def select_range(self, volts: float) -> bool:
        """Set the range for a level in volts; True when it changed (wait 9 ms before the next sample)."""
        if not self.range.choose(volts):
            return False
        self.write_config(self._wanted())
        return True
