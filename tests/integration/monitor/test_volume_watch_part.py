"""The volume watch as it lives in monitor, with a real broker, real alarms and the messages of a synthetic vial."""

from __future__ import annotations

import math
import queue
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from pioreactor import clock, structs
from pioreactor.background_jobs.monitor.volume_actions import VolumeActions
from pioreactor.background_jobs.monitor.volume_watch import VolumePart
from pioreactor.config import forget_config
from pioreactor.logging import create_logger
from pioreactor.pubsub import create_client
from pioreactor.runtime import alarms
from pioreactor.storage.vial_state import load_vial_state
from pioreactor.testing.unit import UnitFolder
from pioreactor.types import MQTTMessage

GROWTH_PER_H = 0.3
Heard = Callable[..., "queue.SimpleQueue[MQTTMessage]"]


class HoldRecorded(VolumeActions):
    """As it is, but the waste pump is only noted: no pump process runs in these tests."""

    def __init__(self, *options: Any) -> None:
        super().__init__(*options)
        self.held: list[str] = []

    def hold_level(self, experiment: str) -> None:
        self.held.append(experiment)


class Owner:
    def __init__(self, unit: UnitFolder) -> None:
        self.unit = unit.name
        self.pub_client = create_client()
        assert self.pub_client.connected_once.wait(10)
        self.logger = create_logger("monitor", unit=unit.name, experiment="$experiment", pub_client=self.pub_client)


class Vial:
    """Publishes readings and doses of a vial that mixes at once, as fast as it is asked to."""

    def __init__(self, unit: UnitFolder) -> None:
        self.client = create_client()
        assert self.client.connected_once.wait(10)
        self.prefix = f"pioreactor/{unit.name}/{unit.experiment}"
        self.moment = clock.now()
        self.level = math.log(0.05)
        self.tube_ml = self.volume_ml = load_vial_state(unit.experiment).efflux_tube_volume_ml
        self.waste_works = True
        self.leak_ml_per_s = 0.0
        self._random = random.Random(2)

    def _send(self, tail: str, payload: Any) -> None:
        self.client.publish(f"{self.prefix}/{tail}", msgspec.json.encode(payload), 1)

    def read(self, count: int) -> None:
        for _ in range(count):
            self.moment += timedelta(seconds=10)
            self.level += GROWTH_PER_H * 10 / 3600
            self._pour(10 * self.leak_ml_per_s)
            od = math.exp(self.level + self._random.gauss(0.0, 0.003))
            quality = structs.ODQuality(code="ok")
            reading = structs.RawODReading(
                timestamp=self.moment, angle="90", od=od, channel="2", ir_led_intensity=80.0, quality=quality
            )
            self._send("od_reading/ods", structs.ODReadings(timestamp=self.moment, ods={"2": reading}))
        # A client keeps a thousand messages for a busy broker, and drops the rest.
        assert self.client.settle(30)

    def turn(self, seconds: float) -> None:
        """The stirrer is measured every 2 s; its speed falls by 0.5 % per mL."""
        for _ in range(round(seconds / 2.0)):
            self.moment += timedelta(seconds=2)
            rpm = 500.0 * (1.0 - 0.005 * (self.volume_ml - self.tube_ml)) + self._random.gauss(0.0, 0.2)
            self._send("stirring/measured_rpm", structs.MeasuredRPM(measured_rpm=rpm, timestamp=self.moment))
        assert self.client.settle(30)

    def felt_exchange(self, ml: float = 1.0) -> None:
        """An exchange with rest before, between and after, as automations make it."""
        self.turn(30)
        self._send("dosing_events", structs.DosingEvent(ml, "add_media", "test", self.moment))
        self._pour(ml)
        self.moment += timedelta(seconds=50)
        self.turn(70)
        self._send("dosing_events", structs.DosingEvent(3 * ml, "remove_waste", "test", self.moment))
        if self.waste_works:
            self.volume_ml = min(self.volume_ml, self.tube_ml)
        self.moment += timedelta(seconds=10)
        self.turn(30)
        self.moment += timedelta(seconds=400)

    def _pour(self, ml: float) -> None:
        self.level -= math.log1p(ml / self.volume_ml)
        self.volume_ml += ml

    def exchange(self, ml: float = 1.0) -> None:
        for event, volume in (("add_media", ml), ("remove_waste", 3 * ml)):
            # Parts of the size that pumps on 5 V book would be hundreds of messages.
            for _ in range(4):
                self._send("dosing_events", structs.DosingEvent(volume / 4, event, "test", self.moment))
                self.moment += timedelta(seconds=8)
            if event == "add_media":
                self._pour(ml)
        if self.waste_works:
            self.volume_ml = min(self.volume_ml, self.tube_ml)


@pytest.fixture
def part(unit_env: UnitFolder) -> Iterator[VolumePart]:
    owner = Owner(unit_env)
    made = VolumePart(owner, HoldRecorded(owner.unit, owner.pub_client, owner.logger))
    made.start()
    yield made
    made.close()
    owner.logger.clean_up()
    owner.pub_client.close()


@pytest.fixture
def vial(part: VolumePart, unit_env: UnitFolder) -> Iterator[Vial]:
    made = Vial(unit_env)
    yield made
    made.client.close()


def wait_for_alarm(code: str, is_open: bool = True) -> None:
    assert clock.wait_until(lambda: (alarms.get_alarm(code) is not None) == is_open, 90), alarms.open_alarms()


@pytest.mark.timeout(240)
def test_blocked_waste_pauses_dosing_until_somebody_resets(vial: Vial, listener: Heard, unit_env: UnitFolder) -> None:
    unit_env.configure("volume_watch", "unverified", "warn")
    forget_config()
    commands = listener(f"{vial.prefix}/dosing_automation/$state/set")
    checks = listener(f"{vial.prefix}/bioreactor/volume_check")
    vial.read(60)
    for number in range(18):
        vial.waste_works = number < 10
        vial.exchange()
        vial.read(65)
    wait_for_alarm("volume.waste_blocked")
    alarm = alarms.get_alarm("volume.waste_blocked")
    assert alarm is not None and alarm.needs_reset and alarm.severity == "alarm"
    assert alarm.experiment == unit_env.experiment and "tube" in alarm.remedy
    assert commands.get(timeout=20).payload == b"sleeping"
    check = msgspec.json.decode(checks.get(timeout=20).payload)
    assert check["low_ml"] <= check["volume_ml"] <= check["high_ml"]

    vial.client.publish(f"{vial.prefix}/dosing_automation/$state", "ready", 1)
    assert commands.get(timeout=20).payload == b"sleeping"

    alarms.request_reset("volume.waste_blocked", "test")
    wait_for_alarm("volume.waste_blocked", is_open=False)
    vial.client.publish(f"{vial.prefix}/dosing_automation/$state", "ready", 1)
    with pytest.raises(queue.Empty):
        commands.get(timeout=1.0)


def test_a_stirrer_that_feels_the_level_names_a_blocked_waste_without_any_reading(
    vial: Vial, listener: Heard, unit_env: UnitFolder
) -> None:
    checks = listener(f"{vial.prefix}/bioreactor/volume_check")
    said: list[dict[str, Any]] = []

    def last() -> dict[str, Any]:
        while not checks.empty():
            said.append(msgspec.json.decode(checks.get().payload))
        return said[-1] if said else {}

    vial.client.publish(f"{vial.prefix}/stirring/duty_cycle", "30.0", 1, retain=True)
    vial.turn(10)
    assert clock.wait_until(lambda: last().get("wait_s") == 60.0, 30), last()
    assert last()["room_ml"] == pytest.approx((20.0 - 0.5 - vial.tube_ml) / 1.1, abs=0.02)
    for _ in range(6):
        vial.felt_exchange()
    assert clock.wait_until(lambda: bool(last().get("stirrer_feels_the_level")), 30), last()
    assert last()["bound_ml"] < vial.tube_ml + 2.0  # of six exchanges
    vial.waste_works = False
    for _ in range(2):
        vial.felt_exchange()
    wait_for_alarm("volume.waste_blocked")


def test_unexpected_inflow_starts_the_waste_pump(vial: Vial, part: VolumePart, unit_env: UnitFolder) -> None:
    vial.read(60)
    for _ in range(3):
        vial.exchange()
        vial.read(65)
    vial.leak_ml_per_s = 0.03
    vial.read(12)
    wait_for_alarm("volume.unexpected_inflow")
    actions = part._actions
    assert isinstance(actions, HoldRecorded)
    assert actions.held == [unit_env.experiment]


def test_dosing_without_readings_is_said_and_goes_on(vial: Vial, listener: Heard, unit_env: UnitFolder) -> None:
    unit_env.configure("volume_watch", "unverified", "warn")
    forget_config()
    commands = listener(f"{vial.prefix}/dosing_automation/$state/set")
    for _ in range(7):
        vial.exchange()
        vial.moment += timedelta(minutes=20)
    wait_for_alarm("dose.unverified")
    alarm = alarms.get_alarm("dose.unverified")
    assert alarm is not None and alarm.severity == "warning" and not alarm.needs_reset
    assert commands.empty()


def test_a_pause_ends_when_later_readings_show_that_the_waste_works(
    vial: Vial, listener: Heard, unit_env: UnitFolder
) -> None:
    unit_env.configure("volume_watch", "unverified", "pause")
    forget_config()
    commands = listener(f"{vial.prefix}/dosing_automation/$state/set")
    checks = listener(f"{vial.prefix}/bioreactor/volume_check")
    vial.client.publish(f"{vial.prefix}/dosing_automation/$state", "ready", 1)
    vial.read(90)
    for _ in range(10):
        vial.exchange()
        vial.read(65)
    for _ in range(4):  # as if od_reading were off: nothing shows
        vial.exchange()
        vial.level += GROWTH_PER_H / 6
        vial.moment += timedelta(minutes=10)
    vial.read(60)
    vial.exchange(0.7)
    wait_for_alarm("dose.unverified")
    assert commands.get(timeout=20).payload == b"sleeping"
    vial.read(90)
    assert commands.get(timeout=20).payload == b"ready"
    alarm = alarms.get_alarm("dose.unverified")
    assert alarm is not None and alarm.state == "returned"  # until somebody has seen that it was there
    check = msgspec.json.decode(checks.get(timeout=20).payload)
    assert isinstance(check["wants_verification"], bool) and 0.0 <= check["exchange_at_most_ml"] <= 1.5


def test_other_experiments_and_rubbish_are_ignored(vial: Vial, unit_env: UnitFolder) -> None:
    for payload in (b"", b"{", b"[1]", b'{"ods": 3}'):
        vial.client.publish(f"{vial.prefix}/od_reading/ods", payload, 1)
        vial.client.publish(f"{vial.prefix}/bioreactor/current_volume_ml", payload, 1)
    ours, vial.prefix = vial.prefix, f"pioreactor/{unit_env.name}/another"
    for _ in range(7):
        vial.exchange()
        vial.moment += timedelta(minutes=20)
    vial.prefix = ours
    vial.exchange()
    vial.read(3)
    assert alarms.open_alarms() == []
