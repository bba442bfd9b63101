"""Leader (with NetworkManager) and worker (without) after the role `network`."""

import pytest

HOLDS = "timeout 20 bash -c 'until %s; do sleep 0.2; done'"


@pytest.fixture
def leader(host):
    """Only on the leader."""
    if not host.backend.host.startswith("leader"):
        pytest.skip("about the leader")


@pytest.fixture
def worker(host):
    """Only on the worker."""
    if not host.backend.host.startswith("worker"):
        pytest.skip("about the worker")


def test_the_leader_finds_the_worker_and_only_the_worker(host, leader):
    found = host.check_output("avahi-browse _pio-worker._tcp --parsable --terminate --no-db-lookup")
    assert {line.split(";")[3] for line in found.splitlines()} == {"pioreactor-worker-on-worker01"}


def test_others_know_the_leader_s_second_name(host, worker):
    assert host.check_output("avahi-resolve --name -4 pioreactor.local").split()[1] == "10.77.0.11"
    assert host.check_output("avahi-resolve --name -4 leader01.local").split()[1] == "10.77.0.11"


def test_the_second_name_follows_the_leader_s_addresses(host, leader):
    published = "pgrep --full [a]vahi-publish-address.*10.77.0.99"  # not the shell that asks
    host.check_output("ip address add 10.77.0.99/24 dev host0")
    host.check_output(HOLDS % f"{published} >/dev/null")
    host.check_output("ip address del 10.77.0.99/24 dev host0")
    host.check_output(HOLDS % f"! {published} >/dev/null")


def test_the_access_point_has_a_passphrase_of_its_own(host, leader):
    secret = host.file("/etc/NetworkManager/pioreactor-access-point.passphrase")
    profile = host.file("/etc/NetworkManager/system-connections/PioreactorAP.nmconnection")
    assert (secret.mode, profile.mode) == (0o600, 0o600)
    passphrase = secret.content_string.strip()
    assert len(passphrase) == 12
    assert f"psk={passphrase}" in profile.content_string.splitlines()


def test_networkmanager_has_read_the_connections_and_started_none(host, leader):
    shown = host.check_output("nmcli --terse --fields NAME,DEVICE connection show").splitlines()
    assert {"PioreactorAP:", "PioreactorLocalLink:"} <= set(shown)


def test_a_host_without_networkmanager_is_left_alone(host, worker):
    assert not host.file("/etc/NetworkManager").exists


def test_all_that_comes_back_after_a_boot(host, machine):
    machine.reboot()
    assert machine.failed_units() == []
    if machine.name.startswith("leader"):
        assert host.service("pioreactor-alias").is_running
