"""TLS on a booted cluster: on, what it refuses, renewed, off; while a worker stirs and reads."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from pioreactor import clock
from pioreactor.clock import wait_until
from tests.hosts.lab import Host, Lab
from tests.hosts.upgrading import Bundles, Cluster

pytestmark = [pytest.mark.hosts, pytest.mark.timeout(1200)]
DATA = "/home/pioreactor/.pioreactor"
OWN_INVENTORY = "/etc/pioreactor/inventory"


@pytest.fixture(scope="module")
def cluster(lab: Lab, bundles: Bundles, bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A leader and a worker that works for an experiment; the leader may log in to it."""
    made = Cluster(lab, tmp_path_factory.mktemp("cluster"), bundles, workers=("unit01",))
    made.prepare(bundle)
    made.let_leader_in()
    names = {host.address: f"{host.name} {host.name}.local" for host in made.hosts}
    own = json.dumps({"pioreactor_hardware": "simulated", "pioreactor_model_version": "1.5", "base_hosts": names})
    made.leader.run(["install", "-D", "-m", "644", "/dev/stdin", f"{OWN_INVENTORY}/group_vars/all.yml"], stdin=own)
    made.start_experiment()
    yield made


def by_user(cluster: Cluster, *words: str) -> tuple[int, str]:
    """`pio` of the leader's user; exit code and what it said."""
    command = ["runuser", "-u", "pioreactor", "--", "/usr/local/bin/pio", *words]
    done = cluster.leader.run(command, check=False, timeout_seconds=900)
    return done.returncode, done.stdout + done.stderr


def jobs(cluster: Cluster, host: Host) -> dict[str, int]:
    rows = json.loads(cluster.pio(host, "jobs", "list", "running", "--json"))
    return {row["job_name"]: row["pid"] for row in rows if row["job_name"] != "monitor"}


def asked_by_worker(cluster: Cluster) -> str:
    """What the leader tells a program on the worker about experiments."""
    code = "from pioreactor.pubsub import get_from_leader; print(get_from_leader('/api/experiments').text)"
    python = "/opt/pioreactor/current/venv/bin/python"
    return cluster.workers[0].run(["runuser", "-u", "pioreactor", "--", python, "-c", code]).stdout


def handshake(host: Host, port: int, authority: str | None) -> str:
    """What a client that believes this authority sees: the certificate's number, or why there is no connection."""
    context = ssl.create_default_context(cadata=authority) if authority else ssl.create_default_context()
    try:
        with host.connect(port) as plain, context.wrap_socket(plain, server_hostname=host.address) as encrypted:
            return str((encrypted.getpeercert() or {})["serialNumber"])
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    except OSError as error:
        return type(error).__name__


def plain(host: Host, path: str) -> tuple[int, str]:
    """Status and target of a request without encryption."""
    with host.connect(80) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host.address}\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while piece := connection.recv(4096):
            answer += piece
    lines = answer.decode(errors="replace").split("\r\n")
    target = next((line.partition(": ")[2] for line in lines if line.lower().startswith("location:")), "")
    return int(lines[0].split()[1]), target


def is_listening(host: Host, port: int) -> bool:
    try:
        host.connect(port, 2).close()
    except OSError:
        return False
    return True


def authority_of(cluster: Cluster) -> str:
    return cluster.leader.file(f"{DATA}/authority/ca.pem").read_text()


def test_it_is_switched_on_and_no_reading_is_lost(cluster: Cluster) -> None:
    worker, began = cluster.workers[0], clock.wall_monotonic()
    before = jobs(cluster, worker)
    code, said = by_user(cluster, "cluster", "tls", "on")
    assert code == 0, said[-4000:]
    print(f"on after {clock.wall_monotonic() - began:.0f} s")
    assert jobs(cluster, worker) == before
    assert "8883" in worker.file("/etc/mosquitto/conf.d/pioreactor.conf").read_text()
    cluster.check_books()
    code, said = by_user(cluster, "cluster", "tls", "status")
    assert code == 0 and "TLS is on" in said, said
    assert "All is well" in cluster.pio(worker, "health")


def test_keys_stay_private(cluster: Cluster) -> None:
    leader, worker = cluster.leader, cluster.workers[0]
    for host, path, mode in (
        (leader, f"{DATA}/authority/ca.key", "600 pioreactor"),
        (leader, "/etc/pioreactor/tls/web.key", "600 root"),
        (leader, "/etc/mosquitto/pioreactor-tls/hub.key", "640 root"),
        (worker, "/etc/pioreactor/tls/web.key", "600 root"),
    ):
        assert host.run(["stat", "-c", "%a %U", path]).stdout.strip() == mode, path
    assert not worker.file(f"{DATA}/authority").exists()


def test_without_encryption_pages_lead_on_and_the_rest_is_refused(cluster: Cluster) -> None:
    leader, worker = cluster.leader, cluster.workers[0]
    assert plain(leader, "/overview?x=1") == (308, f"https://{leader.address}/overview?x=1")
    for host, path in ((leader, "/api/session"), (leader, "/mqtt"), (worker, "/unit_api/health")):
        assert plain(host, path)[0] == 403, path
    assert plain(leader, "/api/ca.pem")[0] == 200
    assert not is_listening(leader, 1883)
    assert is_listening(leader, 8883)


def test_only_who_knows_the_authority_believes_the_units(cluster: Cluster) -> None:
    for host, port in ((cluster.leader, 443), (cluster.leader, 8883), (cluster.workers[0], 443)):
        assert handshake(host, port, authority_of(cluster)).isalnum()
        assert "self-signed" in handshake(host, port, None) or "unable to get" in handshake(host, port, None)


def test_the_api_works_over_tls_in_both_directions(cluster: Cluster) -> None:
    assert "exp" in asked_by_worker(cluster)
    code = "from pioreactor.leader.fanout import *; print(ask_unit(Call('unit01', 'GET', '/unit_api/jobs')).ok)"
    python = "/opt/pioreactor/current/venv/bin/python"
    told = cluster.leader.run(["runuser", "-u", "pioreactor", "--", python, "-c", code])
    assert told.stdout.strip() == "True"


def test_a_bridge_that_meets_another_authority_stays_away_and_readings_wait(cluster: Cluster, tmp_path: Path) -> None:
    from pioreactor.cluster.authority import issuing

    worker = cluster.workers[0]
    file = worker.file("/etc/mosquitto/pioreactor-tls/ca.pem")
    right = file.read_bytes()
    file.write_bytes(issuing.make_authority("elsewhere", clock.now()).certificate)
    worker.run(["systemctl", "restart", "mosquitto"])
    log = "/var/log/mosquitto/mosquitto.log"
    assert wait_until(lambda: "certificate verify failed" in worker.run(["tail", "-n", "40", log]).stdout, 60, poll=0.5)
    file.write_bytes(right)
    worker.run(["systemctl", "restart", "mosquitto"])
    cluster.check_books()


def test_a_certificate_that_ends_soon_is_renewed_by_the_timer(cluster: Cluster) -> None:
    worker, authority = cluster.workers[0], authority_of(cluster)
    assert by_user(cluster, "cluster", "tls", "due")[0] == 1
    before = handshake(worker, 443, authority)
    age = (
        "from datetime import timedelta; from pioreactor import clock; from pioreactor.cluster.authority import *; "
        "from pioreactor.cluster.authority import handing_out, issuing, keeping; own = keeping.load_own(); "
        "keeping.save_unit('unit01', issuing.issue(own, 'unit01', handing_out.places_of('unit01'), "
        "clock.now() - timedelta(days=340)))"
    )
    python = "/opt/pioreactor/current/venv/bin/python"
    cluster.leader.run(["runuser", "-u", "pioreactor", "--", python, "-c", age])
    code, said = by_user(cluster, "cluster", "tls", "due")
    assert code == 0 and "unit01: it ends soon" in said
    cluster.leader.run(["systemctl", "start", "pioreactor-certificates.service"], timeout_seconds=600)
    assert handshake(worker, 443, authority) not in ("", before)
    assert by_user(cluster, "cluster", "tls", "due")[0] == 1
    assert authority_of(cluster) == authority
    timer = cluster.leader.run(["systemctl", "is-active", "pioreactor-certificates.timer"])
    assert timer.stdout.strip() == "active"


def test_it_is_switched_off_again(cluster: Cluster) -> None:
    worker = cluster.workers[0]
    before = jobs(cluster, worker)
    code, said = by_user(cluster, "cluster", "tls", "off")
    assert code == 0, said[-4000:]
    assert jobs(cluster, worker) == before
    assert plain(worker, "/unit_api/health")[0] == 200
    assert is_listening(cluster.leader, 1883) and not is_listening(cluster.leader, 8883)
    assert not is_listening(worker, 443)
    assert not worker.file(f"{DATA}/ca.pem").exists()
    assert "exp" in asked_by_worker(cluster)
    cluster.check_books()
