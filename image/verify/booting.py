"""Does a Raspberry Pi find its kernel, and does the kernel find the HAT and the root file system?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from image.verify.card import Card

ROLE = Path(__file__).resolve().parents[2] / "roles/boot_config/defaults/main.yml"
# Every Raspberry Pi up to the fourth takes its next stage from the card; the fifth has it in a chip.
FIRMWARE = ("bootcode.bin", "start.elf", "fixup.dat", "start4.elf", "fixup4.dat")
# With 16 MB of memory for graphics, the firmware takes these.
SMALL_FIRMWARE = ("start_cd.elf", "fixup_cd.dat", "start4cd.elf", "fixup4cd.dat")


def problems(card: Card) -> Iterator[str]:
    """What is wrong with the firmware, config.txt and cmdline.txt."""
    names = card.boot.names()
    for name in (*FIRMWARE, *SMALL_FIRMWARE):
        if name not in names:
            yield f"the boot partition has no {name}"
    if not any(name.startswith("bcm27") and name.endswith(".dtb") for name in names):
        yield "the boot partition has no device tree"
    if not kernels(names):
        yield "the boot partition has no kernel"
    if not initial_file_systems(names):
        yield "the boot partition has no initial file system"
    for name in ("config.txt", "cmdline.txt"):
        if name not in names:
            yield f"the boot partition has no {name}"
            return
    yield from _config(card.boot.text("config.txt"), names)
    yield from _cmdline(card)


def kernels(names: set[str]) -> list[str]:
    """Kernels of a boot partition, those of Debian or Raspberry Pi OS."""
    return sorted(name for name in names if name.startswith("vmlinuz-") or name in ("kernel8.img", "kernel_2712.img"))


def initial_file_systems(names: set[str]) -> list[str]:
    """Initial file systems of a boot partition."""
    return sorted(name for name in names if name.startswith("initrd.img-") or name.startswith("initramfs"))


def _config(text: str, names: set[str]) -> Iterator[str]:
    """The settings that role boot_config promises, each in force for every model."""
    defaults = yaml.safe_load(ROLE.read_text())
    section, common = "[all]", []
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            section = line
        elif line and not line.startswith("#") and section == "[all]":
            common.append(line)
    for setting in [*defaults["boot_config_settings"], *defaults["boot_config_headless_settings"]]:
        if setting not in common:
            yield f"config.txt does not say {setting} for every model"
    if "arm_64bit=1" not in common:
        yield "config.txt does not switch to 64 bit"
    for line in common:
        if line.startswith("kernel=") and line.removeprefix("kernel=") not in names:
            yield f"config.txt names a kernel that is not there: {line}"
        if line.startswith("initramfs ") and line.split()[1] not in names:
            yield f"config.txt names an initial file system that is not there: {line}"


def _cmdline(card: Card) -> Iterator[str]:
    text = card.boot.text("cmdline.txt")
    if len(text.strip().splitlines()) != 1:
        yield "cmdline.txt has more than one line, or none"
    words = text.split()
    root = f"root=PARTUUID={card.table.signature:08x}-02"
    wanted = [root, "rootwait", *yaml.safe_load(ROLE.read_text())["boot_config_cmdline"]]
    for word in wanted:
        if word not in words:
            yield f"cmdline.txt does not say {word}"
