"""``pio cluster``, ``pios`` and ``pio workers`` against units that answer as they are told."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import pytest

from pioreactor import config
from pioreactor.cli import ending
from pioreactor.cli.completing import complete_group, complete_known_experiment, complete_unit
from pioreactor.cli.pios.main import pios
from pioreactor.storage import database
from pioreactor.storage.database import assignments, audit, experiments, workers
from pioreactor.testing.unit import pio_command
from tests.unit.cli.answering import Leader

TASK = "/unit_api/task_results/1"
ACCEPTED = (202, {"task_id": "1", "result_url_path": TASK, "status": "accepted"})
DEAD = "127.0.0.1:9"


def task(result: Any) -> tuple[int, Any]:
    return 200, {"task_id": "1", "result_url_path": TASK, "status": "succeeded", "result": result}


@pytest.fixture
def unit_server(unit: Path) -> Iterator[Leader]:
    """Answers for worker1 and the leader; worker2 is unplugged, worker3 is switched off in the inventory."""
    server = Leader()
    address = f"127.0.0.1:{server.port}"
    with (unit / "config.ini").open("a") as file:
        file.write(
            f"\n[cluster.addresses]\nleader1 = {address}\nworker1 = {address}\nworker2 = {DEAD}\nworker3 = {DEAD}\n"
        )
    config.forget_config()
    with closing(database.connect()) as connection:
        database.migrate(connection)
        for name in ("worker1", "worker2", "worker3"):
            workers.add_worker(connection, name, "pioreactor_20ml", "1.5")
        workers.set_active(connection, "worker3", False)
        experiments.create_experiment(connection, "Tet ramp")
        assignments.assign(connection, "worker1", "Tet ramp")
    yield server
    server.close()


@pytest.fixture
def invoke_pios(unit: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run_it(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = ending.invoke(pios, list(arguments), "pios")
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_it


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def audited() -> list[tuple[str, str, str]]:
    with closing(database.connect()) as connection:
        return [(event.action, event.object, event.new) for event in audit.list_events(connection)]


def test_list_asks_nobody(invoke: Any, unit_server: Leader) -> None:
    rows = json.loads(invoke("cluster", "list", "--json").out)
    assert [(row["name"], row["is_leader"], row["is_active"], row["experiment"]) for row in rows] == [
        ("leader1", True, True, None),
        ("worker1", False, True, "Tet ramp"),
        ("worker2", False, True, None),
        ("worker3", False, False, None),
    ]
    assert invoke("cluster", "list", "--group", "active").out.count("\n") == 3
    assert unit_server.asked == []


def test_register_tells_a_unit_again_that_knows_nothing(invoke: Any, unit_server: Leader) -> None:
    """Such as one with a new card; one that does not answer keeps nobody waiting."""
    model = {"model_name": "pioreactor_20ml", "model_version": "1.5"}
    known = {"pioreactor_unit": "worker1", "is_active": 0, **model}
    unit_server.say("GET", "/api/workers", (200, [known, {**known, "pioreactor_unit": "worker2"}]))
    unit_server.say("PUT", "/api/workers/worker1/is_active", (200, {"status": "success"}))
    empty = {"experiment": None, "is_active": True, "model_name": None, "model_version": None, "updated_at": ""}
    unit_server.say("GET", "/unit_api/assignment", (200, empty))
    assert json.loads(invoke("cluster", "register", "worker1", "--json", "--dry-run").out) == {"changed": True}
    assert [method for method, *_ in unit_server.asked] == ["GET", "GET"]
    assert json.loads(invoke("cluster", "register", "worker1", "--json").out) == {"changed": True}
    assert unit_server.asked[-1] == ("PUT", "/api/workers/worker1/is_active", {"is_active": 0})
    unit_server.say("GET", "/unit_api/assignment", (200, {**empty, **model, "updated_at": "2026-11-30T12:00:00.000Z"}))
    assert json.loads(invoke("cluster", "register", "worker1", "--json").out) == {"changed": False}
    assert json.loads(invoke("cluster", "register", "worker2", "--json").out) == {"changed": False}


def test_status_names_who_is_silent(invoke: Any, unit_server: Leader) -> None:
    unit_server.say("GET", "/unit_api/versions/app", (200, {"version": "9.9"}))
    overview = {"jobs": {"stirring": {"state": "ready", "settings": {}}}, "alarms": [{"code": "A1", "state": "active"}]}
    unit_server.say("GET", "/unit_api/overview", (200, overview))
    told = invoke("cluster", "status", "worker1", "worker2", "--json")
    assert told.code == 1
    well, silent = json.loads(told.out)
    assert (well["version"], well["jobs"], well["alarms"]) == ("9.9", {"stirring": "ready"}, ["A1"])
    assert (silent["is_reachable"], silent["version"], silent["jobs"]) == (False, None, None)
    assert invoke("cluster", "status", "worker1").code == 0


def test_run_starts_the_job_for_the_units_own_experiment(invoke: Any, unit_server: Leader) -> None:
    unit_server.say("POST", "/unit_api/jobs/run/job_name/stirring", ACCEPTED)
    unit_server.say("GET", TASK, task({"ok": True}))
    told = invoke("cluster", "run", "stirring", "--target-rpm", "400", "--units", "worker1", "-y", "--json")
    assert (told.code, told.err) == (0, "")
    assert [(line["unit"], line["status"], line["text"]) for line in lines(told.out)] == [
        ("worker1", "success", "started stirring")
    ]
    _, _, body = unit_server.asked[0]
    assert body["options"] == {"target-rpm": "400"} and body["env"]["EXPERIMENT"] == "Tet ramp"
    assert (body["env"]["ACTIVE"], body["env"]["MODEL_NAME"]) == ("1", "pioreactor_20ml")
    assert audited() == [("Run a job", "worker1", "stirring --target-rpm 400")]


def test_one_missed_unit_makes_the_exit_code_1_and_hides_nobody(invoke_pios: Any, unit_server: Leader) -> None:
    unit_server.say("POST", "/unit_api/jobs/run/job_name/stirring", ACCEPTED)
    unit_server.say("GET", TASK, task({"ok": True}))
    code, out, err = invoke_pios("run", "stirring", "-y")  # all active workers
    assert code == 1
    assert [line.split("  ")[1:3] for line in sorted(line.strip() for line in out.splitlines())] != []
    assert "worker1  ok  started stirring" in out and "worker2  unreachable" in out and "worker3" not in out
    assert err.startswith("Error: 1 of 2 units missed. worker2 unreachable") and "Check the power" in err
    code, out, _ = invoke_pios("run", "stirring", "-y", "--json")
    assert code == 1 and sorted((line["unit"], line["status"]) for line in lines(out)) == [
        ("worker1", "success"),
        ("worker2", "error"),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "stirring", "--units", "worker9", "-y"), "worker9 is not among the units"),
        (("run", "stirring", "--experiments", "gone", "-y"), "No unit is meant by gone"),
        (("kill", "--all-jobs", "--units", "worker1", "--experiments", "Tet ramp", "-y"), "cannot be named together"),
        (("reboot", "--units", "worker9", "-y"), "worker9 is not among the units"),
    ],
)
def test_wrong_targets_are_a_usage_error(invoke_pios: Any, unit_server: Leader, words: Any, said: str) -> None:
    code, _, err = invoke_pios(*words)
    assert code == 2 and said in err and unit_server.asked == []


def test_reboot_needs_a_name_or_a_group(invoke: Any, unit_server: Leader) -> None:
    told = invoke("cluster", "reboot", "-y")
    assert told.code == 2 and "--all" in told.err
    told = invoke("cluster", "reboot", "--group", "leader", "-y")
    assert told.code == 2 and "only if it is named" in told.err and unit_server.asked == []


@pytest.mark.parametrize("answer", ["n", "", "yes", "q"])
def test_only_a_plain_y_goes_on(invoke: Any, unit_server: Leader, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    asked: list[str] = []

    def type_it(text: str, **_: Any) -> str:
        asked.append(text)
        return answer

    monkeypatch.setattr(click, "prompt", type_it)
    told = invoke("cluster", "shutdown", "worker1", "leader1")
    assert (told.code, told.err, unit_server.asked) == (1, "Aborted!\n", [])
    assert asked == ["Confirm shutdown on leader1, worker1? Y/n"] and audited() == []


def test_the_leader_is_asked_last(invoke: Any, unit_server: Leader) -> None:
    unit_server.say("POST", "/unit_api/system/shutdown", ACCEPTED)
    unit_server.say("GET", TASK, task(True))
    told = invoke("cluster", "shutdown", "leader1", "worker1", "-y", "--json")
    assert told.code == 0 and [line["unit"] for line in lines(told.out)] == ["worker1", "leader1"]


def test_kill_reports_what_still_runs(invoke: Any, unit_server: Leader) -> None:
    unit_server.say("POST", "/unit_api/jobs/stop", ACCEPTED)
    unit_server.say("GET", TASK, task([{"job_name": "stirring", "outcome": "still running", "outputs": []}]))
    told = invoke("cluster", "kill", "--job-name", "stirring", "--units", "worker1", "-y")
    assert told.code == 1 and "still running: stirring" in told.err and "pio outputs" in told.err
    assert unit_server.asked[0] == ("POST", "/unit_api/jobs/stop", {"job_name": "stirring"})
    assert invoke("cluster", "kill", "-y").code == 1
    assert invoke("cluster", "kill", "--all-jobs", "--job-name", "stirring", "-y").code == 2


def test_pios_lists_jobs_by_unit(invoke_pios: Any, unit_server: Leader) -> None:
    row = {"job_id": 6, "job_name": "stirring", "experiment": "Tet ramp", "job_source": "user"}
    unit_server.say("GET", "/unit_api/jobs/running", (200, [{**row, "started_at": "2026-01-01", "ended_at": None}]))
    code, out, _ = invoke_pios("jobs", "list", "running", "--experiments", "Tet ramp")
    assert code == 0 and out.splitlines()[0] == "worker1"
    assert "[job_id=6] stirring experiment=Tet ramp" in out and "still running" in out


def test_pios_removes_a_file_from_workers_but_the_leader(invoke_pios: Any, unit_server: Leader) -> None:
    unit_server.say("POST", "/unit_api/system/remove_file", ACCEPTED)
    unit_server.say("GET", TASK, task(True))
    code, out, _ = invoke_pios("rm", "plugins/old.py", "--units", "worker1", "-y", "--json")
    assert code == 0 and lines(out)[0]["text"] == "removed"
    code, out, _ = invoke_pios("rm", "plugins/old.py", "-y", "--json")
    assert code == 1 and sorted(line["unit"] for line in lines(out)) == ["worker1", "worker2", "worker3"]


def test_a_setting_without_a_broker(invoke_pios: Any, unit_server: Leader) -> None:
    code, _, err = invoke_pios("jobs", "set", "stirring", "target-rpm", "400", "-y")
    assert code == 1 and "worker1 unreachable: The MQTT broker is away; nothing was sent" in err
    assert "worker2 refused: worker2 works for no experiment" in err


def test_workers_are_changed_through_the_leader(invoke: Any, unit_server: Leader) -> None:
    from pioreactor.config.editing import set_value
    from pioreactor.storage.paths import config_path

    set_value(config_path(), "ui", "port", str(unit_server.port))
    config.forget_config()
    for method, path in (
        ("PUT", "/api/workers/worker1/is_active"),
        ("PUT", "/api/workers/worker1/model"),
        ("DELETE", "/api/workers/worker1"),
    ):
        unit_server.say(method, path, (200, {"status": "success"}))
    assert invoke("workers", "update-active", "worker1", "0").out == "worker1 is switched off now.\n"
    told = invoke("workers", "update-model", "worker1", "-m", "pioreactor_40ml", "-v", "1.0")
    assert told.out == "worker1 is a pioreactor_40ml 1.0 now.\n"
    assert invoke("workers", "remove", "worker1").code == 0
    assert [body for _, _, body in unit_server.asked] == [
        {"is_active": 0},
        {"model_name": "pioreactor_40ml", "model_version": "1.0"},
        None,
    ]


@pytest.mark.parametrize("words", [("run", "stirring"), ("jobs", "list"), ("reboot", "-y")])
def test_pios_on_a_worker_is_a_role_error(
    invoke_pios: Any, unit_server: Leader, monkeypatch: pytest.MonkeyPatch, words: Any
) -> None:
    monkeypatch.setenv("HOSTNAME", "worker1")
    code, _, err = invoke_pios(*words)
    assert code == 1 and "works on the leader only" in err and "leader1" in err


def test_tab_offers_units_groups_and_experiments(unit_server: Leader) -> None:
    context = click.Context(click.Command("x"))
    option = click.Option(["--x"])
    assert complete_unit(context, option, "work") == ["worker1", "worker2", "worker3"]
    assert complete_group(context, option, "") == ["active", "leader", "pioreactor_20ml", "workers"]
    assert complete_known_experiment(context, option, "T") == ["Tet ramp"]


def log(connection: Any, unit: str, level: str, message: str, experiment: str = "Tet ramp") -> None:
    severity = {"INFO": 20, "WARNING": 30}[level]
    connection.execute(
        "INSERT INTO log_lines (experiment, pioreactor_unit, t_us, received_us, severity, level, source, task, message)"
        " VALUES (?, ?, 1790000000000000, 1790000000000000, ?, ?, 'app', 'stirring', ?)",
        (experiment, unit, severity, level, message),
    )
    connection.commit()


def test_logs_are_those_of_the_units_that_are_meant(invoke: Any, unit_server: Leader) -> None:
    with closing(database.connect()) as connection:
        log(connection, "worker1", "INFO", "first")
        log(connection, "worker2", "WARNING", "second", "$experiment")
        log(connection, "worker1", "WARNING", "third")
    assert [line["message"] for line in lines(invoke("cluster", "logs", "--json").out)] == ["first", "second", "third"]
    assert [line["message"] for line in lines(invoke("cluster", "logs", "-n", "2", "--json").out)] == [
        "second",
        "third",
    ]
    told = invoke("cluster", "logs", "worker1", "--level", "warning").out
    assert told.count("\n") == 1 and "worker1" in told and "[stirring] third" in told
    told = invoke("cluster", "logs", "--experiment", "Tet ramp", "--json").out
    assert [line["message"] for line in lines(told)] == ["first", "third"]


def test_followed_logs_show_each_line_once(unit_server: Leader) -> None:
    with closing(database.connect()) as connection:
        log(connection, "worker1", "INFO", "before")
        following = subprocess.Popen(
            pio_command("cluster", "logs", "-f", "--json"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            assert following.stdout is not None
            assert json.loads(following.stdout.readline())["message"] == "before"
            log(connection, "worker2", "INFO", "after")
            assert json.loads(following.stdout.readline())["message"] == "after"
        finally:
            following.send_signal(signal.SIGINT)
            rest, _ = following.communicate(timeout=20)
    assert rest == "" and following.returncode == 1
