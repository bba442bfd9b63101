"""Starting, changing and stopping real jobs through the leader; what the reply says is what happened."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from urllib.parse import quote

import pytest

from pioreactor import clock
from pioreactor.testing.broker import Broker
from tests.integration.web.web_cluster import begin


def jobs(unit: str, *parts: str, experiment: str) -> str:
    middle = "/".join(parts)
    return f"/api/workers/{unit}/jobs/{middle}/experiments/{quote(experiment)}"


def test_a_job_from_start_to_stop(cluster: tuple) -> None:
    leader, worker, experiment = cluster
    path = jobs("$broadcast", "run", "job_name", "toy", experiment=experiment)
    started = leader.do("POST", path, {"options": {"speed": 3.5}})
    assert {name: (told["ok"], told["value"]["ok"]) for name, told in started.items()} == {
        "lead": (True, True),
        "work1": (True, True),
    }
    status, row = worker.ask("GET", "/unit_api/jobs/running/toy")
    assert status == 200 and row[0]["experiment"] == experiment and row[0]["job_source"] == "user"
    assert set(row[0]) >= {
        "job_id",
        "job_name",
        "unit",
        "started_at",
        "is_running",
        "leader",
        "pid",
        "is_long_running_job",
    }
    assert row[0]["job_id"] == started["work1"]["value"]["job_id"]
    assert worker.ask("GET", "/unit_api/jobs/settings/job_name/toy")[1]["settings"]["speed"] == 3.5

    shown = leader.ask("GET", "/api/overview")[1]
    assert {u["pioreactor_unit"]: u["jobs"]["toy"] for u in shown["units"]} == {
        name: {"state": "ready", "settings": {"speed": "3.5"}, "is_long_running": False} for name in ("lead", "work1")
    }

    update = jobs("work1", "update", "job_name", "toy", experiment=experiment)
    assert leader.ask("PATCH", update, {"settings": {"speed": "7"}}) == (202, {"status": "accepted"})
    setting = "/unit_api/jobs/settings/job_name/toy/setting/speed"
    assert clock.wait_until(lambda: worker.ask("GET", setting)[1] == {"speed": 7.0}, 10)
    value = leader.do("GET", jobs("work1", "settings", "job_name", "toy", experiment=experiment))
    assert value["work1"]["value"]["settings"]["$state"] == "ready"
    assert leader.ask("GET", jobs("work2", "settings", "job_name", "toy", experiment=experiment))[0] == 404

    stopped = leader.do("POST", jobs("work1", "stop", "job_name", "toy", experiment=experiment))
    (outcome,) = stopped["work1"]["value"]
    assert outcome["job_name"] == "toy" and outcome["outcome"] == "stopped" and outcome["pid"] == row[0]["pid"]
    assert worker.ask("GET", "/unit_api/jobs/running/toy")[1] == []
    assert worker.ask("GET", "/unit_api/jobs/settings/job_name/toy")[0] == 404
    assert worker.ask("GET", "/unit_api/jobs")[1][0]["ended_at"] is not None
    assert leader.ask("GET", "/unit_api/jobs/running/toy")[1] != []

    rest = leader.do("POST", f"/api/units/$broadcast/jobs/stop/experiments/{quote(experiment)}")
    assert [o["outcome"] for o in rest["lead"]["value"]] == ["stopped"] and rest["work1"]["value"] == []


def test_a_start_that_fails_is_told_with_its_last_line(cluster: tuple) -> None:
    leader, _, experiment = cluster
    path = jobs("work1", "run", "job_name", "broken_toy", experiment=experiment)
    error = leader.do("POST", path, {})["work1"]["error"]
    assert error["kind"] == "task_failed" and "broken_toy" in error["message"] and "code 1" in error["message"]
    assert "The lamp is not plugged in." in error["cause"]
    unknown = leader.do("POST", jobs("work1", "run", "job_name", "no_such_job", experiment=experiment), {})
    assert "no_such_job" in unknown["work1"]["error"]["cause"]
    wrong = leader.do("POST", jobs("lead", "run", "job_name", "toy", experiment=experiment), {"options": {"spede": 1}})
    assert "spede" in wrong["lead"]["error"]["cause"]


def test_the_same_job_twice(cluster: tuple) -> None:
    leader, worker, experiment = cluster
    assert worker.ask("POST", "/unit_api/jobs/run/job_name/toy", {"env": {"EXPERIMENT": experiment}})[0] == 202
    status, refused = worker.ask("POST", "/unit_api/jobs/run/job_name/toy", {})
    assert status == 429 and refused["remediation"]
    assert clock.wait_until(lambda: worker.ask("GET", "/unit_api/jobs/running/toy")[1] != [], 10)
    assert clock.wait_until(lambda: worker.ask("POST", "/unit_api/jobs/run/job_name/other", {})[0] == 202, 5)
    clock.wall_sleep(1.0)
    again = leader.do("POST", jobs("work1", "run", "job_name", "toy", experiment=experiment), {})
    assert "runs already" in again["work1"]["error"]["cause"]


def test_a_killed_job_is_already_gone(cluster: tuple) -> None:
    leader, worker, experiment = cluster
    leader.do("POST", jobs("work1", "run", "job_name", "toy", experiment=experiment), {})
    pid = worker.ask("GET", "/unit_api/jobs/running/toy")[1][0]["pid"]
    os.kill(pid, signal.SIGKILL)
    assert clock.wait_until(lambda: worker.ask("GET", "/unit_api/jobs/running/toy")[1] == [], 5)
    stopped = leader.do("POST", jobs("work1", "stop", "job_name", "toy", experiment=experiment))["work1"]
    assert stopped["ok"] and [o["outcome"] for o in stopped["value"]] in ([], ["already gone"])


def test_moving_a_unit_stops_the_jobs_of_its_old_experiment(cluster: tuple) -> None:
    leader, worker, experiment = cluster
    leader.do("POST", jobs("work1", "run", "job_name", "toy", experiment=experiment), {})
    leader.ask("POST", "/api/experiments", {"experiment": experiment + " b"})
    told = leader.do("PUT", f"/api/experiments/{quote(experiment)}%20b/workers", {"pioreactor_unit": "work1"})
    assert [o["outcome"] for o in told["work1"]["value"]] == ["stopped"]
    assert worker.ask("GET", "/unit_api/assignment")[1]["experiment"] == experiment + " b"
    off = leader.ask("PUT", "/api/workers/work1/is_active", {"is_active": 0})
    assert off[0] == 200
    assert clock.wait_until(lambda: worker.ask("GET", "/unit_api/assignment")[1]["is_active"] is False, 5)
    status, refused = leader.ask("POST", jobs("work1", "run", "job_name", "toy", experiment=experiment + " b"), {})
    assert status == 404 and "switched off" in refused["cause"]


def test_jobs_outlive_the_web_server(cluster: tuple) -> None:
    leader, worker, experiment = cluster
    leader.do("POST", jobs("work1", "run", "job_name", "toy", experiment=experiment), {})
    pid = worker.ask("GET", "/unit_api/jobs/running/toy")[1][0]["pid"]
    leader.ask("PATCH", jobs("work1", "update", "job_name", "toy", experiment=experiment), {"settings": {"speed": 2}})
    heard = {"speed": 2.0}
    assert clock.wait_until(
        lambda: worker.ask("GET", "/unit_api/jobs/settings/job_name/toy/setting/speed")[1] == heard, 10
    )
    assert worker.stop() == 0
    os.kill(pid, 0)
    silent = leader.do("POST", jobs("work1", "stop", "job_name", "toy", experiment=experiment))["work1"]
    assert silent["error"]["kind"] == "connection_error" and "asked over MQTT" in silent["error"]["remediation"]
    worker.start()
    assert clock.wait_until(lambda: worker.ask("GET", "/unit_api/jobs/running/toy")[1] == [], 10)


def test_without_a_broker_settings_are_refused_and_stops_still_work(
    make_cluster: Callable[..., tuple], own_broker: Broker
) -> None:
    leader, _ = make_cluster(own_broker)
    begin(leader, "no broker")
    assert leader.do("POST", jobs("work1", "run", "job_name", "toy", experiment="no broker"), {})["work1"]["ok"]
    own_broker.stop()
    status, told = leader.ask(
        "PATCH", jobs("work1", "update", "job_name", "toy", experiment="no broker"), {"settings": {"speed": 1}}
    )
    assert status == 503 and told["remediation"]
    assert leader.ask("POST", "/api/workers/work1/blink")[0] == 503
    stopped = leader.do("POST", jobs("work1", "stop", "job_name", "toy", experiment="no broker"))
    assert [o["outcome"] for o in stopped["work1"]["value"]] == ["stopped"]


@pytest.mark.parametrize("path", ["/unit_api/capabilities", "/api/units/work1/capabilities"])
def test_capabilities_are_what_can_be_started(cluster: tuple, path: str) -> None:
    leader, _, _ = cluster
    found = leader.do("GET", path)["work1"]["value"] if "/api/" in path else leader.ask("GET", path)[1]
    entries = {entry["job_name"]: entry for entry in found}
    assert {"stirring", "od_reading", "growth_rate_calculating", "monitor", "toy"} <= set(entries)
    stirring = entries["stirring"]
    assert stirring["help"] and any(option["long_flag"] == "target-rpm" for option in stirring["options"])
    assert stirring["published_settings"]["target_rpm"]["settable"] is True
    assert stirring["published_settings"]["$state"]["settable"] is True
    assert entries["toy"]["options"][0]["default"] == 1.0
    assert entries["toy"]["published_settings"]["speed"] == {"datatype": "float", "unit": "rpm", "settable": True}
