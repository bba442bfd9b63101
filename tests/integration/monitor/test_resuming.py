"""Jobs that start again: real stirring processes that are killed, and a computer that seems to have been off."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from pioreactor import clock
from pioreactor.background_jobs.monitor.resuming import Resumer
from pioreactor.logging import create_logger
from pioreactor.pubsub import create_client, publish
from pioreactor.pubsub.topics import topic
from pioreactor.runtime import wanted_jobs
from pioreactor.runtime.alarms import Alarm, get_alarm
from pioreactor.runtime.registry import Registry
from pioreactor.runtime.stopping import stop_jobs
from pioreactor.storage import alive
from pioreactor.testing.broker import Broker
from pioreactor.testing.unit import JobProcess, UnitFolder, pio_command

Start = Callable[..., JobProcess]


@pytest.fixture
def vial(unit_env: UnitFolder) -> Iterator[UnitFolder]:
    process = subprocess.Popen(
        pio_command("simulate", "--no-truth"), env=unit_env.environment(), stdout=subprocess.DEVNULL
    )
    assert clock.wait_until(unit_env.vial_socket.exists, 20)
    yield unit_env
    process.terminate()
    process.wait(20)


@pytest.fixture
def registry() -> Iterator[Registry]:
    opened = Registry()
    yield opened
    opened.close()


@pytest.fixture
def resumer(vial: UnitFolder, registry: Registry) -> Iterator[Resumer]:
    client = create_client()
    logger = create_logger("monitor", unit=vial.name, experiment=vial.experiment, pub_client=client)
    made = Resumer(registry, client, logger)
    yield made
    made.close()
    for job in registry.running():  # what it started is nobody's child
        with suppress(ProcessLookupError):
            os.kill(job.pid, signal.SIGINT)
    assert clock.wait_until(lambda: not registry.running(), 20)
    logger.clean_up()
    client.close()


def wanted_names() -> list[str]:
    return [job.job_name for job in wanted_jobs.wanted_jobs()]


def value_of(registry: Registry, setting: str) -> object:
    job_id = registry.running_job_id("stirring")
    return None if job_id is None else registry.settings(job_id).get(setting)


def cut_off_notice() -> Alarm:
    """What is told after a power cut: it stays until somebody has seen it, and needs no other end."""

    def is_told() -> bool:
        found = get_alarm("unit.was_cut_off")
        return found is not None and found.state == "returned"

    assert clock.wait_until(is_told, 20)
    notice = get_alarm("unit.was_cut_off")
    assert notice is not None
    return notice


def start_stirring(job_process: Start, *options: str) -> JobProcess:
    process = job_process("stirring", *options)
    process.wait_for_state("stirring")
    return process


def kill(process: JobProcess) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_job_that_is_stopped_is_not_wanted_any_more(vial: UnitFolder, job_process: Start) -> None:
    process = start_stirring(job_process)
    assert wanted_names() == ["stirring"]
    process.stop()
    assert wanted_names() == []


def test_a_job_that_has_died_and_is_then_stopped_is_not_wanted_any_more(vial: UnitFolder, job_process: Start) -> None:
    kill(start_stirring(job_process))
    assert wanted_names() == ["stirring"]
    stop_jobs(experiment="another")
    assert wanted_names() == ["stirring"]
    stop_jobs(all_jobs=True)
    assert wanted_names() == []


def test_a_killed_job_goes_on_as_it_was(
    vial: UnitFolder, job_process: Start, resumer: Resumer, registry: Registry
) -> None:
    process = start_stirring(job_process, "--target-rpm", "400")
    publish(topic(vial.name, vial.experiment, "stirring", "target_rpm", "set"), "300")
    assert clock.wait_until(lambda: value_of(registry, "target_rpm") == 300.0, 20)
    resumer.start()
    kill(process)
    resumer.died("stirring")
    assert clock.wait_until(lambda: value_of(registry, "target_rpm") == 300.0, 20)
    assert registry.running(job_name="stirring")[0].pid != process.pid
    assert wanted_jobs.wanted_jobs()[0].arguments == ["stirring", "--target-rpm", "400"]


def test_a_paused_job_stays_paused(vial: UnitFolder, job_process: Start, resumer: Resumer, registry: Registry) -> None:
    process = start_stirring(job_process)
    publish(topic(vial.name, vial.experiment, "stirring", "$state", "set"), "sleeping")
    assert clock.wait_until(lambda: wanted_jobs.wanted_jobs()[0].is_sleeping, 20)
    resumer.start()
    kill(process)
    resumer.died("stirring")
    assert clock.wait_until(lambda: value_of(registry, "$state") == "sleeping", 20)


def test_one_that_keeps_dying_is_given_up_with_an_alarm(
    vial: UnitFolder, job_process: Start, resumer: Resumer, registry: Registry
) -> None:
    process = start_stirring(job_process)
    wanted_jobs.note_try("stirring", [clock.now_s()] * 3)
    resumer.start()
    kill(process)
    resumer.died("stirring")
    assert clock.wait_until(lambda: get_alarm("job.gave_up.stirring") is not None, 20)
    assert "4 times within 10 min" in str(get_alarm("job.gave_up.stirring"))
    assert (wanted_names(), registry.is_running("stirring")) == ([], False)


@pytest.mark.parametrize("section", ["resume.config enabled", "resume.jobs stirring"])
def test_the_configuration_may_forbid_it(
    vial: UnitFolder, job_process: Start, resumer: Resumer, registry: Registry, section: str
) -> None:
    from pioreactor.config import forget_config

    vial.configure(*section.split(), "0")
    forget_config()
    process = start_stirring(job_process)
    resumer.start()
    kill(process)
    resumer.died("stirring")
    assert clock.wait_until(lambda: wanted_names() == [], 20)
    assert not registry.is_running("stirring")


def test_after_a_power_cut_the_jobs_run_again_and_it_is_told(
    vial: UnitFolder, job_process: Start, resumer: Resumer, registry: Registry
) -> None:
    alive.note_alive()
    process = job_process("stirring", PIO_BOOT_ID="the boot before")
    process.wait_for_state("stirring")
    kill(process)
    resumer.start()
    assert clock.wait_until(lambda: registry.is_running("stirring"), 20)
    notice = cut_off_notice()
    assert notice.severity == "warning"
    assert "1 of 1 jobs were started again" in notice.title


def test_after_a_long_outage_a_person_decides(
    vial: UnitFolder, job_process: Start, resumer: Resumer, registry: Registry
) -> None:
    alive.note_alive()
    long_ago = clock.now_s() - 30 * 3600
    os.utime(vial.root / "storage" / "last_alive", (long_ago, long_ago))
    process = job_process("stirring", PIO_BOOT_ID="the boot before")
    process.wait_for_state("stirring")
    kill(process)
    resumer.start()
    notice = cut_off_notice()
    assert "30.0 h" in notice.title
    assert (notice.severity, wanted_names(), registry.is_running("stirring")) == ("alarm", [], False)


def test_another_experiment_is_not_disturbed(
    broker: Broker, vial: UnitFolder, job_process: Start, resumer: Resumer, registry: Registry
) -> None:
    process = start_stirring(job_process)
    kill(process)
    wanted = wanted_jobs.wanted_jobs()[0]
    from pioreactor.storage import unit_state

    state = unit_state.load()
    state.experiment, state.updated_at = "another", ""
    unit_state.save(state)
    resumer.start()
    assert clock.wait_until(lambda: wanted_names() == [], 20), wanted
    assert not registry.is_running("stirring")
