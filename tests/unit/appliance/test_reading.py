"""What is on the card is taken over once, and its secrets are gone from there afterwards."""

from __future__ import annotations

import msgspec
import pytest

from pioreactor.appliance import reading, state
from pioreactor.appliance.host import Host
from pioreactor.appliance.settings import Settings, Wifi
from pioreactor.appliance.state import State, Step

FILE = b'# mine\nrole = "both"\n[wifi]\nssid = "lab"\npassphrase = "hunter22"\n'
USER_DATA = "#cloud-config\nhostname: lab1\nusers:\n- name: anna\n  passwd: $5$salt$abcdef\n"


def card(host: Host) -> bytes:
    """Everything on the boot partition."""
    return b"".join(path.read_bytes() for path in sorted(host.places.boot.iterdir()))


def kept(host: Host) -> State:
    return state.load(host.places.memory / "state.json")


def test_secrets_leave_the_card_when_they_are_safe_elsewhere(host: Host):
    (host.places.boot / "pioreactor.toml").write_bytes(FILE)
    assert reading.read_hand_over(host) is Step.IDENTIFY
    assert host.state.settings == Settings(role="both", wifi=Wifi(ssid="lab", passphrase="hunter22"))
    assert b"hunter22" not in card(host) and b"# mine" in card(host)
    assert kept(host).settings == host.state.settings
    assert (host.places.memory / "state.json").stat().st_mode & 0o077 == 0


def test_the_next_boot_knows_what_was_erased(host: Host):
    (host.places.boot / "pioreactor.toml").write_bytes(FILE)
    reading.read_hand_over(host)
    host.state = kept(host)
    reading.read_hand_over(host)
    assert host.state.settings.wifi == Wifi(ssid="lab", passphrase="hunter22")


@pytest.mark.parametrize("cut_after", ["the note", "the overwriting", "everything"])
def test_a_power_cut_while_secrets_are_erased_costs_nothing(host: Host, cut_after, monkeypatch: pytest.MonkeyPatch):
    file = host.places.boot / "pioreactor.toml"
    file.write_bytes(FILE)

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt  # stands for the end of everything

    if cut_after == "the note":
        monkeypatch.setattr(reading, "erase", cut)
    elif cut_after == "the overwriting":
        monkeypatch.setattr(reading, "write_atomically", cut)
    if cut_after == "everything":
        reading.read_hand_over(host)
    else:
        with pytest.raises(KeyboardInterrupt):
            reading.read_hand_over(host)
    monkeypatch.undo()
    host.state = kept(host)
    reading.read_hand_over(host)
    assert host.state.problems == []
    assert host.state.settings == Settings(role="both", wifi=Wifi(ssid="lab", passphrase="hunter22"))
    assert b"hunter22" not in card(host)


def test_a_file_that_is_wrong_stays_so_that_it_can_be_corrected(host: Host):
    raw = FILE + b"nope = 1\n"
    (host.places.boot / "pioreactor.toml").write_bytes(raw)
    reading.read_hand_over(host)
    assert (host.places.boot / "pioreactor.toml").read_bytes() == raw
    assert "nope" in host.state.problems[0].text
    (host.places.boot / "pioreactor.toml").write_bytes(FILE)
    reading.read_hand_over(host)
    assert host.state.problems == [] and b"hunter22" not in card(host)


def test_a_file_that_is_changed_later_means_the_same_network(host: Host):
    (host.places.boot / "pioreactor.toml").write_bytes(FILE)
    reading.read_hand_over(host)
    changed = (host.places.boot / "pioreactor.toml").read_bytes().replace(b'"both"', b'"leader"')
    (host.places.boot / "pioreactor.toml").write_bytes(changed)
    reading.read_hand_over(host)
    assert host.state.settings == Settings(role="leader", wifi=Wifi(ssid="lab", passphrase="hunter22"))


def test_windows_may_have_hidden_an_ending(host: Host):
    (host.places.boot / "Pioreactor.toml.txt").write_bytes(b'role = "leader"\n')
    reading.read_hand_over(host)
    assert host.state.settings.role == "leader"


def test_the_imager_fills_in_what_the_file_leaves_open(host: Host):
    (host.places.boot / "pioreactor.toml").write_bytes(b'role = "worker"\nhostname = "worker7"\n')
    (host.places.boot / "user-data").write_text(USER_DATA + "timezone: Europe/Vienna\n")
    reading.read_hand_over(host)
    assert host.state.settings == Settings(role="worker", hostname="worker7", time_zone="Europe/Vienna")
    assert host.state.account and host.state.account.name == "anna"
    assert b"$5$" not in card(host) and (host.places.boot / "user-data").exists()
    host.state = kept(host)
    reading.read_hand_over(host)
    assert host.state.account and host.state.settings.hostname == "worker7"


def test_the_imager_s_script_is_taken_over_and_never_runs(host: Host):
    words = "root=LABEL=rootfs rootwait systemd.run=/boot/firstrun.sh systemd.run_success_action=reboot"
    (host.places.boot / "cmdline.txt").write_text(f"{words} systemd.unit=kernel-command-line.target\n")
    (host.places.boot / "firstrun.sh").write_text(
        "/usr/lib/raspberrypi-sys-mods/imager_custom set_hostname lab9\n/usr/lib/userconf-pi/userconf 'a' '$5$b$c'\n"
    )
    reading.read_hand_over(host)
    assert host.state.settings.hostname == "lab9"
    assert (host.places.boot / "cmdline.txt").read_text() == "root=LABEL=rootfs rootwait\n"
    assert not (host.places.boot / "firstrun.sh").exists()


def test_what_is_said_survives_being_written_down(host: Host):
    host.state.settings = Settings(role="both", wifi=Wifi(ssid="Büro", passphrase="hunter22"))
    raw = msgspec.json.encode(host.state)
    assert msgspec.json.decode(raw, type=State) == host.state
    (host.places.memory / "state.json").write_bytes(raw[:-10])
    assert kept(host) == State(), "half a file is none"
