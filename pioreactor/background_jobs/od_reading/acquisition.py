"""Taking samples of all photodiodes at set times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pioreactor import clock
from pioreactor.domain.optics import SAMPLES_PER_READING, sample_offsets_s
from pioreactor.exc import BusError, HardwareNotFoundError
from pioreactor.hardware.adc import AdcChannel
from pioreactor.hardware.backends import Bus
from pioreactor.hardware.bus import BusCounters, is_present, note_error, transfer
from pioreactor.types import PdChannel

_TRANSFER_S: Final = 0.0005  # one word at 100 kHz: how far apart the channels of a combined transfer are
_LATE_FACTOR: Final = 3.0
_FEWEST: Final = 12
_SILENT_SAMPLES: Final = 3  # lost samples in a row after which a device counts as gone
_OFFSETS_S: Final = sample_offsets_s(SAMPLES_PER_READING)


class Samples:
    """Words of one channel with the time of each, clock seconds."""

    __slots__ = ("codes", "times_s")

    def __init__(self) -> None:
        self.times_s: list[float] = []
        self.codes: list[int] = []


class Sampler:
    """Reads a set of analogue inputs.

    Inputs that convert by themselves are read together in one combined transfer; others one after the other.
    """

    def __init__(self, inputs: Mapping[PdChannel, AdcChannel], bus: Bus) -> None:
        self.inputs = dict(inputs)
        self._bus = bus
        self.counters = BusCounters()
        free = [(c, adc) for c, adc in self.inputs.items() if not adc.conversion_s]
        self._together = free
        self._requested = [(c, adc) for c, adc in self.inputs.items() if adc.conversion_s]
        self._messages: list[Any] = [message for _, adc in free for message in adc.messages]
        self._silent: dict[PdChannel, int] = {}

    def start(self) -> None:
        """Set up every converter. Raises HardwareNotFoundError that names the one that does not answer."""
        for channel, adc in self.inputs.items():
            if not is_present(self._bus, adc.address):
                raise HardwareNotFoundError(
                    f"{adc.name} of photodiode channel {channel} does not answer. Check its cable, and its address in "
                    "the hardware description."
                )
            adc.start()

    def synchronise(self) -> bool:
        """Take each range back from its chip; False when a chip had lost its settings. Raises BusError."""
        checked = [adc.synchronise() for adc in self.inputs.values()]
        return all(checked)

    def take(self, samples: int = SAMPLES_PER_READING) -> dict[PdChannel, Samples]:
        """Take up to ``samples`` samples per channel, 40 over about 0.42 s.

        Each sample has its own set time; one that is late is taken at once and carries its true time. When the bus is
        so slow that the window would grow threefold, the reading ends early with at least 12 samples. Raises BusError.
        """
        result = {channel: Samples() for channel in self.inputs}
        offsets = _OFFSETS_S[:samples]
        begin = clock.monotonic()
        latest = (
            begin
            + _LATE_FACTOR * max(offsets[-1], 0.05)
            + samples * sum(adc.conversion_s for _, adc in self._requested)
        )
        for taken, offset in enumerate(offsets):
            now = clock.monotonic()
            if now > latest and taken >= _FEWEST:
                break
            if begin + offset > now:
                clock.sleep(begin + offset - now)
            self._sample_once(result)
        return result

    def _sample_once(self, result: dict[PdChannel, Samples]) -> None:
        if self._messages and not self._sample_together(result):
            for channel, adc in self._together:
                self._sample_one(result[channel], channel, adc)
        for channel, adc in self._requested:
            self._sample_one(result[channel], channel, adc)

    def _sample_together(self, result: dict[PdChannel, Samples]) -> bool:
        """All self-converting inputs in one transfer; False when one of them refused."""
        now = clock.monotonic()
        self.counters.transfers += 1
        try:
            self._bus.i2c_rdwr(*self._messages)
        except OSError:
            self.counters.retries += 1
            note_error("retries", *self._messages)
            return False
        for position, (channel, adc) in enumerate(self._together):
            samples = result[channel]
            samples.times_s.append(now + position * _TRANSFER_S)
            samples.codes.append(adc.decode())
        return True

    def _sample_one(self, samples: Samples, channel: PdChannel, adc: AdcChannel) -> None:
        now = clock.monotonic()
        try:
            adc.begin_conversion()
            if adc.conversion_s:
                clock.sleep(adc.conversion_s)
            transfer(self._bus, self.counters, adc.name, *adc.messages)
        except BusError:
            # A sample more or less does not matter; a device that stays silent does.
            self._silent[channel] = self._silent.get(channel, 0) + 1
            if self._silent[channel] >= _SILENT_SAMPLES:
                self._silent.clear()
                raise
            return
        self._silent.pop(channel, None)
        samples.times_s.append(now)
        samples.codes.append(adc.decode())
