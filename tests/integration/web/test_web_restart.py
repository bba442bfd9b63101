"""What is told of tasks after the web server was killed in the middle of one, and started again."""

from __future__ import annotations

import signal
import subprocess

from pioreactor import clock
from pioreactor.testing.unit import pio_command
from tests.integration.web.web_cluster import Unit


def test_a_killed_server_leaves_the_truth_about_its_tasks(cluster: tuple[Unit, Unit, str]) -> None:
    _, worker, _ = cluster
    status, ended = worker.ask("POST", "/unit_api/jobs/stop/all")
    assert status == 202
    first = worker.do("POST", "/unit_api/jobs/run/job_name/toy", {})
    assert first["ok"]
    # The start of a job is watched for up to a second; within that the server dies.
    status, cut = worker.ask("POST", "/unit_api/jobs/run/job_name/slow_toy", {})
    assert status == 202 and worker.server is not None
    worker.server.send_signal(signal.SIGKILL)
    worker.stop()
    worker.start()

    status, told = worker.ask("GET", ended["result_url_path"])
    assert status == 200 and told["status"] == "succeeded" and told["result"] == []
    status, told = worker.ask("GET", cut["result_url_path"])
    assert status == 200 and told["status"] == "failed" and told["error"] == "The web server was restarted."
    assert worker.ask("GET", "/unit_api/task_results/never-was")[0] == 404

    listed = worker.ask("GET", "/unit_api/task_results")[1]
    assert [(task["what"], task["status"]) for task in listed][:3] == [
        ("POST /unit_api/jobs/run/job_name/slow_toy", "failed"),
        ("POST /unit_api/jobs/run/job_name/toy", "succeeded"),
        ("POST /unit_api/jobs/stop/all", "succeeded"),
    ]
    assert worker.ask("GET", "/unit_api/jobs/running/toy")[1] != [], "the job itself goes on"


def test_the_leaders_server_ends_so_that_systemd_starts_it_again(cluster: tuple[Unit, Unit, str]) -> None:
    leader, worker, _ = cluster
    path = "/unit_api/system/web_server"
    assert leader.ask("GET", f"{path}/status")[1]["state"] == "ready"
    assert leader.ask("POST", f"{path}/restart")[0] == 409, "nobody would start it again"
    assert worker.ask("GET", f"{path}/status")[0] == worker.ask("POST", f"{path}/restart")[0] == 403
    leader.stop()
    as_a_service = leader.folder.environment(INVOCATION_ID="0123456789abcdef")
    leader.server = subprocess.Popen(pio_command("web"), env=as_a_service, stderr=subprocess.DEVNULL)
    assert clock.wait_until(leader.answers, 20)
    status, accepted = leader.ask("POST", f"{path}/restart")
    assert status == 202 and leader.server.wait(20) == 0
    leader.start()
    told = leader.ask("GET", accepted["result_url_path"])[1]
    assert told["status"] == "succeeded" and told["result"]["raw_status"] == "active"


def test_whether_the_leader_is_an_access_point_is_told(cluster: tuple[Unit, Unit, str]) -> None:
    assert cluster[0].ask("GET", "/api/local_access_point") == (200, {"active": False})
