"""Repairs, down to the host's program; and looks at the hardware that are refused.

What only root may do on a host is done to a temporary folder; systemd is a stand-in.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from pioreactor.runtime import repair_wishes, repairing
from pioreactor.storage.paths import run_dir
from tests.programs import load_program
from tests.unit.web.web_bench import wait_for_task

PROGRAM = "pioreactor/files/repair_host.py"
SERVICES = ("mosquitto.service", "pioreactor-web.service", "pioreactor-ingest.service")
ANOTHER = 54321
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="gives files to another account")


class Host:
    """Waits for wishes as systemd does, and starts the program of the role for each."""

    def __init__(self, root: Path) -> None:
        self.folder = run_dir() / "repair"
        self.folder.mkdir(parents=True)
        repair_wishes.outcome_path().parent.mkdir(parents=True)
        self.root = root
        self.down = {"mosquitto.service"}
        self.switched_off = {"pioreactor-ingest.service"}
        self.broken: set[str] = set()
        self.asked: list[str] = []
        self.program = load_program(PROGRAM)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._wait)
        self._thread.start()

    def close(self) -> None:
        self._ending.set()
        self._thread.join()

    def command(self, *words: str) -> tuple[bool, str]:
        self.asked.append(" ".join(words))
        if words[0] != "systemctl":
            return True, ""
        verb, service = words[1], words[2]
        if verb == "is-enabled":
            return service not in self.switched_off, ""
        if verb == "is-active":
            return service not in self.down, ""
        return service not in self.broken, "Unit failed." if service in self.broken else ""

    def carry_out(self, wish: object) -> dict[str, object]:
        """Carry out a wish that nobody waits for; its outcome."""
        owner = (os.geteuid(), os.getegid())
        found: dict[str, object] = self.program.carry_out(
            json.dumps(wish).encode(), self.root, owner, SERVICES, self.command
        )
        return found

    def _wait(self) -> None:
        while not self._ending.wait(0.01):
            if (self.folder / "wish").exists():
                owner = (os.geteuid(), os.getegid())
                told = repair_wishes.outcome_path()
                self.program.main(self.folder, told, self.root, owner, SERVICES, self.command)


@pytest.fixture
def host(data_root: Path) -> Iterator[Host]:
    made = Host(data_root)
    yield made
    made.close()


def told(name: str) -> repairing.Step:
    return next(step for step in repairing.steps() if step.name == name)


def test_services_that_ought_to_run_are_started(host: Host) -> None:
    step = told("host")
    assert step.is_mended and "mosquitto.service did not run: started." in step.text, step
    assert host.asked.count("systemctl start mosquitto.service") == 1
    assert not [words for words in host.asked if "start" in words.split() and "mosquitto" not in words]
    host.broken.add("mosquitto.service")
    assert "mosquitto.service cannot be started: Unit failed." in told("host").text


@needs_root
def test_files_of_another_account_come_back_and_links_lead_nowhere(host: Host, data_root: Path, tmp_path: Path) -> None:
    own, outside, twice = data_root / "storage" / "journal.sqlite", tmp_path / "outside", tmp_path / "twice"
    for path in (own, outside, twice):
        path.write_text("")
        os.chown(path, ANOTHER, ANOTHER)
    (data_root / "plugins").mkdir()
    os.chown(data_root / "plugins", ANOTHER, ANOTHER)
    (data_root / "link").symlink_to(outside)
    (data_root / "folder").symlink_to(tmp_path)
    (data_root / "hard").hardlink_to(twice)
    assert "2 files and folders given back" in told("host").text
    assert [path.stat().st_uid for path in (own, data_root / "plugins")] == [0, 0]
    assert [path.stat().st_uid for path in (outside, twice)] == [ANOTHER, ANOTHER]


def test_a_host_that_says_nothing_is_told_and_the_wish_taken_back(data_root: Path) -> None:
    folder = run_dir() / "repair"
    folder.mkdir(parents=True)
    with pytest.raises(repair_wishes.NotRepairedError, match="systemctl status pioreactor-repair"):
        repair_wishes.repair_host(within_s=0.1)
    assert list(folder.iterdir()) == []
    (folder / "wish").touch()
    step = told("host")
    assert not step.is_mended and "under way already" in step.text


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"wish_id": "a", "noted_s": -61.0}, "too old"),
        ({"wish_id": "a", "noted_s": float("nan")}, "too old"),
        ({"wish_id": "a"}, "cannot be read"),
        (["repair"], "cannot be read"),
    ],
)
def test_the_program_believes_nothing(host: Host, wish: object, why: str) -> None:
    if isinstance(wish, dict) and wish.get("noted_s") == -61.0:
        wish = {**wish, "noted_s": time.monotonic() - 61}
    assert why in str(host.carry_out(wish)["failure"]) and host.asked == []


def test_the_program_follows_no_link_and_tries_nothing_for_ever(host: Host, tmp_path: Path) -> None:
    host.close()
    secret = tmp_path / "secret"
    secret.write_text("{}")
    (host.folder / "wish").symlink_to(secret)
    with pytest.raises(OSError):
        host.program.main(host.folder, repair_wishes.outcome_path(), host.root, (0, 0), SERVICES, host.command)
    assert list(host.folder.iterdir()) == [] and secret.exists()


def test_what_a_unit_mends_of_itself(data_root: Path) -> None:
    secret, shut, halfway = data_root / "credentials.json", data_root / "storage" / "shut", data_root / ".x.1.abcdef"
    secret.chmod(0o666)
    shut.write_text("kept")
    shut.chmod(0o002)
    own = data_root / f".x.{os.getpid()}.abcdef"
    for path in (halfway.with_name(".x.999999999.abcdef"), own):
        path.write_text("")
    found = {step.name: step for step in repairing.steps()}
    assert all(step.is_mended for step in found.values()), found
    assert "nothing on this computer mends them" in found["host"].text
    assert secret.stat().st_mode & 0o777 == 0o600 and shut.stat().st_mode & 0o777 == 0o600
    assert shut.read_text() == "kept"
    assert (data_root / "plugins").is_dir() and run_dir().stat().st_mode & 0o7777 == 0o2770
    assert own.exists() and "1 half-written" in found["leftovers"].text
    assert {step.text for step in repairing.steps()} >= {
        "All are there.",
        "All files can be read and written.",
        "None.",
    }


def test_a_damaged_cache_is_told(data_root: Path) -> None:
    told("caches")
    cache = data_root / "storage" / "local_persistent_pioreactor_metadata.sqlite"
    cache.write_bytes(b"not a database, but as long as one needs to be to be looked at" * 50)
    step = told("caches")
    assert not step.is_mended and str(cache) in step.text


def test_hardware_is_looked_at_for_a_model_that_exists(leader: FlaskClient) -> None:
    unknown = {"model_name": "pioreactor_1l", "model_version": "1.5"}
    assert leader.post("/unit_api/hardware/check", json=unknown).status_code == 400
    known = {"model_name": "pioreactor_20ml", "model_version": "1.5"}
    ended = wait_for_task(leader, leader.post("/unit_api/hardware/check", json=known))
    assert ended["result"]["status"] == "skipped" and "no vial" in ended["result"]["reason"]


def test_a_worker_without_a_model_is_not_looked_at(leader: FlaskClient) -> None:
    leader.put("/api/workers", json={"pioreactor_unit": "worker1"})
    refused = leader.post("/api/workers/worker1/hardware/check")
    assert refused.status_code == 409 and "worker1" in refused.get_json()["error"]
    assert leader.post("/api/workers/nobody/hardware/check").status_code == 400


def test_one_repair_at_a_time(leader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    may_end = threading.Event()
    services = leader.application.extensions["services"]
    services.unit_tasks.submit(lambda _: may_end.wait(20), lock="repair-system-lock")
    held = leader.post("/unit_api/system/repair")
    may_end.set()
    assert held.status_code == 202 and held.get_json()["lock"] == "repair-system-lock"
