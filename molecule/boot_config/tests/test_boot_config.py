"""The boot partition of a Raspberry Pi after the role `boot_config`; it lies in /srv/firmware on the test host."""

from pathlib import Path

FRESH = Path(__file__).parents[1] / "firmware"


def test_what_was_in_config_txt_stays_and_ours_is_for_every_model(host):
    text = host.file("/srv/firmware/config.txt").content_string
    assert text.startswith((FRESH / "config.txt").read_text())
    ours = text.removeprefix((FRESH / "config.txt").read_text()).splitlines()
    assert ours[1] == "[all]"
    assert "dtoverlay=pwm-2chan,pin=12,func=4,pin2=13,func2=4" in ours
    assert "dtoverlay=i2c-rtc,ds3231" in ours


def test_the_kernel_s_words_stay_one_line_and_only_ours_are_exchanged(host):
    text = host.file("/srv/firmware/cmdline.txt").content_string
    assert text.count("\n") == 1
    fresh = (FRESH / "cmdline.txt").read_text().split()
    fresh.remove("cfg80211.ieee80211_regdom=GB")
    assert text.split() == [*fresh, "cgroup_enable=memory", "cfg80211.ieee80211_regdom=AT"]


def test_a_restart_is_asked_for(host):
    assert "Raspberry Pi" in host.file("/run/reboot-required").content_string


def test_pwm_is_given_to_the_group(host):
    rules = host.file("/etc/udev/rules.d/60-pioreactor.rules").content_string
    assert 'SUBSYSTEM=="pwm"' in rules
    checked = host.run("udevadm verify --no-summary /etc/udev/rules.d/60-pioreactor.rules")
    assert checked.rc == 0 or "Unknown" in checked.stderr or checked.rc == 127, checked.stderr


def test_a_host_without_a_boot_partition_is_left_alone(host):
    assert not host.file("/boot/firmware").exists
