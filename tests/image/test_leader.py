"""A card becomes a leader with a vial: its first boot, its experiment, and what a power cut does to both."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from pioreactor import clock
from pioreactor.clock import wait_until
from tests.image import unit
from tests.image.machine import CARD_BYTES, Machine

pytestmark = [pytest.mark.image, pytest.mark.timeout(3600)]
FIRST_BOOT_WITHIN_S = 360
NOT_SLOWER_THAN_PLAIN = 1.5
LEADER_MB = 180


@pytest.fixture(scope="module")
def leader(image: Path, tmp_path_factory: pytest.TempPathFactory, machines: list[Machine]) -> Machine:
    """A card that was never in a machine, with what its owner wrote onto it."""
    made = Machine(image, tmp_path_factory.mktemp("leader"), "lab1")
    machines.append(made)
    made.put("pioreactor.toml", unit.settings("both", "lab1"))
    return made


def test_a_power_cut_in_the_first_boot_does_no_harm(leader: Machine) -> None:
    """In the middle of it; the next boot begins where this one ended, or from the start."""
    leader.power_on()
    page_s = leader.wait_for_page(unit.BOOT_S)
    print(f"first page of the first boot after {page_s:.0f} s")
    clock.wall_sleep(60)
    assert leader.guest.ask(f"test -e {unit.PENDING}").code == 0, "the first boot was faster than this test"
    leader.power_cut()


def test_it_makes_itself_a_leader(leader: Machine) -> None:
    leader.power_on()
    seconds = unit.finish_first_boot(leader)
    print(f"first boot, after a power cut in its middle: {seconds:.0f} s")
    assert seconds <= FIRST_BOOT_WITHIN_S
    unit.wait_until_well(leader)
    assert unit.complaints(leader) == []
    assert unit.failed_services(leader) == ""
    assert leader.guest.run("systemctl is-system-running").strip() == "running"


def test_it_is_itself_and_nobody_else(leader: Machine) -> None:
    assert leader.guest.run("hostname").strip() == "lab1"
    assert len(leader.guest.run("cat /etc/machine-id").strip()) == 32
    assert "ssh_host_ed25519_key" in leader.guest.run("ls /etc/ssh")
    assert leader.greets_over_ssh()


def test_its_file_system_has_grown_to_the_size_of_the_card(leader: Machine) -> None:
    size = int(leader.guest.run("df --block-size=1 --output=size / | tail -n 1"))
    assert size > CARD_BYTES * 0.7


def test_page_and_interface_answer(leader: Machine) -> None:
    status, page = leader.http("/")
    assert status == 200 and '<div id="root"' in page
    status, answer = leader.http("/unit_api/health")
    assert status == 200 and json.loads(answer)
    assert leader.http("/api/experiments")[0] in (401, 403), "whoever is not known gets nothing"


def test_messages_go_through_its_broker(leader: Machine) -> None:
    own = json.loads(leader.guest.run("cat /home/pioreactor/.pioreactor/credentials.json"))
    heard = threading.Event()
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.username_pw_set(own["mqtt_username"], own["mqtt_password"])
    client.on_connect = lambda *_: client.subscribe("pioreactor/lab1/#", qos=1)
    client.on_subscribe = lambda *_: client.publish("pioreactor/lab1/exp/boot_test/word", b"hello", qos=1)
    client.on_message = lambda _client, _data, message: heard.set() if message.payload == b"hello" else None
    client.connect("127.0.0.1", leader.ports[1883])
    client.loop_start()
    try:
        assert heard.wait(60)
    finally:
        client.loop_stop()


def test_a_vial_grows_and_readings_reach_the_database(leader: Machine) -> None:
    before = json.loads(leader.guest.run("pio bench truth --json"))
    unit.start_experiment(leader, "lab1")
    assert wait_until(lambda: unit.readings(leader, "lab1") >= 10, 400, poll=5), leader.guest.run(
        "pio jobs list running"
    )
    after = json.loads(leader.guest.run("pio bench truth --json"))
    assert after["od600"] > before["od600"]


def test_an_experiment_survives_a_power_cut(leader: Machine) -> None:
    had = unit.readings(leader, "lab1")
    leader.power_cut()
    leader.power_on()
    print(f"page after a power cut: {leader.wait_for_page(unit.BOOT_S):.0f} s")
    leader.wait_for_shell(unit.BOOT_S)
    unit.wait_until_well(leader)
    assert wait_until(lambda: unit.readings(leader, "lab1") >= had + 5, 300, poll=5)
    running = leader.guest.run("pio jobs list running")
    assert "stirring" in running and "od_reading" in running
    assert unit.complaints(leader) == []
    assert unit.failed_services(leader) == ""


def test_its_page_is_there_soon(leader: Machine, plain: Path, tmp_path: Path, machines: list[Machine]) -> None:
    """Compared with plain Debian of the same base, which boots alone on the same processor a moment later."""
    leader.guest.run("pio kill --all-jobs", limit_s=200)
    leader.shut_down()
    leader.power_on()
    ours_s = leader.wait_for_page(unit.BOOT_S)
    leader.wait_for_shell(unit.BOOT_S)
    leader.shut_down()
    debian = Machine(plain, tmp_path, "plain")
    machines.append(debian)
    # Its first boot makes a machine-id and grows nothing; the second is like ours.
    debian.power_on()
    debian.wait_for_ssh(unit.BOOT_S)
    debian.wait_for_shell(unit.BOOT_S)
    debian.shut_down()
    debian.power_on()
    plain_s = debian.wait_for_ssh(unit.BOOT_S)
    debian.off()
    print(f"page {ours_s:.0f} s, plain Debian until SSH {plain_s:.0f} s: {ours_s / plain_s:.2f}")
    assert ours_s <= plain_s * NOT_SLOWER_THAN_PLAIN


def test_it_needs_little_memory(leader: Machine) -> None:
    leader.power_on()
    leader.wait_for_shell(unit.BOOT_S)
    unit.wait_until_well(leader)
    clock.wall_sleep(60)
    used = unit.used_mb(leader)
    print(f"idle leader: {used} MB")
    assert used <= LEADER_MB
