"""The playbooks on a booted cluster: what each does, that a second run changes nothing or is refused, what they refuse.

They build on each other: a worker joins, works for an experiment, gets another name, and leaves. Most run as people run
them, by `pioreactor-playbook` on the leader; the others from outside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pioreactor import clock
from pioreactor.clock import wait_until
from tests.hosts.lab import Host, Lab
from tests.hosts.upgrading import VERSION, Bundles, Cluster, changes

pytestmark = [pytest.mark.hosts, pytest.mark.timeout(1200)]
BUNDLE = "/home/pioreactor/release.tar"
ANSIBLE = "/opt/pioreactor/current/share/ansible"
OWN_INVENTORY = "/etc/pioreactor/inventory"
DATA = "/home/pioreactor/.pioreactor"


@pytest.fixture(scope="module")
def cluster(lab: Lab, bundles: Bundles, bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A leader with one worker, which it may log in to, and a second host that is bare."""
    made = Cluster(lab, tmp_path_factory.mktemp("cluster"), bundles, workers=("unit01",), joining=("unit02",))
    made.prepare(bundle)
    made.let_leader_in()
    made.leader.copy_in(bundle, BUNDLE)
    # What the leader cannot know: the vials are simulated, and these names resolve nowhere.
    names = {host.address: f"{host.name} {host.name}.local" for host in [*made.hosts, *made.joining]}
    own = json.dumps({"pioreactor_hardware": "simulated", "base_hosts": names})
    made.leader.run(["install", "-D", "-m", "644", "/dev/stdin", f"{OWN_INVENTORY}/group_vars/all.yml"], stdin=own)
    yield made


@pytest.fixture(scope="module")
def second(cluster: Cluster) -> Host:
    """The host that joins."""
    return cluster.joining[0]


def by_root(cluster: Cluster, playbook: str, *options: str) -> tuple[int, str]:
    """Exit code and output of a playbook on the leader, run by root with any options."""
    environment = f"ANSIBLE_CONFIG={ANSIBLE}/ansible.cfg"
    program = ["/opt/pioreactor/current/venv/bin/ansible-playbook", f"{ANSIBLE}/playbooks/{playbook}.yml"]
    done = cluster.leader.run(["env", environment, *program, *options], check=False, timeout_seconds=900)
    return done.returncode, done.stdout + done.stderr


def on_leader(cluster: Cluster, playbook: str, *limit: str, **variables: str) -> tuple[int, str]:
    """As the user pioreactor of the leader may run it."""
    pairs = [word for name, value in variables.items() for word in ("--var", f"{name}={value}")]
    command = ["sudo", "-u", "pioreactor", "sudo", "-n", "/usr/local/sbin/pioreactor-playbook", playbook]
    done = cluster.leader.run([*command, *pairs, *limit], check=False, timeout_seconds=900)
    return done.returncode, done.stdout + done.stderr


def words(said: str) -> str:
    """What was said without its line breaks."""
    return " ".join(said.split())


def jobs_with_pids(cluster: Cluster, host: Host) -> dict[str, int]:
    rows = json.loads(cluster.pio(host, "jobs", "list", "running", "--json"))
    return {row["job_name"]: row["pid"] for row in rows if row["job_name"] != "monitor"}


def units(cluster: Cluster) -> list[str]:
    inventory = json.loads(cluster.pio(cluster.leader, "cluster", "inventory", "--json"))
    return sorted(inventory["workers"]["hosts"])


REFUSED = [
    ("add_worker", {}, "missing required arguments: add_worker_name"),
    ("add_worker", {"add_worker_name": "leader01"}, "It must not be the leader"),
    ("add_worker", {"add_worker_name": "unit02", "add_worker_adress": "1.2.3.4"}, "does not know add_worker_adress"),
    ("backup", {"backup_fetch_too": "/srv/x"}, "does not know backup_fetch_too"),
    ("backup", {"backup_daily": "many"}, "unable to convert to int"),
    ("bootstrap", {"bootstrap_nmae": "unit02"}, "does not know bootstrap_nmae"),
    ("image", {"image_hots": "unit01"}, "does not know image_hots"),
    ("os_security", {"os_security_reboot": "true"}, "must be one of: never, idle, always"),
    ("remove_worker", {"remove_worker_name": "unit09"}, "unit09 is not in the inventory"),
    ("remove_worker", {"remove_worker_name": "leader01"}, "leader01 is the leader"),
    ("rename", {"rename_from": "unit09", "rename_to": "unit08"}, "unit09 cannot become unit08"),
    ("rename", {"rename_from": "unit01", "rename_to": "-x"}, "unit01 cannot become -x"),
    ("reset", {"reset_confirm": "unit01,unit09"}, "There is more in 'unit01,unit09' than"),
    ("reset", {}, "unit01 was not named"),
    ("restore", {"restore_confirm": "perhaps"}, "unable to convert to bool"),
    ("restore", {"restore_name": "--undo"}, "There is no backup"),
    ("rollback", {"rollback_units": "unit01"}, "does not know rollback_units"),
    ("rotate_credentials", {"rotate_units": "unit01,unit09"}, "There are leader01, unit01"),
    ("shutdown", {"shutdown_rebot": "true", "shutdown_confirm": "yes"}, "does not know shutdown_rebot"),
    ("shutdown", {}, "Not confirmed"),
    ("upgrade", {"release_ready_within_s": "soon", "release_bundle": "/x"}, "unable to convert to float"),
    ("upgrade", {"upgrade_batch": "1", "release_bundle": "/x"}, "does not know upgrade_batch"),
    ("upgrade", {"upgrade_experiments": "stop", "release_bundle": "/x"}, "must be one of: keep, wait"),
]


@pytest.mark.parametrize(("playbook", "variables", "reason"), REFUSED)
def test_bad_input_is_refused_before_any_change(
    cluster: Cluster, playbook: str, variables: dict[str, str], reason: str
) -> None:
    code, said = cluster.playbook(f"playbooks/{playbook}.yml", **variables)
    assert code != 0 and reason in words(said), said[-3000:]
    assert set(changes(said).values()) == {0}


def test_a_host_that_nobody_knows_is_refused(cluster: Cluster) -> None:
    code, said = cluster.playbook("playbooks/shutdown.yml", options=["--limit", "unit09"], shutdown_confirm="yes")
    assert code != 0 and "unit09" in said
    assert all(host.is_on() for host in cluster.hosts)


@pytest.mark.parametrize(
    ("playbook", "variables"),
    [
        ("backup", {"backup_folder": "/etc"}),
        ("backup", {"backup_fetch_to": "/etc/cron.d"}),
        ("upgrade", {"release_control_signers": "/tmp/own"}),
        ("reset", {"reset_confirm": "unit01"}),
    ],
)
def test_what_the_user_pioreactor_may_not_ask_for(cluster: Cluster, playbook: str, variables: dict[str, str]) -> None:
    code, said = on_leader(cluster, playbook, **variables)
    assert code != 0 and "is not allowed" in said


def test_bootstrap_makes_a_fresh_host_reachable(cluster: Cluster, second: Host) -> None:
    """With the access that came with the card; here a key, where people mostly have a password."""
    cluster.leader.copy_in(cluster.lab.ssh.config.with_name("id_ed25519"), "/root/card")
    cluster.leader.run(["chmod", "600", "/root/card"])
    asked = ["-e", "bootstrap_name=unit02", "-e", f"bootstrap_address={second.address}", "--user", "admin"]
    asked += ["--private-key", "/root/card"]
    code, said = by_root(cluster, "bootstrap", *asked)
    assert code == 0, said[-3000:]
    reached = cluster.leader.run(["ssh", "-o", "BatchMode=yes", f"root@{second.address}", "hostname"])
    assert reached.stdout.strip() == "unit02"
    code, said = by_root(cluster, "bootstrap", *asked)
    assert code == 0 and changes(said)["unit02"] == 0, said[-3000:]
    other = cluster.leader.run(["cat", "/etc/ssh/ssh_host_ed25519_key.pub"]).stdout.split()[1]
    code, said = by_root(cluster, "bootstrap", *asked, "-e", f"bootstrap_host_key='ssh-ed25519 {other}'")
    assert code != 0 and "shows another key than the one that is pinned" in words(said)


def test_a_worker_joins(cluster: Cluster, second: Host) -> None:
    asked = {"add_worker_name": "unit02", "add_worker_address": second.address, "release_bundle": BUNDLE}
    began = clock.wall_monotonic()
    code, said = on_leader(cluster, "add_worker", **asked)
    assert code == 0, said[-4000:]
    print(f"bare host to healthy worker: {clock.wall_monotonic() - began:.1f} s")
    assert units(cluster) == ["unit01", "unit02"]
    assert second.state() == "running", second.failed_units()
    assert "All is well" in cluster.pio(second, "health")
    began = clock.wall_monotonic()
    code, said = on_leader(cluster, "add_worker", **asked)
    assert code == 0 and changes(said) == {"leader01": 0, "unit02": 0}, said[-4000:]
    print(f"the second time: {clock.wall_monotonic() - began:.1f} s")
    cluster.workers.append(second)
    cluster.hosts.append(second)
    cluster.start_experiment()


def test_a_backup_is_brought_to_who_asks(cluster: Cluster, tmp_path: Path) -> None:
    code, said = cluster.playbook("playbooks/backup.yml", backup_fetch_to=tmp_path / "fetched")
    assert code == 0, said[-3000:]
    (brought,) = (tmp_path / "fetched").iterdir()
    for part in ("pioreactor.sqlite", "files.zip", "backup.json"):
        there = cluster.leader.file(f"{DATA}/backups/{brought.name}/{part}")
        assert (brought / part).read_bytes() == there.read_bytes()
        assert (brought / part).stat().st_mode & 0o077 == 0
    lent = cluster.leader.run(["find", "/var/tmp", "-name", "pioreactor-backup.*"]).stdout
    assert lent == ""


def test_a_backup_goes_to_another_disk_of_the_leader(cluster: Cluster) -> None:
    code, said = on_leader(cluster, "backup", backup_fetch_to="/srv/backups")
    assert code == 0, said[-3000:]
    assert len(cluster.leader.run(["ls", "/srv/backups"]).stdout.split()) == 1


def test_a_restore_brings_back_what_was_and_jobs_go_on(cluster: Cluster) -> None:
    before = [jobs_with_pids(cluster, worker) for worker in cluster.workers]
    cluster.pio(cluster.leader, "experiments", "create", "later")
    code, said = on_leader(cluster, "restore")
    assert code == 0 and "Nothing was changed" in words(said) and changes(said) == {"leader01": 0}
    assert "later" in cluster.pio(cluster.leader, "experiments", "list")
    code, said = on_leader(cluster, "restore", restore_confirm="yes")
    assert code == 0, said[-3000:]
    assert "later" not in cluster.pio(cluster.leader, "experiments", "list")
    assert [jobs_with_pids(cluster, worker) for worker in cluster.workers] == before
    cluster.check_books(after_restore=True)


def test_secrets_are_not_changed_while_one_cannot_be_told(cluster: Cluster, second: Host) -> None:
    secrets = cluster.leader.file(f"{DATA}/cluster_credentials.json")
    before = secrets.read_bytes()
    second.cut()
    code, said = on_leader(cluster, "rotate_credentials", rotate_units="unit01")
    second.heal()
    assert code != 0 and "[unit02]: UNREACHABLE" in said
    assert secrets.read_bytes() == before


def test_new_secrets_reach_everybody_and_no_reading_is_lost(cluster: Cluster) -> None:
    tokens = [worker.file(f"{DATA}/credentials.json").read_bytes() for worker in cluster.workers]
    pids = [jobs_with_pids(cluster, worker) for worker in cluster.workers]
    code, said = on_leader(cluster, "rotate_credentials", rotate_units="all")
    assert code == 0, said[-3000:]
    for worker, token in zip(cluster.workers, tokens, strict=True):
        assert worker.file(f"{DATA}/credentials.json").read_bytes() != token
        assert wait_until(lambda w=worker: "All is well" in said_by(w), 60, poll=1.0), said_by(worker)  # type: ignore[misc]
    assert [jobs_with_pids(cluster, worker) for worker in cluster.workers] == pids
    cluster.check_books()


def said_by(host: Host) -> str:
    """How the unit finds itself; also where something is wrong."""
    return host.run(["/usr/local/bin/pio", "health"], check=False).stdout


def test_updates_restart_nothing_while_an_experiment_runs(cluster: Cluster) -> None:
    first, boots = cluster.workers[0], [host.boot_id() for host in cluster.hosts]
    for host in (cluster.leader, first):
        host.run(["touch", "/run/reboot-required"])
    code, said = on_leader(cluster, "os_security", os_security_reboot="idle")
    assert code == 0, said[-3000:]
    assert [host.boot_id() for host in cluster.hosts] == boots
    assert words(said).count("A restart is due: packages ask for it. It was not done, for od_reading, stirring.") == 2
    cluster.leader.run(["rm", "/run/reboot-required"])


def test_a_restart_that_is_forced_is_done_where_it_is_due_and_the_unreachable_is_named(
    cluster: Cluster, second: Host
) -> None:
    first, boots = cluster.workers[0], [host.boot_id() for host in cluster.hosts]
    second.cut()
    code, said = on_leader(cluster, "os_security", os_security_reboot="always")
    second.heal()
    assert code != 0 and "[unit02]: UNREACHABLE" in said
    changed = [host.boot_id() != boot for host, boot in zip(cluster.hosts, boots, strict=True)]
    assert changed == [False, True, False], said[-3000:]
    assert wait_until(lambda: len(jobs_with_pids(cluster, first)) == 2, 60, poll=1.0)


def test_the_cluster_is_switched_off_in_order_and_goes_on(cluster: Cluster) -> None:
    # From outside, which knows the first worker only.
    code, said = cluster.playbook("playbooks/shutdown.yml", shutdown_confirm="yes")
    assert code == 0, said[-3000:]
    off = [cluster.leader, cluster.workers[0]]
    assert wait_until(lambda: not any(host.is_on() for host in off), 60)
    assert said.index("changed: [unit01]") < said.index("changed: [leader01]")
    assert cluster.workers[1].is_on()
    for host in off:
        host.power_on()
    for host in off:
        host.wait_until_up()
    assert wait_until(lambda: len(jobs_with_pids(cluster, cluster.workers[0])) == 2, 60, poll=1.0)
    cluster.check_books()


def test_a_unit_gets_another_name_once_it_is_idle(cluster: Cluster, second: Host) -> None:
    code, said = on_leader(cluster, "rename", rename_from="unit02", rename_to="unit07")
    assert code != 0 and "od_reading, stirring run on unit02" in words(said)
    assert set(changes(said).values()) == {0}
    cluster.pio(second, "kill", "--all-jobs")
    code, said = on_leader(cluster, "rename", rename_from="unit02", rename_to="unit07")
    assert code == 0, said[-4000:]
    assert second.run(["hostname"]).stdout.strip() == "unit07"
    assert units(cluster) == ["unit01", "unit07"]
    assert "All is well" in cluster.pio(second, "health")
    assert "unit02" not in cluster.leader.file("/etc/mosquitto/pioreactor.accounts").read_text()
    code, said = on_leader(cluster, "rename", rename_from="unit02", rename_to="unit07")
    assert code != 0 and set(changes(said).values()) == {0}


def test_a_unit_that_does_not_answer_leaves_and_is_switched_off_later(cluster: Cluster, second: Host) -> None:
    second.cut()
    code, said = on_leader(cluster, "remove_worker", remove_worker_name="unit07")
    second.heal()
    assert code != 0 and "[unit07]: UNREACHABLE" in said
    assert units(cluster) == ["unit01"]
    assert "unit07" not in cluster.leader.file("/etc/mosquitto/pioreactor.accounts").read_text()
    asked = {"remove_worker_name": "unit07", "remove_worker_address": second.address}
    code, said = on_leader(cluster, "remove_worker", **asked)
    assert code == 0 and changes(said)["leader01"] == 0, said[-3000:]
    assert second.run(["pgrep", "-u", "pioreactor"], check=False).stdout == ""
    assert not second.file(f"{DATA}/credentials.json").exists()
    assert second.file(f"{DATA}/storage/journal.sqlite").exists()
    code, said = on_leader(cluster, "remove_worker", **asked)
    assert code == 0 and changes(said) == {"leader01": 0, "unit07": 0}, said[-3000:]


def test_a_reset_leaves_nothing_and_the_unit_can_be_set_up_again(cluster: Cluster, bundle: Path) -> None:
    first, limit = cluster.workers[0], ["--limit", "unit01"]
    assert len(jobs_with_pids(cluster, first)) == 2
    code, said = cluster.playbook("playbooks/reset.yml", options=limit, reset_confirm="unit01")
    assert code != 0 and "od_reading, stirring run on unit01" in words(said) and set(changes(said).values()) == {0}
    code, said = cluster.playbook("playbooks/reset.yml", options=limit, reset_confirm="unit01", reset_force=True)
    assert code == 0, said[-3000:]
    assert first.run(["pgrep", "-u", "pioreactor"], check=False).stdout == ""
    assert not first.file(DATA).exists() and not first.file("/etc/mosquitto/pioreactor.accounts").exists()
    assert cluster.versions()[1] == VERSION
    code, said = cluster.playbook("playbooks/reset.yml", options=limit, reset_confirm="unit01")
    assert code == 0 and changes(said) == {"unit01": 0}, said[-3000:]
    cluster.prepare(bundle)
    assert wait_until(lambda: "All is well" in said_by(first), 60, poll=1.0), said_by(first)
