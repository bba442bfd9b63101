"""Taking samples of all photodiodes at set times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pioreactor import clock
from pioreactor.domain.optics import SAMPLES_PER_READING, sample_offsets_s
from pioreactor.exc import BusError, HardwareNotFoundError
from pioreactor.hardware.adc import AdcChannel
from pioreactor.hardware.backends import Bus
from pioreactor.hardware.bus import BusCounters, is_present, transfer
from pioreactor.types import PdChannel

_TRANSFER_S: Final = 0.0005  # one word at 100 kHz: how far apart the channels of a combined transfer are
_LATE_FACTOR: Final = 3.0
_FEWEST: Final = 12
_OFFSETS_S: Final = sample_offsets_s(SAMPLES_PER_READING)


@dataclass(slots=True)
class Samples:
    """Words of one channel with the time of each, clock seconds."""

    times_s: list[float] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)


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
        self._names = " and ".join(sorted({adc.name for _, adc in free}))

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
        if self._messages:
            now = clock.monotonic()
            self._transfer(self._names, self._messages)
            for position, (channel, adc) in enumerate(self._together):
                samples = result[channel]
                samples.times_s.append(now + position * _TRANSFER_S)
                samples.codes.append(adc.decode())
        for channel, adc in self._requested:
            now = clock.monotonic()
            adc.begin_conversion()
            clock.sleep(adc.conversion_s)
            self._transfer(adc.name, list(adc.messages))
            samples = result[channel]
            samples.times_s.append(now)
            samples.codes.append(adc.decode())

    def _transfer(self, names: str, messages: list[Any]) -> None:
        try:
            transfer(self._bus, self.counters, names, *messages)
        except BusError as error:
            silent = [adc.name for adc in self.inputs.values() if not is_present(self._bus, adc.address)]
            if not silent:
                raise
            raise BusError(error.errno or 0, f"{' and '.join(sorted(set(silent)))} does not answer.") from error
