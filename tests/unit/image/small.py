"""A root file system of some hundred bytes with all that an image must have, for checks that must find faults."""

from __future__ import annotations

import subprocess
from pathlib import Path

from image.layout import MIB
from image.verify import booting, contents

RELEASE = "opt/pioreactor/releases/1.0.0"
FSTAB = "BOOTDEV /boot/firmware vfat defaults,noatime 0 2\nROOTDEV / ext4 defaults,noatime 0 1\n"
CONFIG = """\
arm_64bit=1
kernel=vmlinuz-1
initramfs initrd.img-1
[pi4]
gpu_mem=64
[all]
dtparam=i2c_arm=on
dtparam=spi=on
dtoverlay=pwm-2chan,pin=12,func=4,pin2=13,func2=4
dtparam=watchdog=on
dtparam=audio=off
gpu_mem=16
camera_auto_detect=0
display_auto_detect=0
disable_splash=1
dtoverlay=disable-bt
"""
STATUS = "Package: base-files\nStatus: install ok installed\nArchitecture: arm64\nVersion: 13.8\n\n"
METADATA = "Metadata-Version: 2.1\nName: pioreactor\nVersion: 1.0.0\n\nwords"
TEXTS = {
    "etc/fstab": FSTAB,
    "etc/default/raspi-firmware": "ROOTPART=ROOTDEV\n",
    "etc/machine-id": "",
    "etc/shadow": "root:*:20000:0:99999:7:::\npioreactor:!:20000:0:99999:7:::\n",
    "etc/pioreactor/release-signers": "release@pioreactor ssh-ed25519 AAAA\n",
    "boot/firmware/config.txt": CONFIG,
    "boot/firmware/cmdline.txt": "console=tty0 root=ROOTDEV rw rootwait cgroup_enable=memory\n",
    "boot/firmware/bcm2711-rpi-4-b.dtb": "tree",
    "boot/firmware/vmlinuz-1": "kernel",
    "boot/firmware/initrd.img-1": "files",
    "var/lib/dpkg/status": STATUS,
    "opt/pioreactor/store/pioreactor-1.0.0-aarch64.tar": "bundle",
    f"{RELEASE}/venv/lib/python3.13/site-packages/pioreactor-1.0.0.dist-info/METADATA": METADATA,
    "home/pioreactor/.profile": "",
    contents.CABLE.lstrip("/"): "[connection]\ntype=ethernet\n[ipv4]\nmethod=auto\n",
}


def tree(folder: Path) -> Path:
    """The root file system, as a folder."""
    firmware = (*booting.FIRMWARE, *booting.SMALL_FIRMWARE)
    there = {path.lstrip("/") for path in contents.PROGRAMS} | {f"boot/firmware/{name}" for name in firmware}
    there |= {f"{RELEASE}/{name}" for name in contents.IN_A_RELEASE}
    there |= {f"etc/systemd/system/multi-user.target.wants/{name}.service" for name in contents.ENABLED}
    for name, text in {**dict.fromkeys(sorted(there), ""), **TEXTS}.items():
        put(folder, name, text)
    (folder / "opt/pioreactor/current").symlink_to("releases/1.0.0")
    return folder


def put(folder: Path, name: str, text: str) -> None:
    """A file in the root file system."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


SIZES = {"boot_bytes": 34 * MIB, "spare_bytes": 4 * MIB}


def key(folder: Path) -> tuple[Path, Path]:
    """A private key, and the list that trusts it."""
    private, signers = folder / "key", folder / "signers"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", private], check=True)
    public = private.with_suffix(".pub").read_text()
    signers.write_text(f'release@pioreactor namespaces="pioreactor-release" {public}')
    return private, signers
