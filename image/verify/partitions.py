"""The partition table of an image, as a Raspberry Pi's firmware reads it."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from image.layout import SECTOR
from image.programs import ImageError


@dataclass(frozen=True)
class Partition:
    """One entry of the table; places and sizes in bytes."""

    kind: int
    start: int
    size: int
    is_bootable: bool


@dataclass(frozen=True)
class Table:
    """The table of a disk."""

    signature: int
    partitions: tuple[Partition, ...]


def read(image: Path) -> Table:
    """The table of ``image``. Raises ImageError if there is none."""
    with image.open("rb") as file:
        head = file.read(SECTOR)
    if len(head) < SECTOR or head[510:] != b"\x55\xaa":
        raise ImageError(f"{image} has no partition table.")
    (signature,) = struct.unpack_from("<I", head, 440)
    found = []
    for number in range(4):
        flag, kind, first, count = struct.unpack_from("<B3xB3xII", head, 446 + 16 * number)
        if kind:
            found.append(Partition(kind, first * SECTOR, count * SECTOR, flag == 0x80))
    return Table(signature, tuple(found))
