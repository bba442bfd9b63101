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
    assert {"PioreactorAP:", "PioreactorCable:", "PioreactorLocalLink:"} <= set(shown)


def test_a_cable_asks_for_an_address_and_has_a_fixed_one_if_nobody_gives_any(host, leader):
    uses = "nmcli --get-values GENERAL.CONNECTION device show eth0 | grep --quiet --line-regexp %s"
    host.check_output("ip link add eth0 type veth peer name far && ip link set far up")
    try:
        host.check_output("nmcli device set eth0 managed yes")
        host.check_output(HOLDS % (uses % "PioreactorCable"))
        # DHCP is given up after 45 s.
        given = "ip -4 -brief address show eth0 | grep --quiet 169.254.16.16/16"
        host.check_output(f"timeout 90 bash -c 'until {given}; do sleep 1; done'")
        host.check_output(HOLDS % (uses % "PioreactorLocalLink"))
        log = host.check_output("journalctl --unit NetworkManager --boot --output cat")
        assert "dhcp4 (eth0): activation: beginning transaction (no timeout)" in log, "it goes on asking"
    finally:
        host.check_output("ip link del eth0")


def test_a_host_without_networkmanager_is_left_alone(host, worker):
    assert not host.file("/etc/NetworkManager").exists


def test_all_that_comes_back_after_a_boot(host, machine):
    machine.reboot()
    assert machine.failed_units() == []
    if machine.name.startswith("leader"):
        assert host.service("pioreactor-alias").is_running
