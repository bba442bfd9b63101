"""Jobs as processes: signals, sudden death, duplicates, stopping and launching."""

from __future__ import annotations

import os
import signal

import pytest

from pioreactor import clock
from pioreactor.pubsub import publish, subscribe
from pioreactor.pubsub.topics import topic
from pioreactor.runtime import launching, stopping
from pioreactor.runtime.launching import command_line, launch_job
from pioreactor.runtime.registry import Registry
from pioreactor.runtime.stopping import stop_jobs


@pytest.fixture
def state(unit_env, values):
    return values(topic("unit1", unit_env.experiment, "mixer", "$state"))


@pytest.mark.parametrize(
    ("signum", "exit_code"), [(signal.SIGINT, 1), (signal.SIGTERM, 0), (signal.SIGHUP, 0)], ids=lambda v: str(v)
)
def test_a_signal_ends_the_job_with_outputs_released(mixer_process, state, unit_env, signum, exit_code):
    job = mixer_process()
    job.wait_for_state("mixer")
    state.wait_for("$state", "ready")
    job.send_signal(signum)
    # Python itself reports an interrupted process by the signal; the click command turns it into 1.
    assert job.wait() in (exit_code, -signal.SIGINT if signum is signal.SIGINT else exit_code)
    assert job.output().count("outputs released") == 1
    state.wait_for("$state", "disconnected")
    assert ("$state", b"lost") not in state.seen
    assert not Registry().is_running("mixer")


def test_a_command_that_is_interrupted_says_aborted_and_exits_with_1(job_process, unit_env):
    (unit_env.root / "plugins").mkdir()
    (unit_env.root / "plugins" / "idle.py").write_text(
        "import click\nfrom pioreactor.background_jobs.base import BackgroundJobContrib\n"
        "class Idle(BackgroundJobContrib):\n    job_name = 'idle'\n"
        "@click.command('idle')\ndef click_idle():\n"
        f"    with Idle('unit1', {unit_env.experiment!r}, 'plug') as job:\n        job.block_until_disconnected()\n"
    )
    job = job_process("idle")
    job.wait_for_state("idle")
    job.send_signal(signal.SIGINT)
    assert job.wait() == 1
    assert job.output().strip().endswith("Aborted!")
    assert "Traceback" not in job.output()


def test_a_killed_job_is_lost_and_the_name_is_free(mixer_process, state):
    first = mixer_process()
    first.wait_for_state("mixer")
    state.wait_for("$state", "ready")
    first.send_signal(signal.SIGKILL)
    assert first.wait() == -signal.SIGKILL
    state.wait_for("$state", "lost")
    second = mixer_process()
    second.wait_for_state("mixer")
    state.seen.clear()
    second.send_signal(signal.SIGTERM)
    assert second.wait() == 0
    state.wait_for("$state", "disconnected")
    assert ("$state", b"lost") not in state.seen


def test_a_second_start_is_one_sentence(mixer_process, unit_env):
    first = mixer_process()
    first.wait_for_state("mixer")
    second = mixer_process()
    assert second.wait() == 1
    assert second.output().splitlines() == [
        f"Error: mixer runs already on unit1 (job 1, process {first.pid}). Stop it first: pio kill --job-name mixer"
    ]
    retained = subscribe(topic("unit1", unit_env.experiment, "mixer", "$state"), timeout=20)
    assert retained.payload == b"ready"


def test_a_message_ends_the_process(mixer_process, unit_env):
    job = mixer_process()
    job.wait_for_state("mixer")
    publish(topic("$broadcast", unit_env.experiment, "mixer", "$state", "set"), "disconnected")
    assert job.wait() == 0
    assert job.output().count("outputs released") == 1


def test_stopping_says_what_became_of_each(mixer_process, unit_env):
    job = mixer_process()
    job.wait_for_state("mixer")
    [outcome] = stop_jobs(job_name="mixer")
    assert (outcome.job_name, outcome.pid, outcome.outcome) == ("mixer", job.pid, "stopped")
    assert 0 < outcome.took_s < 5
    assert stop_jobs(job_name="mixer") == []
    assert stop_jobs() == []
    dead = mixer_process()
    dead.wait_for_state("mixer")
    dead.send_signal(signal.SIGKILL)
    dead.wait()
    assert [o.outcome for o in stop_jobs(all_jobs=True)] == ["already gone"]
    assert stop_jobs(all_jobs=True) == []


DEAF = """
import signal, sys, threading
from pioreactor.runtime.registry import Registry
for name in sys.argv[2:]:
    signal.signal(getattr(signal, name), signal.SIG_IGN)
r = Registry()
job_id = r.register(unit='u', experiment='e', job_name=sys.argv[1], job_source='user')
r.upsert_setting(job_id, '$state', 'ready')
threading.Event().wait()
"""


def test_a_deaf_process_is_ended_by_force(job_process, unit_env, monkeypatch):
    monkeypatch.setattr(stopping, "TERMINATE_AFTER_S", 0.3)
    monkeypatch.setattr(stopping, "KILL_AFTER_S", 0.6)
    half = job_process("add_media", "SIGINT", python=DEAF)
    deaf = job_process("stirring", "SIGINT", "SIGTERM", python=DEAF)
    half.wait_for_state("add_media")
    deaf.wait_for_state("stirring")
    outcomes = {o.job_name: o.outcome for o in stop_jobs(all_jobs=True)}
    assert outcomes == {"add_media": "terminated", "stirring": "killed"}


def test_pumps_and_heaters_are_asked_first_and_long_running_jobs_never(job_process, unit_env):
    registry = Registry()
    for name in ("stirring", "dosing_automation", "temperature_automation", "remove_waste", "mixer"):
        job_process(name, python=DEAF).wait_for_state(name)
    registry.register(unit="u", experiment="$experiment", job_name="monitor", job_source="user", pid=os.getppid(),
                      is_long_running_job=True)  # fmt: skip
    names = [outcome.job_name for outcome in stop_jobs(all_jobs=True)]
    assert names == ["temperature_automation", "remove_waste", "dosing_automation", "stirring", "mixer"]
    assert registry.is_running("monitor")


def test_the_command_line_of_a_launch(monkeypatch, tmp_path):
    fake = tmp_path / "pio"
    fake.write_text("#!/bin/sh\n")
    monkeypatch.setenv("PIO_EXECUTABLE", str(fake))
    command = command_line(
        "stirring", ["x"], {"target_rpm": 400, "verbose": None}, [("stirring.config", "pwm_hz", "100")]
    )
    assert command == [
        str(fake), "run", "--config-override", "stirring.config", "pwm_hz", "100", "stirring", "x", "--target-rpm",
        "400", "--verbose",
    ]  # fmt: skip


def test_a_launch_returns_when_ready_and_the_job_is_detached(unit_env, monkeypatch, tmp_path):
    fake = tmp_path / "pio"
    fake.write_text(
        "#!/bin/sh\nshift\ncase $1 in\n"
        "bad) echo working; echo 'Error: no such thing.' >&2; exit 3;;\n"
        'short) exit 0;;\nslow) echo "$EXPERIMENT/$EVIL" > $DOT_PIOREACTOR/seen; exec sleep 30;;\nesac\n'
    )
    fake.chmod(0o755)
    monkeypatch.setenv("PIO_EXECUTABLE", str(fake))
    bad = launch_job("bad", [], {}, {})
    assert (bad.ok, bad.exit_code, bad.last_line) == (False, 3, "Error: no such thing.")
    assert launch_job("short").ok
    monkeypatch.setattr(launching, "ENTERS_WITHIN_S", 1.0)  # this one never comes into the list of jobs
    begun = clock.wall_monotonic()
    slow = launch_job("slow", env={"EXPERIMENT": "e9", "EVIL": "no", "ACTIVE": ""})
    assert slow.ok
    assert slow.exit_code is None
    assert 0.9 < clock.wall_monotonic() - begun < 3
    assert (unit_env.root / "seen").read_text() == "e9/\n"
    assert os.getsid(slow.pid) == slow.pid
    os.kill(slow.pid, signal.SIGKILL)


ACTION = """
import sys
from pioreactor import clock
from pioreactor.runtime.actions import managed_lifecycle
from pioreactor.whoami import get_assigned_experiment_name
with managed_lifecycle("unit1", get_assigned_experiment_name("unit1"), "od_blank") as action:
    action.publish_setting("progress", 40)
    action.block_until_disconnected()
    print("asked to stop", flush=True)
    if sys.argv[1:] == ["stubborn"]:
        import threading
        threading.Event().wait()
"""


@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "message", "broadcast"])
def test_an_action_ends_in_its_own_way(job_process, unit_env, values, how):
    seen = values(topic("unit1", unit_env.experiment, "od_blank", "+"))
    action = job_process(python=ACTION)
    action.wait_for_state("od_blank")
    seen.wait_for("$state", "ready")
    seen.wait_for("progress", "40")
    if how.startswith("SIG"):
        action.send_signal(getattr(signal, how))
    elif how == "message":
        publish(topic("unit1", unit_env.experiment, "od_blank", "$state", "set"), "disconnected")
    else:
        publish(topic("$broadcast", "$experiment", "od_blank", "$state", "set"), "disconnected")
    assert action.wait() == 0
    assert "asked to stop" in action.output()
    seen.wait_for("$state", "disconnected")
    assert not Registry().is_running("od_blank")


def test_a_second_signal_interrupts_an_action_that_does_not_listen(job_process, unit_env):
    action = job_process("stubborn", python=ACTION)
    action.wait_for_state("od_blank")
    action.send_signal(signal.SIGINT)
    assert action.process.stdout.readline() == "asked to stop\n"
    action.send_signal(signal.SIGTERM)
    assert action.wait() == 0
    assert not Registry().is_running("od_blank")


def test_several_actions_of_one_name_run_at_once(job_process, unit_env):
    first, second = (job_process(python=ACTION) for _ in range(2))
    registry = Registry()

    def both_are_ready():
        running = registry.running(job_name="od_blank")
        return [registry.settings(r.job_id).get("$state") for r in running] == ["ready"] * 2

    assert clock.wait_until(both_are_ready, 10)
    for action in (first, second):
        action.send_signal(signal.SIGTERM)
        assert action.wait() == 0
