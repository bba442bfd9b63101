"""The shared configuration on a leader and a worker with real servers: it converges, and nobody's text gets lost."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from pioreactor import clock
from pioreactor.testing.unit import JobProcess, pio_command
from tests.integration.web.web_cluster import Unit


def shared(unit: Unit) -> str:
    return (unit.folder.root / "config.ini").read_text()


def save(leader: Unit, added: str) -> Any:
    status, told = leader.ask("PATCH", "/api/config/shared", {"code": shared(leader) + added})
    assert status == 200, told
    return told


def states(leader: Unit) -> dict[str, str]:
    return {unit["unit"]: unit["state"] for unit in leader.ask("GET", "/api/config/sync")[1]["units"]}


def pio(unit: Unit, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        pio_command(*arguments), env=unit.folder.environment(), capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def follower(cluster: tuple[Unit, Unit, str]) -> Iterator[JobProcess]:
    """The worker's monitor, which follows the leader's word."""
    monitor = JobProcess(cluster[1].folder, pio_command("run", "monitor"))
    monitor.wait_for_state("monitor")
    yield monitor
    monitor.stop()


def test_what_the_leader_saves_every_unit_has(cluster: tuple[Unit, Unit, str]) -> None:
    leader, worker, _ = cluster
    told = save(leader, "[stirring.config]\ninitial_target_rpm = 432\n")
    assert told["will_catch_up"] == [] and told["units"]["work1"]["value"]["state"] == "updated"
    assert shared(worker) == shared(leader)
    held = worker.ask("GET", "/unit_api/config/version")[1]
    assert held["version"] == told["version"]
    assert worker.ask("GET", "/unit_api/config/merged")[1]["stirring.config"]["initial_target_rpm"] == "432"
    assert states(leader) == {"lead": "current", "work1": "current"}
    again = leader.do("POST", "/api/config/units/$broadcast/sync")
    assert {unit: reply["value"]["state"] for unit, reply in again.items()} == {"lead": "current", "work1": "current"}


def test_a_copy_that_was_edited_on_the_unit_is_told_shown_and_kept(cluster: tuple[Unit, Unit, str]) -> None:
    leader, worker, _ = cluster
    save(leader, "# first\n")
    copy = worker.folder.root / "config.ini"
    copy.write_text(shared(worker) + "[stirring.config]\ninitial_target_rpm = 111\n")
    assert states(leader)["work1"] == "edited"
    diff = leader.ask("GET", "/api/config/units/work1/diff")[1]["diffs"]["work1"]["diff"]
    assert "-initial_target_rpm = 111" in diff
    assert "initial_target_rpm = 111" in copy.read_text()

    told = leader.do("POST", "/api/config/units/work1/sync")["work1"]["value"]
    assert told["state"] == "updated" and told["kept"] == "config.ini::work1"
    assert shared(worker) == shared(leader)
    (kept,) = leader.ask("GET", "/api/config/units/work1/edited/history")[1]
    assert "initial_target_rpm = 111" in kept["data"]


def test_what_is_written_into_a_units_own_file_on_the_unit_is_kept(cluster: tuple[Unit, Unit, str]) -> None:
    leader, worker, _ = cluster
    own, path = worker.folder.root / "unit_config.ini", "/api/config/units/work1/specific"
    first = own.read_text()
    leader.do("POST", "/api/config/units/work1/sync")
    own.write_text(first + "# by hand\n")
    status, told = leader.ask("PATCH", path, {"code": first + "# by page\n", "replaces": 1})
    assert status == 409 and "version 2" in told["error"]
    assert leader.ask("PATCH", path, {"code": first + "# by page\n", "replaces": 2})[0] == 200
    versions = leader.ask("GET", f"{path}/history")[1]
    assert [(row["version"], row["data"].splitlines()[-1]) for row in versions[:2]] == [
        (3, "# by page"),
        (2, "# by hand"),
    ]
    assert own.read_text().endswith("# by page\n")


def test_a_unit_that_was_away_catches_up_by_itself(cluster: tuple[Unit, Unit, str], follower: JobProcess) -> None:
    leader, worker, _ = cluster
    worker.stop()
    told = save(leader, "# while it was away\n")
    assert told["will_catch_up"] == ["work1"] and shared(worker) != shared(leader)
    assert states(leader)["work1"] == "unreachable"
    worker.start()
    assert clock.wait_until(lambda: shared(worker) == shared(leader), 40), follower.output()

    def published_version() -> object:
        shown = follower.settings("monitor").get("shared_config")
        return msgspec.json.decode(shown)["version"] if shown else None

    assert clock.wait_until(lambda: published_version() == told["version"], 20)


def test_a_unit_that_starts_later_finds_the_leaders_word(cluster: tuple[Unit, Unit, str]) -> None:
    leader, worker, _ = cluster
    worker.stop()
    save(leader, "# before it started\n")
    worker.start()
    monitor = JobProcess(worker.folder, pio_command("run", "monitor"))
    try:
        assert clock.wait_until(lambda: shared(worker) == shared(leader), 40), monitor.output()
    finally:
        monitor.stop()


def test_the_command_line_shows_first_and_brings_then(cluster: tuple[Unit, Unit, str]) -> None:
    leader, worker, _ = cluster
    changed = pio(leader, "config", "set", "stirring.config", "initial_target_rpm", "444", "--shared")
    assert changed.returncode == 0, changed.stderr
    assert clock.wait_until(lambda: shared(worker) == shared(leader), 20)
    (leader.folder.root / "config.ini").write_text(shared(leader) + "# by an editor\n")
    diff = pio(leader, "cluster", "config", "diff")
    assert diff.returncode == 0 and "+# by an editor" in diff.stdout and "No difference: lead." in diff.stdout
    tried = pio(leader, "cluster", "config", "sync", "--dry-run", "work1")
    assert "+# by an editor" in tried.stdout and "by an editor" not in shared(worker)
    done = pio(leader, "cluster", "config", "sync", "-y")
    assert done.returncode == 0, done.stderr
    assert "work1: has version" in done.stdout and shared(worker) == shared(leader)
    assert "current" in pio(leader, "cluster", "config", "status").stdout

    present = leader.ask("GET", "/api/config/sync")[1]["version"]
    back = pio(leader, "cluster", "config", "restore", str(present - 1), "-y")
    assert back.returncode == 0 and "-# by an editor" in back.stdout, back.stderr
    assert "by an editor" not in shared(worker) and shared(worker) == shared(leader)
    worker.stop()
    missing = pio(leader, "cluster", "config", "sync", "-y", "work1")
    assert missing.returncode == 1 and "catches up by itself" in missing.stdout


def test_the_ecosystems_command_does_the_same(cluster: tuple[Unit, Unit, str]) -> None:
    leader, worker, _ = cluster
    (leader.folder.root / "config.ini").write_text(shared(leader) + "# by an editor\n")
    done = subprocess.run(
        [sys.executable, "-m", "pioreactor.cli.pios.main", "sync-configs", "--shared", "--json"],
        env=leader.folder.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = [msgspec.json.decode(line) for line in done.stdout.splitlines()]
    assert sorted((row["unit"], row["status"]) for row in told) == [("lead", "success"), ("work1", "success")]
    assert shared(worker) == shared(leader)


def test_all_files_come_in_one_archive(cluster: tuple[Unit, Unit, str]) -> None:
    leader, worker, _ = cluster
    with zipfile.ZipFile(io.BytesIO(leader.download("/api/config/zipped"))) as archive:
        assert set(archive.namelist()) == {
            "config.ini", "lead/unit_config.ini", "work1/unit_config.ini", "metadata.json",
        }  # fmt: skip
        assert "[ui]" in archive.read("work1/unit_config.ini").decode()
    worker.stop()
    with zipfile.ZipFile(io.BytesIO(leader.download("/api/config/zipped"))) as archive:
        about = msgspec.json.decode(archive.read("metadata.json"))
    assert about["metadata_version"] == 1 and about["omitted_units"] == ["work1"]
    assert about["included_config_files"] == ["config.ini", "lead/unit_config.ini"]


def test_what_is_read_again_within_seconds_shows_what_the_leader_changed(cluster: tuple[Unit, Unit, str]) -> None:
    leader, _, _ = cluster

    def rpm() -> str | None:
        told = leader.ask("GET", "/api/config/units/work1")[1]["configs"]["work1"]
        value: str | None = told["stirring.config"]["initial_target_rpm"]
        return value

    assert rpm() == "500"
    save(leader, "[stirring.config]\ninitial_target_rpm = 321\n")
    assert rpm() == "321"


def test_a_preview_names_the_units_and_jobs_that_will_notice(cluster: tuple[Unit, Unit, str]) -> None:
    leader, worker, experiment = cluster
    assert worker.ask("PATCH", "/unit_api/config/specific", {"code": "[toy.config]\nsize = 2\n"})[0] == 200
    save(leader, "[toy.config]\nsize = 1\ncolour = red\n")
    run = f"/api/workers/$broadcast/jobs/run/job_name/toy/experiments/{quote(experiment)}"
    assert all(reply["ok"] for reply in leader.do("POST", run, {}).values())
    code = shared(leader).replace("size = 1", "size = 3")
    found = leader.ask("POST", "/api/config/preview", {"code": code})[1]
    by_unit = {effect["unit"]: effect for effect in found["units"]}
    assert [change["after"] for change in by_unit["lead"]["changes"]] == ["3"] and by_unit["lead"]["jobs"] == ["toy"]
    # What the worker has of its own wins there.
    assert by_unit["work1"]["changes"] == [] == by_unit["work1"]["jobs"]
    own = leader.ask("POST", "/api/config/preview", {"code": "[toy.config]\nsize = 4\n", "unit": "work1"})[1]
    [effect] = own["units"]
    assert (effect["changes"][0]["before"], effect["changes"][0]["after"], effect["jobs"]) == ("2", "4", ["toy"])
    assert worker.ask("GET", "/unit_api/config/merged")[1]["toy.config"]["size"] == "2"
