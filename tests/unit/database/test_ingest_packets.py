"""MQTT packets against paho's own encoder, in whatever pieces they arrive."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.client import CallbackAPIVersion, Client, MQTTMessageInfo
from paho.mqtt.enums import MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from pioreactor.background_jobs.leader.mqtt_to_db_streaming import packets


def _as_sent_by_paho(topic: str, payload: bytes, qos: int, properties: Properties) -> bytes:
    client: Any = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(2)
        theirs.setblocking(False)
        client._sock = theirs
        client._send_publish(7, topic.encode(), payload, qos, False, False, MQTTMessageInfo(7), properties)
        client._sock = None
        return ours.recv(1 << 20)


@given(
    st.lists(
        st.tuples(
            st.text("abc/µ ", min_size=1, max_size=30),
            st.binary(max_size=300),
            st.sampled_from([0, 1]),
            st.sampled_from(["", "aabbccdd:12"]),
            st.booleans(),
        ),
        max_size=6,
    ),
    st.integers(1, 400),
)
def test_messages_in_any_pieces(sent: list[tuple[str, bytes, int, str, bool]], piece: int) -> None:
    stream = b""
    for topic, payload, qos, journal, with_more in sent:
        properties = Properties(PacketTypes.PUBLISH)
        if with_more:
            properties.ContentType = "json"
            properties.MessageExpiryInterval = 60
            properties.UserProperty = ("other", "x" * 120)
        if journal:
            properties.UserProperty = ("journal", journal)
        stream += _as_sent_by_paho(topic, payload, qos, properties)
    messages, rest = [], b""
    for start in range(0, len(stream), piece):
        arrived = packets.take(rest + stream[start : start + piece], 5)
        rest = arrived.rest
        messages += arrived.messages
    assert rest == b""
    assert [(m.topic.decode(), m.payload, m.journal, m.packet_id) for m in messages] == [
        (topic, payload, journal, 7 if qos else 0) for topic, payload, qos, journal, _ in sent
    ]


@given(st.binary(max_size=200))
def test_noise_is_refused_and_nothing_else_happens(noise: bytes) -> None:
    try:
        arrived = packets.take(noise, 0)
    except packets.ProtocolError:
        return
    assert noise.endswith(arrived.rest)


def test_a_length_that_never_ends() -> None:
    with pytest.raises(packets.ProtocolError):
        packets.take(b"\x30\xff\xff\xff\xff\xff", 0)
