"""The list of jobs: one per name, and only the living count."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pioreactor import clock
from pioreactor.exc import JobPresentError, JobRequiredError
from pioreactor.runtime.processes import is_alive, own_identity, started_at
from pioreactor.runtime.registry import Registry

JOB = {"unit": "unit1", "experiment": "exp1", "job_name": "stirring", "job_source": "user"}
REGISTER = (
    "import sys; from pathlib import Path; from pioreactor.runtime.registry import Registry\n"
    "r = Registry(Path(sys.argv[1]))\n"
    "from pioreactor.exc import JobPresentError\n"
    "try:\n    print(r.register(unit='u', experiment='e', job_name='stirring', job_source='user'), flush=True)\n"
    "except JobPresentError:\n    print('refused', flush=True)\n"
    "sys.stdin.read()\n"
)


@pytest.fixture
def registry(tmp_path):
    made = Registry(tmp_path / "cache" / "r.sqlite")
    yield made
    made.close()


@pytest.fixture
def other_process(registry):
    started = []

    def start():
        command = [sys.executable, "-c", REGISTER, str(registry.path)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_name_is_taken_once_and_the_refusal_says_by_whom(registry):
    job_id = registry.register(**JOB)
    with pytest.raises(JobPresentError, match=rf"job {job_id}, process \d+\).*pio kill --job-name stirring"):
        registry.register(**JOB)
    assert registry.is_running("stirring")
    registry.set_not_running(job_id)
    assert not registry.is_running("stirring")
    assert registry.register(**JOB) == job_id + 1


def test_actions_may_run_several_times(registry):
    first, second = (registry.register(**JOB, exclusive=False) for _ in range(2))
    assert registry.running_job_id("stirring") == second > first


def test_of_many_processes_at_once_one_gets_the_name(registry, other_process):
    registry.history()  # the file exists before they race
    answers = [p.stdout.readline().strip() for p in [other_process() for _ in range(5)]]
    assert sorted(answers)[1:] == ["refused"] * 4


def test_a_killed_process_never_blocks_the_name(registry, other_process):
    victim = other_process()
    job_id = int(victim.stdout.readline())
    assert registry.is_running("stirring")
    victim.kill()
    victim.wait()
    assert not registry.is_running("stirring")
    assert registry.info(job_id).is_running, "the row itself says so until somebody reconciles"
    assert registry.register(**JOB) > job_id
    assert registry.info(job_id).ended_at is not None


def test_reconciling_reports_the_dead_once(registry, other_process):
    victim = other_process()
    job_id = int(victim.stdout.readline())
    victim.kill()
    victim.wait()
    died = []
    assert [r.job_id for r in registry.reconcile(died.append)] == [job_id]
    assert [r.job_id for r in died] == [job_id]
    assert registry.reconcile() == []


def test_a_number_that_was_given_to_another_process_is_not_alive():
    pid, start = own_identity()
    assert is_alive(pid, start)
    assert not is_alive(pid, start + 1)
    assert started_at(2**22 + 1) is None


def test_lamps_need_no_process(registry):
    job_id = registry.register(**{**JOB, "job_name": "led_intensity"}, pid=2**22 + 1)
    assert registry.is_running("led_intensity")
    assert registry.reconcile() == []
    registry.set_not_running(job_id)
    assert not registry.is_running("led_intensity")


def test_filters_are_combined(registry):
    a = registry.register(**JOB)
    b = registry.register(**{**JOB, "job_name": "od_reading", "experiment": "exp2"})
    assert [r.job_id for r in registry.running()] == [a, b]
    assert [r.job_id for r in registry.running(experiment="exp2")] == [b]
    assert registry.running(experiment="exp2", job_name="stirring") == []
    assert [r.job_id for r in registry.history()] == [b, a]
    assert registry.running(job_id=10**30) == []
    assert registry.info(10**30) is None


def test_settings_are_kept_replaced_and_removed(registry):
    job_id = registry.register(**JOB)
    registry.upsert_setting(job_id, "target_rpm", 500.0)
    registry.upsert_settings(job_id, {"target_rpm": 400.0, "$state": "ready"})
    assert registry.settings(job_id) == {"target_rpm": 400.0, "$state": "ready"}
    registry.upsert_setting(job_id, "target_rpm", None)
    assert registry.settings(job_id) == {"$state": "ready"}
    registry.delete(job_id)
    assert registry.info(job_id) is None
    assert registry.settings(job_id) == {}


def test_a_setting_of_a_running_job_is_waited_for(registry):
    with pytest.raises(JobRequiredError, match="does not run"):
        registry.get_setting_of_running_job("stirring", "target_rpm")
    job_id = registry.register(**JOB)
    begun = clock.wall_monotonic()
    with pytest.raises(NameError, match="target_rpm"):
        registry.get_setting_of_running_job("stirring", "target_rpm", timeout=0.2)
    assert clock.wall_monotonic() - begun >= 0.2
    registry.upsert_setting(job_id, "target_rpm", 500.0)
    assert registry.get_setting_of_running_job("stirring", "target_rpm", timeout=5) == 500.0
