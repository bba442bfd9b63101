"""The job monitor as a process, with a real broker and a simulated vial of its own."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.pubsub import publish, topics
from pioreactor.testing.broker import Broker
from pioreactor.testing.unit import JobProcess, UnitFolder, pio_command
from pioreactor.types import MQTTMessage
from pioreactor.whoami import get_unit_name

Start = Callable[..., JobProcess]
Listen = Callable[..., "queue.SimpleQueue[MQTTMessage]"]


@pytest.fixture
def unit_env(broker: Broker, make_unit: Callable[..., UnitFolder]) -> UnitFolder:
    """A unit with a name of its own, because monitor's retained topics do not carry the name of an experiment."""
    return make_unit(broker, name=f"unit{os.urandom(3).hex()}")


def address(*levels: str, unit: str = "") -> str:
    return topics.topic(unit or get_unit_name(), "$experiment", *levels)


def next_value(arrived: queue.SimpleQueue[MQTTMessage], wanted: Callable[[bytes], bool] = bool) -> bytes:
    deadline = clock.wall_monotonic() + 10
    while clock.wall_monotonic() < deadline:
        payload = arrived.get(timeout=10).payload
        if wanted(payload):
            return payload
    raise AssertionError("the message did not arrive")


def bench(unit: UnitFolder, *arguments: str) -> str:
    command = pio_command("bench", *arguments)
    return subprocess.run(command, env=unit.environment(), capture_output=True, text=True, check=True).stdout


@pytest.fixture
def vial(unit_env: UnitFolder) -> Iterator[UnitFolder]:
    """The unit with a simulated vial under it."""
    process = subprocess.Popen(
        pio_command("simulate", "--no-truth"),
        env=unit_env.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert "Simulated vial" in process.stdout.readline()
        yield unit_env
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)


def light_changes(unit: UnitFolder) -> list[float]:
    """Levels of the status light so far."""
    process = subprocess.Popen(
        pio_command("bench", "outputs", "--since", "0", "--output", "status_led"),
        env=unit.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        process.wait(timeout=0.7)
    except subprocess.TimeoutExpired:
        process.kill()
    return [json.loads(line)["percent"] for line in process.communicate()[0].splitlines()]


@pytest.mark.usefixtures("unit_env")
def test_presence(job_process: Start, listener: Listen) -> None:
    beats = listener(address("monitor", "heartbeat"), allow_retained=False)
    states = listener(address("monitor", "$state"))
    job = job_process("monitor")
    job.wait_for_state("monitor")
    first, second = (json.loads(next_value(beats)) for _ in range(2))
    gap = (clock.from_iso(second["timestamp"]) - clock.from_iso(first["timestamp"])).total_seconds()
    assert 0.5 < gap < 2.0
    assert first["speed"] == 1.0
    assert next_value(states, lambda state: state == b"ready")
    job.send_signal(signal.SIGKILL)
    assert next_value(states, lambda state: state == b"lost")


def test_what_it_says_about_its_unit(vial: UnitFolder, job_process: Start, listener: Listen) -> None:
    versions = listener(address("monitor", "versions"))
    statistics = listener(address("monitor", "computer_statistics"))
    job_process("monitor").wait_for_state("monitor")
    said = json.loads(next_value(versions))
    assert set(said) == {"app", "hat", "firmware", "hat_serial", "rpi_machine", "timestamp"}
    assert (said["hat"], said["firmware"]) == ("1.2", "0.5")
    computer = json.loads(next_value(statistics))
    assert computer["available_disk_space"] > 0
    assert 30 <= computer["cpu_temperature_celcius"] <= 80
    publish(address("monitor", "versions", "set"), json.dumps({"app": "99.1", "unheard_of": 1}))
    changed = json.loads(next_value(versions, lambda payload: b"99.1" in payload))
    assert "unheard_of" not in changed and changed["hat"] == "1.2"


def test_the_button_lights_the_light_and_is_told(vial: UnitFolder, job_process: Start, listener: Listen) -> None:
    (vial.root / "plugins").mkdir()
    (vial.root / "plugins" / "bell.py").write_text(
        "from pioreactor.background_jobs.monitor import Monitor\n"
        f"def ring(word):\n    open({str(vial.root / 'bell')!r}, 'a').write(word)\n"
        "Monitor.add_pre_button_callback(lambda: ring('pressed '))\n"
        "Monitor.add_pre_button_callback(lambda: 1 / 0)\n"
        "Monitor.add_post_button_callback(lambda: ring('released '))\n"
    )
    vial.configure("monitor.config", "enable_button", "true")
    down = listener(address("monitor", "button_down"))
    states = listener(address("monitor", "$state"))
    job_process("monitor").wait_for_state("monitor")
    assert next_value(states, lambda state: state == b"ready")
    bench(vial, "press-button", "--seconds", "0.3")
    assert next_value(down, lambda value: value == b"True")
    assert next_value(down, lambda value: value == b"False")
    assert next_value(states) == b"ready"
    assert light_changes(vial) == [100.0, 0.0]
    assert clock.wait_until(lambda: (vial.root / "bell").read_text() == "pressed released ", timeout=20)


def test_blinking(vial: UnitFolder, job_process: Start, listener: Listen) -> None:
    states = listener(address("monitor", "$state"))
    job_process("monitor").wait_for_state("monitor")
    assert next_value(states, lambda state: state == b"ready")
    publish(topics.topic("$broadcast", "any", "monitor", "flicker_led_response_okay"), "1")
    assert next_value(states) == b"ready"
    # Both come while it blinks: dropped. So is a number that is no error code.
    publish(topics.topic(get_unit_name(), "any", "monitor", "flicker_led_with_error_code"), "3")
    publish(topics.topic(get_unit_name(), "any", "monitor", "flicker_led_response_okay"), "1")
    publish(topics.topic(get_unit_name(), "any", "monitor", "flicker_led_with_error_code"), "77")
    assert clock.wait_until(lambda: len(light_changes(vial)) >= 16, timeout=10)
    assert light_changes(vial) == [100.0, 0.0] * 8


@pytest.mark.usefixtures("unit_env")
def test_the_assignment_reaches_the_disk(unit_env: UnitFolder, job_process: Start) -> None:
    from pioreactor.storage import unit_state

    job_process("monitor").wait_for_state("monitor")
    later = "2126-01-01T00:00:00.000Z"
    message = {"pioreactor_unit": get_unit_name(), "experiment": "next one", "assigned_at": later, "updated_at": later}
    try:
        publish(address("assignment"), json.dumps(message), retain=True)
        assert clock.wait_until(lambda: unit_state.load().experiment == "next one", timeout=20)
        assert unit_state.load().model_name == "pioreactor_20ml"
        publish(address("assignment"), "nonsense", retain=True)
        publish(address("assignment"), json.dumps({**message, "updated_at": "2020-01-01T00:00:00Z"}), retain=True)
    finally:
        publish(address("assignment"), "", retain=True)
    assert unit_state.load().experiment == "next one"


def test_jobs_that_the_leader_did_not_stop_are_ended(vial: UnitFolder, job_process: Start) -> None:
    from pioreactor.storage import unit_state

    job_process("monitor").wait_for_state("monitor")
    stirring = job_process("stirring")
    stirring.wait_for_state("stirring")
    # The leader has told the unit over HTTP, and was cut off before it could stop anything.
    present = unit_state.load()
    present.experiment, present.former_experiment = "next one", vial.experiment
    unit_state.save(present)
    at = present.updated_at
    message = {"pioreactor_unit": get_unit_name(), "experiment": "next one", "assigned_at": at, "updated_at": at}
    try:
        publish(address("assignment"), json.dumps(message), retain=True)
        stirring.wait(40)
    finally:
        publish(address("assignment"), "", retain=True)
    assert "Disconnected." in stirring.output()
    assert clock.wait_until(lambda: "Ended stirring" in vial.log_path.read_text(), 10)


def test_a_unit_that_was_made_inactive_while_it_was_away_ends_its_jobs(vial: UnitFolder, job_process: Start) -> None:
    from pioreactor.storage import unit_state

    job_process("monitor").wait_for_state("monitor")
    stirring = job_process("stirring")
    stirring.wait_for_state("stirring")
    told = {"experiment": vial.experiment, "assigned_at": unit_state.load().assigned_at, "is_active": False}
    message = {"pioreactor_unit": get_unit_name(), "updated_at": "2126-01-01T00:00:00.000Z", **told}
    try:
        publish(address("assignment"), json.dumps(message), retain=True)
        stirring.wait(40)
    finally:
        publish(address("assignment"), "", retain=True)
    assert not unit_state.load().is_active
    assert clock.wait_until(lambda: "Ended stirring: the unit was made inactive" in vial.log_path.read_text(), 10)


@pytest.mark.usefixtures("unit_env")
def test_the_leader_tells_of_a_lost_worker(job_process: Start, listener: Listen) -> None:
    logs = listener(topics.topic(get_unit_name(), "$experiment", "logs", "app", "+"), allow_retained=False)
    job_process("monitor").wait_for_state("monitor")
    other = f"worker{os.urandom(2).hex()}"
    try:
        publish(address("monitor", "$state", unit=other), "lost", retain=True)
        assert f"{other} is lost".encode() in next_value(logs, lambda line: other.encode() in line)
        publish(address("monitor", "$state", unit=other), "ready", retain=True)
        assert f"{other} is back".encode() in next_value(logs, lambda line: other.encode() in line)
    finally:
        publish(address("monitor", "$state", unit=other), "", retain=True)


def test_it_starts_without_a_broker_and_finds_it_later(
    own_broker: Broker, make_unit: Callable[..., UnitFolder], job_process: Start
) -> None:
    unit = make_unit(own_broker, name="lonely")
    own_broker.stop()
    job = job_process("monitor", unit=unit)
    job.wait_for_state("monitor")
    own_broker.start()
    heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
    from pioreactor.pubsub import subscribe_and_callback

    client = subscribe_and_callback(heard.put, address("monitor", "#", unit="lonely"))
    try:
        missing = {"$state", "heartbeat", "versions", "ipv4"}
        while missing:
            missing.discard(heard.get(timeout=15).topic.rpartition("/")[2])
    finally:
        client.close()
