"""`pio` against real jobs, a real registry and a real broker."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.testing.unit import JobProcess, UnitFolder

Start = Callable[..., JobProcess]

JOB = """
import sys
from pioreactor.background_jobs.base import BackgroundJobContrib
from pioreactor.whoami import get_assigned_experiment_name, get_unit_name

class Sample(BackgroundJobContrib):
    job_name = sys.argv[1]
    published_settings = {
        "speed": {"datatype": "float", "settable": True, "unit": "RPM"},
        "note": {"datatype": "string", "settable": False},
        "deaf": {"datatype": "float", "settable": True},
    }
    def __init__(self):
        super().__init__(get_unit_name(), get_assigned_experiment_name(), "sample")
        self.speed, self.note, self.deaf = 100.0, "hello", 1.0
    def set_speed(self, value):
        self.speed = min(value, 1500.0)
    def set_deaf(self, value):
        pass

with Sample() as job:
    job.block_until_disconnected()
"""


class Cli:
    def __init__(self, unit: UnitFolder) -> None:
        self.unit = unit

    def __call__(self, *arguments: str, code: int = 0) -> str:
        command = [str(Path(sys.executable).with_name("pio")), *arguments]
        done = subprocess.run(command, env=self.unit.environment(), capture_output=True, text=True, timeout=40)
        assert done.returncode == code, done.stdout + done.stderr
        if code:
            assert done.stderr.startswith("Error: ") and done.stderr.count("\n") == 1, done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def pio(unit_env: UnitFolder) -> Cli:
    return Cli(unit_env)


@pytest.fixture
def sample(job_process: Start) -> JobProcess:
    job = job_process("sample", python=JOB)
    job.wait_for_state("sample")
    return job


@pytest.mark.usefixtures("sample")
def test_list_and_info(pio: Cli, unit_env: UnitFolder) -> None:
    line = pio("jobs", "list", "running")
    assert line.startswith(f"[job_id=1] sample experiment={unit_env.experiment}, source=user, started_at=")
    assert line.endswith("ended_at=still running\n")
    info = pio("jobs", "info", "--job-name", "sample")
    assert "status=running" in info and "  speed = 100.0 (" in info
    row = json.loads(pio("jobs", "info", "--job-id", "1", "--json"))
    assert (row["is_running"], row["settings"]["note"]["value"]) == (True, "hello")


def test_nothing_to_list(pio: Cli) -> None:
    assert pio("jobs", "list") == "No jobs recorded.\n"
    assert pio("jobs", "info", "--job-name", "x") == "There is no record of a job x.\n"
    assert pio("jobs", "purge", "--job-id", "9") == "There is no record of a job with number 9.\n"
    assert json.loads(pio("jobs", "list", "--json")) == []


@pytest.mark.usefixtures("sample")
def test_a_setting_is_confirmed_with_what_the_job_made_of_it(pio: Cli) -> None:
    assert pio("jobs", "set", "sample", "speed", "400") == "Confirmed: speed of sample is now 400.0.\n"
    limited = pio("jobs", "set", "sample", "speed", "9000")
    assert limited == "Confirmed: speed of sample is now 1500.0 (asked for 9000).\n"
    assert json.loads(pio("jobs", "set", "sample", "speed", "5", "--json"))["confirmed"] is True


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("setting", "value", "reason"),
    [
        ("note", "x", "sample says: "),
        ("speed", "fast", "sample says: "),
        ("spead", "1", "sample publishes no setting spead. Did you mean speed?"),
        ("deaf", "2", "sample did not answer within 3 s; deaf is 1.0."),
        ("$state", "dancing", "sample says: "),
    ],
)
def test_a_setting_that_is_not_confirmed(pio: Cli, setting: str, value: str, reason: str) -> None:
    assert f"Error: not confirmed: {reason}" in pio("jobs", "set", "sample", setting, value, code=1)


def test_pause_resume_and_stop(pio: Cli, sample: JobProcess) -> None:
    assert "is now sleeping" in pio("jobs", "set", "sample", "$state", "sleeping")
    assert "is sleeping already" in pio("jobs", "set", "sample", "$state", "sleeping")
    assert "is now ready" in pio("jobs", "set", "sample", "$state", "ready")
    pio("jobs", "set", "sample", "$state", "disconnected")
    assert sample.wait() == 0
    assert "sample is not running on this unit" in pio("jobs", "set", "sample", "speed", "1", code=1)


def test_a_job_that_was_killed_is_told_and_can_be_purged(pio: Cli, sample: JobProcess) -> None:
    sample.send_signal(signal.SIGKILL)
    sample.wait()
    assert "ended_at=unknown, its process is gone" in pio("jobs", "list")
    assert pio("jobs", "list", "running") == "No jobs are running.\n"
    assert pio("jobs", "purge", "--job-name", "sample").startswith("Removed the record of sample")


def test_kill_says_what_happened(pio: Cli, sample: JobProcess) -> None:
    assert "nothing to stop was named" in pio("kill", code=1)
    assert pio("kill", "--job-name", "other") == "Killed 0 jobs.\n"
    rows: list[dict[str, Any]] = json.loads(pio("kill", "--job-name", "sample", "--json"))
    assert [(row["job_name"], row["pid"], row["outcome"]) for row in rows] == [("sample", sample.pid, "stopped")]
    sample.wait()


def test_kill_all_leaves_monitor_alone(pio: Cli, sample: JobProcess, job_process: Start) -> None:
    monitor = job_process("monitor")
    monitor.wait_for_state("monitor")
    assert pio("kill", "--all-jobs").endswith("Killed 1 job.\n")
    sample.wait()
    assert monitor.process.poll() is None


def test_mqtt_and_log(pio: Cli, unit_env: UnitFolder) -> None:
    follower = subprocess.Popen(
        [str(Path(sys.executable).with_name("pio")), "mqtt", "-t", "pioreactor/+/+/logs/#", "-n", "1", "--json"],
        env=unit_env.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        # The first lines may come before the follower has subscribed.
        assert clock.wait_until(
            lambda: "hello" in pio("log", "-m", "hello", "-l", "NOTICE") and follower.poll() is not None, timeout=20
        )
        record = json.loads(follower.communicate()[0])
    finally:
        follower.kill()
    assert record["topic"] == "pioreactor/unit1/$experiment/logs/app/notice"
    assert json.loads(record["value"])["message"] == "hello"
    assert "[CLI] NOTICE hello" in pio("logs", "-n", "1")


def test_without_a_broker_nothing_is_confirmed_and_no_time_is_wasted(
    make_unit: Callable[..., UnitFolder], job_process: Start
) -> None:
    unit = make_unit(None, name="lonely")
    job_process("sample", python=JOB, unit=unit).wait_for_state("sample")
    began = clock.wall_monotonic()
    said = Cli(unit)("jobs", "set", "sample", "speed", "1", code=1)
    assert "does not answer, so nothing was sent." in said
    assert clock.wall_monotonic() - began < 3


def test_cache(pio: Cli) -> None:
    from pioreactor.utils import local_intermittent_storage, local_persistent_storage

    with local_intermittent_storage("leds") as cache:
        cache["A"] = 5.0
    with local_persistent_storage("leds") as cache:
        cache[("exp", "v")] = 1.5
        cache[3] = "three"
    assert pio("cache", "view", "leds") == "A = 5.0\n('exp', 'v') = 1.5\n3 = three\n"
    assert pio("cache", "view", "leds", "3") == "3 = three\n"
    assert pio("cache", "purge", "leds", "('exp', 'v')") == "Removed ('exp', 'v') from leds.\n"
    assert pio("cache", "purge", "leds", "3", "--as-int") == "Removed 3 from leds.\n"
    assert pio("cache", "purge", "leds", "B") == "leds has no entry B.\n"


def test_status(pio: Cli, job_process: Start) -> None:
    job_process("monitor").wait_for_state("monitor")
    report = json.loads(pio("status", "--json"))
    found = {check["name"]: check["status"] for check in report["checks"]}
    assert (found["identity"], found["connectivity:mqtt"], found["jobs:running"]) == ("OK", "OK", "OK")
    assert (found["services:web"], report["status"]) == ("FAIL", "FAIL")
