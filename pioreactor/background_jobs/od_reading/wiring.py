"""Which photodiode looks at the vial from which angle, and which lamp is the infrared one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple, get_args

from pioreactor.exc import ConfigError
from pioreactor.types import LED_CHANNELS, PD_CHANNELS, LedChannel, PdAngle, PdChannel

REF: Final = "REF"
ANGLES: Final[tuple[PdAngle, ...]] = get_args(PdAngle)


class Wiring(NamedTuple):
    """``signals``: angle of each signal channel; ``reference``: the channel that looks at the lamp, if any."""

    signals: dict[PdChannel, PdAngle]
    reference: PdChannel | None

    @property
    def channels(self) -> list[PdChannel]:
        """All channels that are read."""
        return sorted([*self.signals, *([self.reference] if self.reference else [])])


def parse_wiring(channels: Mapping[str, str | None]) -> Wiring:
    """Check the photodiode channels of the configuration. Raises ConfigError that names the channel."""
    signals: dict[PdChannel, PdAngle] = {}
    reference: PdChannel | None = None
    for channel in PD_CHANNELS:
        angle = channels.get(channel)
        if not angle:
            continue
        if angle == REF:
            if reference is not None:
                raise ConfigError(f"Photodiode channels {reference} and {channel} are both REF; there can be one.")
            reference = channel
        elif angle in ANGLES:
            signals[channel] = angle
        else:
            raise ConfigError(f"Photodiode channel {channel} has the angle {angle!r}. Use REF, {', '.join(ANGLES)}.")
    if not signals:
        raise ConfigError(
            "No photodiode channel measures the vial. Give one an angle in [od_config.photodiode_channel]."
        )
    return Wiring(signals, reference)


def configured_channels() -> dict[str, str]:
    """Channel and angle (or REF) from the configuration."""
    from pioreactor.config import config

    return {c: config.get("od_config.photodiode_channel", c, fallback="") or "" for c in PD_CHANNELS}


def infrared_channel() -> LedChannel:
    """The lamp labelled IR. Raises ConfigError when there is none."""
    from pioreactor.config import config

    for channel in LED_CHANNELS:
        if config.get("leds", channel, fallback="") == "IR":
            return channel
    raise ConfigError("No LED channel is labelled IR, so optical density cannot be measured. Label one in [leds].")
