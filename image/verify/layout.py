"""Do the partitions lie where they should, and is each found by the name that the other files use?"""

from __future__ import annotations

from collections.abc import Iterator

from image.layout import BOOT_LABEL, BOOT_START, BOOT_TYPE, LARGEST_RAW, ROOT_LABEL, ROOT_TYPE
from image.verify.card import Card

FSTAB_OPTIONS = {"/": ("ext4", "noatime"), "/boot/firmware": ("vfat", "noatime")}


def problems(card: Card) -> Iterator[str]:
    """What is wrong with table, labels, fstab and size."""
    yield from _table(card)
    if card.boot.label != BOOT_LABEL:
        yield f"the boot partition is called '{card.boot.label}', not {BOOT_LABEL}"
    if card.root.label != ROOT_LABEL:
        yield f"the root file system is called '{card.root.label}', not {ROOT_LABEL}"
    yield from _fstab(card)
    if (size := card.image.stat().st_size) > LARGEST_RAW:
        yield f"the image is {size / 1e6:.0f} MB; {LARGEST_RAW / 1e6:.0f} MB fit on the smallest card"


def _table(card: Card) -> Iterator[str]:
    boot, root = card.table.partitions
    if not card.table.signature:
        yield "the disk has no signature, so no PARTUUID leads to its partitions"
    if (boot.kind, root.kind) != (BOOT_TYPE, ROOT_TYPE):
        yield f"the partitions are of types {boot.kind:#x} and {root.kind:#x}, not {BOOT_TYPE:#x} and {ROOT_TYPE:#x}"
    if boot.start != BOOT_START:
        yield f"the first partition begins at {boot.start}, not at {BOOT_START}"
    if not boot.is_bootable:
        yield "the boot partition is not marked as such"
    if root.start < boot.start + boot.size:
        yield "the partitions overlap"
    if (end := root.start + root.size) > card.image.stat().st_size:
        yield f"the root partition ends at {end}, after the end of the file"


def _fstab(card: Card) -> Iterator[str]:
    lines = [line.split() for line in card.root.text("/etc/fstab").splitlines() if line and not line.startswith("#")]
    for number, place in ((1, "/boot/firmware"), (2, "/")):
        wanted = f"PARTUUID={card.table.signature:08x}-{number:02d}"
        found = [fields for fields in lines if len(fields) >= 4 and fields[1] == place]
        kind, option = FSTAB_OPTIONS[place]
        if len(found) != 1:
            yield f"/etc/fstab has {len(found)} lines for {place}"
        elif found[0][0] != wanted:
            yield f"/etc/fstab mounts {found[0][0]} at {place}, not {wanted}"
        elif found[0][2] != kind or option not in found[0][3].split(","):
            yield f"/etc/fstab mounts {place} as {found[0][2]} with {found[0][3]}, not as {kind} with {option}"
