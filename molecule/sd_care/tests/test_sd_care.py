"""A unit after the role `sd_care`."""

FSTAB = """\
# a comment with ext4 defaults and swap
proc /proc proc defaults,noauto 0 0
PARTUUID=d9b3f436-01 /boot/firmware vfat defaults,noauto,noatime 0 2
PARTUUID=d9b3f436-02 /mnt ext4 defaults,noatime,noauto 0 1
# off, role sd_care: /swapfile none swap sw,noauto 0 0
"""


def test_mounts_are_careful_and_swap_is_off(host):
    assert host.file("/etc/fstab").content_string == FSTAB


def test_the_log_starts_anew_and_still_belongs_to_the_unit(host):
    host.check_output("echo line >> /var/log/pioreactor.log")
    host.check_output("logrotate --force /etc/logrotate.d/pioreactor")
    log = host.file("/var/log/pioreactor.log")
    assert (log.user, log.mode, log.size) == ("pioreactor", 0o640, 0)
    assert "line" in host.file("/var/log/pioreactor.log.1").content_string


def test_systemd_has_taken_the_settings(host):
    assert "RuntimeWatchdogUSec=14s" in host.check_output("systemctl show")
    assert "SystemMaxUse=50M" in host.check_output("systemd-analyze cat-config systemd/journald.conf")


def test_timers_are_masked(host):
    for timer in ("apt-daily.timer", "apt-daily-upgrade.timer", "man-db.timer"):
        assert host.run(f"systemctl is-enabled {timer}").stdout.strip() == "masked"


def test_tmp_is_in_memory_after_a_boot(host, machine):
    machine.reboot()
    assert host.mount_point("/tmp").filesystem == "tmpfs"
    assert host.run("systemctl is-enabled tmp.mount").stdout.strip() == "enabled"
    assert machine.failed_units() == []
