"""A card becomes the leader whose backup lies on it; a backup that cannot be used is told, and nothing is half done."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pioreactor.appliance import archive, asking, connecting, finishing, reading, restoring, state
from pioreactor.appliance.commands import Ran
from pioreactor.appliance.host import Host
from pioreactor.appliance.settings import Problem, Settings
from pioreactor.appliance.state import Step
from pioreactor.cluster.backups import making
from pioreactor.cluster.backups.structs import Backup
from pioreactor.config import forget_config
from pioreactor.storage import database
from pioreactor.storage.database.workers import add_worker, list_workers
from tests.unit.appliance.conftest import Programs

KEY = "a key of lab1\n"
NAME = "20261129T031500Z"
STICK = {"path": "/dev/sda", "tran": "usb", "fstype": None, "mountpoint": None}


def use(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    monkeypatch.setenv("DOT_PIOREACTOR", str(root))
    forget_config()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backup]:
    """A backup of lab1, which has a vial of its own and a worker."""
    with pytest.MonkeyPatch.context() as patch:
        root = tmp_path_factory.mktemp("lab1")
        patch.setenv("HOSTNAME", "lab1")
        use(patch, root)
        (root / "config.ini").write_text("[cluster.topology]\nleader_hostname = lab1\n")
        (root / "credentials.json").write_text('{"api_token": "secret"}')
        (root / "ssh").mkdir()
        (root / "ssh/id_ed25519").write_text(KEY)
        with closing(database.connect()) as conn:
            database.migrate(conn)
            add_worker(conn, "lab1")
            add_worker(conn, "worker1")
        yield making.create(root / "backups")
    forget_config()


@pytest.fixture(autouse=True)
def fresh(host: Host, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A card without data, and nobody who waits for a stick."""
    host.places.data.joinpath("storage").mkdir(parents=True)
    use(monkeypatch, host.places.data)
    monkeypatch.setattr(archive, "STICK_WITHIN_S", 0.0)
    yield
    forget_config()


def put(host: Host, made: Backup, *, at: str = NAME, said: str = "") -> Path:
    """The archive onto the card, and a file that names it."""
    shutil.copytree(made.folder, host.places.boot / at)
    (host.places.boot / "pioreactor.toml").write_text(f'restore = "{at}"\n{said}')
    return host.places.boot / at


def wrong(host: Host) -> str:
    return "\n".join(str(problem) for problem in host.state.problems)


def test_name_and_role_come_from_the_archive(host: Host, made: Backup) -> None:
    put(host, made, at=f"backups/{NAME}")
    assert reading.read_hand_over(host) is Step.IDENTIFY
    assert host.state.problems == []
    assert (host.state.settings.hostname, host.state.settings.role) == ("lab1", "both")
    assert connecting.connect(host) is Step.RESTORE


def test_everything_comes_back_with_the_leaders_own_key_and_leaves_the_card(host: Host, made: Backup) -> None:
    folder = put(host, made)
    reading.read_hand_over(host)
    assert restoring.restore(host) is Step.CONVERGE
    data = host.places.data
    assert (data / "ssh/id_ed25519").read_text() == KEY
    assert (data / "ssh").stat().st_mode & 0o077 == 0 == (data / "ssh/id_ed25519").stat().st_mode & 0o077
    with closing(database.connect()) as conn:
        assert [worker.pioreactor_unit for worker in list_workers(conn)] == ["lab1", "worker1"]
    assert folder.exists(), "until the unit is all that it shall be"
    restoring.erase_archive(host)
    assert not folder.exists() and host.state.notes == []


def test_a_power_cut_at_any_write_of_the_restoring_leads_to_the_same(
    host: Host, made: Backup, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(host, made)
    reading.read_hand_over(host)
    cut_at, done = 0, False
    for name in ("replace", "rename"):
        original = getattr(Path, name)

        def cut(self: Path, target: Path, original: object = original) -> object:
            nonlocal count
            count += 1
            if count == cut_at:
                raise KeyboardInterrupt  # stands for the end of everything
            return original(self, target)  # type: ignore[operator]

        monkeypatch.setattr(Path, name, cut)
    while not done:
        cut_at, count = cut_at + 1, 0
        try:
            restoring.restore(host)
            done = True
        except KeyboardInterrupt:
            continue
    assert cut_at > 3
    with closing(database.connect()) as conn:
        assert [worker.pioreactor_unit for worker in list_workers(conn)] == ["lab1", "worker1"]
    assert (host.places.data / "credentials.json").read_text() == '{"api_token": "secret"}'
    left = [path.name for path in host.places.data.rglob("*") if ".replaced" in path.name or ".incoming" in path.name]
    assert left == [] and not list(host.places.data.glob("replaced*"))


def test_an_archive_that_is_not_there_is_told(host: Host) -> None:
    (host.places.boot / "pioreactor.toml").write_text(f'restore = "{NAME}"\n')
    reading.read_hand_over(host)
    assert f"There is no folder {NAME} on this card, and there is no USB stick." in wrong(host)
    assert connecting.connect(host) is Step.ASK


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda folder: (folder / "files.zip").unlink(), "lacks files.zip"),
        (lambda folder: os.truncate(folder / "pioreactor.sqlite", 5000), "was not copied to its end"),
        (lambda folder: (folder / "backup.json").write_text("{"), "cannot be used"),
        (lambda folder: edit(folder, schema=999), "Upgrade first"),
        (lambda folder: edit(folder, unit="a b"), "of no unit that could have this name"),
    ],
)
def test_an_archive_that_is_incomplete_or_newer_is_told_before_anything_is_changed(
    host: Host, made: Backup, change, words: str
) -> None:
    change(put(host, made))
    reading.read_hand_over(host)
    assert words in wrong(host) and "start the unit again" in wrong(host)
    assert connecting.connect(host) is Step.ASK
    assert list(host.places.data.rglob("*")) == [host.places.data / "storage"]


def edit(folder: Path, **changed: object) -> None:
    described = json.loads((folder / "backup.json").read_text())
    (folder / "backup.json").write_text(json.dumps(described | changed))


@pytest.mark.parametrize(("part", "at"), [("pioreactor.sqlite", 0.5), ("files.zip", 0.9)])
def test_an_archive_that_is_damaged_inside_leads_to_the_page_and_to_no_half_leader(
    host: Host, made: Backup, part: str, at: float
) -> None:
    damage(put(host, made) / part, at)
    reading.read_hand_over(host)
    assert restoring.restore(host) is Step.ASK
    assert "not what was written" in wrong(host)
    assert [path for path in host.places.data.rglob("*") if path.is_file()] == []


def damage(path: Path, at: float) -> None:
    content = bytearray(path.read_bytes())
    content[int(at * len(content))] ^= 0xFF
    path.write_bytes(content)


def test_a_database_that_cannot_be_read_is_told_at_once(host: Host, made: Backup) -> None:
    path = put(host, made) / "pioreactor.sqlite"
    path.write_bytes(path.read_bytes()[:4096] + os.urandom(path.stat().st_size - 4096))
    reading.read_hand_over(host)
    assert "damaged" in wrong(host)


def test_a_card_that_is_too_small_is_told_with_the_figures(
    host: Host, made: Backup, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(host, made)
    reading.read_hand_over(host)
    usage = shutil.disk_usage(host.places.data)._replace(free=5_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    assert restoring.restore(host) is Step.ASK
    assert "this card has 5 MB left" in wrong(host) and "larger card" in wrong(host)


def test_a_leader_keeps_its_name(host: Host, made: Backup) -> None:
    put(host, made, said='hostname = "lab2"\n')
    reading.read_hand_over(host)
    assert "The archive is of lab1" in wrong(host)


def test_a_worker_is_made_of_no_archive(host: Host, made: Backup) -> None:
    put(host, made, said='role = "worker"\n')
    reading.read_hand_over(host)
    assert "restore is for leaders only" in wrong(host)


def test_a_leader_that_is_still_on_is_waited_for(
    host: Host, made: Backup, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(host, made)
    links = [{"addr_info": [{"local": "192.168.1.20"}]}]
    programs.says("ip -4 -json address", json.dumps(links))
    programs.says("avahi-resolve -4 --name lab1.local", "lab1.local\t192.168.1.7\n")
    reading.read_hand_over(host)
    assert connecting.connect(host) is Step.ASK
    assert "lab1 is still on, at 192.168.1.7. Switch it off" in wrong(host)
    monkeypatch.setattr(asking, "LOOKS_EVERY_S", 0.01)
    monkeypatch.setattr(asking, "LOOKS_FOR_PREDECESSOR_EVERY_S", 0.05)
    programs.answers["avahi-resolve -4 --name lab1.local"] = Ran(1, "", "Failed to resolve")
    assert asking.ask(host) is Step.IDENTIFY
    assert host.state.settings.restore == NAME and host.state.problems == []


def test_who_answers_on_the_page_does_without_the_archive_and_is_told(host: Host) -> None:
    host.state.settings = Settings(restore=NAME, hostname="lab1")
    host.state.problems = [Problem("restore", "It is damaged.")]
    assert asking.merged(host.state.settings, Settings(role="both", hostname="lab2")).restore is None


def test_an_archive_on_a_stick_is_found_stays_there_and_is_told(host: Host, made: Backup, programs: Programs) -> None:
    part = {"path": "/dev/sda1", "tran": None, "fstype": "exfat", "mountpoint": None}
    root = {"path": "/dev/mmcblk0", "tran": None, "fstype": None, "mountpoint": None}
    devices = [{**STICK, "children": [part]}, {**root, "children": [{**part, "path": "/dev/mmcblk0p1"}]}]
    programs.says("lsblk", json.dumps({"blockdevices": devices}))
    (host.places.boot / "pioreactor.toml").write_text(f'restore = "{NAME}"\n')
    # The stand-in for `mount` mounts nothing; what the stick holds is there already.
    shutil.copytree(made.folder, host.places.run / "usb/sda1" / NAME)
    reading.read_hand_over(host)
    assert host.state.problems == [] and host.state.settings.hostname == "lab1"
    assert restoring.restore(host) is Step.CONVERGE
    restoring.erase_archive(host)
    assert (host.places.run / "usb/sda1" / NAME / "files.zip").exists()
    assert host.state.notes == [restoring.ON_STICK]
    mounts = [line for line in programs.lines() if line.startswith(("mount", "umount"))]
    assert len(mounts) == 4 and all("/dev/mmcblk0p1" not in line for line in mounts)
    assert "ro,nosuid,nodev,noexec" in mounts[0] and mounts[1].startswith("umount")


def test_people_sign_in_as_before(host: Host, programs: Programs) -> None:
    host.state.settings = Settings(role="leader", hostname="lab1", restore=NAME, hardware="simulated")
    programs.says("/usr/local/bin/pio users claim-code", exit_code=1)
    assert finishing.finish(host) is Step.DONE
    assert "You sign in as before" in host.places.status.read_text()
    assert not (host.places.data / "claim_code").exists()


def test_the_state_says_that_it_is_restoring(host: Host) -> None:
    host.state.step = Step.RESTORE
    state.save(host.places.memory / "state.json", host.state)
    assert state.load(host.places.memory / "state.json").step is Step.RESTORE
