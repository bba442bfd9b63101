"""A unit becomes a fresh card, by a line on the card or by command: what goes, what is kept, and what stops it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pioreactor.appliance import reading, resetting, state, unit, wish
from pioreactor.appliance.host import Host, StepError
from pioreactor.appliance.places import Places
from pioreactor.appliance.settings import Settings, Wifi
from pioreactor.appliance.state import State, Step
from pioreactor.config import forget_config
from pioreactor.storage import database
from pioreactor.storage.database.workers import add_worker
from pioreactor.storage.paths import database_path
from tests.unit.appliance.conftest import Programs

ASKS = b'factory_reset = true\nrole = "worker"\n'
PART = "home/pioreactor/.pioreactor"


@pytest.fixture(autouse=True)
def used(host: Host, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A leader, lab1, that was set up by its first boot and has worked for a while."""
    places = host.places
    for path in (
        *("etc/mosquitto/pioreactor.accounts", "etc/pioreactor/tls/web.key", "etc/ssh/ssh_host_ed25519_key"),
        *("root/.ssh/authorized_keys", "var/lib/pioreactor/upgrade.json", "etc/pioreactor/release-signers"),
        *(f"{PART}/storage/calibrations/od/a.yaml", f"{PART}/ssh/id_ed25519", f"{PART}/credentials.json"),
        *("etc/NetworkManager/system-connections/PioreactorWifi.nmconnection", "boot/firmware/claim_code.txt"),
        *("etc/NetworkManager/system-connections/PioreactorLocalLink.nmconnection", "etc/lighttpd/lighttpd.conf"),
        "etc/NetworkManager/system-connections/PioreactorCable.nmconnection",
        *("etc/systemd/system/pioreactor-ingest.service", resetting.FIRST_BOOT, "var/log/pioreactor.log"),
    ):
        places.at(path).parent.mkdir(parents=True, exist_ok=True)
        places.at(path).write_text(path)
    places.pending.unlink()
    (places.memory / "lighttpd.conf").write_text("of the image")
    (places.data / "config.ini").write_text("[cluster.topology]\nleader_hostname = lab1\n")
    monkeypatch.setenv("DOT_PIOREACTOR", str(places.data))
    monkeypatch.setenv("HOSTNAME", "lab1")
    monkeypatch.setattr(resetting, "require_possible", lambda places: None)
    forget_config()
    with closing(database.connect()) as conn:
        database.migrate(conn)
        add_worker(conn, "lab1")
    yield
    forget_config()


@pytest.fixture
def backup(host: Host, programs: Programs) -> Path:
    """What `pio backup create` makes."""
    folder = host.places.data / "backups/20261129T031500Z"
    folder.mkdir(parents=True)
    (folder / "backup.json").write_text("{}")
    programs.says("/usr/local/bin/pio backup create", json.dumps({"folder": str(folder)}))
    programs.says("/usr/local/bin/pio jobs list running", "[]")
    return folder


def ask(host: Host, text: bytes = ASKS) -> int:
    (host.places.boot / "pioreactor.toml").write_bytes(text)
    return resetting.main(host.places, host.run)


def told(host: Host) -> str:
    return host.places.status.read_text()


def left(places: Places) -> list[str]:
    """Files of the unit that a person would look for."""
    return sorted(str(path.relative_to(places.root)) for path in places.root.rglob("*") if path.is_file())


def test_a_line_on_the_card_makes_a_fresh_card_and_keeps_a_backup(host: Host, programs: Programs, backup: Path) -> None:
    assert ask(host) == 0
    places = host.places
    assert left(places) == [
        "boot/firmware/pioreactor-status.txt",
        "boot/firmware/pioreactor.toml",
        "etc/NetworkManager/system-connections/PioreactorCable.nmconnection",
        "etc/NetworkManager/system-connections/PioreactorLocalLink.nmconnection",
        "etc/NetworkManager/system-connections/PioreactorWifi.nmconnection",
        "etc/hostname",
        "etc/lighttpd/lighttpd.conf",
        "etc/machine-id",
        "etc/pioreactor/release-signers",
        "etc/pioreactor/reset-handled",
        resetting.FIRST_BOOT,
        "etc/systemd/system/pioreactor-ingest.service",
        "var/backups/pioreactor/before-reset/20261129T031500Z/backup.json",
        "var/lib/pioreactor/first-boot/holds-port-80",
        "var/lib/pioreactor/first-boot/lighttpd.conf",
        "var/lib/pioreactor/first-boot/pending",
    ]
    assert places.at("etc/machine-id").read_bytes() == b"" and places.at("etc/hostname").read_text() == "pioreactor\n"
    assert places.at("etc/lighttpd/lighttpd.conf").read_text() == "of the image"
    assert programs.lines()[-2:] == ["systemctl disable pioreactor-ingest.service", "systemctl reboot"]
    file = (places.boot / "pioreactor.toml").read_text()
    assert file == '# factory_reset: was used and erased\nrole = "worker"\n'
    assert reading.read_hand_over(host) is Step.IDENTIFY and host.state.settings.role == "worker"


def test_everything_leaves_no_backup_and_no_network(host: Host, backup: Path) -> None:
    (resetting.kept_in(host.places) / "20261101T031500Z").mkdir(parents=True)
    (resetting.kept_in(host.places) / "20261101T031500Z/backup.json").write_text("{}")
    assert ask(host, b'factory_reset = "everything"\n') == 0
    names = "\n".join(left(host.places))
    assert "before-reset" not in names and "PioreactorWifi" not in names
    assert "PioreactorCable" in names and "PioreactorLocalLink" in names, "a cable works before the roles run"


def test_calibrations_stay_if_that_is_asked_for(host: Host, backup: Path) -> None:
    assert ask(host, b'factory_reset = "keep calibrations"\n') == 0
    data = [path for path in left(host.places) if path.startswith("home")]
    assert data == [f"{PART}/storage/calibrations/od/a.yaml"]


def test_a_worker_has_no_backup_and_its_files_and_journal_are_kept(host: Host, programs: Programs) -> None:
    database_path().unlink()
    (host.places.data / "storage/journal.sqlite").write_text("readings")
    assert ask(host) == 0
    (kept,) = resetting.kept_in(host.places).glob("*-worker")
    assert (kept / "journal.sqlite").read_text() == "readings" and (kept / "files.zip").stat().st_size > 0
    assert not any("backup create" in line for line in programs.lines())


def test_a_power_cut_anywhere_leads_to_the_same(host: Host, backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The power goes again and again, each time a deletion or a rename later."""
    at, count = 0, 0
    for name in ("unlink", "replace", "rename"):
        original = getattr(os, name)

        def cut(*words: object, original=original, **named: object) -> object:
            nonlocal count
            count += 1
            if count == at:
                raise KeyboardInterrupt  # stands for the end of everything
            return original(*words, **named)

        monkeypatch.setattr(os, name, cut)
    (host.places.boot / "pioreactor.toml").write_bytes(ASKS)
    is_done = False
    while not is_done and at < 1000:
        at, count = at + 1, 0
        try:
            is_done = resetting.main(host.places, host.run) == 0 and host.places.pending.exists()
        except KeyboardInterrupt:
            continue
    assert 7 < at < 1000
    test = left(host.places)
    assert "var/backups/pioreactor/before-reset/20261129T031500Z/backup.json" in test
    assert not [path for path in test if path.startswith(("home", "etc/mosquitto", "root", "etc/ssh"))]
    assert wish.load(host.places) is None


def test_it_happens_once_also_on_a_card_that_forgets_what_is_written(host: Host, backup: Path) -> None:
    assert ask(host) == 0
    host.places.pending.unlink()  # the first boot is over
    host.places.at("root/.ssh").mkdir()
    assert ask(host) == 0
    assert host.places.at("root/.ssh").exists() and not host.places.pending.exists()


def test_a_card_that_cannot_be_written_stops_it(host: Host, backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = resetting.write_atomically

    def write(path: Path, content: str | bytes, *, mode: int = 0o664) -> None:
        if path.name != "pioreactor.toml":
            original(path, content, mode=mode)

    monkeypatch.setattr(resetting, "write_atomically", write)
    assert ask(host) == 1
    assert "cannot be erased from the card, so nothing was done" in told(host)
    assert (host.places.data / "credentials.json").exists() and wish.load(host.places) is None


def test_a_backup_that_fails_stops_it_and_says_why(host: Host, programs: Programs) -> None:
    programs.says("/usr/local/bin/pio backup create", exit_code=1, stderr="Error: A copy needs 700 MB, 3 MB are free.")
    assert ask(host) == 1
    assert "700 MB" in told(host) and (host.places.data / "credentials.json").exists()


@pytest.mark.parametrize("text", [b"factory_reset = yes\n", b'factory_reset = "all"\n', ASKS + b"nope = 1\n"])
def test_a_file_that_is_wrong_resets_nothing(host: Host, text: bytes) -> None:
    assert ask(host, text) == 1
    assert "did not succeed" in told(host) and (host.places.data / "credentials.json").exists()


@pytest.mark.parametrize("text", [b"#factory_reset = true\n", b"factory_reset = false\n", b"", b"nonsense\n"])
def test_nothing_happens_where_nobody_asks(host: Host, text: bytes) -> None:
    before = left(host.places)
    assert ask(host, text) == 0
    assert left(host.places) == sorted([*before, "boot/firmware/pioreactor.toml"])


def test_a_fresh_card_forgets_the_wish(host: Host) -> None:
    host.places.pending.touch()
    assert ask(host) == 0
    assert reading.read_hand_over(host) is Step.IDENTIFY
    assert host.state.settings == Settings(role="worker")
    assert b"factory_reset =" not in (host.places.boot / "pioreactor.toml").read_bytes()


def test_accounts_that_the_first_boot_has_made_go(host: Host, programs: Programs, backup: Path) -> None:
    state.save(host.places.memory / "state.json", State(accounts=["anna"]))
    assert ask(host) == 0
    assert "userdel --force --remove anna" in programs.lines()


# By command


def test_a_leader_becomes_a_worker_of_another_and_remembers_where_it_stands(
    host: Host, programs: Programs, backup: Path
) -> None:
    said = Settings(role="both", hostname="lab1", time_zone="Europe/Vienna", wifi=Wifi(ssid="lab"), country="AT")
    state.save(host.places.memory / "state.json", State(step=Step.DONE, settings=said))
    text = unit.change_role(host, "worker", "lab2", force=False, without_backup=False)
    assert "restarts and becomes: worker" in text
    assert programs.lines()[-2] == "/usr/local/bin/pio kill --all-jobs"
    assert programs.lines()[-1].endswith("systemctl reboot")
    assert resetting.main(host.places, host.run) == 0
    host.state = state.load(host.places.memory / "state.json")
    assert reading.read_hand_over(host) is Step.IDENTIFY
    expected = Settings(role="worker", hostname="lab1", leader="lab2", time_zone="Europe/Vienna", country="AT")
    assert host.state.settings == expected
    kept = left(host.places)
    assert "etc/ssh/ssh_host_ed25519_key" in kept and "root/.ssh/authorized_keys" in kept
    assert f"{PART}/storage/calibrations/od/a.yaml" in kept and f"{PART}/credentials.json" not in kept


@pytest.mark.parametrize(
    ("answers", "role", "words"),
    [
        ({"jobs list running": '[{"job_name": "stirring"}, {"job_name": "monitor"}]'}, "worker", "stirring run here"),
        ({"jobs list running": "who knows"}, "worker", "Nobody can tell"),
        ({}, "both", "is that already"),
    ],
)
def test_a_role_is_not_changed(
    host: Host, programs: Programs, backup: Path, answers: dict[str, str], role: str, words: str
) -> None:
    for command, answer in answers.items():
        programs.says(f"/usr/local/bin/pio {command}", answer)
    with pytest.raises(StepError, match=words):
        unit.change_role(host, role, "", force=False, without_backup=False)
    assert wish.load(host.places) is None


def test_workers_are_not_left_without_a_leader_unless_that_is_meant(host: Host, backup: Path) -> None:
    with closing(database.connect()) as conn:
        add_worker(conn, "worker1")
    with pytest.raises(StepError, match="worker1 would have no leader"):
        unit.change_role(host, "worker", "lab2", force=False, without_backup=False)
    unit.change_role(host, "worker", "lab2", force=True, without_backup=False)
    assert wish.load(host.places) is not None


def test_jobs_that_do_not_end_stop_it(host: Host, programs: Programs, backup: Path) -> None:
    programs.says("/usr/local/bin/pio kill", exit_code=1, stderr="Error: heater is still on.")
    with pytest.raises(StepError, match="heater is still on"):
        unit.reset(host, force=False, without_backup=True, keep_calibrations=False, forget_network=False)
    assert wish.load(host.places) is None


def test_a_leader_gives_up_its_vial_without_a_reset(host: Host, programs: Programs, backup: Path) -> None:
    text = unit.change_role(host, "leader", "", force=False, without_backup=False)
    assert "no vial of its own any more" in text and wish.load(host.places) is None
    assert "/usr/local/bin/pio cluster unregister lab1 --json" in programs.lines()
    assert "systemctl disable --now pioreactor-vial.service" in programs.lines()


def test_a_unit_of_no_image_is_refused(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with pytest.raises(StepError, match="has no Ansible"):
        resetting.require_possible(host.places, host.places.root)
    host.places.at(resetting.FIRST_BOOT).unlink()
    with pytest.raises(StepError, match="not made from an image"):
        resetting.require_possible(host.places, host.places.root)
