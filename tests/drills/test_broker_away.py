"""Jobs die and hang while the broker is away: nothing that keeps a unit safe needs it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest

from pioreactor.testing.broker import Broker
from pioreactor.testing.unit import UnitFolder
from tests.drills.cases import CASES, TYPICAL
from tests.drills.unit import Drill, soon


@pytest.fixture
def unit_env(own_broker: Broker, make_unit: Callable[..., UnitFolder]) -> UnitFolder:
    return make_unit(own_broker, name=f"unit{os.urandom(3).hex()}", experiment=f"exp{os.urandom(3).hex()}")


BLOWS = [
    *((name, signal.SIGKILL) for name in TYPICAL),
    *((name, signal.SIGSTOP) for name in ("thermostat", "add_media, ml")),
]


@pytest.mark.parametrize(("name", "how"), BLOWS, ids=lambda value: getattr(value, "name", value))
def test_the_broker_is_away_meanwhile(
    name: str, how: signal.Signals, make_drill: Callable[..., Drill], own_broker: Broker
) -> None:
    case = CASES[name]
    drill, process = case.begin(make_drill)
    drill.wait_until_on(*case.outputs)
    own_broker.stop(signal.SIGKILL)
    blow = drill.strike(process, case.job, case.outputs, how)
    drill.assert_aftermath(blow, comes_back=case.comes_back, has_told=False)
    own_broker.start()
    # Who was away hears of it when the broker is back.
    assert soon(lambda: any(drill.told_alarms.heard("/alarms/output.cut")))
