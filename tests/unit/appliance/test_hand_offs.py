"""Files that count at every boot, by the names that the ecosystem's cards know."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from pioreactor.appliance import hand_offs, wheels
from pioreactor.appliance.places import Places
from tests.unit.appliance.conftest import Programs
from tests.unit.appliance.test_connecting import with_wifi


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hand_offs, "MANAGER_WITHIN_S", 0.0)


def told(places: Places, programs: Programs) -> str:
    """What stands on the card after a boot; empty if nothing was told."""
    assert hand_offs.main(places, programs) == 0
    path = places.boot / hand_offs.TOLD
    return path.read_text() if path.exists() else ""


def test_without_files_nothing_happens(places: Places, programs: Programs):
    assert told(places, programs) == "" and programs.started == []


def test_a_network_is_joined_and_its_file_goes(places: Places, programs: Programs):
    with_wifi(programs)
    (places.boot / "wifi.ini").write_bytes(b"\xef\xbb\xbf[wifi]\r\nssid = our lab\r\npassphrase = 100% hunter22\r\n")
    assert "was joined" in told(places, programs)
    assert not (places.boot / "wifi.ini").exists()
    assert "psk=100% hunter22" in (places.connections / "PioreactorWifi.nmconnection").read_text()
    assert "hunter22" not in " ".join(programs.lines())


def test_a_network_that_is_not_joined_is_tried_again_at_the_next_boot(places: Places, programs: Programs):
    with_wifi(programs)
    programs.says("nmcli --wait", exit_code=4, stderr="Error: Secrets were required, but not provided.")
    (places.boot / "wifi.ini").write_text("[wifi]\nssid = our lab\npassphrase = hunter22\n")
    assert "does not accept the passphrase" in told(places, programs)
    assert (places.boot / "wifi.ini").exists()


def test_what_cannot_be_a_network_is_said(places: Places, programs: Programs):
    (places.boot / "wifi.ini").write_text("[wifi]\nssid = our lab\npassphrase = short\n")
    assert "8 to 63" in told(places, programs)
    (places.boot / "wifi.ini").write_text("ssid = our lab\n")
    assert "It is written as [section]" in told(places, programs)


def test_configuration_goes_into_the_unit_s_own(places: Places, programs: Programs):
    (places.boot / "config.ini").write_text("[stirring.config]\ninitial_target_rpm = 450\n")
    assert "merged" in told(places, programs)
    position = programs.lines().index("/usr/local/bin/pio config apply --specific --json")
    assert json.loads(programs.given[position]) == {"stirring.config": {"initial_target_rpm": "450"}}
    assert not (places.boot / "config.ini").exists()


def test_configuration_that_is_wrong_stays_for_its_writer(places: Places, programs: Programs):
    programs.says("/usr/local/bin/pio config apply", exit_code=1, stderr="Error: [stirring.config] rpm is not known.")
    (places.boot / "config.ini").write_text("[stirring.config]\nrpm = 450\n")
    assert "rpm is not known" in told(places, programs)
    assert (places.boot / "config.ini").exists()


def test_the_access_point_opens_at_every_boot(places: Places, programs: Programs):
    with_wifi(programs)
    (places.boot / "local_access_point").write_text("at\n")
    (places.connections / "PioreactorAP.nmconnection").write_text("[connection]\n")
    assert "is open" in told(places, programs)
    assert "iw reg set AT" in programs.lines()
    assert "nmcli --wait 60 connection up PioreactorAP" in programs.lines()
    assert not places.at("etc/NetworkManager/dnsmasq-shared.d/pioreactor-setup.conf").exists(), (
        "its guests reach others"
    )


@pytest.mark.parametrize(("text", "address"), [("", "169.254.16.16/16"), ("192.168.7.1/24\n", "192.168.7.1/24")])
def test_a_direct_cable_gets_its_address(places: Places, programs: Programs, text, address):
    (places.boot / "local_link").write_text(text)
    told(places, programs)
    assert any(f"ipv4.addresses {address}" in line for line in programs.lines())


def test_an_address_of_somebody_else_is_refused(places: Places, programs: Programs):
    (places.boot / "local_link").write_text("8.8.8.8")
    assert "no address for a network of your own" in told(places, programs)
    (places.boot / "local_link").write_text("my laptop")
    assert '"my laptop" is no address' in told(places, programs)
    assert not any("modify" in line for line in programs.lines())


# --- plugins ----------------------------------------------------------------------------------------------------------


def wheel(places: Places, name: str, *, plugin: bool = True, leaders_only: bool = False) -> Path:
    path = places.boot / "pioreactor" / "plugins" / f"{name}-1.0-py3-none-any.whl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "")
        if plugin:
            archive.writestr(f"{name}-1.0.dist-info/entry_points.txt", f"[pioreactor.plugins]\n{name} = {name}\n")
        if leaders_only:
            archive.writestr(f"{name}/LEADER_ONLY", "")
    return path


@pytest.fixture
def settled(places: Places) -> Places:
    """A worker that belongs to somebody."""
    places.data.mkdir(parents=True)
    (places.data / "config.ini").write_text("[cluster.topology]\nleader_hostname = lab1\n")
    places.at("etc/hostname").write_text("worker1\n")
    return places


def installed(programs: Programs) -> list[str]:
    return [Path(argv[-1]).name for argv in programs.started if "pip" in argv]


def test_plugins_are_installed_with_what_they_need_and_no_internet(settled: Places, programs: Programs):
    plugin, needed = wheel(settled, "ph_probe"), wheel(settled, "needed", plugin=False)
    assert "ph_probe-1.0-py3-none-any.whl was installed" in told(settled, programs)
    assert installed(programs) == [plugin.name]
    (pip,) = [argv for argv in programs.started if "pip" in argv]
    assert "--no-index" in pip and str(plugin.parent) in pip
    assert not plugin.exists() and not needed.exists()


def test_a_plugin_that_does_not_install_is_set_aside_with_its_log(settled: Places, programs: Programs):
    plugin, needed = wheel(settled, "ph_probe"), wheel(settled, "needed", plugin=False)
    programs.says(f"{wheels.PYTHON} -m pip install", exit_code=1, stderr="ERROR: No matching distribution found")
    assert "was not installed; see failed/ph_probe-1.0-py3-none-any.log" in told(settled, programs)
    failed = plugin.parent / "failed"
    assert (failed / plugin.name).exists() and "No matching" in (failed / f"{plugin.stem}.log").read_text()
    assert not plugin.exists() and not needed.exists()


def test_plugins_of_leaders_are_for_leaders(settled: Places, programs: Programs):
    plugin = wheel(settled, "lab_page", leaders_only=True)
    assert "is for leaders" in told(settled, programs)
    assert installed(programs) == [] and plugin.exists()
    settled.at("etc/hostname").write_text("lab1\n")
    told(settled, programs)
    assert installed(programs) == [plugin.name]


def test_a_unit_that_is_nobody_s_waits_with_its_plugins(places: Places, programs: Programs):
    plugin = wheel(places, "ph_probe")
    assert told(places, programs) == "" and plugin.exists() and installed(programs) == []


def test_what_is_no_wheel_is_no_plugin(settled: Places, programs: Programs):
    folder = settled.boot / "pioreactor" / "plugins"
    folder.mkdir(parents=True)
    (folder / "broken.whl").write_bytes(b"no zip")
    assert "no wheel here has plugins" in told(settled, programs)
    assert installed(programs) == []
