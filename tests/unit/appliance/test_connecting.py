"""Into a network, or to the set-up page; whom the unit meets there; what its name is."""

from __future__ import annotations

import json

import msgspec
import pytest

from pioreactor import clock
from pioreactor.appliance import asking, connecting, identifying, network
from pioreactor.appliance.commands import Ran
from pioreactor.appliance.host import Host
from pioreactor.appliance.progress import Network
from pioreactor.appliance.settings import AccessPoint, Account, Problem, Settings, Wifi
from pioreactor.appliance.state import Step
from tests.unit.appliance.conftest import Programs

LAB = Wifi(ssid="our lab", passphrase="hunter22")


def with_address(programs: Programs, *addresses: str) -> None:
    links = [{"ifname": "lo", "addr_info": [{"local": "127.0.0.1"}]}]
    links += [{"ifname": f"eth{number}", "addr_info": [{"local": one}]} for number, one in enumerate(addresses)]
    programs.says("ip -4 -json address", json.dumps(links))


def with_wifi(programs: Programs, listing: str = "our lab:70:WPA2\n") -> None:
    programs.says(
        "nmcli --terse --fields DEVICE,TYPE,STATE device", "eth0:ethernet:unavailable\nwlan0:wifi:disconnected\n"
    )
    programs.says("nmcli --terse --fields SSID,SIGNAL,SECURITY device wifi list", listing)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody comes while we wait."""
    monkeypatch.setattr(connecting, "WAIT_S", 0.0)
    monkeypatch.setattr(connecting, "GLANCE_S", 0.0)
    monkeypatch.setattr(asking, "LOOKS_EVERY_S", 0.01)


@pytest.fixture
def named(host: Host) -> Host:
    host.state.settings = Settings(hostname="lab1")
    return host


def test_a_cable_is_enough_and_the_default_is_a_leader_that_works(named: Host, programs: Programs):
    with_address(programs, "192.168.1.20")
    programs.says("avahi-resolve", exit_code=1)
    assert connecting.connect(named) is Step.CONVERGE
    assert named.state.settings.role == "both"


def test_without_a_network_and_a_wish_the_page_asks(named: Host, programs: Programs):
    with_address(programs)
    with_wifi(programs, "our lab:70:WPA2\nguests:40:--\nour lab:90:WPA2\nodd\\:name:10:WPA2\n")
    assert connecting.connect(named) is Step.ASK
    assert named.progress.shown.networks == [
        Network("our lab", 90, False),
        Network("guests", 40, True),
        Network("odd:name", 10, False),
    ]


def test_a_unit_that_can_make_no_access_point_goes_on_without(named: Host, programs: Programs):
    with_address(programs, "169.254.16.16")
    assert connecting.connect(named) is Step.CONVERGE
    assert "no network" in named.state.notes[0]


def test_who_says_what_the_unit_is_needs_no_network(named: Host, programs: Programs):
    named.state.settings = Settings(hostname="lab1", role="worker")
    with_address(programs)
    with_wifi(programs)
    assert connecting.connect(named) is Step.CONVERGE


def test_the_passphrase_is_in_a_file_of_root_and_in_no_command(named: Host, programs: Programs):
    named.state.settings = Settings(hostname="lab1", role="both", country="AT", wifi=LAB)
    with_address(programs, "192.168.1.20")
    with_wifi(programs)
    programs.says("avahi-resolve", exit_code=1)
    assert connecting.connect(named) is Step.CONVERGE
    file = named.places.connections / "PioreactorWifi.nmconnection"
    assert "psk=hunter22" in file.read_text() and file.stat().st_mode & 0o077 == 0
    assert "hunter22" not in " ".join(programs.lines())
    assert "iw reg set AT" in programs.lines()


@pytest.mark.parametrize(
    ("said", "listing", "expected"),
    [
        (
            "Error: Connection activation failed: Secrets were required, but not provided.",
            "our lab:70:WPA2\n",
            "passphrase",
        ),
        ("Error: No network with SSID 'our lab' found.", "Our Lab:70:WPA2\n", 'Did you mean "Our Lab"?'),
        ("Error: No network with SSID 'our lab' found.", "", "nearer to the router"),
        ("Error: Timeout 60 sec expired.", "our lab:70:WPA2\n", "did not take this unit in"),
    ],
)
def test_why_a_network_was_not_joined(named: Host, programs: Programs, said, listing, expected):
    named.state.settings = Settings(hostname="lab1", role="both", wifi=LAB)
    with_address(programs)
    with_wifi(programs, listing)
    programs.says("nmcli --wait 60 connection up PioreactorWifi", exit_code=4, stderr=said)
    assert connecting.connect(named) is Step.ASK
    (problem,) = named.state.problems
    assert expected in problem.text and "hunter22" not in problem.text


def test_a_name_that_another_computer_has(named: Host, programs: Programs):
    with_address(programs, "192.168.1.20")
    programs.says("avahi-resolve -4 --name lab1.local", "lab1.local\t192.168.1.30\n")
    programs.says("avahi-resolve -4 --name pioreactor.local", exit_code=1)
    assert connecting.connect(named) is Step.ASK
    assert str(named.state.problems[0]).startswith(
        "hostname: Another computer in this network is called lab1 already, at 192.168.1.30"
    )


def test_its_own_name_is_no_other_s(named: Host, programs: Programs):
    with_address(programs, "192.168.1.20")
    programs.says("avahi-resolve -4 --name lab1.local", "lab1.local\t192.168.1.20\n")
    programs.says("avahi-resolve -4 --name pioreactor.local", exit_code=1)
    assert connecting.connect(named) is Step.CONVERGE


def test_a_second_leader_is_not_made_unasked(named: Host, programs: Programs):
    with_address(programs, "192.168.1.20")
    programs.says("avahi-resolve -4 --name lab1.local", exit_code=1)
    programs.says("avahi-resolve -4 --name pioreactor.local", "pioreactor.local\t192.168.1.30\n")
    assert connecting.connect(named) is Step.ASK
    assert "There is a leader in this network already" in named.state.problems[0].text
    named.state.problems, named.state.settings = [], Settings(hostname="lab1", role="both")
    assert connecting.connect(named) is Step.CONVERGE


@pytest.mark.parametrize(
    ("passphrase", "psk"), [("a;b\\c", "psk=a;b\\\\c"), ("  two blanks", "psk=\\s\\stwo blanks"), ("", None)]
)
def test_a_network_s_file_says_what_was_meant(host: Host, passphrase, psk):
    network.write_wifi(host.places.connections, Wifi(ssid="B;ü", passphrase=passphrase))
    lines = (host.places.connections / "PioreactorWifi.nmconnection").read_text().splitlines()
    assert "ssid=66;59;195;188;" in lines
    assert (psk in lines) if psk else ("[wifi-security]" not in lines)


# --- the set-up page's side -------------------------------------------------------------------------------------------


def answer(host: Host, **settings: object) -> None:
    host.places.answer.write_bytes(msgspec.json.encode({"settings": settings}))


def test_an_answer_takes_the_place_of_what_was_said(named: Host, programs: Programs):
    with_address(programs, "192.168.1.20")
    named.state.settings = Settings(hostname="lab1", ssh_keys=("ssh-ed25519 AAAA",), hardware="simulated", wifi=LAB)
    named.state.problems = [Problem("pioreactor.toml, line 1", "role needs quotes.")]
    clock_end = clock.wall_monotonic() + 10

    class AnswersWhenAsked(Programs):
        def __call__(self, argv, **rest):
            if argv[0] == "ip" and clock.wall_monotonic() < clock_end:
                answer(named, role="worker", hostname="worker7", leader="lab1")
            return programs(argv, **rest)

    named.run = AnswersWhenAsked()
    assert asking.ask(named) is Step.IDENTIFY
    assert named.state.settings == Settings(
        role="worker", hostname="worker7", leader="lab1", ssh_keys=("ssh-ed25519 AAAA",), hardware="simulated"
    )
    assert named.state.problems == [] and named.state.taken_from
    assert not named.places.answer.exists()


def test_what_the_page_s_account_leaves_is_not_trusted(named: Host):
    secret = named.places.memory / "secret"
    secret.write_text('{"settings": {"role": "leader"}}')
    named.places.answer.symlink_to(secret)
    assert asking.take_answer(named) is None
    named.places.answer.unlink(missing_ok=True)
    for raw in (b"", b"[]", b'{"settings": {"role": "king"}}', b'{"settings": {"hostname": "a b"}}', b'{"run": "rm"}'):
        named.places.answer.write_bytes(raw)
        assert asking.take_answer(named) is None


def test_the_access_point_is_made_told_and_taken_away(named: Host, programs: Programs):
    with_address(programs)
    with_wifi(programs)
    named.places.passphrase.write_text("abcd2345efgh\n")
    (named.places.connections / "PioreactorAP.nmconnection").write_text("[connection]\n")
    on_card = []

    class AnswersInTheAccessPoint(Programs):
        def __call__(self, argv, **rest):
            if argv[:4] == ["nmcli", "--wait", "60", "connection"]:
                assert (
                    "address=/#/10.42.0.1"
                    in named.places.at("etc/NetworkManager/dnsmasq-shared.d/pioreactor-setup.conf").read_text()
                )
                answer(named, role="both")
            if argv[:3] == ["nmcli", "connection", "down"]:
                on_card.append(named.places.status.read_text())
            return programs(argv, **rest)

    named.run = AnswersInTheAccessPoint()
    assert asking.ask(named) is Step.IDENTIFY
    assert "abcd2345efgh" in on_card[0] and "http://10.42.0.1" in on_card[0]
    assert "nft insert rule inet pioreactor input iifname wlan0 udp dport { 53, 67 } accept" in programs.lines()
    assert "nft --file /etc/nftables.conf" in programs.lines()
    assert not named.places.at("etc/NetworkManager/dnsmasq-shared.d/pioreactor-setup.conf").exists()


def test_a_router_that_is_back_is_joined_unless_somebody_is_there(named: Host, programs: Programs, monkeypatch):
    monkeypatch.setattr(asking, "TRIES_NETWORK_EVERY_S", 0.05)
    with_address(programs)
    with_wifi(programs)
    (named.places.connections / "PioreactorAP.nmconnection").write_text("[connection]\n")
    named.state.settings = Settings(hostname="lab1", role="both", wifi=LAB)
    named.state.problems = [Problem("Wi-Fi", "There is no Wi-Fi.")]
    assert asking.ask(named) is Step.IDENTIFY
    assert named.state.problems == [] and named.state.settings.wifi == LAB


# --- name and account -------------------------------------------------------------------------------------------------


def test_a_card_gets_a_name_that_no_other_has(host: Host, programs: Programs):
    assert identifying.identify(host) is Step.CONNECT
    assert host.name.startswith("pioreactor-") and len(host.name) == 15
    assert host.places.at("etc/hostname").read_text() == f"{host.name}\n"
    assert ["hostname", host.name] in programs.started
    host.places.at("etc/machine-id").write_text("f" * 32)
    assert identifying.own_name(host) != host.name


def test_a_name_that_somebody_gave_stays(host: Host):
    host.places.at("etc/hostname").write_text("greenhouse\n")
    identifying.identify(host)
    assert host.name == "greenhouse"
    host.state.settings = Settings(hostname="lab1")
    identifying.identify(host)
    assert host.places.at("etc/hostname").read_text() == "lab1\n"


def test_a_password_is_no_word_of_a_command(host: Host, programs: Programs):
    programs.says("getent passwd anna", exit_code=2)
    host.state.account = Account(name="anna", password_hash="$5$salt$abc")
    host.state.settings = Settings(access_point=AccessPoint(passphrase="beside-the-bench"))
    identifying.identify(host)
    assert "useradd --create-home --shell /bin/bash anna" in programs.lines()
    assert not any("$5$" in line for line in programs.lines()) and "anna:$5$salt$abc\n" in programs.given
    assert host.places.passphrase.read_text() == "beside-the-bench\n"
    assert host.places.passphrase.stat().st_mode & 0o077 == 0


def test_an_account_of_the_system_is_not_given_away(host: Host, programs: Programs):
    programs.says("getent passwd mosquitto", "mosquitto:x:104:110::/nonexistent:/usr/sbin/nologin\n")
    host.state.account = Account(name="mosquitto", password_hash="$5$salt$abc")
    identifying.identify(host)
    assert not any("mosquitto" in line for line in programs.lines() if not line.startswith("getent"))
    assert "account of the system" in host.state.notes[0]


def test_a_program_that_is_missing_is_an_outcome():
    from pioreactor.appliance.commands import run

    assert run(["no-such-program-here"]).exit_code == 127
    assert run(["sleep", "5"], timeout_s=0.1).exit_code == 124
    assert run(["cat"], stdin="a\nb\n") == Ran(0, "a\nb\n", "")
