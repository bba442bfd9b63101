"""Units join, work, fail, are replaced and leave, on a booted leader with bare hosts. The tests build on each other."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pioreactor.clock import wait_until
from tests.hosts.lab import Host, Lab
from tests.hosts.upgrading import PROJECT, Bundles, Cluster, environment, needs_chromium

pytestmark = [pytest.mark.hosts, pytest.mark.timeout(900)]
DATA = "/home/pioreactor/.pioreactor"
PASSWORD = "a password of its own"
SSH = "/etc/ssh"
# As if the clock of the host were 3 h 12 min behind: a host of the lab shares that of its machine.
LATE_PYTHON = """#!/bin/sh
shift 2
exec /usr/bin/python3 -c 'import sys, time
real = time.clock_gettime
time.clock_gettime = lambda clock: real(clock) - 11520
sys.argv = ["-"] + sys.argv[1:]
exec(compile(sys.stdin.read(), "-", "exec"), {"__name__": "__main__"})' "$@"
"""
# Another leader in the same network: its own name, data, key and list of units.
THIEF = f"""
from pioreactor.cluster.joining import asking, runner
from pioreactor.cluster.joining.asking import Secrets
from pioreactor.cluster.joining.records import DESK, Join, stages_of
from pioreactor.storage import database
import contextlib, msgspec, os, sys
with contextlib.closing(database.connect()) as connection:
    database.migrate(connection)
run = Join(run_id="20261129T100000Z-0000", kind="add", unit=sys.argv[1], address=sys.argv[2], host_key=sys.argv[3],
           user="admin", stages=stages_of("add"))
asking.take_secrets = lambda run_id: Secrets(password={PASSWORD!r})
runner.perform(run)
print(msgspec.json.encode(run).decode())
"""


@pytest.fixture(scope="module")
def cluster(lab: Lab, bundles: Bundles, bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A leader alone, and two bare hosts whose owner has given them a password."""
    made = Cluster(lab, tmp_path_factory.mktemp("cluster"), bundles, workers=(), joining=("unit01", "unit02"))
    made.prepare(bundle)
    names = {host.address: f"{host.name} {host.name}.local" for host in [*made.hosts, *made.joining]}
    own = json.dumps({"pioreactor_hardware": "simulated", "base_hosts": names})
    made.leader.run(
        ["install", "-D", "-m", "644", "/dev/stdin", "/etc/pioreactor/inventory/group_vars/all.yml"], stdin=own
    )
    for host in made.joining:
        host.run(["chpasswd"], stdin=f"admin:{PASSWORD}\n")
    yield made


@pytest.fixture(scope="module")
def first(cluster: Cluster) -> Host:
    return cluster.joining[0]


@pytest.fixture(scope="module")
def second(cluster: Cluster) -> Host:
    return cluster.joining[1]


def add(
    cluster: Cluster, name: str, host: Host, *options: str, password: str = PASSWORD, typed: str = ""
) -> dict[str, Any]:
    """What became of it."""
    command = ["/usr/local/bin/pio", "cluster", "add", name, "--address", host.address, "--json", *options]
    if password:
        command += ["--user", "admin", "--password-stdin"]
    done = cluster.leader.run(command, check=False, stdin=f"{typed or password}\n", timeout_seconds=600)
    assert done.stdout.strip(), done.stderr
    run: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(name, run["outcome"], run["took_s"], [(s["name"], s["took_s"]) for s in run["stages"]], run["meta"])
    return run


def fingerprint(host: Host) -> str:
    """As its own screen says it."""
    return host.run(["ssh-keygen", "-lf", f"{SSH}/ssh_host_ed25519_key.pub"]).stdout.split()[1]


def failed(run: dict[str, Any], stage: str, cause: str, *actions: str) -> None:
    """It stopped at this stage, for this cause, in ten seconds, and nothing of it is left."""
    assert run["outcome"] == "failed" and run["failure"]["stage"] == stage, run
    assert cause in run["failure"]["cause"], run["failure"]
    assert run["failure"]["actions"][: len(actions)] == list(actions)
    assert run["took_s"] < 10.0, run["stages"]


def units(cluster: Cluster) -> list[str]:
    return [row["pioreactor_unit"] for row in cluster.ask("GET", "/api/workers")[1]]


def is_ready(cluster: Cluster, name: str) -> bool:
    command = ["/usr/local/bin/pio", "workers", "status", "--json"]
    rows = json.loads(cluster.leader.run(command, check=False).stdout)  # exit code 1: some unit is silent
    return any(row["name"] == name and row["is_reachable"] and row["state"] == "ready" for row in rows)


def test_a_host_that_nobody_vouches_for_is_not_even_logged_in_to(cluster: Cluster, first: Host) -> None:
    run = add(cluster, "unit01", first)
    failed(run, "identity", fingerprint(first), "accept_host_key")
    assert run["meta"] == "Nothing on unit01 was changed"


def test_a_closed_port_is_told_as_that(cluster: Cluster, first: Host) -> None:
    failed(add(cluster, "unit01", first, "--port", "2222"), "find", "its port 2222 is closed", "try_again")


def test_a_wrong_password_is_told_and_the_host_key_is_not_kept(cluster: Cluster, first: Host) -> None:
    run = add(cluster, "unit01", first, "--host-key", fingerprint(first), password="guess")
    failed(run, "login", "lets admin in neither with this password", "give_password")
    assert not cluster.leader.file(f"{DATA}/ssh/known_hosts").read_text()


def test_a_host_of_another_name_is_refused(cluster: Cluster, first: Host) -> None:
    run = add(cluster, "unit09", first, "--host-key", fingerprint(first))
    failed(run, "free", "is called unit01, not unit09")


def test_a_full_disk_is_told_with_the_figures(cluster: Cluster, first: Host) -> None:
    first.run(["mount", "-t", "tmpfs", "-o", "size=20M", "tmpfs", "/opt"])
    run = add(cluster, "unit01", first, "--host-key", fingerprint(first))
    first.run(["umount", "/opt"])
    failed(run, "disk", "MB are needed")


def test_a_wrong_clock_is_told_with_its_offset(cluster: Cluster, first: Host) -> None:
    first.run(["install", "-m", "755", "/dev/stdin", "/usr/local/bin/python3"], stdin=LATE_PYTHON)
    run = add(cluster, "unit01", first, "--host-key", fingerprint(first))
    first.run(["rm", "/usr/local/bin/python3"])
    failed(run, "clock", "is 3 h 12 min behind", "set_clock")


def test_a_unit_joins_and_works(cluster: Cluster, first: Host) -> None:
    run = add(
        cluster,
        "unit01",
        first,
        "--host-key",
        fingerprint(first),
        "--model",
        "pioreactor_20ml",
        "--model-version",
        "1.5",
    )
    assert run["outcome"] == "succeeded", json.dumps(run["failure"]) + "\n".join(run["log"])
    assert {stage["state"] for stage in run["stages"]} == {"done"}
    assert units(cluster) == ["unit01"] and is_ready(cluster, "unit01")
    status, _ = cluster.ask("POST", "/api/experiments", {"experiment": "exp"})
    assert status == 201
    cluster.pio(cluster.leader, "workers", "assign", "unit01", "exp")
    assert wait_until(lambda: "exp" in cluster.state_of(first), 30)
    path = "/api/workers/unit01/jobs/run/job_name/stirring/experiments/exp"
    status, answer = cluster.ask("PATCH", path, {"options": {}, "args": [], "env": {}})
    assert status in (200, 202), answer
    assert wait_until(lambda: "stirring" in cluster.jobs(first), 60), cluster.jobs(first)


def test_a_healthy_member_that_is_added_again_is_left_as_it_is(cluster: Cluster, first: Host) -> None:
    before, state = cluster.jobs(first), cluster.state_of(first)
    run = add(cluster, "unit01", first, password="")
    assert run["outcome"] == "succeeded" and "nothing was changed" in run["meta"], run
    assert run["took_s"] < 10.0 and run["found"]["running"] == ["stirring"]
    assert (cluster.jobs(first), cluster.state_of(first)) == (before, state)


def test_another_leader_is_refused_and_told_whose_the_unit_is(cluster: Cluster, first: Host) -> None:
    config = "[cluster.topology]\nleader_hostname = thief\nleader_address = 127.0.0.1\n"
    cluster.leader.run(["install", "-D", "-m", "644", "/dev/stdin", "/tmp/thief/config.ini"], stdin=config)
    # Its owner lets passwords in again, or the thief would not even come that far.
    first.run(["mv", f"{SSH}/sshd_config.d/10-pioreactor.conf", "/root/"])
    first.run(["systemctl", "reload", "ssh"])
    environment = ["DOT_PIOREACTOR=/tmp/thief", "RUN_PIOREACTOR=/tmp/thief/run", "HOSTNAME=thief"]
    program = ["/opt/pioreactor/current/venv/bin/python", "-c", THIEF, "unit01", first.address, fingerprint(first)]
    run = json.loads(cluster.leader.run(["env", *environment, *program], timeout_seconds=60).stdout)
    first.run(["mv", "/root/10-pioreactor.conf", f"{SSH}/sshd_config.d/"])
    first.run(["systemctl", "reload", "ssh"])
    failed(run, "free", "unit01 belongs to another leader, leader01")
    assert "stirring" in cluster.jobs(first)


def test_a_second_unit_joins_while_the_first_is_cut_off(cluster: Cluster, first: Host, second: Host) -> None:
    first.cut()
    run = add(cluster, "unit02", second, "--host-key", fingerprint(second))
    first.heal()
    assert run["outcome"] == "succeeded", json.dumps(run["failure"]) + "\n".join(run["log"])
    assert units(cluster) == ["unit01", "unit02"]
    assert wait_until(lambda: is_ready(cluster, "unit01") and is_ready(cluster, "unit02"), 60, poll=1.0)
    assert "stirring" in cluster.jobs(first)


def test_a_power_cut_leaves_a_member(cluster: Cluster, second: Host) -> None:
    second.power_cut()
    second.power_on()
    second.wait_until_up()
    assert wait_until(lambda: is_ready(cluster, "unit02"), 60, poll=1.0)


def test_a_replaced_unit_is_taken_in_once_somebody_vouches_for_it(cluster: Cluster, second: Host) -> None:
    second.run(["rm", f"{SSH}/ssh_host_ed25519_key", f"{SSH}/ssh_host_ed25519_key.pub"])
    second.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{SSH}/ssh_host_ed25519_key"])
    second.run(["systemctl", "restart", "ssh"])
    run = add(cluster, "unit02", second, password="")
    failed(run, "identity", fingerprint(second), "accept_host_key")
    run = add(cluster, "unit02", second, "--host-key", fingerprint(second), password="")
    assert run["outcome"] == "succeeded", run


def remove(cluster: Cluster, name: str) -> dict[str, Any]:
    command = ["/usr/local/bin/pio", "cluster", "remove", name, "--yes", "--json"]
    done = cluster.leader.run(command, check=False, timeout_seconds=600)
    run: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(
        name, run["outcome"], run["took_s"], [(s["name"], s["took_s"], s["text"]) for s in run["stages"]], run["meta"]
    )
    return run


def test_a_unit_that_leaves_leaves_nothing_but_its_data(cluster: Cluster, second: Host) -> None:
    run = remove(cluster, "unit02")
    assert run["outcome"] == "succeeded" and not run["remains"], run
    assert units(cluster) == ["unit01"]
    kept = ["cluster_credentials.json", "ssh/known_hosts", "config.ini"]
    assert not any("unit02" in cluster.leader.file(f"{DATA}/{name}").read_text() for name in kept)
    key = cluster.leader.file(f"{DATA}/ssh/id_ed25519.pub").read_text().split()[1]
    for path in ("/root/.ssh/authorized_keys", "/home/pioreactor/.ssh/authorized_keys"):
        assert key not in second.file(path).read_text()
    assert not second.file(f"{DATA}/credentials.json").exists()
    assert second.file(f"{DATA}/storage/journal.sqlite").exists()


def test_a_prepared_host_joins_with_its_claim_code_on_the_page(cluster: Cluster, second: Host) -> None:
    shown = "/etc/issue.d/pioreactor-claim.issue"
    assert wait_until(lambda: second.file(shown).exists(), 30), second.journal("-u", "pioreactor-claim")
    code = second.file(shown).read_text().partition("Its claim code: ")[2].split()[0]
    needs_chromium()
    made = json.loads(cluster.pio(cluster.leader, "users", "add", "ada", "--role", "admin", "--link", "--json"))
    scenario = {
        "PIO_E2E_URL": f"http://{cluster.leader.address}/{made['link'].split('/', 3)[3]}",
        "PIO_E2E_UNIT": "unit02",
        "PIO_E2E_ADDRESS": second.address,
        "PIO_E2E_CLAIM_CODE": code,
    }
    command = cluster.lab.command_on_network(["npm", "run", "--silent", "e2e", "--", "18-pairing"])
    subprocess.run(command, cwd=PROJECT / "web", env=environment() | scenario, check=True)
    run = cluster.ask("GET", "/api/joining")[1]["run"]
    print(run["outcome"], run["took_s"], [(stage["name"], stage["took_s"]) for stage in run["stages"]])
    assert run["outcome"] == "succeeded" and run["took_s"] < 180.0, run["stages"]  # a minute, if nothing else runs here
    assert is_ready(cluster, "unit02")
    assert not second.file(shown).exists()


def test_a_unit_that_is_away_leaves_and_is_freed_on_the_spot(cluster: Cluster, second: Host) -> None:
    second.cut()
    run = remove(cluster, "unit02")
    second.heal()
    assert run["outcome"] == "succeeded" and "sudo pio cluster leave" in run["remains"], run
    assert units(cluster) == ["unit01"]
    said = second.run(["/usr/local/bin/pio", "cluster", "leave", "--yes"]).stdout
    assert "This unit is free" in said and not second.file(f"{DATA}/credentials.json").exists()
