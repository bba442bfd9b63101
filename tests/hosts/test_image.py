"""The image: made in a root file system that was never booted; at its first boot it becomes a unit by itself."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pioreactor import clock
from pioreactor.appliance import toml_file
from pioreactor.clock import wait_until
from tests.hosts import first_boot
from tests.hosts.chrooting import Image, entered
from tests.hosts.lab import Host, Lab, LabError
from tests.hosts.upgrading import PROJECT, VERSION, Bundles, changes

pytestmark = [pytest.mark.hosts, pytest.mark.timeout(3600)]
DATA = "/home/pioreactor/.pioreactor"
RELEASE = f"/opt/pioreactor/releases/{VERSION}"
ANSIBLE = f"{RELEASE}/share/ansible"
ON_EVERY_UNIT = ["pioreactor-web", "pioreactor-monitor", "lighttpd", "mosquitto", "nftables"]
ON_SOME_UNITS = [
    "pioreactor-ingest.service",
    "pioreactor-cluster-join.path",
    "pioreactor-export.path",
    "pioreactor-mirror.path",
    "pioreactor-backup.timer",
    "pioreactor-backup.path",
]
ON_SOME_UNITS += ["pioreactor-vial.service"]
PASSWORD = "a password of its own"
CODE = "7KQF-XT2M-99PD-ABCW"
# One Pi that leads itself, as whoever holds the card says.
LEADER_WITH_A_VIAL = f"""role = "both"
hostname = "lab1"
hardware = "simulated"
time_zone = "Europe/Vienna"
model = "pioreactor_20ml"
model_version = "1.5"
claim_code = "{CODE}"
[wifi]
ssid = "our lab"
passphrase = "hunter22"
"""


def playbook(name: str, *options: str) -> list[str]:
    """The command that runs a playbook of the release that is installed there."""
    program = ["env", f"ANSIBLE_CONFIG={ANSIBLE}/ansible.cfg", f"{RELEASE}/venv/bin/ansible-playbook"]
    return [*program, f"{ANSIBLE}/playbooks/{name}.yml", *options]


def install_release(image: Image, bundle: Path) -> None:
    """As whoever makes an image does it first: Python, then the release, whose Ansible does the rest."""
    assert image.run("apt-get", "-qq", "update").returncode == 0
    installed = image.run("apt-get", "-qqy", "install", "--no-install-recommends", "python3-venv", "openssh-client")
    assert installed.returncode == 0, installed.stderr
    script = PROJECT / "roles/release/files/install_release.py"
    (image.root / "root/install_release.py").write_bytes(script.read_bytes())
    options = {
        "bundle": "/root/release.tar",
        "sha256": hashlib.sha256(bundle.read_bytes()).hexdigest(),
        "version": VERSION,
        "lock": "requirements-leader.lock",
        "root": "/opt/pioreactor",
        "signers": "/etc/pioreactor/release-signers",
    }
    image.root.joinpath("opt/pioreactor/releases").mkdir(parents=True)
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    done = image.run("python3", "/root/install_release.py", *words)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def baked(lab: Lab, bundles: Bundles, bundle: Path) -> Host:
    """A host that is off, with the image on its card."""
    host = lab.create("unit01")
    with entered(host) as image:
        keys = image.files("etc/ssh/ssh_host_*")
        (image.root / "root/release.tar").write_bytes(bundle.read_bytes())
        (image.root / "etc/pioreactor").mkdir()
        (image.root / "etc/pioreactor/release-signers").write_text(bundles.signers.read_text())
        install_release(image, bundle)
        bake = playbook("image", "-e", "release_bundle=/root/release.tar", "-e", "pioreactor_hardware=simulated")
        done = image.run(*bake)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
        again = image.run(*bake)
        assert again.returncode == 0 and changes(again.stdout) == {"localhost": 0}, again.stdout[-6000:]
        assert image.processes() == [], "something was started while the image was made"
        assert image.files("etc/ssh/ssh_host_*") == keys
        # From here on it gets no packages from anywhere.
        (image.root / "etc/apt/sources.list.d/debian.sources").unlink()
        # The lab has given the host a name and a key; an image has neither.
        (image.root / "etc/hostname").write_text("pioreactor\n")
    host.save()
    return host


@pytest.fixture
def card(baked: Host) -> Iterator[Host]:
    """The same host with a card that was never started; off."""
    baked.power_cut()
    baked.rewind()
    yield baked
    baked.power_cut()


def test_an_image_has_no_identity(card: Host) -> None:
    image = Image(card.file("/"))
    assert image.files(f"{DATA}/**/*") == [f"{DATA}/backups", f"{DATA}/plugins", f"{DATA}/storage"]
    assert image.files("etc/mosquitto/pioreactor.*") == [] == image.files("root/.ssh/id_*")
    there = {path.rsplit("/", 1)[1] for path in image.files("etc/systemd/system/pioreactor-*")}
    assert set(ON_SOME_UNITS) <= there
    assert image.files("var/lib/pioreactor/first-boot/*") == [
        f"/var/lib/pioreactor/first-boot/{name}" for name in ("holds-port-80", "lighttpd.conf", "pending")
    ]
    assert toml_file.read(card.file("/boot/firmware/pioreactor.toml").read_bytes()).is_empty


def test_a_card_becomes_a_leader_with_a_vial_by_itself_without_a_network_and_with_a_power_cut(card: Host) -> None:
    """By the same roles as any other host: only names, keys and secrets are missing."""
    first_boot.hand_over(card, LEADER_WITH_A_VIAL)
    card.power_on()
    first_boot.wait_for_page(card)
    lighttpd = card.run(["systemctl", "is-active", "lighttpd"], check=False).stdout.strip()
    # It keeps away as long as the page has port 80; when the roles begin, which may be by now, the mark goes first.
    assert lighttpd == "inactive" or not card.file("/var/lib/pioreactor/first-boot/holds-port-80").exists()
    card.cut()
    began = clock.wall_monotonic()
    first_boot.wait_for_file(card, "/etc/mosquitto/pioreactor.access")
    assert first_boot.progress(card)["step"] == "converge"
    card.power_cut()
    assert "hunter22" not in first_boot.card(card) and CODE not in first_boot.card(card)
    cut_after = clock.wall_monotonic() - began
    card.power_on()
    card.wait_until_up()
    card.cut()
    began = clock.wall_monotonic()
    first_boot.wait_until_set_up(card)
    print(f"first boot: cut off after {cut_after:.1f} s, then {clock.wall_monotonic() - began:.1f} s")
    assert wait_until(lambda: "All is well" in health(card), 60, poll=1.0), health(card)
    assert card.run(["systemctl", "is-active", *ON_EVERY_UNIT[:-1], *ON_SOME_UNITS]).returncode == 0
    assert card.run(["hostname"]).stdout.strip() == "lab1"
    assert card.file(f"{DATA}/credentials.json").stat().st_mode & 0o077 == 0
    assert card.file(f"{DATA}/claim_code").read_text().strip() == CODE, "the code that was chosen"
    told = first_boot.status(card)
    assert "http://lab1.local" in told and "Done" in told and CODE not in told
    assert not {"hunter22", CODE} & set(card.file(first_boot.STATE).read_text().split('"'))
    assert card.file("/etc/pioreactor/inventory/host_vars/lab1/first_boot.yml").exists()
    again = card.run(["pioreactor-playbook", "site"], check=False, timeout_seconds=600)
    assert again.returncode == 0 and changes(again.stdout) == {"lab1": 0}, again.stdout[-6000:]
    card.reboot()
    assert card.failed_units() == []
    assert wait_until(lambda: "All is well" in health(card), 60, poll=1.0), health(card)


def test_a_card_about_which_nothing_was_said_leads_itself_and_is_seen_all_the_time(card: Host) -> None:
    card.power_on()
    first_boot.wait_for_page(card)
    last_seen = clock.wall_monotonic()
    unseen: list[tuple[float, int]] = []

    def is_over() -> bool:
        nonlocal last_seen
        reply = first_boot.ask(card, "/")
        if reply is not None and reply.status == 200:
            last_seen = clock.wall_monotonic()
        else:
            unseen.append((clock.wall_monotonic() - last_seen, 0 if reply is None else reply.status))
        return not card.file(first_boot.PENDING).exists()

    assert wait_until(is_over, first_boot.SET_UP_WITHIN_S, poll=0.5), first_boot.progress(card)
    assert card.run(["hostname"]).stdout.startswith("pioreactor-")
    told = first_boot.status(card)
    assert "HAT was not found" in told and "let in by this claim code, once: " in told
    # While the web server takes port 80 over from the page; how long a person looks at an error.
    assert max(unseen, default=(0.0, 0))[0] < 10, unseen
    reply = first_boot.ask(card, "/")
    assert reply is not None and not reply.is_first_boot and reply.status == 200, reply


def test_a_worker_waits_for_the_leader_that_was_named(card: Host) -> None:
    first_boot.hand_over(card, f'role = "worker"\nhostname = "worker7"\nleader = "lab1"\nclaim_code = "{CODE}"\n')
    card.power_on()
    first_boot.wait_until_set_up(card)
    hello = {"leader": "lab2", "leader_key": "ssh-ed25519 AAAA", "nonce": "0" * 32}

    def answers(leader: str, status: int) -> bool:
        reply = first_boot.ask(card, "/unit_api/claim/hello", {**hello, "leader": leader})
        return reply is not None and reply.status == status

    assert wait_until(lambda: answers("lab2", 403), 30, poll=1.0)
    assert wait_until(lambda: answers("lab1", 200), 30, poll=1.0)
    assert card.file("/etc/avahi/services/pioreactor-worker.service").exists()
    assert "pio cluster add worker7" in first_boot.status(card)
    assert set(card.run(["systemctl", "is-active", "pioreactor-web", *ON_SOME_UNITS], check=False).stdout.split()) == {
        "inactive"
    }


def test_a_file_that_is_wrong_leads_to_the_page_which_is_answered(card: Host) -> None:
    first_boot.hand_over(card, 'role = "leeder"\r\nhardware = simulated\r\nhostname = "lab2"\r\n')
    card.power_on()
    first_boot.wait_for_step(card, "ask")
    told = first_boot.status(card)
    assert 'line 1: role: "leeder"' in told and "Did you mean leader?" in told
    assert 'line 2: hardware needs quotes around its value. Write: hardware = "simulated"' in told
    bad = first_boot.ask(card, "/answer", {"settings": {"role": "both", "hostname": "a b"}})
    assert bad is not None and bad.status == 422
    good = first_boot.ask(card, "/answer", {"settings": {"role": "leader", "hostname": "lab2"}})
    assert good is not None and good.status == 202
    first_boot.wait_until_set_up(card)
    assert card.run(["hostname"]).stdout.strip() == "lab2"
    assert card.run(["systemctl", "is-active", "pioreactor-ingest"]).stdout.strip() == "active"


# No name resolves in a lab: hosts are told each other's.
def introduce(card: Host, worker: Host) -> None:
    """What both are called, on a card that is off."""
    names = {card.address: "lab1 lab1.local", worker.address: "worker1 worker1.local"}
    path = card.file("/etc/pioreactor/inventory/group_vars/all.yml")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"base_hosts": names, "pioreactor_hardware": "simulated"}))


def pio(host: Host, *words: str, stdin: str = "", timeout_s: float = 60.0) -> str:
    """What it says on the host."""
    return host.run(["/usr/local/bin/pio", *words], stdin=stdin, timeout_seconds=timeout_s).stdout


@pytest.fixture
def worker(lab: Lab) -> Iterator[Host]:
    """A bare host whose owner has given it a password."""
    host = lab.create("worker1")
    host.power_on()
    assert host.wait_until_up() == "running", host.failed_units()
    host.run(["chpasswd"], stdin=f"admin:{PASSWORD}\n")
    yield host
    host.power_cut()


def read_for_experiment(leader: Host, worker: Host) -> None:
    """The worker joins and reads for an experiment."""
    key = worker.run(["ssh-keygen", "-lf", "/etc/ssh/ssh_host_ed25519_key.pub"]).stdout.split()[1]
    add = ["add", "worker1", "--address", worker.address, "--host-key", key, "--user", "admin", "--password-stdin"]
    model = ["--model", "pioreactor_20ml", "--model-version", "1.5"]
    pio(leader, "cluster", *add, *model, stdin=f"{PASSWORD}\n", timeout_s=600)
    pio(leader, "experiments", "create", "exp")
    pio(leader, "workers", "assign", "worker1", "exp")
    assert wait_until(lambda: "exp" in worker.file(f"{DATA}/storage/unit_state.json").read_text(), 60)
    for job in ("stirring", "od_reading"):
        worker.run(["systemd-run", "--unit", f"drill-{job}", "--uid=pioreactor", "pio", "run", job])
    assert wait_until(lambda: readings(leader) > 0, 120, poll=1.0), pio(worker, "jobs", "list", "running")


def readings(leader: Host) -> int:
    """OD readings of the worker in the leader's database."""
    query = "SELECT count(*) FROM od_readings WHERE pioreactor_unit = 'worker1'"
    return sql(leader, "pioreactor.sqlite", query)


def sql(host: Host, database: str, query: str) -> int:
    """The one number that a query has."""
    code = "import sqlite3, sys; c = sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True, timeout=20)"
    code += "; print(c.execute(sys.argv[2]).fetchone()[0])"
    return int(host.run(["python3", "-c", code, f"{DATA}/storage/{database}", query]).stdout)


def test_a_leader_moves_to_a_new_card_while_its_worker_goes_on(card: Host, worker: Host, tmp_path: Path) -> None:
    introduce(card, worker)
    first_boot.hand_over(card, 'role = "leader"\nhostname = "lab1"\nhardware = "simulated"\n')
    card.power_on()
    first_boot.wait_until_set_up(card)
    read_for_experiment(card, worker)
    pio(card, "users", "add", "anna", "--role", "admin", "--password-stdin", stdin=f"{PASSWORD}\n")
    made = json.loads(pio(card, "backup", "create", "--json"))
    shutil.copytree(card.file(made["folder"]), tmp_path / made["name"])
    boot = worker.boot_id()
    card.power_cut()

    card.rewind()  # which makes it a card that was never started
    introduce(card, worker)
    shutil.copytree(tmp_path / made["name"], card.file(f"{first_boot.BOOT}/{made['name']}"))
    first_boot.hand_over(card, f'restore = "{made["name"]}"\nhardware = "simulated"\n')
    card.power_on()
    first_boot.wait_for_step(card, "converge")
    card.power_cut()
    card.power_on()
    began = clock.wall_monotonic()
    first_boot.wait_until_set_up(card)
    print(f"a leader of an archive: {clock.wall_monotonic() - began:.1f} s after a power cut")
    told = first_boot.status(card)
    assert "You sign in as before" in told and "claim code" not in told
    assert not card.file(f"{first_boot.BOOT}/{made['name']}").exists()
    assert card.run(["hostname"]).stdout.strip() == "lab1"
    assert "anna" in pio(card, "users", "list") and "exp" in pio(card, "experiments", "list")
    assert wait_until(lambda: "All is well" in health(card), 60, poll=1.0), health(card)
    # The worker takes it for its leader, with the keys and secrets of before.
    assert "worker1" in pio(card, "cluster", "exec", "--units", "worker1", "--", "hostname")
    (row,) = json.loads(pio(card, "workers", "status", "--json"))
    assert row["is_reachable"] and wait_until(lambda: "ready" in pio(card, "workers", "status"), 60, poll=1.0), row
    assert worker.boot_id() == boot and "od_reading" in pio(worker, "jobs", "list", "running")
    # And gives it what was measured since the backup.
    last = sql(worker, "journal.sqlite", "SELECT seq FROM sqlite_sequence WHERE name = 'journal'")
    whole = f"SELECT count(*) FROM journal_ranges WHERE pioreactor_unit = 'worker1' AND first = 1 AND last >= {last}"
    assert wait_until(lambda: sql(card, "pioreactor.sqlite", whole) == 1, 120, poll=1.0)
    card.reboot()
    assert card.failed_units() == []


def test_an_archive_that_is_incomplete_leads_to_the_page_and_is_told_on_the_card(card: Host) -> None:
    folder = card.file(f"{first_boot.BOOT}/20261129T031500Z")
    folder.mkdir()
    (folder / "backup.json").write_text("{}")
    first_boot.hand_over(card, 'restore = "20261129T031500Z"\nhardware = "simulated"\n')
    card.power_on()
    first_boot.wait_for_step(card, "ask")
    assert "lacks pioreactor.sqlite and files.zip. Copy the whole folder." in first_boot.status(card)
    reply = first_boot.ask(card, "/progress.json")
    assert reply is not None and "lacks pioreactor.sqlite" in reply.text


def test_a_card_that_can_only_be_read_is_told_on_the_page(card: Host) -> None:
    first_boot.hand_over(card, LEADER_WITH_A_VIAL)
    with card.file("/etc/fstab").open("a") as table:
        table.write(f"{first_boot.BOOT} {first_boot.BOOT} none bind,ro 0 0\n")
    card.power_on()
    first_boot.wait_for_step(card, "converge")
    shown = str(first_boot.progress(card))
    assert "Secrets could not be erased from the card (Read-only file system)" in shown
    assert "hunter22" not in shown and CODE not in shown


def identity(host: Host) -> tuple[str, str]:
    """Machine id and SSH host key."""
    return host.file("/etc/machine-id").read_text(), host.file("/etc/ssh/ssh_host_ed25519_key.pub").read_text()


def test_a_leader_becomes_a_worker_and_then_a_fresh_card(card: Host) -> None:
    first_boot.hand_over(card, LEADER_WITH_A_VIAL)
    card.power_on()
    first_boot.wait_until_set_up(card)
    assert wait_until(lambda: "All is well" in health(card), 60, poll=1.0), health(card)
    pio(card, "experiments", "create", "exp")
    pio(card, "workers", "assign", "lab1", "exp")
    card.run(["systemd-run", "--unit", "drill-stirring", "--uid=pioreactor", "pio", "run", "stirring"])
    assert wait_until(lambda: "stirring" in pio(card, "jobs", "list", "running"), 60, poll=1.0)
    before = identity(card)
    role = ["/usr/local/sbin/pioreactor-unit", "role", "worker", "--leader", "lab2", "--yes"]
    refused = card.run(role, check=False)
    assert refused.returncode == 1 and "stirring run here" in refused.stderr
    assert "becomes: worker" in card.run([*role, "--force"]).stdout
    assert wait_until(lambda: card.file(first_boot.PENDING).exists(), 120, poll=0.2)
    first_boot.wait_until_set_up(card)
    assert "pio cluster add lab1" in first_boot.status(card)
    assert identity(card) == before
    kept = Image(card.file("/")).files("var/backups/pioreactor/before-reset/*/pioreactor.sqlite")
    assert len(kept) == 1 and not card.file(f"{DATA}/credentials.json").exists()
    card.reboot()
    assert card.failed_units() == []
    services = [name.removesuffix(".service") for name in ["pioreactor-web", *ON_SOME_UNITS]]
    assert set(card.run(["systemctl", "is-active", *services], check=False).stdout.split()) == {"inactive"}

    # Somebody has the card in a laptop.
    card.power_cut()
    first_boot.hand_over(card, 'factory_reset = "everything"\nrole = "worker"\nclaim_code = "' + CODE + '"\n')
    card.power_on()
    assert wait_until(lambda: card.file(first_boot.PENDING).exists(), 120, poll=0.2)
    first_boot.wait_until_set_up(card)
    assert not set(identity(card)) & set(before)
    assert card.run(["hostname"]).stdout.startswith("pioreactor-")
    assert Image(card.file("/")).files("var/backups/pioreactor/before-reset/*") == []
    assert "factory_reset =" not in first_boot.card(card) and CODE not in first_boot.card(card)
    boot = card.boot_id()
    card.run(["systemctl", "reboot", "--no-block"])
    assert wait_until(lambda: restarted_since(card, boot) and card.state() == "running", 120, poll=1.0)
    assert not card.file(first_boot.PENDING).exists()


def restarted_since(host: Host, boot: str) -> bool:
    """It has begun another boot."""
    try:
        return host.boot_id() != boot
    except LabError:
        return False


def health(host: Host) -> str:
    """How the unit finds itself; also where something is wrong."""
    return host.run(["/usr/local/bin/pio", "health"], check=False).stdout
