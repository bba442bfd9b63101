"""The files of the Raspberry Pi Imager, in the forms that its versions write."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pioreactor.appliance import imager
from pioreactor.appliance.settings import Account, Settings, Wifi

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDc5YzQ3NTQ0ZTk2ZDI0NTYzZGQ3NmE2 anna@laptop"
HASH = "$5$mmRh1gZTxX$kkH5fpUTX8sJW5oUH3UdvJ7XKQ4lhL9zLPmUrDqXc9A"
PSK = "a93c94b96098296d6f5d4c5995ddac9a4d09e4c773f144c25bf3359b15fcc05d"
USER_DATA = f"""#cloud-config
hostname: lab1
manage_etc_hosts: true
packages:
- avahi-daemon
apt:
  conf: |
    Acquire {{
      Check-Date "false";
    }};
timezone: Europe/Vienna
keyboard:
  model: pc105
  layout: "de"
enable_ssh: true
users:
- name: anna
  groups: users,adm,sudo
  shell: /bin/bash
  lock_passwd: false
  passwd: {HASH}
  ssh_authorized_keys:
    - {KEY}
  sudo: ALL=(ALL) NOPASSWD:ALL
runcmd:
  - [ rfkill, unblock, wifi ]
"""
NETWORK = f"""network:
  version: 2
  wifis:
    wlan0:
      dhcp4: true
      regulatory-domain: "AT"
      access-points:
        "our lab":
          hidden: true
          password: "{PSK}"
      optional: true
"""
SCRIPT = f"""#!/bin/sh

set +e

CURRENT_HOSTNAME=$(cat /etc/hostname | tr -d " \\t\\n\\r")
if [ -f /usr/lib/raspberrypi-sys-mods/imager_custom ]; then
   /usr/lib/raspberrypi-sys-mods/imager_custom set_hostname lab1
else
   echo lab1 >/etc/hostname
fi
if [ -f /usr/lib/raspberrypi-sys-mods/imager_custom ]; then
   /usr/lib/raspberrypi-sys-mods/imager_custom enable_ssh -k '{KEY}'
fi
if [ -f /usr/lib/userconf-pi/userconf ]; then
   /usr/lib/userconf-pi/userconf 'anna' '{HASH}'
fi
if [ -f /usr/lib/raspberrypi-sys-mods/imager_custom ]; then
   /usr/lib/raspberrypi-sys-mods/imager_custom set_wlan  -h 'our lab' '{PSK}' 'AT'
else
cat >/etc/wpa_supplicant/wpa_supplicant.conf <<'WPAEOF'
country=AT
WPAEOF
fi
if [ -f /usr/lib/raspberrypi-sys-mods/imager_custom ]; then
   /usr/lib/raspberrypi-sys-mods/imager_custom set_keymap 'de'
   /usr/lib/raspberrypi-sys-mods/imager_custom set_timezone 'Europe/Vienna'
fi
rm -f /boot/firstrun.sh
exit 0
"""
CUSTOM = f"""config_version = 1
[system]
hostname = "lab1"
[user]
name = "anna"
password = "{HASH}"
password_encrypted = true
[ssh]
enabled = true
authorized_keys = ["{KEY}"]
[wlan]
ssid = "our lab"
password = "{PSK}"
hidden = true
country = "AT"
[locale]
keymap = "de"
timezone = "Europe/Vienna"
"""
MEANT = Settings(
    hostname="lab1", country="AT", time_zone="Europe/Vienna", wifi=Wifi(ssid="our lab", passphrase=PSK, hidden=True)
)


@pytest.mark.parametrize(
    "files",
    [{"user-data": USER_DATA, "network-config": NETWORK}, {"firstrun.sh": SCRIPT}, {"custom.toml": CUSTOM}],
    ids=["the present one", "with a script", "with custom.toml"],
)
def test_each_version_is_understood(tmp_path: Path, files):
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    found = imager.read(tmp_path)
    assert found.problems == []
    assert found.settings == MEANT
    assert found.account == Account(name="anna", password_hash=HASH, ssh_keys=(KEY,))
    assert found.keyboard == "de"
    assert sorted(found.used) == sorted(files)


def test_keys_of_the_account_that_runs_the_software_are_its_own(tmp_path: Path):
    (tmp_path / "user-data").write_text(USER_DATA.replace("name: anna", "name: pioreactor"))
    found = imager.read(tmp_path)
    assert found.account is None and found.settings.ssh_keys == (KEY,)


def test_what_is_in_an_image_before_the_imager_counts_for_nothing(tmp_path: Path):
    (tmp_path / "user-data").write_text("#cloud-config\n# The Raspberry Pi Imager writes its settings here.\n")
    (tmp_path / "network-config").write_text("# nothing\n")
    assert imager.read(tmp_path) == imager.Imaged(Settings(), None, "", [], [])
    assert imager.read(tmp_path / "nowhere").used == []


def test_an_account_that_cannot_be_is_named_and_the_rest_counts(tmp_path: Path):
    (tmp_path / "user-data").write_text(USER_DATA.replace("name: anna", "name: 'Anna; rm'"))
    found = imager.read(tmp_path)
    assert found.account is None and "Anna; rm" in found.problems[0].text
    assert found.settings.hostname == "lab1"


def test_an_open_network(tmp_path: Path):
    (tmp_path / "network-config").write_text(NETWORK.replace(PSK, ""))
    assert imager.read(tmp_path).settings.wifi == Wifi(ssid="our lab", hidden=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.sampled_from(imager.FILES),
    st.text(max_size=200) | st.sampled_from([USER_DATA, NETWORK, SCRIPT, CUSTOM]),
    st.integers(0, 900),
)
def test_no_content_stops_the_unit(tmp_path: Path, name, text, cut):
    (tmp_path / name).write_text(text[cut:] if len(text) > 200 else text, encoding="utf-8", errors="replace")
    assert isinstance(imager.read(tmp_path).settings, Settings)
    (tmp_path / name).unlink()
