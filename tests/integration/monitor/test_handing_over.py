"""A unit that is handed over to another release: jobs end in order, stay wanted, and the next monitor starts them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator

import pytest

from pioreactor import clock
from pioreactor.pubsub import publish
from pioreactor.pubsub.topics import topic
from pioreactor.runtime import handing_over, wanted_jobs
from pioreactor.runtime.outputs import levels_of_lamps
from pioreactor.runtime.registry import Registry
from pioreactor.runtime.stopping import stop_jobs
from pioreactor.testing.unit import JobProcess, UnitFolder, pio_command

Start = Callable[..., JobProcess]


@pytest.fixture
def vial(unit_env: UnitFolder) -> Iterator[UnitFolder]:
    process = subprocess.Popen(
        pio_command("simulate", "--no-truth"), env=unit_env.environment(), stdout=subprocess.DEVNULL
    )
    assert clock.wait_until(unit_env.vial_socket.exists, 20)
    yield unit_env
    stop_jobs(all_jobs=True)
    process.terminate()
    process.wait(20)


def setting_of(job_name: str, setting: str) -> object:
    registry = Registry()
    job_id = registry.running_job_id(job_name)
    return None if job_id is None else registry.settings(job_id).get(setting)


def pid_of(job_name: str) -> int:
    return next(record.pid for record in Registry().running() if record.job_name == job_name)


def pio(unit: UnitFolder, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(pio_command(*words), env=unit.environment(), capture_output=True, text=True, check=False)


def start_monitor(job_process: Start) -> JobProcess:
    process = job_process("monitor")
    process.wait_for_state("monitor")
    return process


def test_jobs_go_on_with_their_settings_and_the_gap_is_told(vial: UnitFolder, job_process: Start) -> None:
    monitor = start_monitor(job_process)
    stirring = job_process("stirring", "--target-rpm", "400")
    stirring.wait_for_state("stirring")
    publish(topic(vial.name, vial.experiment, "stirring", "target_rpm", "set"), "300")
    assert clock.wait_until(lambda: setting_of("stirring", "target_rpm") == 300.0, 20)
    assert pio(vial, "run", "led_intensity", "--B", "12").returncode == 0

    run = pio(vial, "jobs", "hand-over", "--reason", "upgrade to 9.9.9", "--json")
    assert run.returncode == 0, run.stderr
    outcome = {job["job_name"]: job for job in json.loads(run.stdout)}["stirring"]
    assert outcome["outcome"] == "stopped"
    assert [output["detail"] for output in outcome["outputs"]] == ["off, confirmed"]
    stirring.wait()
    assert not any(levels_of_lamps().values())
    assert [job.job_name for job in wanted_jobs.wanted_jobs()] == ["stirring"]
    assert setting_of("stirring", "$state") is None

    monitor.stop()
    start_monitor(job_process)
    assert clock.wait_until(lambda: setting_of("stirring", "target_rpm") == 300.0, 20)
    assert clock.wait_until(lambda: levels_of_lamps().get("B") == 12.0, 20)
    assert clock.wait_until(lambda: "2 of 2 jobs go on (stirring, the lamps) after a gap of" in log_of(vial), 20)
    assert "Handed over (upgrade to 9.9.9)" in log_of(vial)
    assert clock.wait_until(lambda: not handing_over.is_under_way(), 20)
    assert wanted_jobs.wanted_jobs()[0].tries == []


def test_a_job_that_had_to_be_killed_goes_on_only_after_the_switch(vial: UnitFolder, job_process: Start) -> None:
    start_monitor(job_process)
    stirring = job_process("stirring")
    stirring.wait_for_state("stirring")
    assert handing_over.hand_over("a test")
    first = wanted_jobs.wanted_jobs()[0]
    hanging = job_process("stirring")
    hanging.wait_for_state("stirring")
    hanging.process.kill()  # as the hand-over does with one that does not end
    assert clock.wait_until(lambda: setting_of("stirring", "$state") is None, 20)
    assert clock.wait_until(lambda: "stirring" in log_of(vial) and not Registry().is_running("stirring"), 20)
    assert wanted_jobs.wanted_jobs()[0].arguments == first.arguments
    assert wanted_jobs.wanted_jobs()[0].tries == []


def test_who_stops_a_job_meanwhile_has_the_last_word(vial: UnitFolder, job_process: Start) -> None:
    start_monitor(job_process)
    job_process("stirring").wait_for_state("stirring")
    handing_over.hand_over("a test")
    assert pio(vial, "kill", "--job-name", "stirring").returncode == 0
    assert wanted_jobs.wanted_jobs() == []


def test_what_a_release_cannot_start_goes_on_with_the_release_of_before(vial: UnitFolder, job_process: Start) -> None:
    monitor = start_monitor(job_process)
    job_process("stirring", "--target-rpm", "400").wait_for_state("stirring")
    handing_over.hand_over("upgrade to 9.9.9")
    monitor.stop()
    ill = vial.root / "ill"
    ill.mkdir()
    (ill / "sitecustomize.py").write_text("import os, sys\nif 'stirring' in sys.orig_argv: os._exit(1)\n")
    monitor = job_process("monitor", PYTHONPATH=f"{ill}:{os.environ.get('PYTHONPATH', '')}")
    monitor.wait_for_state("monitor")
    assert clock.wait_until(lambda: "0 of 1 jobs go on" in log_of(vial) and not handing_over.is_under_way(), 20)
    assert "stirring was ended for the hand-over and does not start: " in log_of(vial)
    assert [job.job_name for job in wanted_jobs.wanted_jobs()] == ["stirring"]

    handing_over.hand_over("rollback from 9.9.9")
    monitor.stop()
    start_monitor(job_process)
    assert clock.wait_until(lambda: setting_of("stirring", "target_rpm") == 400.0, 20)
    assert clock.wait_until(lambda: "(rollback from 9.9.9): 1 of 1 jobs go on" in log_of(vial), 20)


def test_what_dies_under_a_release_until_it_is_given_up_goes_on_with_the_release_of_before(
    vial: UnitFolder, job_process: Start
) -> None:
    monitor = start_monitor(job_process)
    job_process("stirring", "--target-rpm", "400").wait_for_state("stirring")
    handing_over.hand_over("upgrade to 9.9.9")
    monitor.stop()
    vial.configure("resume.config", "tries", "0")
    monitor = start_monitor(job_process)
    assert clock.wait_until(lambda: Registry().is_running("stirring") and not handing_over.is_under_way(), 20)
    os.kill(pid_of("stirring"), signal.SIGKILL)
    assert clock.wait_until(lambda: "stirring has died and is not started again" in log_of(vial), 20)
    assert wanted_jobs.wanted_jobs() == []

    handing_over.hand_over("rollback from 9.9.9")
    monitor.stop()
    start_monitor(job_process)
    assert clock.wait_until(lambda: setting_of("stirring", "target_rpm") == 400.0, 20)
    assert [job.job_name for job in wanted_jobs.wanted_jobs()] == ["stirring"]
    assert wanted_jobs.given_up_since(0.0) == []


def test_what_was_given_up_before_any_release_changed_stays_down(vial: UnitFolder, job_process: Start) -> None:
    stirring = job_process("stirring")
    stirring.wait_for_state("stirring")
    job = wanted_jobs.wanted_jobs()[0]
    stirring.process.kill()
    stirring.process.wait()
    wanted_jobs.give_up(job)
    handing_over.hand_over("upgrade to 9.9.9")
    start_monitor(job_process)
    assert clock.wait_until(lambda: "0 of 0 jobs go on" in log_of(vial), 20)
    assert not Registry().is_running("stirring")


def test_who_stops_a_job_that_was_given_up_has_the_last_word(vial: UnitFolder, job_process: Start) -> None:
    monitor = start_monitor(job_process)
    handing_over.hand_over("upgrade to 9.9.8")
    monitor.stop()
    monitor = start_monitor(job_process)
    assert clock.wait_until(lambda: not handing_over.is_under_way(), 20)
    stirring = job_process("stirring")
    stirring.wait_for_state("stirring")
    job = wanted_jobs.wanted_jobs()[0]
    stirring.process.send_signal(signal.SIGINT)
    stirring.process.wait()
    wanted_jobs.give_up(job)
    assert pio(vial, "kill", "--all-jobs").returncode == 0
    assert wanted_jobs.given_up_since(0.0) == []


def test_a_second_hand_over_keeps_what_the_first_has_noted(vial: UnitFolder, job_process: Start) -> None:
    start_monitor(job_process)
    pio(vial, "run", "led_intensity", "--A", "5")
    handing_over.hand_over("the first")
    handing_over.hand_over("the second")
    mark = handing_over.present()
    assert mark is not None
    assert (mark.reason, mark.lamps) == ("the first", {"A": 5.0})


def test_after_a_power_cut_the_rules_for_a_power_cut_hold(
    vial: UnitFolder, job_process: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor = start_monitor(job_process)
    job_process("stirring").wait_for_state("stirring")
    handing_over.hand_over("a test")
    monitor.stop()
    monkeypatch.setenv("PIO_BOOT_ID", "another boot")
    job_process("monitor", PIO_BOOT_ID="another boot").wait_for_state("monitor")
    assert clock.wait_until(lambda: "1 of 1 jobs were started again" in log_of(vial), 20)
    assert clock.wait_until(lambda: not handing_over.is_under_way(), 20)


def log_of(unit: UnitFolder) -> str:
    return unit.log_path.read_text() if unit.log_path.exists() else ""
