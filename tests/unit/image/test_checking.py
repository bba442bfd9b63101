"""A good image passes, and each fault is found by its name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from image.assemble import assemble
from image.programs import ImageError
from image.verify.checking import check
from tests.unit.image import small
from tests.unit.image.small import CONFIG, FSTAB, RELEASE

# File in the root file system, its text (None: taken out), what is said about it.
FAULTS = [
    ("etc/ssh/ssh_host_ed25519_key", "secret", "a host key"),
    ("root/.ssh/authorized_keys", "key", "a key of a person"),
    ("home/pioreactor/.pioreactor/credentials.json", "{}", "something of one unit"),
    ("etc/mosquitto/pioreactor.passwd", "x", "a password of the broker"),
    ("etc/NetworkManager/system-connections/lab.nmconnection", "x", "a Wi-Fi or its secret"),
    ("etc/machine-id", "b08dfa6083e7567a1921a715000001fb\n", "machine-id is not empty"),
    ("etc/machine-id", None, "machine-id is not there"),
    ("var/lib/dbus/machine-id", "b08d", "dbus/machine-id is a file"),
    ("etc/shadow", "root:$y$j9T$salt$hash:20000::::::\n", "root has a password"),
    ("etc/shadow", "pi::20000::::::\n", "pi can log in without a password"),
    ("usr/sbin/policy-rc.d", "exit 101", "keeps services from starting"),
    ("usr/bin/qemu-aarch64-static", "x", "an emulator"),
    ("root/.ansible/tmp/x", "x", "a trace of the build"),
    ("var/tmp/x", "x", "a temporary file"),
    ("var/cache/apt/archives/mosquitto.deb", "x", "a package that was installed"),
    ("var/log/dpkg.log", "line", "has lines of the build"),
    ("proc/cpuinfo", "x", "where another file system is mounted"),
    ("strange/file", "x", "unknown in the top folder"),
    (f"{RELEASE}.incoming/venv/x", "x", "half installed"),
    ("etc/fstab", FSTAB.replace("noatime 0 1", "rw 0 1"), "not as ext4 with noatime"),
    ("etc/fstab", FSTAB.replace("ROOTDEV", "/dev/mmcblk0p2"), "mounts /dev/mmcblk0p2 at /"),
    ("etc/fstab", FSTAB.splitlines()[1] + "\n", "0 lines for /boot/firmware"),
    ("boot/firmware/config.txt", CONFIG.replace("dtparam=i2c_arm=on\n", ""), "does not say dtparam=i2c_arm=on"),
    ("boot/firmware/config.txt", CONFIG.replace("func2=4", "func2=2"), "does not say dtoverlay=pwm-2chan"),
    ("boot/firmware/config.txt", CONFIG.replace("dtparam=watchdog=on", "#dtparam=watchdog=on"), "dtparam=watchdog=on"),
    # In force for one model alone.
    (
        "boot/firmware/config.txt",
        CONFIG.replace("gpu_mem=16", "[pi4]\ngpu_mem=16\n[all]"),
        "does not say gpu_mem=16 for every model",
    ),
    ("boot/firmware/config.txt", CONFIG.replace("vmlinuz-1", "vmlinuz-2"), "names a kernel that is not there"),
    ("boot/firmware/config.txt", None, "has no config.txt"),
    ("boot/firmware/cmdline.txt", "root=ROOTDEV rootwait\n", "does not say cgroup_enable=memory"),
    ("boot/firmware/cmdline.txt", "root=/dev/sda2 rootwait cgroup_enable=memory\n", "does not say root=PARTUUID="),
    ("boot/firmware/cmdline.txt", "root=ROOTDEV rootwait\ncgroup_enable=memory\n", "more than one line"),
    ("boot/firmware/start4cd.elf", None, "has no start4cd.elf"),
    ("boot/firmware/vmlinuz-1", None, "has no kernel"),
    ("boot/firmware/initrd.img-1", None, "has no initial file system"),
    ("usr/sbin/mosquitto", None, "/usr/sbin/mosquitto is not there"),
    ("etc/pioreactor/release-signers", None, "release-signers is not there"),
    ("opt/pioreactor/current", None, "no release is in use"),
    ("opt/pioreactor/store/pioreactor-1.0.0-aarch64.tar", None, "could not hand it to workers"),
    (f"{RELEASE}/share/ansible/playbooks/site.yml", None, "site.yml is not there"),
    ("etc/NetworkManager/system-connections/PioreactorCable.nmconnection", None, "a cable would ask for no address"),
    ("etc/rpi-issue", "Raspberry Pi reference", "has no lgpio"),
    ("etc/systemd/system/multi-user.target.wants/ssh.service", None, "ssh.service is not enabled"),
    ("etc/systemd/system/multi-user.target.wants/pioreactor-ingest.service", "", "although not every unit runs it"),
]


def test_a_good_image_passes(image: Path) -> None:
    assert check(image) == []


@pytest.mark.parametrize(("name", "text", "complaint"), FAULTS, ids=[f"{name}: {what}" for name, _, what in FAULTS])
def test_a_fault_is_found(tmp_path: Path, tree: Path, name: str, text: str | None, complaint: str) -> None:
    if text is None:
        (tree / name).unlink()
    else:
        small.put(tree, name, text)
    image = tmp_path / "faulty.img"
    assemble(tree, image, **small.SIZES)
    found = check(image)
    assert any(complaint in problem for problem in found), found
    assert len(found) <= 2, found


def test_a_file_for_everybody_and_a_release_of_a_user_are_found(tmp_path: Path, tree: Path) -> None:
    (tree / "etc/default/raspi-firmware").chmod(0o666)
    (tree / RELEASE / "bin/pio").touch()
    os.chown(tree / RELEASE / "bin/pio", 1000, 1000)
    image = tmp_path / "faulty.img"
    assemble(tree, image, **small.SIZES)
    assert len(check(image)) == 2
    assert "can be written by everybody" in " ".join(check(image))
    assert "belongs to user 1000" in " ".join(check(image))


@pytest.mark.parametrize(
    ("at", "content", "complaint"),
    [
        (446, b"\x00", "not marked as such"),
        (446 + 4, b"\x83", "are of types"),
        (446 + 8, (4096).to_bytes(4, "little"), "begins at 2097152"),
        (446 + 16 + 12, (1 << 24).to_bytes(4, "little"), "after the end of the file"),
        (440, bytes(4), "no signature"),
    ],
)
def test_a_table_that_is_wrong_is_found(image: Path, at: int, content: bytes, complaint: str) -> None:
    with image.open("r+b") as file:
        file.seek(at)
        file.write(content)
    try:
        found = " ".join(check(image))
    except ImageError as error:
        # The boot partition is not where the table says.
        assert "begins at" in complaint, error
        return
    assert complaint in found


def test_what_is_not_the_image_of_a_card_is_refused(tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.img"
    nothing.write_bytes(bytes(1024))
    with pytest.raises(ImageError, match="no partition table"):
        check(nothing)
    with pytest.raises(ImageError, match="There is no image"):
        check(tmp_path / "absent.img")
