"""The cluster was made, and lives, without a way out: no router, no resolver, packages from the leader alone."""

import pytest

URL = "http://10.77.0.11/packages"
ASK_FOR_BUNDLE = """
import platform, sys, urllib.request
asked = urllib.request.Request(f"{sys.argv[1]}pioreactor-1.0.0-{platform.machine()}.tar", method="HEAD")
print(urllib.request.urlopen(asked, timeout=20).headers["Content-Length"])
"""


@pytest.fixture
def worker(host):
    """Only on workers, which have no packages of their own."""
    if not host.backend.host.startswith("worker"):
        pytest.skip("about workers")


def test_there_is_no_way_out(host):
    assert host.check_output("ip route show default") == ""
    assert host.check_output("ip -6 route show default") == ""
    for address in ("192.0.2.1", "1.1.1.1"):
        assert "unreachable" in host.run(f"ping -c 1 -W 2 {address}").stderr
    assert host.run("getent hosts deb.debian.org").rc != 0
    assert "nameserver" not in host.file("/etc/resolv.conf").content_string


def test_a_worker_knows_the_leader_s_packages_only(host, worker):
    places = host.check_output("apt-get indextargets --format '$(URI)'").splitlines()
    assert places and {place.split("/./")[0] for place in places} == {URL}


def test_a_worker_gets_packages_from_the_leader(host, worker):
    host.check_output("apt-get -q update")
    host.check_output("apt-get clean")
    host.check_output("apt-get -qy install --reinstall --download-only chrony")
    assert host.run("ls /var/cache/apt/archives/chrony_*.deb").rc == 0


def test_a_worker_got_its_release_from_the_leader(host, worker):
    assert host.file("/opt/pioreactor/current").linked_to == "/opt/pioreactor/releases/1.0.0"
    asked = host.check_output("python3 -c %s http://10.77.0.11/releases/", ASK_FOR_BUNDLE)
    assert int(asked) > 1_000_000
    # It is removed once it is installed.
    assert host.run("ls /opt/pioreactor/store/*.tar").rc != 0


def test_packages_that_are_not_signed_with_the_key_are_refused(host, worker):
    host.check_output("cp -p /etc/apt/keyrings/pioreactor-packages.asc /root/kept.asc")
    try:
        host.check_output("sed -i '/^m/d' /etc/apt/keyrings/pioreactor-packages.asc")
        said = host.run("apt-get -q -o APT::Update::Error-Mode=any update")
        assert said.rc != 0 and "sign" in said.stderr
    finally:
        host.check_output("mv /root/kept.asc /etc/apt/keyrings/pioreactor-packages.asc && apt-get -q update")
