"""What accounts may do at the leader's broker: a real Mosquitto with the files that the role's templates make."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import paho.mqtt.client as paho
import pytest

from pioreactor.clock import wait_until
from pioreactor.simulation.demo.layout import mosquitto_program
from pioreactor.testing.broker import free_port
from tests.integration.security.rendering import rendered

ACCOUNTS = [
    {"name": "leader1", "password": "of-leader1", "kind": "leader"},
    {"name": "worker1", "password": "of-worker1", "kind": "unit"},
    {"name": "worker2", "password": "of-worker2", "kind": "unit"},
    {"name": "browser", "password": "of-browser", "kind": "browser"},
]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A hub."""
    folder, found = tmp_path_factory.mktemp("hub"), free_port()
    for name in ("pioreactor.accounts", "pioreactor.access"):
        (folder / name).write_text(rendered(f"{name}.j2", mosquitto_kind="hub", mosquitto_accounts=ACCOUNTS))
        (folder / name).chmod(0o600)
    (folder / "mosquitto.conf").write_text(
        f"user root\nallow_anonymous false\npassword_file {folder}/pioreactor.accounts\n"
        f"acl_file {folder}/pioreactor.access\nlistener {found} 127.0.0.1\n"
    )
    running = subprocess.Popen([mosquitto_program(), "-c", folder / "mosquitto.conf"], stderr=subprocess.DEVNULL)
    yield found
    running.terminate()
    running.wait(10)
    shutil.rmtree(folder)


class Party:
    """Somebody at the broker, and what they have heard."""

    def __init__(self, port: int, name: str, password: str) -> None:
        self.heard: list[str] = []
        self.refused = ""
        self.granted: list[int] = []
        self.client = paho.Client(paho.CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
        self.client.username_pw_set(name, password)
        self.client.on_message = lambda _client, _data, message: self.heard.append(message.topic)
        self.client.on_connect = self._when_connected
        self.client.on_subscribe = lambda _c, _d, _n, codes, _p: self.granted.append(codes[0].value)
        assert wait_until(lambda: self._is_there(port), 10)
        self.client.loop_start()

    def _is_there(self, port: int) -> bool:
        try:
            return self.client.connect("127.0.0.1", port) == paho.MQTT_ERR_SUCCESS
        except OSError:
            return False

    def _when_connected(self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        self.refused = str(reason) if reason.is_failure else ""

    def listen(self, pattern: str) -> None:
        before = len(self.granted)
        self.client.subscribe(pattern, qos=1)
        assert wait_until(lambda: len(self.granted) > before, 10)

    def say(self, topic: str) -> None:
        self.client.publish(topic, "1", qos=1).wait_for_publish(10)

    def leave(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def party(port: int) -> Iterator[Any]:
    came: list[Party] = []

    def come(name: str, password: str | None = None) -> Party:
        came.append(Party(port, name, password or f"of-{name}"))
        return came[-1]

    yield come
    for one in came:
        one.leave()


MAY_WRITE = [
    ("worker1", "pioreactor/worker1/exp/stirring/target_rpm", True),
    ("worker1", "pioreactor/worker1/exp/dosing_events", True),
    ("worker1", "pioreactor/worker2/exp/stirring/target_rpm", False),
    ("worker1", "pioreactor/worker2/exp/stirring/$state/set", False),
    ("worker1", "pioreactor/$broadcast/exp/stirring/$state/set", False),
    ("worker1", "pioreactor/leader1/$experiment/monitor/x", False),
    ("worker1", "pioreactor/worker1/$experiment/assignment", False),
    ("worker1", "pioreactor/worker10/exp/stirring/target_rpm", False),
    ("worker1", "sim/worker2/truth", False),
    ("worker1", "elsewhere/worker1", False),
    ("browser", "pioreactor/worker1/exp/stirring/$state/set", False),
    ("leader1", "pioreactor/worker1/exp/stirring/$state/set", True),
]


@pytest.mark.parametrize(("name", "topic", "may"), MAY_WRITE)
def test_who_may_write_what(party: Any, name: str, topic: str, may: bool) -> None:
    listener, speaker = party("leader1"), party(name)
    listener.listen(topic)
    listener.listen("pioreactor/leader1/$experiment/mark/last")
    speaker.say(topic)
    party("leader1").say("pioreactor/leader1/$experiment/mark/last")
    assert wait_until(lambda: "pioreactor/leader1/$experiment/mark/last" in listener.heard, 10)
    assert (topic in listener.heard) is may


@pytest.mark.parametrize("name", ["worker1", "browser"])
def test_nobody_hears_what_is_not_the_clusters(party: Any, name: str) -> None:
    listener = party(name)
    for pattern in ("$SYS/#", "#", "secrets/#", "pioreactor/#"):
        listener.listen(pattern)
    party("leader1").say("secrets/leader1")
    party("leader1").say("pioreactor/leader1/$experiment/mark/last")
    assert wait_until(lambda: "pioreactor/leader1/$experiment/mark/last" in listener.heard, 10)
    assert {topic.partition("/")[0] for topic in listener.heard} == {"pioreactor"}


@pytest.mark.parametrize(("name", "password"), [("worker1", "of-worker2"), ("nobody", "x"), ("worker1", "-")])
def test_a_wrong_account_is_refused(party: Any, name: str, password: str) -> None:
    somebody = party(name, password)
    assert wait_until(lambda: bool(somebody.refused), 10)
