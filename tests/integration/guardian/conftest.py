"""A simulated vial beside real processes that own outputs, and a guardian that watches them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.exc import HardwareError
from pioreactor.simulation.bench import BenchClient
from pioreactor.testing.broker import Broker
from pioreactor.testing.unit import JobProcess, UnitFolder

STIRRING, MEDIA, HEATER = 17, 13, 18

OWNER = """
import json, sys, threading
from pioreactor import clock, whoami
from pioreactor.runtime.actions import managed_lifecycle
from pioreactor.utils.pwm import PWM

wanted = json.loads(sys.argv[1])
unit = whoami.get_unit_name()
experiment = whoami.get_assigned_experiment_name(unit)
with managed_lifecycle(unit, experiment, wanted.get("name", "owner")) as action:
    outputs = []
    for pin in wanted["pins"]:
        pwm = PWM(pin, 100, unit, experiment, pub_client=action.mqtt_client,
                  renew_within_s=wanted.get("renew_within_s"), needs_guardian=wanted.get("needs_guardian", False))
        pwm.lock()
        if "flow" in wanted:
            pwm.announce_flow(wanted["flow"], clock.monotonic(), wanted["event"])
        if "on_for_s" in wanted:
            pwm.limit_on_time(wanted["on_for_s"])
        pwm.start(wanted.get("duty", 60.0))
        outputs.append(pwm)
    if wanted.get("lamps"):
        from pioreactor.actions.lamps import Lamps
        lamps = Lamps(owned=wanted["lamps"])
        lamps.set(dict.fromkeys(wanted["lamps"], 30.0))
    print("on", flush=True)
    while not action.exit_event.wait(0.05):
        if not wanted.get("hangs"):
            for pwm in outputs:
                pwm.renew()
"""


@pytest.fixture
def unit_env(broker: Broker, make_unit: Callable[..., UnitFolder]) -> UnitFolder:
    """A unit with a name of its own: what monitor says does not carry the name of an experiment."""
    return make_unit(broker, name=f"unit{os.urandom(3).hex()}", experiment=f"exp{os.urandom(3).hex()}")


class Vial:
    """The simulator's process and its bench."""

    def __init__(self, unit: UnitFolder) -> None:
        command = [sys.executable, "-c", "from pioreactor.simulation.cli import simulate; simulate()"]
        self.process = subprocess.Popen(
            [*command, "--no-truth", "--socket", str(unit.vial_socket)],
            env=unit.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        found: list[BenchClient] = []

        def answers() -> bool:
            try:
                found.append(BenchClient(unit.vial_socket))
            except HardwareError:
                return False
            return True

        assert clock.wait_until(answers, 30)
        self.bench = found[0]

    def level(self, output: str) -> float:
        """What an output gives now, percent."""
        return float(self.bench.truth()["outputs"].get(output, 0.0))

    def is_low(self, *outputs: str) -> bool:
        return all(self.level(output) == 0.0 for output in outputs)

    def went_low_at(self, output: str) -> float:
        """Clock seconds of the last change to 0."""
        changes = self.bench.outputs(output=output)
        assert changes[-1]["percent"] == 0.0, changes
        return float(changes[-1]["t"])

    def stop(self) -> None:
        self.bench.close()
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture
def vial(unit_env: UnitFolder) -> Iterator[Vial]:
    running = Vial(unit_env)
    yield running
    running.stop()


@pytest.fixture
def own(job_process: Callable[..., JobProcess], vial: Vial) -> Callable[..., JobProcess]:
    """Start a process that switches outputs on: ``own(pins=[17], renew_within_s=1.0)``; returns when they are on."""
    import json

    names = {17: "stirring", 13: "media", 16: "alt_media", 12: "waste", 18: "heating"}

    def start(**wanted: Any) -> JobProcess:
        # A line that another owner still has on would look as if this one had switched it on.
        assert vial.is_low(*(names[pin] for pin in wanted.get("pins", []))), "another owner has it on"
        process = job_process(json.dumps({"pins": [], **wanted}), python=OWNER)
        on = [names[pin] for pin in wanted.get("pins", [])] + [f"led_{c}" for c in wanted.get("lamps", ())]

        def is_on() -> bool:
            return all(vial.level(name) > 0.0 for name in on) or process.process.poll() is not None

        assert clock.wait_until(is_on, 30)
        assert process.process.poll() is None, process.output()
        return process

    return start
