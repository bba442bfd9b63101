"""The second pair of eyes on the heater board: a real monitor, a simulated vial, and somebody who heats carelessly."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.runtime.alarms import get_alarm, request_reset
from tests.integration.jobs.conftest import fast_clock, make_vial  # noqa: F401 - fixtures

CARELESS = """
import time
from pioreactor.automations.temperature.settings import HEATER_HZ, heater_pin
from pioreactor.utils.pwm import PWM

with PWM(heater_pin(), HEATER_HZ, renew_within_s=10, needs_guardian=True) as heater:
    heater.start(60.0)
    while True:
        heater.renew()
        time.sleep(0.2)
"""


def heater_percent(vial: Any) -> float:
    return float(vial.bench.truth()["outputs"].get("heating", 0.0))


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_board_above_its_limit_ends_whoever_heats_it(
    make_vial: Callable[..., Any],  # noqa: F811
    request: pytest.FixtureRequest,
    job_process: Callable[..., Any],
    fast_clock: dict[str, str],  # noqa: F811
) -> None:
    vial = make_vial("--nominal", "--room", "22")
    request.getfixturevalue("guardian")
    careless = job_process(python=CARELESS, **fast_clock)
    assert clock.wait_until(lambda: heater_percent(vial) > 0.0, 30), careless.output()
    clock.sleep(30.0)
    assert careless.process.poll() is None
    assert get_alarm("heater.over_limit") is None
    offset = vial.bench.fault_add(name="tmp.offset", severity=60.0)
    begun_s = clock.monotonic()
    assert clock.wait_until(lambda: heater_percent(vial) == 0.0, 20)
    assert clock.monotonic() - begun_s < 5.0 + 1.0 + 40.0, "within a look and another one (and a loaded computer)"
    assert careless.wait() == -signal.SIGKILL
    assert clock.wait_until(lambda: get_alarm("heater.over_limit") is not None, 10)
    assert get_alarm("heater.over_limit").needs_reset

    request_reset("heater.over_limit", by="test")
    assert clock.wait_until(lambda: bool((get_alarm("heater.over_limit").data or {}).get("reset_refused")), 20)
    vial.bench.fault_clear(fault_id=offset["id"] if isinstance(offset, dict) else offset)
    assert clock.wait_until(lambda: vial.bench.truth()["board_temperature_c"] < 44.0, 20)
    request_reset("heater.over_limit", by="test")
    assert clock.wait_until(lambda: get_alarm("heater.over_limit") is None, 20), "monitor lets go where no job runs"
