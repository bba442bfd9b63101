"""The lab itself: if it lies, every test on its hosts lies."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pioreactor.clock import wait_until
from tests.hosts.lab import Host, Lab, LabError
from tests.hosts.lab.cgroup import Cgroup
from tests.hosts.lab.lab import sweep
from tests.hosts.lab.network import NAMESPACES, namespace
from tests.hosts.lab.paths import ALIVE, CHECKOUT

pytestmark = [pytest.mark.hosts, pytest.mark.timeout(900)]


def can_reach(host: Host, address: str) -> bool:
    return host.run(["ping", "-c1", "-W1", address], check=False).returncode == 0


def runs(pid: int) -> bool:
    """Whether a process does anything; one that only waits for its parent to notice its end does not."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def traces(lab: Lab) -> list[str]:
    """What is left of a lab on this machine."""
    mounts = Path("/proc/mounts").read_text()
    places = [NAMESPACES / namespace(lab.id), Cgroup(lab.id).path, ALIVE / lab.id, lab.folder]
    return [str(place) for place in places if place.exists()] + [line for line in mounts.splitlines() if lab.id in line]


def test_a_host_is_a_bare_debian_that_its_owner_can_administer(host):
    words = host.ssh(["sh", "-c", "id -un; sudo -n id -un; hostname; cat /proc/1/comm"]).stdout.split()
    assert words == ["admin", "root", "unit01", "systemd"]
    installed = host.run(["dpkg-query", "-W", "-f", "${Package} "]).stdout.split()
    assert not {"mosquitto", "lighttpd", "chrony", "nftables", "avahi-daemon", "python3-venv", "python3-apt"} & set(
        installed
    )
    assert host.failed_units() == []


def test_words_arrive_over_ssh_as_they_were_given(host):
    assert host.ssh(["printf", "%s|", "a b", "$HOME", "'"]).stdout == "a b|$HOME|'|"


def test_debian_packages_come_from_the_signed_repository_and_nothing_from_the_internet(host):
    update = host.run(["apt-get", "-q", "update"])
    assert "W:" not in update.stderr and "Get:1 file:/srv/packages" in update.stdout
    host.run(["apt-get", "-qy", "install", "sqlite3"], timeout_seconds=120)
    assert host.run(["sqlite3", ":memory:", "select 41 + 1"]).stdout.strip() == "42"
    assert not can_reach(host, "192.0.2.1")


def test_a_repository_that_somebody_altered_is_refused(host):
    host.run(["cp", "-r", "/srv/packages", "/root/altered"])
    host.run(["sed", "-i", "s/^Label: .*/Label: altered/", "/root/altered/InRelease"])
    host.run(["rm", "/root/altered/Release", "/root/altered/Release.gpg"])
    source = "deb [signed-by=/srv/packages/pioreactor-packages.gpg] file:/root/altered ./\n"
    host.run(["tee", "/root/altered.list"], stdin=source)
    options = ["-o", "Dir::Etc::SourceList=/root/altered.list", "-o", "Dir::Etc::SourceParts=-"]
    assert host.run(["apt-get", *options, "update"], check=False).returncode != 0


def test_a_power_cut_ends_everything_and_keeps_what_was_written(host):
    host.run(["tee", "/root/note"], stdin="kept")
    host.run(["systemd-run", "--unit=survivor", "sleep", "1000"])
    before, started = host.boot_id(), host.init_pid()
    host.power_cut()
    assert host.state() == "off"
    assert not runs(started)
    with pytest.raises(LabError, match="unit01 is off"):
        host.run(["true"])
    host.power_on()
    assert host.wait_until_up() == "running"
    assert host.boot_id() != before
    assert host.run(["cat", "/root/note"]).stdout == "kept"
    assert host.run(["systemctl", "is-active", "survivor"], check=False).stdout.strip() == "inactive"
    assert host.ssh(["cat", "/etc/hostname"]).stdout == "unit01\n"


def test_reboot_and_shutdown_are_orderly(host):
    before = host.boot_id()
    host.reboot()
    assert host.boot_id() != before
    assert "Reached target" in host.journal("--boot=-1", "--grep=reboot.target|Reached target", "--lines=3")
    host.power_off()
    assert host.state() == "off"
    host.power_on()
    assert host.wait_until_up() == "running"


def test_a_pulled_cable_is_silence_until_it_is_back(lab, host):
    other = lab.create("unit02")
    other.power_on()
    other.wait_until_up()
    assert can_reach(host, other.address)
    other.cut()
    assert not can_reach(host, other.address)
    assert other.run(["true"]).returncode == 0  # its console does not need the network
    other.heal()
    assert wait_until(lambda: can_reach(host, other.address), 10)
    other.destroy()
    assert [each.name for each in lab.hosts()] == ["unit01"]


def test_a_broken_host_is_rewound_to_a_saved_state(host):
    host.run(["tee", "/root/good"], stdin="first")
    host.power_off()
    host.save()
    host.power_on()
    host.wait_until_up()
    host.run(["tee", "/root/good"], stdin="second")
    with pytest.raises(LabError, match="unit01 is on"):
        host.rewind()
    host.power_off()
    host.save()
    for _ in range(2):
        host.power_on()
        host.wait_until_up()
        assert host.run(["cat", "/root/good"]).stdout == "second"
        host.run(["rm", "/root/good", "/etc/hostname"])
        host.power_cut()
        host.rewind()
    host.power_on()
    assert host.wait_until_up() == "running"


def test_debian_12_boots_too(lab):
    old = lab.create("old", suite="bookworm")
    old.power_on()
    assert old.wait_until_up() == "running", old.failed_units()
    assert old.run(["cat", "/etc/debian_version"]).stdout.startswith("12.")
    old.destroy()


def test_two_labs_have_the_same_names_and_addresses_and_nothing_else_in_common(host):
    with Lab("elsewhere") as elsewhere:
        twin = elsewhere.create("unit01")
        assert twin.address == host.address
        twin.power_on()
        twin.wait_until_up()
        twin.run(["tee", "/root/twin"], stdin="I am the other one")
        assert twin.ssh(["cat", "/etc/machine-id"]).stdout != host.ssh(["cat", "/etc/machine-id"]).stdout
        assert not host.file("/root/twin").exists()
    assert traces(elsewhere) == []
    assert host.state() == "running"


def test_what_a_killed_run_leaves_behind_is_swept_away():
    program = (
        "import signal\nfrom tests.hosts.lab import Lab\n"
        "lab = Lab('killed').__enter__()\nhost = lab.create('unit01')\nhost.power_on()\nhost.wait_until_up()\n"
        "print('up', flush=True)\nsignal.pause()\n"
    )
    run = subprocess.Popen([sys.executable, "-c", program], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None and run.stdout.readline() == "up\n"
    left = Lab("killed")
    assert left.id not in sweep()  # its owner is alive
    assert left.host("unit01").is_on()
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    # Each process that tests hosts sweeps; here several begin at once.
    sweepers = [subprocess.Popen([sys.executable, "-m", "tests.hosts.lab", "sweep"], cwd=CHECKOUT) for _ in range(3)]
    sweep()
    assert traces(left) == []
    assert [sweeper.wait() for sweeper in sweepers] == [0, 0, 0]


def test_mistakes_are_told(lab, host):
    with pytest.raises(LabError, match="has a host unit01 already"):
        lab.create("unit01")
    with pytest.raises(LabError, match="on already"):
        host.power_on()
    with pytest.raises(LabError, match="no host unit9; it has: unit01"):
        lab.host("unit9")
    with pytest.raises(LabError, match="at most 12 characters"):
        lab.create("a-much-too-long-name")
    with pytest.raises(LabError, match="no root file system for 'buster'"):
        lab.create("unit03", suite="buster")
    with pytest.raises(LabError, match="is not up"):
        Lab("never-made").create("unit01")
