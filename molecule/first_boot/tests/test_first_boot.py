"""The role `first_boot` on a host that is no image: all is there, and nothing begins anew (images: tests/hosts)."""

KEY = "/etc/ssh/ssh_host_ed25519_key"


def test_a_host_that_is_set_up_does_not_begin_anew(host):
    assert not host.file("/var/lib/pioreactor/first-boot").exists
    assert not host.file("/boot/firmware").exists
    for unit in ("pioreactor-first-boot", "pioreactor-first-boot-page", "pioreactor-first-boot-page-behind"):
        assert host.run(f"systemctl start {unit}").rc == 0, "skipped, which is no failure"
        assert not host.service(unit).is_running


def test_the_units_are_written_as_systemd_wants_them(host):
    checked = host.run("systemd-analyze verify pioreactor-host-keys.service pioreactor-first-boot.service")
    # The release, whose Python they start, is not on this host.
    complaints = [line for line in checked.stderr.splitlines() if "/opt/pioreactor/current" not in line]
    assert complaints == []


def test_a_host_without_a_key_makes_its_own(host):
    before = host.file(f"{KEY}.pub").content_string
    host.run_expect([0], f"rm {KEY} {KEY}.pub")
    host.run_expect([0], "systemctl restart pioreactor-host-keys.service")
    key, public = host.file(KEY), host.file(f"{KEY}.pub")
    assert (key.mode, public.mode, key.user) == (0o600, 0o644, "root")
    assert public.content_string.startswith("ssh-ed25519 ") and public.content_string != before
    assert host.run("ssh-keygen -y -f " + KEY).stdout.split()[1] == public.content_string.split()[1]
    assert not host.file("/etc/ssh/new-host-key").exists
