"""The protocols by device and name; a protocol is imported when it is used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final, NamedTuple

from pioreactor.calibrations.sessions.errors import UnknownProtocolError

if TYPE_CHECKING:
    from pioreactor.calibrations.sessions.protocol import Protocol

_here: Final = "pioreactor.calibrations.protocols"
_pump: Final = f"{_here}.pump:PROTOCOL"
PROTOCOLS: Final[dict[tuple[str, str], str | Protocol]] = {
    ("media_pump", "duration_based"): _pump,
    ("alt_media_pump", "duration_based"): _pump,
    ("waste_pump", "duration_based"): _pump,
    ("stirring", "dc_based"): f"{_here}.stirring:PROTOCOL",
    **{(device, "standards"): f"{_here}.od_standards:PROTOCOL" for device in ("od", "od45", "od90", "od135")},
}
"""(device, name) and home (``module:attribute``), or what a plugin registered."""


class Offered(NamedTuple):
    """A protocol of a device."""

    device: str
    protocol: Protocol


def register_protocol(device: str, protocol: Protocol) -> None:
    """Offer a protocol for a device; it takes the place of one of the same name. For plugins, when they are loaded."""
    PROTOCOLS[device, protocol.name] = protocol


def find_protocol(device: str, name: str) -> Protocol:
    """The protocol of that name. Raises UnknownProtocolError that says what there is."""
    home = PROTOCOLS.get((device, name))
    if home is None:
        there_are = protocol_names(device)
        remedy = f"It has {', '.join(there_are)}." if there_are else f"Devices are: {', '.join(devices())}."
        raise UnknownProtocolError(f"{device[:80]!r} has no calibration protocol {name[:80]!r}. {remedy}")
    if not isinstance(home, str):
        return home
    module, _, attribute = home.partition(":")
    found: Protocol = importlib.import_module(module).__dict__[attribute]
    return found


def devices() -> list[str]:
    """Devices that can be calibrated, sorted."""
    return sorted({device for device, _ in PROTOCOLS})


def protocol_names(device: str) -> list[str]:
    """Names of the protocols of a device, the first choice first."""
    names = [name for each, name in PROTOCOLS if each == device]
    return sorted(names, key=lambda name: (find_protocol(device, name).priority, name))


def offered() -> list[Offered]:
    """All protocols, by device and then by priority."""
    return [Offered(device, find_protocol(device, name)) for device in devices() for name in protocol_names(device)]
