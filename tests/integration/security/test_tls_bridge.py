"""A hub and a worker's broker with the role's own configuration for TLS: what passes, and what does not."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest

from pioreactor import clock
from pioreactor.clock import wait_until
from pioreactor.cluster.authority import issuing
from pioreactor.cluster.authority.keeping import Pair
from pioreactor.simulation.demo.layout import mosquitto_program
from pioreactor.testing.broker import free_port
from tests.integration.security.rendering import rendered

TOPIC = "pioreactor/worker1/exp/od_reading/od1"
HUB = [
    {"name": "leader1", "password": "of-leader1", "kind": "leader"},
    {"name": "worker1", "password": "at-the-hub", "kind": "unit"},
]
LOCAL = [{"name": "worker1", "password": "of-worker1", "kind": "unit"}]


class Brokers:
    """Both; ``plain`` is the hub's port without encryption, on loopback, where TLS is the only other way in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.plain, self.encrypted, self.websocket, self.local = (free_port() for _ in range(4))
        self.authority = issuing.make_authority("test", clock.now())
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, *, believed: Pair | None = None, shown: Pair | None = None) -> None:
        """``believed``: the authority that the worker knows; ``shown``: what the hub shows."""
        own = shown or issuing.issue(self.authority, "leader1", ["leader1", "127.0.0.1"], clock.now())
        common = {"mosquitto__tls_folder": f"{self.folder}/tls", "mosquitto_websocket_port": self.websocket}
        files = {"hub.crt": own.certificate, "hub.key": own.key, "ca.pem": (believed or self.authority).certificate}
        (self.folder / "tls").mkdir()
        for name, content in files.items():
            (self.folder / "tls" / name).write_bytes(content)
        self._run(
            "hub", HUB, mosquitto_port=self.plain, mosquitto_tls_port=self.encrypted, mosquitto_tls_only=True,
            mosquitto__has_tls=True, mosquitto__is_bridge_encrypted=False, **common,
        )  # fmt: skip
        self._run(
            "local", LOCAL, mosquitto_unit="worker1", mosquitto_port=self.local, mosquitto_tls_port=self.encrypted,
            mosquitto_hub_address="127.0.0.1", mosquitto_hub_password="at-the-hub", mosquitto__has_tls=False,
            mosquitto__is_bridge_encrypted=True, **common,
        )  # fmt: skip

    def _run(self, kind: str, accounts: list[dict[str, str]], **variables: Any) -> None:
        place = self.folder / kind
        place.mkdir()
        known = {"mosquitto_kind": kind, "mosquitto_accounts": accounts, "mosquitto_queue_messages": 1000}
        known |= {"mosquitto_queue_mb": 4, **variables}
        for name in ("pioreactor.accounts", "pioreactor.access"):
            (place / name).write_text(rendered(f"{name}.j2", **known))
            (place / name).chmod(0o600)
        text = rendered("conf.d/pioreactor.conf.j2", **known).replace(
            "/etc/mosquitto/pioreactor.", f"{place}/pioreactor."
        )
        (place / "mosquitto.conf").write_text(f"user root\nlog_dest file {place}/log\n{text}")
        self._running.append(subprocess.Popen([mosquitto_program(), "-c", place / "mosquitto.conf"]))

    def log(self, kind: str) -> str:
        path = self.folder / kind / "log"
        return path.read_text() if path.exists() else ""

    def stop(self) -> None:
        for process in self._running:
            process.terminate()
        for process in self._running:
            process.wait(10)


@pytest.fixture
def brokers(tmp_path: Path) -> Iterator[Brokers]:
    made = Brokers(tmp_path)
    yield made
    made.stop()


def client(port: int, name: str, password: str) -> paho.Client:
    made = paho.Client(paho.CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
    made.username_pw_set(name, password)

    def is_there() -> bool:
        try:
            return made.connect("127.0.0.1", port) == paho.MQTT_ERR_SUCCESS
        except OSError:
            return False

    assert wait_until(is_there, 15)
    made.loop_start()
    return made


def test_readings_pass_over_the_encrypted_bridge(brokers: Brokers) -> None:
    brokers.start()
    heard: list[bytes] = []
    leader = client(brokers.plain, "leader1", "of-leader1")
    leader.on_message = lambda _client, _data, message: heard.append(message.payload)
    leader.subscribe(TOPIC, qos=1)
    worker = client(brokers.local, "worker1", "of-worker1")
    worker.publish(TOPIC, b"0.5", qos=1).wait_for_publish(10)
    try:
        assert wait_until(lambda: heard == [b"0.5"], 30), brokers.log("local")
    finally:
        worker.loop_stop()
        leader.loop_stop()


@pytest.mark.parametrize("who", ["another authority", "another name"])
def test_a_hub_that_is_not_ours_gets_nothing(brokers: Brokers, who: str) -> None:
    stranger = issuing.make_authority("elsewhere", clock.now())
    signing, place = (stranger, "127.0.0.1") if who == "another authority" else (brokers.authority, "10.9.9.9")
    brokers.start(shown=issuing.issue(signing, "leader1", ["leader1", place], clock.now()))
    worker = client(brokers.local, "worker1", "of-worker1")
    worker.publish(TOPIC, b"0.5", qos=1).wait_for_publish(10)
    try:
        assert wait_until(lambda: "certificate verify failed" in brokers.log("local"), 30), brokers.log("local")
        assert "as worker1" not in brokers.log("hub")
    finally:
        worker.loop_stop()


def test_the_encrypted_port_takes_nothing_plain(brokers: Brokers) -> None:
    brokers.start()
    wait_until(lambda: "mosquitto version" in brokers.log("hub"), 15)
    plain = paho.Client(paho.CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
    plain.username_pw_set("leader1", "of-leader1")
    plain.connect("127.0.0.1", brokers.encrypted)
    assert wait_until(lambda: plain.loop(1) == paho.MQTT_ERR_CONN_LOST, 15)
    assert not plain.is_connected()
