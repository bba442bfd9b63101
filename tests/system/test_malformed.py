"""Anybody with an account may send anything: no program ends, no traceback is written, good rows still arrive."""

from __future__ import annotations

import http.client
import json
import random
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as paho
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from pioreactor import clock
from pioreactor.simulation.demo.cluster import SimulatedCluster
from tests.system.bookkeeping import stored_points
from tests.system.test_faults import all_logs

Starter = Callable[..., SimulatedCluster]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

EXPERIMENT = "Demo culture"
SETTINGS = {
    "stirring": ["target_rpm", "duty_cycle", "measured_rpm", "$state", "state", "__class__"],
    "od_reading": ["interval", "ir_led_intensity", "ods", "$state"],
    "growth_rate_calculating": ["growth_rate", "$state"],
}
READINGS = [
    *("od_reading/od1", "od_reading/ods", "growth_rate_calculating/growth_rate", "stirring/measured_rpm", "pwms/dc"),
    *("dosing_events", "led_change_events", "temperature_automation/temperature", "logs/app/error"),
    "dosing_automation/dosing_automation_settings",
]
PAYLOADS = [
    *(b"", b"nan", b"inf", b"-1", b"1e400", b"9" * 5000, b"null", b"true", b"[]", b"{}", b'"text"', b" 400 ", b"1,5"),
    *(b"\xff\xfe\x00", b"\x00", b"[" * 20_000, b'{"a":' * 5000, b"x" * 70_000, b"ready", b"lost", b"banana"),
    b'{"measured_rpm": 1e999, "timestamp": "2026-01-01T00:00:00Z"}',
    b'{"od": 0.5, "timestamp": "9999-12-31T23:59:59Z", "channel": "2", "angle": "90"}',
    b'{"measured_rpm": 1, "timestamp": "0001-01-01T00:00:00Z"}',
    b'{"pioreactor_unit": "../../x", "experiment": "../..", "assigned_at": "x", "updated_at": "y"}',
]
JOURNAL_NUMBERS = ["x", "abcdef01:-1", "abcdef01:0", "abcdef01:" + "9" * 30, "abcdef01:1.5", ":", "A" * 3000 + ":5"]


def flood(cluster: SimulatedCluster, count: int, chance: random.Random) -> None:
    place = cluster.layout.leader
    client = paho.Client(paho.CallbackAPIVersion.VERSION2, client_id="flood", protocol=paho.MQTTv5)
    client.username_pw_set(place.name, place.mqtt_password)
    client.connect("127.0.0.1", cluster.layout.mqtt_port)
    client.loop_start()
    for _ in range(count):
        unit = chance.choice(["worker01", "$broadcast"])
        if chance.random() < 0.6:
            job = chance.choice(list(SETTINGS))
            topic = f"pioreactor/{unit}/{EXPERIMENT}/{job}/{chance.choice(SETTINGS[job])}/set"
        else:
            topic = f"pioreactor/worker02/{chance.choice([EXPERIMENT, '$experiment', 'x'])}/{chance.choice(READINGS)}"
        properties = Properties(PacketTypes.PUBLISH)
        if chance.random() < 0.3:
            properties.UserProperty = ("journal", chance.choice(JOURNAL_NUMBERS))
        payload = chance.choice(PAYLOADS) if chance.random() < 0.8 else chance.randbytes(50)
        client.publish(topic, payload, qos=1, properties=properties).wait_for_publish(20)
    for tail in ("stirring/target_rpm/set", "stirring/$state/set", "od_reading/od2", "logs/app/info"):
        client.publish(f"pioreactor/worker01/{EXPERIMENT}/{tail}", b"7" * 5_000_000, qos=1).wait_for_publish(20)
    client.disconnect()
    client.loop_stop()


def jobs_of(cluster: SimulatedCluster, unit: str) -> dict[str, int]:
    rows: Any = cluster.request("GET", "/unit_api/jobs/running", unit=unit)
    return {row["job_name"]: row["pid"] for row in rows}


def test_nonsense_over_mqtt_ends_no_program(start_cluster: Starter) -> None:
    cluster = start_cluster(speed=20)
    units = [place.name for place in cluster.layout.units]
    # A slow machine may still be importing the last job when its start counts as good.
    assert clock.wait_until(lambda: all(set(SETTINGS) <= set(jobs_of(cluster, unit)) for unit in units), 20)
    before = {unit: jobs_of(cluster, unit) for unit in units}
    flood(cluster, 1000, random.Random(5))
    clock.wall_sleep(2)
    assert {unit: jobs_of(cluster, unit) for unit in units} == before
    cluster.check()
    count = stored_points(cluster).total()
    assert clock.wait_until(lambda: stored_points(cluster).total() > count + 20, 20)
    before, traceback, after = all_logs(cluster).partition("Traceback")
    assert not traceback, before[-300:] + traceback + after[:3000]


JUNK: list[Any] = [
    *(
        "",
        "x",
        "é☃",
        "\x00",
        "a\nb",
        "'; DROP TABLE points;--",
        "../../etc/passwd",
        "$broadcast",
        "A" * 20_000,
        "--help",
    ),
    *(
        None,
        True,
        0,
        -1,
        2**31,
        2**63,
        10**400,
        1.5,
        1e308,
        float("nan"),
        float("inf"),
        [],
        {},
        [None],
        {"a": {"b": [1]}},
    ),
]
IN_PATHS = [
    *("worker01", "$broadcast", "Demo%20culture", "stirring", "nope", "%00", "%2e%2e", "..%2f..%2fetc", "a%2Fb"),
    *("%ff%fe", "--help", "x%0Ay", "%20"),
]
BODIES = [b"", b"{", b"null", b"[]", b"123", b'{"a":' * 2000, b"\xff\xfe", b"NaN", b'{"x":"' + b"A" * 1_200_000 + b'"}']


class Fuzzer:
    """Requests that fit the OpenAPI document more or less."""

    def __init__(self, document: Any, chance: random.Random) -> None:
        self.schemas = document["components"]["schemas"]
        self.chance = chance

    def value(self, schema: Any) -> Any:
        if self.chance.random() < 0.2 or not schema:
            return self.chance.choice(JUNK)
        if "$ref" in schema:
            return self.value(self.schemas[schema["$ref"].rpartition("/")[2]])
        if "anyOf" in schema:
            return self.value(self.chance.choice(schema["anyOf"]))
        if schema.get("type") == "object":
            named = {key: self.value(part) for key, part in schema.get("properties", {}).items()}
            return {key: value for key, value in named.items() if self.chance.random() < 0.8}
        if schema.get("type") == "array":
            return [self.value(schema.get("items")) for _ in range(self.chance.randint(0, 3))]
        return self.chance.choice(schema.get("enum") or JUNK)

    def body(self, operation: Any) -> bytes:
        if self.chance.random() < 0.2:
            return self.chance.choice(BODIES)
        content = operation.get("requestBody", {}).get("content", {})
        return json.dumps(self.value(content.get("application/json", {}).get("schema"))).encode()

    def path(self, pattern: str) -> str:
        while "{" in pattern:
            before, _, rest = pattern.partition("{")
            pattern = before + self.chance.choice(IN_PATHS) + rest.partition("}")[2]
        return pattern


def answer(cluster: SimulatedCluster, method: str, path: str, body: bytes) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", cluster.layout.port, timeout=60)
    try:
        headers = {"Authorization": f"Bearer {cluster.layout.leader.api_token}", "Content-Type": "application/json"}
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


def test_nonsense_over_http_is_refused_with_a_reason(start_cluster: Starter) -> None:
    cluster = start_cluster(speed=1)
    document: Any = cluster.request("GET", "/api/openapi.json")
    fuzzer = Fuzzer(document, random.Random(6))
    for pattern, operations in document["paths"].items():
        for method, operation in operations.items():
            for _ in range(2 if method == "get" else 6):
                path, body = fuzzer.path(pattern), fuzzer.body(operation)
                status, reply = answer(cluster, method.upper(), path, body)
                # 502, 503: another unit does not answer, or the route says where to go instead.
                assert status < 500 or status in (502, 503), f"{method} {path} {body[:200]!r}: {reply[:500]!r}"
                assert status < 400 or json.loads(reply)["error"], f"{method} {path}: {reply[:200]!r}"
    for unit in cluster.layout.units:
        assert cluster.request("GET", "/unit_api/health", unit=unit.name)
    assert "Traceback" not in all_logs(cluster)
