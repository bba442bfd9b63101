from __future__ import annotations

import json
from typing import Any

from pioreactor.runtime.alarms import end_alarm, raise_alarm


def sound(code: str = "heater.no_heat", **more: Any) -> None:
    raise_alarm(
        code, severity="alarm", title="The heater does not heat.", text="Power 2 W, plate 22 °C.",
        remedy="1. Look at the cable.\n2. Reset.", **more,
    )  # fmt: skip


def test_nothing_is_wrong(invoke: Any) -> None:
    assert invoke("alarms").out == "No alarms.\n"
    assert json.loads(invoke("alarms", "--json").out) == []


def test_an_alarm_is_shown_with_what_to_do(invoke: Any) -> None:
    sound(needs_reset=True)
    out = invoke("alarms").out
    assert out.startswith("ALARM  heater.no_heat  since ")
    for words in ("The heater does not heat.", "1. Look at the cable.", "pio alarms reset heater.no_heat"):
        assert words in out
    assert json.loads(invoke("alarms", "list", "--json").out)[0]["state"] == "new"


def test_acknowledging(invoke: Any) -> None:
    sound()
    assert invoke("alarms", "acknowledge", "heater.no_heat", "--by", "mira").code == 0
    assert "acknowledged by mira" in invoke("alarms").out
    end_alarm("heater.no_heat")
    assert invoke("alarms").out == "No alarms.\n"


def test_what_cannot_be_done_is_one_line(invoke: Any) -> None:
    missing = invoke("alarms", "acknowledge", "volume.full")
    assert (missing.code, missing.err) == (
        1,
        "Error: There is no open alarm volume.full on this unit. See the open ones: pio alarms\n",
    )
    sound()
    assert "no latch" in invoke("alarms", "reset", "heater.no_heat").err
