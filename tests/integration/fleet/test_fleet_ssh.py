"""Commands and files over real SSH: what a missed unit says, and that nothing is left behind."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from pioreactor import clock
from tests.integration.fleet.conftest import Fleet, processes_with


def test_every_unit_has_its_own_outcome(fleet: Fleet) -> None:
    code, told = fleet.by_unit("exec", "--workers", "--", "echo", "two words", "$HOME")
    assert code == 1
    assert told["work1"]["status"] == "success"
    assert told["work1"]["value"] == {"exit_code": 0, "stdout": "two words $HOME\n", "stderr": ""}
    assert told["gone"]["state"] == "unreachable" and "port" in told["gone"]["cause"]
    assert told["swapped"]["state"] == "refused" and "host key has changed" in told["swapped"]["text"]
    assert "SHA256:" in told["swapped"]["cause"] and told["swapped"]["remedy"]


def test_output_comes_line_by_line_with_the_name_of_the_unit(fleet: Fleet) -> None:
    code, out, err = fleet.pio("exec", "--units", "work1,lead", "--", "echo out; echo err >&2; exit 3")
    assert code == 1
    assert sorted(out.splitlines()) == ["lead  | out", "work1 | out"]
    assert "lead  | err" in err and "work1 | err" in err and "2 of 2 units missed" in err and "exit code 3" in err


def test_a_command_without_a_good_key_is_never_sent(fleet: Fleet, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    code, _ = fleet.by_unit("exec", "--units", "swapped", "--", "touch", str(mark))
    assert code == 1 and not mark.exists()


def test_the_limit_ends_the_command_on_the_unit_as_well(fleet: Fleet) -> None:
    number = f"6{os.getpid()}.25"
    code, told = fleet.by_unit("exec", "--limit", "6", "--units", "work1,lead", "--", f"echo began; sleep {number}")
    assert code == 1
    for unit in ("work1", "lead"):
        assert told[unit]["state"] == "timed out" and told[unit]["value"]["stdout"] == "began\n"
    assert clock.wait_until(lambda: not processes_with(number), 10), "the command still runs"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_behind_by_who_is_interrupted(fleet: Fleet, how: signal.Signals) -> None:
    number = f"7{os.getpid()}.25"
    running = fleet.start("exec", "--units", "work1,lead", "--", f"trap '' INT; echo began; sleep {number}; echo never")
    assert running.stdout is not None
    began = {running.stdout.readline().split()[0] for _ in range(2)}
    assert began == {"work1", "lead"}
    assert clock.wait_until(lambda: len(processes_with(f"sleep\0{number}")) == 2, 10)
    running.send_signal(how)
    out, err = running.communicate(timeout=20)
    assert "never" not in out
    if how is signal.SIGINT:
        assert running.returncode == 1 and err.endswith("Aborted!\n")
    assert clock.wait_until(lambda: not processes_with(number), 10), "the command still runs"


def test_a_file_arrives_whole_and_with_its_mode(fleet: Fleet, tmp_path: Path) -> None:
    source = tmp_path / "plugin.py"
    source.write_bytes(os.urandom(300_000))
    source.chmod(0o750)
    (fleet.home / "plugin.py").write_text("old")
    code, told = fleet.by_unit("cp", str(source), str(fleet.home), "--workers", "-y")
    assert code == 1 and told["work1"]["value"] == {"path": f"{fleet.home}/plugin.py"}, told
    assert [told[name]["state"] for name in ("gone", "swapped")] == ["unreachable", "refused"]
    arrived = fleet.home / "plugin.py"
    assert arrived.read_bytes() == source.read_bytes() and arrived.stat().st_mode & 0o777 == 0o750
    assert list(fleet.home.iterdir()) == [arrived], "nothing is left beside it"


def test_a_file_that_cannot_arrive_changes_nothing(fleet: Fleet, tmp_path: Path) -> None:
    source = tmp_path / "plugin.py"
    source.write_text("new")
    code, told = fleet.by_unit("cp", str(source), "/proc/", "--units", "work1", "-y")
    assert code == 1 and told["work1"]["state"] == "refused" and "no room: 0 MiB" in told["work1"]["text"]
    code, told = fleet.by_unit("cp", str(source), f"{fleet.home}/none/x", "--units", "work1", "-y")
    assert code == 1 and told["work1"]["state"] == "failed" and "none" in told["work1"]["text"]
    code, told = fleet.by_unit("cp", str(source), str(fleet.home), "--units", "lead", "-y")
    assert code == 1 and told["lead"]["state"] == "refused" and list(fleet.home.iterdir()) == []


def test_doctor_names_cause_and_remedy(fleet: Fleet) -> None:
    fleet.worker.start()
    code, out, _ = fleet.pio("doctor", "--json")
    assert code == 1
    checks = {told["unit"]: {check["name"]: check for check in told["checks"]} for told in json.loads(out)}
    well = {name for name, check in checks["work1"].items() if check["state"] == "ok"}
    assert well >= {"address", "ssh", "http", "release", "clock", "readings"}
    assert checks["work1"]["broker"]["state"] == "wrong", "its monitor does not run"
    assert "port" in checks["gone"]["ssh"]["text"] and checks["gone"]["clock"]["state"] == "unknown"
    assert "host key has changed" in checks["swapped"]["ssh"]["text"] and checks["swapped"]["ssh"]["remedy"]
    wrong = [check for unit in checks.values() for check in unit.values() if check["state"] == "wrong"]
    assert wrong and all(check["text"] and check["remedy"] for check in wrong)
    code, out, _ = fleet.pio("doctor", "gone")
    assert code == 1 and out.splitlines()[0].split() == ["Unit", "Check", "State", "Cause", "Remedy"]
    assert out.splitlines()[-1] == "0 of 1 units are well."
