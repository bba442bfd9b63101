"""The few MQTT 5 packets that a subscriber needs, to and from bytes. No I/O.

paho-mqtt reads a message byte by byte and builds several objects for it, which costs ten times the rest of the ingest
(docs/decisions/0004-storage.md has the numbers). This reads a whole network buffer at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct
from typing import Final, NamedTuple

from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import Message

CONNACK: Final = 2
SUBACK: Final = 9
PINGRESP: Final = 13
DISCONNECTED: Final = 14
PINGREQ: Final = b"\xc0\x00"
DISCONNECT: Final = b"\xe0\x00"

_PUBLISH: Final = 3
_U16: Final = Struct("!H")
_PUBACK: Final = Struct("!BBH")
_JOURNAL: Final = b"\x26\x00\x07journal"
_USER_PROPERTY: Final = 0x26
_FIXED_LENGTH: Final = {0x01: 1, 0x02: 4, 0x23: 2}
_COUNTED: Final = frozenset({0x03, 0x08, 0x09})
_SUBSCRIPTION_ID: Final = 0x0B
_QOS1_WITHOUT_RETAINED: Final = 0x21


class ProtocolError(ValueError):
    """The other side does not speak MQTT 5."""


class Control(NamedTuple):
    """Any packet that is no message. ``kind``: its MQTT packet type."""

    kind: int
    body: bytes


class Arrived(NamedTuple):
    """What a buffer contained. ``rest``: the bytes of a packet that is not complete yet."""

    messages: list[Message]
    controls: list[Control]
    rest: bytes


def connect(client_id: str, username: str, password: str, *, keepalive_s: int, session_expiry_s: int) -> bytes:
    """Open (or take up again) a session that the broker keeps for ``session_expiry_s`` after a loss."""
    flags = (0x80 if username else 0) | (0x40 if password else 0)
    properties = b"\x11" + session_expiry_s.to_bytes(4, "big") + b"\x21" + _U16.pack(0xFFFF)
    body = _text("MQTT") + bytes((5, flags)) + _U16.pack(keepalive_s) + _varint(len(properties)) + properties
    body += _text(client_id) + (_text(username) if username else b"") + (_text(password) if password else b"")
    return b"\x10" + _varint(len(body)) + body


def subscribe(packet_id: int, patterns: Sequence[str]) -> bytes:
    """Ask for messages with QoS 1, and for none that were retained before."""
    body = _U16.pack(packet_id) + b"\x00" + b"".join(_text(p) + bytes((_QOS1_WITHOUT_RETAINED,)) for p in patterns)
    return b"\x82" + _varint(len(body)) + body


def puback(packet_ids: Sequence[int]) -> bytes:
    """Tell the broker that messages are in safe hands."""
    return b"".join([_PUBACK.pack(0x40, 2, packet_id) for packet_id in packet_ids])


def take(buffer: bytes, received_us: int) -> Arrived:
    """Take all complete packets out of a buffer. Raises ProtocolError for what cannot be MQTT."""
    messages: list[Message] = []
    controls: list[Control] = []
    at, size = 0, len(buffer)
    while size - at >= 2:
        length, start = buffer[at + 1], at + 2
        if length & 0x80:
            found = _read_varint(buffer, at + 1)
            if found is None:
                break
            length, start = found
        end = start + length
        if end > size:
            break
        first = buffer[at]
        if first >> 4 == _PUBLISH:
            try:
                messages.append(_message(buffer, first, start, end, received_us))
            except (IndexError, UnicodeDecodeError) as error:
                raise ProtocolError(f"a message cannot be read: {error}") from error
        else:
            controls.append(Control(first >> 4, buffer[start:end]))
        at = end
    return Arrived(messages, controls, buffer[at:])


def _message(buffer: bytes, first: int, at: int, end: int, received_us: int) -> Message:
    topic_end = at + 2 + (buffer[at] << 8 | buffer[at + 1])
    topic = buffer[at + 2 : topic_end]
    at = topic_end
    packet_id = 0
    if first & 0x06:
        packet_id = buffer[at] << 8 | buffer[at + 1]
        at += 2
    length = buffer[at]
    at += 1
    if length & 0x80:
        found = _read_varint(buffer, at - 1)
        if found is None:
            raise ProtocolError("a message has a broken length of properties")
        length, at = found
    journal = ""
    if length:
        journal = _journal(buffer[at : at + length])
        at += length
    if at > end:
        raise ProtocolError("a message is longer than its packet")
    return Message(topic, buffer[at:end], journal, received_us, packet_id)


def _journal(properties: bytes) -> str:
    if properties.startswith(_JOURNAL):
        start = len(_JOURNAL) + 2
        return properties[start : start + (properties[start - 2] << 8 | properties[start - 1])].decode()
    at = 0
    while at < len(properties):
        kind, at = properties[at], at + 1
        if kind == _USER_PROPERTY:
            name, at = _counted(properties, at)
            value, at = _counted(properties, at)
            if name == b"journal":
                return value.decode()
        elif kind in _COUNTED:
            _, at = _counted(properties, at)
        elif kind == _SUBSCRIPTION_ID:
            at = (_read_varint(properties, at) or (0, len(properties)))[1]
        elif kind in _FIXED_LENGTH:
            at += _FIXED_LENGTH[kind]
        else:
            raise ProtocolError(f"a message has an unknown property {kind:#x}")
    return ""


def _counted(data: bytes, at: int) -> tuple[bytes, int]:
    if at + 2 > len(data):
        raise ProtocolError("a property is cut off")
    end = at + 2 + (data[at] << 8 | data[at + 1])
    return data[at + 2 : end], end


def _read_varint(data: bytes, at: int) -> tuple[int, int] | None:
    value = 0
    for place in range(4):
        if at >= len(data):
            return None
        byte, at = data[at], at + 1
        value |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return value, at
    raise ProtocolError("a length has more than four bytes")


def _varint(value: int) -> bytes:
    out = bytearray()
    while True:
        value, low = divmod(value, 128)
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)


def _text(text: str) -> bytes:
    data = text.encode()
    return _U16.pack(len(data)) + data
