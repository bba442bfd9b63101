from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest


def test_get_gives_the_value_that_holds(invoke: Any, unit: Path) -> None:
    assert invoke("config", "get", "stirring.config", "initial_target_rpm").out == "500\n"
    (unit / "unit_config.ini").write_text("[stirring.config]\ninitial_target_rpm = 333\n")
    assert invoke("config", "get", "stirring.config", "initial_target_rpm", "--specific").out == "333\n"
    assert invoke("config", "get", "stirring.config", "initial_target_rpm", "--shared").out == "500\n"


def test_get_of_an_unknown_key_suggests_one(invoke: Any) -> None:
    result = invoke("config", "get", "stirring.config", "initial_target_rmp")
    assert result.code == 1
    assert "Did you mean 'initial_target_rpm'?" in result.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["get", "mqtt", "broker_port", "--shared", "--specific"],
        ["set", "mqtt", "broker_port", "1884"],
        ["set", "mqtt", "broker_port", "1884", "--shared", "--specific"],
        ["show", "--key", "broker_port"],
    ],
)
def test_flags_that_do_not_go_together(invoke: Any, arguments: list[str]) -> None:
    result = invoke("config", *arguments)
    assert result.code == 2
    assert result.err.startswith("Error: ") and result.err.count("\n") == 1


def test_set_keeps_comments(invoke: Any, unit: Path) -> None:
    assert invoke("config", "set", "stirring.config", "initial_target_rpm", "400", "--shared").code == 0
    text = (unit / "config.ini").read_text()
    assert "initial_target_rpm = 400" in text and "# how fast it turns" in text


def test_set_refuses_an_illegal_value_and_changes_nothing(invoke: Any, unit: Path) -> None:
    before = (unit / "config.ini").read_text()
    result = invoke("config", "set", "stirring.config", "initial_target_rpm", "fast", "--shared")
    assert result.code == 1
    assert "initial_target_rpm" in result.err
    assert (unit / "config.ini").read_text() == before


def test_shared_values_are_changed_on_the_leader_only(invoke: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSTNAME", "worker1")
    result = invoke("config", "set", "mqtt", "broker_port", "1884", "--shared")
    assert result.code == 1
    assert "Run it on leader1" in result.err


def test_show(invoke: Any, unit: Path) -> None:
    (unit / "unit_config.ini").write_text("[stirring.config]\npwm_hz = 150\n")
    values = json.loads(invoke("config", "show", "--section", "stirring.config", "--json", "--with-source").out)
    section = values["stirring.config"]
    assert section["pwm_hz"] == {"value": "150", "source": "local"}
    assert section["initial_target_rpm"] == {"value": "500", "source": "global"}
    assert section["use_rpm"]["source"] == "default"
    assert invoke("config", "show", "--section", "mqtt", "--key", "broker_port").out == "[mqtt]\nbroker_port = 1\n\n"


def test_an_override_is_checked_before_the_job_starts(invoke: Any) -> None:
    result = invoke("run", "--config-override", "stirring.config", "pwm_hzz", "3", "stirring")
    assert result.code == 2
    assert "pwm_hz" in result.err


def test_apply_takes_json_and_is_quiet_the_second_time(
    invoke: Any, unit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def apply(text: str, *options: str) -> Any:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        return invoke("config", "apply", *options)

    wanted = json.dumps({"cluster.addresses": {"worker1": "10.0.0.2"}})
    assert json.loads(apply(wanted, "--shared", "--json").out)["changed"] == ["[cluster.addresses] worker1"]
    assert json.loads(apply(wanted, "--shared", "--json").out)["changed"] == []
    assert "# how fast it turns" in (unit / "config.ini").read_text()
    assert apply("[]", "--specific").code == 1
    monkeypatch.setenv("HOSTNAME", "worker1")
    assert "Run it on leader1" in apply(wanted, "--shared").err


def test_the_first_configuration_is_made_on_the_unit_it_names(
    invoke: Any, unit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (unit / "config.ini").unlink()
    for leader, code in (("worker1", 1), ("leader1", 0)):
        monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"cluster.topology": {"leader_hostname": leader}})))
        assert invoke("config", "apply", "--shared").code == code
    assert "leader_hostname = leader1" in (unit / "config.ini").read_text()
