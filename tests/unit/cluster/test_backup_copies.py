"""Backups copied elsewhere: to another disk and to another unit, in generations, verified there, and back."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from pioreactor.cluster import ssh
from pioreactor.cluster.backups import alarms, bringing, making, records
from pioreactor.cluster.backups.bringing import bring, bring_everywhere, opened
from pioreactor.cluster.backups.places import Place, PlaceError, find_place, parse, places
from pioreactor.cluster.backups.stores import INCOMING, Room, Store
from pioreactor.cluster.backups.structs import DATABASE, METADATA, NAME_FORMAT, Backup, read
from pioreactor.config import forget_config
from pioreactor.runtime.alarms import acknowledge_alarm, open_alarms
from pioreactor.storage import database
from pioreactor.storage.database.workers import add_worker
from pioreactor.testing.broker import free_port
from pioreactor.testing.sshd import PROGRAM, Sshd
from tests.other_disk import other_disk


@pytest.fixture(autouse=True)
def leader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    root = tmp_path / "root"
    root.mkdir()
    (root / "config.ini").write_text(
        "[cluster.topology]\nleader_hostname = leader1\nleader_address = 127.0.0.1\n"
        f"[mqtt]\nbroker_address = 127.0.0.1\nbroker_port = {free_port()}\n"
    )
    (root / "credentials.json").write_text('{"api_token": "secret"}')
    monkeypatch.setenv("DOT_PIOREACTOR", str(root))
    monkeypatch.setenv("RUN_PIOREACTOR", str(tmp_path / "run"))
    monkeypatch.setenv("HOSTNAME", "leader1")
    forget_config()
    with closing(database.connect()) as conn:
        database.migrate(conn)
        add_worker(conn, "worker1")
    yield root
    forget_config()


@pytest.fixture
def configure(leader: Path) -> Callable[[str], None]:
    def write(text: str) -> None:
        with (leader / "config.ini").open("a") as file:
            file.write(text)
        forget_config()

    return write


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """A folder on another disk than that of the data."""
    with other_disk(tmp_path) as folder:
        yield folder


@pytest.fixture
def unit(tmp_path: Path, configure: Callable[[str], None]) -> Iterator[Place]:
    """A unit that lets the leader in, as a place."""
    if not PROGRAM.exists() or os.getuid() != 0:
        pytest.skip("needs root and openssh-server: apt-get install openssh-server")
    sshd = Sshd(tmp_path / "sshd")
    sshd.power_on()
    sshd.let_in(ssh.public_key())
    ssh.pin("worker1", sshd.key)
    configure(
        f"[cluster.addresses]\nworker1 = 127.0.0.1\n[cluster.ssh_ports]\nworker1 = {sshd.port}\n"
        f"[cluster.ssh_users]\nworker1 = {sshd.host.user}\n"
    )
    yield parse("worker1", f"unit:worker1:{tmp_path}/on the unit")
    sshd.power_off()


@pytest.fixture(params=["folder", pytest.param("unit", marks=pytest.mark.slow)])
def place(request: pytest.FixtureRequest) -> Place:
    if request.param == "unit":
        found: Place = request.getfixturevalue("unit")
        return found
    return Place("usb", path=str(request.getfixturevalue("stick") / "copies"))


def made(tmp_path: Path, days_ago: float = 0.0) -> Backup:
    """A backup, made so many days ago by its name."""
    backup = making.create(tmp_path / f"made {os.urandom(4).hex()}")
    name = (backup.made_at - timedelta(days=days_ago)).strftime(NAME_FORMAT)
    folder = tmp_path / "backups" / name
    folder.parent.mkdir(exist_ok=True)
    backup.folder.rename(folder)
    return read(folder)


def codes() -> dict[str, str]:
    return {alarm.code: alarm.state for alarm in open_alarms()}


def test_places_are_read_and_a_wrong_one_does_not_hide_the_others(configure: Callable[[str], None]) -> None:
    configure("[backup.places]\nusb = /mnt/usb/\nshelf = unit:worker3:/srv/b\nnear = unit:worker4\nbad = worker5\n")
    configure("self = unit:leader1\n")
    found = {place.name: place for place in places()}
    assert str(found["usb"]) == "/mnt/usb" and str(found["shelf"]) == "worker3:/srv/b"
    assert str(found["near"]) == "worker4:.pioreactor/backups-of-leader1"
    assert "neither a folder" in found["bad"].problem and "leader itself" in found["self"].problem
    assert not found["usb"].problem and find_place("nowhere") is None


def test_workers_that_the_older_key_asks_for_are_places_too(configure: Callable[[str], None]) -> None:
    with closing(database.connect()) as conn:
        add_worker(conn, "worker2")
        add_worker(conn, "leader1")
    assert places() == []
    configure("[backup.places]\nmine = unit:worker1\n[storage]\nnumber_of_backup_replicates_to_workers = 5\n")
    assert [place.name for place in places()] == ["mine", "worker2"]


def test_a_copy_is_whole_private_and_comes_back(tmp_path: Path, place: Place) -> None:
    backup = made(tmp_path)
    assert bring(backup, place).error == ""
    with opened(place) as store:
        [copy] = store.copies()
        assert (copy.name, copy.metadata) == (backup.name, backup.metadata)
        folder = copy.folder
        assert {path.name for path in folder.iterdir()} == {path.name for path in backup.folder.iterdir()}
        assert {oct(path.stat().st_mode & 0o777) for path in folder.iterdir()} == {"0o600"}
        assert oct(folder.stat().st_mode & 0o777) == "0o700"
        shutil.rmtree(backup.folder)
        back = store.fetch(copy, tmp_path / "backups")
        making.verify(back)
    again = bring(back, place)
    assert again.was_there and again.error == "" and again.removed == []


def test_generations_are_kept_and_the_oldest_go(tmp_path: Path, place: Place, configure: Callable[[str], None]) -> None:
    configure("[backup]\ncopies_daily = 2\ncopies_weekly = 0\n")
    backups = [made(tmp_path, days_ago) for days_ago in (3, 2, 1, 0)]
    outcomes = [bring(backup, place) for backup in backups]
    assert [outcome.removed for outcome in outcomes] == [[], [], [backups[0].name], [backups[1].name]]
    with opened(place) as store:
        assert [copy.name for copy in store.copies()] == [backups[3].name, backups[2].name]


def test_a_place_is_never_filled_and_its_newest_copy_never_given_up(
    tmp_path: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups = [made(tmp_path, days_ago) for days_ago in (3, 2, 1)]
    for backup in backups:
        bring(backup, place)
    with opened(place) as store:
        room, kind = store.room(), type(store)
        assert 0 < room.free <= room.total
    new = made(tmp_path)
    size = new.metadata.size_bytes
    spare = bringing.LEAST_SPARE_BYTES

    def nearly_full(self: Store) -> Room:
        return Room(spare + size * len(backups) - sum(copy.metadata.size_bytes for copy in self.copies()), spare)

    monkeypatch.setattr(kind, "room", nearly_full)
    outcome = bring(new, place)
    assert outcome.error == "" and outcome.removed == [backups[0].name, backups[1].name]

    monkeypatch.setattr(kind, "room", lambda self: Room(spare, spare))
    newest = made(tmp_path, -1)
    refused = bring(newest, place)
    assert "do not fit" in refused.error and f"{spare / 1e6:.0f} MB stay free" in refused.error
    with opened(place) as store:
        assert [copy.name for copy in store.copies()] == [new.name, backups[2].name]


def test_what_does_not_arrive_as_it_was_sent_is_no_copy(tmp_path: Path, place: Place) -> None:
    good, bad = made(tmp_path, 1), made(tmp_path)
    bring(good, place)
    with (bad.folder / DATABASE).open("r+b") as file:
        file.seek(2000)
        file.write(b"flipped on the way")
    outcome = bring(bad, place)
    assert DATABASE in outcome.error and outcome.removed == []
    with opened(place) as store:
        assert [copy.name for copy in store.copies()] == [good.name]
        if place.kind == "folder":
            assert not list(store.copies()[0].folder.parent.glob(f"{INCOMING}*"))
    assert bring(good, place).error == ""


def test_a_removal_that_was_interrupted_is_made_up_for(tmp_path: Path, place: Place) -> None:
    backup = made(tmp_path)
    bring(backup, place)
    with opened(place) as store:
        [copy] = store.copies()
    (copy.folder / METADATA).unlink()
    with opened(place) as store:
        assert store.copies() == []
    outcome = bring(backup, place)
    assert outcome.error == "" and not outcome.was_there
    making.verify(read(copy.folder))


def test_a_damaged_copy_does_not_come_back(tmp_path: Path, place: Place) -> None:
    backup = made(tmp_path)
    bring(backup, place)
    with opened(place) as store:
        [copy] = store.copies()
        (copy.folder / DATABASE).write_bytes(b"rotten")
        shutil.rmtree(backup.folder)
        with pytest.raises(Exception, match="not what was written"):
            store.fetch(copy, tmp_path / "backups")
    assert not (tmp_path / "backups" / copy.name).exists()


def test_a_stick_that_is_not_plugged_in_is_not_written_to_the_card(tmp_path: Path) -> None:
    absent = tmp_path / "mnt" / "usb"
    absent.mkdir(parents=True)
    with pytest.raises(PlaceError, match="no other disk is mounted"), opened(Place("usb", path=str(absent))):
        pass
    assert list(absent.iterdir()) == []


def test_a_unit_that_is_away_or_shows_another_key_gets_nothing(
    tmp_path: Path, unit: Place, configure: Callable[[str], None]
) -> None:
    backup = made(tmp_path)
    ssh.unpin("worker1")
    assert "host key" in bring(backup, unit).error
    away = parse("away", "unit:worker1:/x")
    (tmp_path / "root" / "unit_config.ini").write_text(f"[cluster.ssh_ports]\nworker1 = {free_port()}\n")
    forget_config()
    assert bring(backup, away).error != ""


def test_each_place_gets_its_copy_though_another_is_missing_and_alarms_follow(
    tmp_path: Path, stick: Path, configure: Callable[[str], None]
) -> None:
    (tmp_path / "mnt").mkdir()
    configure(f"[backup.places]\nUSB 1 = {tmp_path}/mnt\nshare = {stick}\n")
    first = made(tmp_path)
    records.note_made(first)
    outcomes = {outcome.place.lower(): outcome for outcome in bring_everywhere(first)}
    assert outcomes["share"].error == "" and "no other disk" in outcomes["usb 1"].error
    assert codes() == {"backup.not_copied.usb_1": "new"}
    acknowledge_alarm("backup.not_copied.usb_1", "mira")
    text = (tmp_path / "root" / "config.ini").read_text().replace(f"{tmp_path}/mnt", f"{stick}/second")
    (tmp_path / "root" / "config.ini").write_text(text)
    forget_config()
    assert {outcome.error for outcome in bring_everywhere(first)} == {""}
    assert codes() == {}
    assert [copy.name for copy in records.load().places["share"].copies] == [first.name]


def test_old_copies_raise_an_alarm_and_so_does_a_leader_that_makes_none(
    tmp_path: Path, stick: Path, configure: Callable[[str], None]
) -> None:
    configure(f"[backup.places]\nshare = {stick}\n[backup]\nstale_after_days = 2\n")
    alarms.tell()
    assert codes() == {}, "where none was ever made, nobody has asked for any"
    old = made(tmp_path, 3)
    records.note_made(old)
    bring_everywhere(old)
    assert set(codes()) == {"backup.stale.share", "backup.stale.leader_itself"}
    fresh = made(tmp_path)
    records.note_made(fresh)
    bring_everywhere(fresh)
    assert set(codes().values()) == {"returned"}
    damaged = tmp_path / "root" / "storage" / "backup_copies.json"
    assert json.loads(damaged.read_bytes())["made"]["name"] == fresh.name
    damaged.write_bytes(b"{")
    alarms.tell()


def test_a_place_that_is_not_configured_any_more_is_forgotten(
    tmp_path: Path, stick: Path, configure: Callable[[str], None], leader: Path
) -> None:
    before = (leader / "config.ini").read_text()
    configure(f"[backup.places]\nshare = {stick}\nnowhere = {tmp_path}\n")
    bring_everywhere(made(tmp_path))
    assert "backup.not_copied.nowhere" in codes()
    (leader / "config.ini").write_text(before)
    forget_config()
    bring_everywhere(made(tmp_path, -1))
    assert records.load().places == {} and set(codes().values()) == {"returned"}
    assert len(list((stick / "leader1").iterdir())) == 1
