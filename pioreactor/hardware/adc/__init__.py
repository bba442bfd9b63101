"""Analogue inputs: one driver per converter, all with the face of :class:`AdcChannel`."""

from __future__ import annotations

from typing import Any, Protocol

from pioreactor import clock
from pioreactor.exc import HardwareError
from pioreactor.hardware.backends import Bus
from pioreactor.hardware.bus import I2CDevice, transfer


class AdcChannel(Protocol):
    """One analogue input.

    A sample is one combined transaction made of ``messages`` (several inputs may share one transaction) after which
    ``decode()`` gives the word. Conversion to volts uses the range the *chip* reports, see ``synchronise``.
    """

    name: str
    address: int
    device: I2CDevice
    messages: tuple[Any, ...]
    conversion_s: float
    is_filtered: bool
    saturates_at_v: float
    wraps_at_v: float | None

    @property
    def full_scale_v(self) -> float:
        """Largest input of the present range in volts."""

    def start(self) -> None:
        """Bring the chip into the state that the driver expects; safe to repeat. Raises BusError."""

    def synchronise(self) -> bool:
        """Read the range back from the chip; False when the chip had lost its settings and was set up again."""

    def begin_conversion(self) -> None:
        """Ask for a conversion, ready after ``conversion_s``; nothing to do for converters that run by themselves."""

    def decode(self) -> int:
        """Word of the last completed transaction."""

    def to_volts(self, code: int) -> float:
        """Volts at the input for a word."""

    def select_range(self, volts: float) -> bool:
        """Choose the best range for a level; True when it changed and a conversion time has to pass."""

    def is_saturated(self, code: int) -> bool:
        """Whether the word lies at the end of the range."""


def open_adc(driver: str, address: int, channel: int, bus: Bus) -> AdcChannel:
    """The driver named in the hardware description: ``ads1114``, ``ads1115`` or ``pico`` (any case).

    ``channel``: 0 to 3, the input of the chip (ignored by the ADS1114, which has one). Raises HardwareError for an
    unknown driver.
    """
    name = driver.lower()
    if name == "ads1114":
        from pioreactor.hardware.adc.ads1114 import ADS1114

        return ADS1114(bus, address)
    if name == "ads1115":
        from pioreactor.hardware.adc.ads1115 import ADS1115

        return ADS1115(bus, address, channel)
    if name == "pico":
        from pioreactor.hardware.adc.pico import PicoAdc

        return PicoAdc(bus, address, channel)
    raise HardwareError(f"There is no ADC driver {driver!r}. The hardware description may name ads1114, ads1115, pico.")


def read_volts(adc: AdcChannel) -> float:
    """One sample in volts, with whatever waiting it needs (9 ms at most). Raises BusError."""
    adc.begin_conversion()
    if adc.conversion_s:
        clock.sleep(adc.conversion_s)
    transfer(adc.device.bus, adc.device.counters, adc.name, *adc.messages)
    return adc.to_volts(adc.decode())
