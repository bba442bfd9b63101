"""Drills of an upgrade on a booted cluster with an experiment that runs all the time. They build on each other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pioreactor import clock
from pioreactor.clock import wait_until
from pioreactor.cluster.release import bundle as bundles_
from pioreactor.cluster.release import packing
from tests.hosts.lab import Lab
from tests.hosts.upgrading import BROKEN_OD, DATABASE, VERSION, Bundles, Cluster, drill_migration

pytestmark = [pytest.mark.hosts, pytest.mark.timeout(1800)]
OLD, NEW, ILL = VERSION, "1.1.0", "1.2.0"
FIRST_BOOT = "/etc/systemd/system/pioreactor-first-boot.service"
SHORT = {"release_ready_within_s": 150, "release_stable_for_s": 10}


@pytest.fixture(scope="module")
def cluster(lab: Lab, bundles: Bundles, bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """With its first release, an experiment running. The second worker is one that sets itself up."""
    made = Cluster(lab, tmp_path_factory.mktemp("cluster"), bundles)
    made.prepare(bundle)
    made.workers[1].run(["tee", FIRST_BOOT], stdin="[Service]\nType=oneshot\nExecStart=true\n")
    assert made.versions() == [OLD] * 3
    made.start_experiment()
    yield made


@pytest.fixture(scope="module")
def new(bundles: Bundles) -> Path:
    return bundles.build(NEW, overlay=drill_migration())


def check_untouched(cluster: Cluster) -> None:
    assert cluster.versions() == [OLD] * 3
    assert all(not cluster.upgrade_state(host) for host in cluster.hosts)
    for host in cluster.hosts:
        assert host.run(["ls", "/opt/pioreactor/releases"]).stdout.split() == [OLD]


def test_a_bundle_of_a_stranger_never_runs(cluster: Cluster, bundles: Bundles) -> None:
    code, said = cluster.playbook("playbooks/upgrade.yml", release_bundle=bundles.build(NEW, key="stranger"))
    assert code != 0 and "The signature of the bundle is not one of" in said
    check_untouched(cluster)


def test_a_bundle_for_another_architecture_never_runs(cluster: Cluster, bundles: Bundles, new: Path) -> None:
    manifest = bundles_.unpack(new, bundles.folder / "unpacked", bundles.signers)
    content = bundles.folder / "unpacked" / manifest.version
    for name in ("manifest.json", "manifest.json.sig"):
        (content / name).unlink()
    options = {"pythons": manifest.pythons, "schema_version": manifest.schema_version}
    other = packing.describe(content, version=NEW, architecture="riscv64", **options)  # type: ignore[arg-type]
    path = packing.pack(content, other, bundles.key, bundles.folder / "other")
    code, said = cluster.playbook("playbooks/upgrade.yml", release_bundle=path)
    assert code != 0 and "Take the bundle for x86_64" in " ".join(said.split())
    check_untouched(cluster)


def test_too_little_space_stops_the_pre_flight_with_the_figure(cluster: Cluster, new: Path) -> None:
    code, said = cluster.playbook("playbooks/upgrade.yml", release_bundle=new, release_spare_mb=9_000_000)
    assert code != 0 and "MB free in /opt/pioreactor, 9000" in " ".join(said.split())
    check_untouched(cluster)


def test_an_ill_release_returns_by_itself(cluster: Cluster, bundles: Bundles) -> None:
    began_s = clock.now_s()
    ill = bundles.build(ILL, overlay={"pioreactor/background_jobs/od_reading/job.py": BROKEN_OD})
    limits = {"release_ready_within_s": 40, "release_stable_for_s": 5}
    code, said = cluster.playbook("playbooks/upgrade.yml", release_bundle=ill, **limits)
    assert code != 0 and "od_reading does not run" in " ".join(said.split())
    assert cluster.versions() == [OLD] * 3
    states = [cluster.upgrade_state(host).get("step") for host in cluster.hosts]
    assert states == [None, "returned", None]
    assert wait_until(lambda: all("od_reading" in cluster.jobs(worker) for worker in cluster.workers), 60)
    cluster.check_books()
    assert cluster.longest_gap_s(cluster.workers[1], began_s) < 15.0


def test_a_unit_goes_on_when_the_control_host_dies(cluster: Cluster, new: Path) -> None:
    first = cluster.workers[0]
    began = clock.wall_monotonic()
    control = cluster.start_playbook("playbooks/upgrade.yml", release_bundle=new, **SHORT)
    assert wait_until(lambda: cluster.upgrade_state(first).get("to") == NEW, 600, poll=0.5), cluster.log.read_text()
    print(f"pre-flight, staging, installation beside on three: {clock.wall_monotonic() - began:.1f} s")
    kill(control)
    assert wait_until(lambda: cluster.upgrade_state(first).get("step") == "accepted", 240, poll=1.0)
    assert cluster.versions() == [OLD, NEW, OLD]


def test_an_unreachable_unit_is_named_and_the_rest_goes_on(cluster: Cluster, new: Path) -> None:
    second = cluster.workers[1]
    second.cut()
    code, said = cluster.playbook("playbooks/upgrade.yml", release_bundle=new, **SHORT)
    second.heal()
    assert code != 0 and f"[{second.name}]: UNREACHABLE" in said
    assert cluster.versions() == [NEW, NEW, OLD], said[-6000:]


def test_a_power_cut_in_the_middle_is_finished_by_the_unit_and_a_second_run(cluster: Cluster, new: Path) -> None:
    second = cluster.workers[1]
    control = cluster.start_playbook("playbooks/upgrade.yml", release_bundle=new, **SHORT)
    steps = ("switched", "started")
    assert wait_until(lambda: cluster.upgrade_state(second).get("step") in steps, 600, poll=0.2), (
        cluster.log.read_text()
    )
    second.power_cut()
    kill(control)
    second.power_on()
    second.wait_until_up()
    assert wait_until(lambda: cluster.upgrade_state(second).get("step") == "accepted", 240, poll=1.0)
    code, said = cluster.playbook("playbooks/upgrade.yml", release_bundle=new, **SHORT)
    assert code == 0, said[-6000:]
    assert cluster.versions() == [NEW] * 3
    ansible = "/opt/pioreactor/current/venv/bin/ansible-playbook"
    has_ansible = [host.run(["test", "-x", ansible], check=False).returncode == 0 for host in cluster.hosts]
    assert has_ansible == [True, False, True], "what a unit needs to set itself up anew is not taken from it"
    assert cluster.sql(cluster.leader, DATABASE, "SELECT count(*) FROM upgrade_drill") == [[0]]
    cluster.check_books()


def test_a_rollback_brings_everything_back(cluster: Cluster) -> None:
    began_s, began = clock.now_s(), clock.wall_monotonic()
    code, said = cluster.playbook("playbooks/rollback.yml")
    took_s = clock.wall_monotonic() - began
    assert code == 0, said[-6000:]
    assert cluster.versions() == [OLD] * 3
    assert cluster.sql(cluster.leader, DATABASE, "SELECT name FROM sqlite_master WHERE name = 'upgrade_drill'") == []
    cluster.check_books()
    print(f"rollback of three: {took_s:.1f} s, {cluster.figures(began_s)}")


def test_the_page_upgrades_the_cluster_and_takes_it_back(cluster: Cluster, new: Path, bundles: Bundles) -> None:
    """Over HTTP alone, with the usual gate; the web server that answers is replaced in the middle."""
    cluster.let_leader_in()
    assert "signature" in cluster.upload(bundles.build(NEW, key="stranger"))["error"]
    assert cluster.upload(new)["status"] == "succeeded"
    status, plan = cluster.ask("GET", "/api/upgrades/plan")
    assert status == 200 and plan["why_not"] is None, plan
    assert [(unit["unit"], unit["group"]) for unit in plan["units"]] == [("unit01", 0), ("unit02", 1), ("leader01", 2)]
    assert {job["job_name"] for job in plan["units"][0]["running"]} == {"stirring", "od_reading"}
    began_s = clock.now_s()
    run, silent = cluster.run_on_page({"kind": "upgrade", "version": NEW, "by": "mira"})
    assert run["outcome"] == "succeeded", run
    assert silent > 0, "the web server was not replaced"
    assert all(stage["state"] == "done" for unit in run["units"] for stage in unit["stages"]), run["units"]
    assert cluster.versions() == [NEW] * 3
    print(f"upgrade of three over HTTP: {run['took_s']} s, no answer {silent} times, {cluster.figures(began_s)}")
    rows = cluster.ask("GET", "/api/upgrades/units")[1]
    assert [(row["unit"], row["release"]["version"]) for row in rows] == [(host.name, NEW) for host in cluster.hosts], (
        rows
    )
    back, _ = cluster.run_on_page({"kind": "rollback"})
    assert back["outcome"] == "succeeded", back
    assert cluster.versions() == [OLD] * 3
    print(f"rollback of three over HTTP: {back['took_s']} s")
    cluster.check_books()


def test_the_page_stops_an_upgrade_before_the_units_change(cluster: Cluster, new: Path) -> None:
    """Stopped while it is being prepared: nothing has changed, nothing is held, and it can be run again."""
    assert cluster.ask("POST", "/api/upgrades/start", {"kind": "upgrade", "version": NEW})[0] == 202
    assert wait_until(lambda: cluster.ask("GET", "/api/upgrades")[1]["run"]["step"] != "", 60, poll=0.3)
    assert cluster.ask("POST", "/api/upgrades/stop")[0] == 202

    def outcome() -> str:
        return str(cluster.ask("GET", "/api/upgrades")[1]["run"]["outcome"])

    assert wait_until(lambda: outcome() not in ("asked", "running"), 90, poll=0.5), outcome()
    assert outcome() == "stopped"
    assert cluster.versions() == [OLD] * 3
    assert cluster.leader.run(["pgrep", "-f", "ansible-playbook"], check=False).stdout == ""


def test_the_leader_upgrades_the_cluster_by_its_own_command(cluster: Cluster, new: Path) -> None:
    """`pio cluster upgrade` on the leader, which reaches the workers by itself; the gate is what its inventory says."""
    gate = json.dumps({"release_stable_for_s": SHORT["release_stable_for_s"]})
    place = "/etc/pioreactor/inventory/group_vars/all.yml"
    cluster.leader.run(["install", "-D", "-m", "644", "/dev/stdin", place], stdin=gate)
    cluster.leader.copy_in(new, f"/home/pioreactor/{new.name}")
    began_s, began = clock.now_s(), clock.wall_monotonic()
    command = ["/usr/local/bin/pio", "cluster", "upgrade", f"/home/pioreactor/{new.name}", "--json"]
    done = cluster.leader.run(command, timeout_seconds=1200, check=False)
    took_s = clock.wall_monotonic() - began
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert '"accepted"' in done.stdout
    assert cluster.versions() == [NEW] * 3
    cluster.check_books()
    states = [cluster.upgrade_state(host) for host in cluster.hosts]
    assert {state["stable_for_s"] for state in states} == {SHORT["release_stable_for_s"]}
    print(f"upgrade of three with a short gate: {took_s:.1f} s, {cluster.figures(began_s)}")


def kill(control: subprocess.Popen[bytes]) -> None:
    """The control host dies: Ansible and whatever it has started."""
    os.killpg(control.pid, signal.SIGKILL)
    control.wait()
