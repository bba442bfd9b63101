"""What an image consists of: two partitions, where they lie, what they are called. Read by builder and checks."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass

MIB = 1 << 20
SECTOR = 512
BOOT_LABEL = "bootfs"
ROOT_LABEL = "rootfs"
BOOT_FOLDER = "boot/firmware"
BOOT_START = 8 * MIB
BOOT_BYTES = 512 * MIB
BOOT_TYPE = 0x0C  # FAT32, as the Raspberry Pi's firmware looks for it
ROOT_TYPE = 0x83
# Free space that a fresh root file system has; at the first boot it grows to the size of the card.
ROOT_SPARE = 256 * MIB
# Placeholders in fstab and kernel words, as pi-gen has them.
BOOT_WORD, ROOT_WORD = "BOOTDEV", "ROOTDEV"
FILES_WITH_WORDS = ("etc/fstab", "etc/default/raspi-firmware", f"{BOOT_FOLDER}/cmdline.txt")
LARGEST_COMPRESSED = 600 * 1000 * 1000
LARGEST_RAW = 3500 * MIB  # smaller than any card that is sold as 4 GB


@dataclass(frozen=True)
class Identity:
    """What the partitions of one image are known by; another one for another release."""

    name: str

    @property
    def signature(self) -> int:
        """The 32-bit signature of the disk; never zero, which would mean none."""
        return int.from_bytes(self._digest()[:4], "big") | 1

    def partition(self, number: int) -> str:
        """How fstab and the kernel name a partition."""
        return f"PARTUUID={self.signature:08x}-{number:02d}"

    @property
    def root_uuid(self) -> str:
        """Of the root file system."""
        return str(uuid.UUID(bytes=self._digest()[:16]))

    @property
    def boot_serial(self) -> str:
        """Of the boot file system: eight hexadecimal digits."""
        return self._digest()[16:20].hex()

    def _digest(self) -> bytes:
        return hashlib.sha256(self.name.encode()).digest()
