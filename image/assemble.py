"""``python -m image.assemble ROOT IMAGE``: a folder with a root file system becomes the image of a card.

Nothing is mounted and no loop device is used: the file systems are filled by the programs that make them.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from image.layout import (
    BOOT_BYTES,
    BOOT_FOLDER,
    BOOT_LABEL,
    BOOT_START,
    BOOT_TYPE,
    BOOT_WORD,
    FILES_WITH_WORDS,
    MIB,
    ROOT_LABEL,
    ROOT_SPARE,
    ROOT_TYPE,
    ROOT_WORD,
    SECTOR,
    Identity,
)  # fmt: skip
from image.programs import TO_ASSEMBLE, ImageError, call, require

# Of files and file systems: the same inputs give the same image. 1980, the earliest that FAT knows.
SAME_TIME_S = "315619200"
# Neither is known to the e2fsprogs of Debian 12, with which a unit repairs its card.
NEWER_FEATURES = "^orphan_file,^metadata_csum_seed"


def assemble(root: Path, image: Path, *, boot_bytes: int = BOOT_BYTES, spare_bytes: int = ROOT_SPARE) -> None:
    """Write ``image``, beside its place and renamed. The name of the file decides what its partitions are known by.

    Raises ImageError if a program is missing, or the boot files do not fit.
    """
    require(TO_ASSEMBLE)
    identity = Identity(image.stem)
    image.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".assemble-", dir=image.parent) as scratch:
        folder = Path(scratch)
        _name_partitions(root, identity)
        with _apart(root / BOOT_FOLDER, folder / "boot") as boot_files:
            _make_boot(boot_files, folder / "boot.vfat", boot_bytes, identity)
            _make_root(root, folder / "root.ext4", spare_bytes, identity)
        aside = folder / "image"
        _partition(aside, [folder / "boot.vfat", folder / "root.ext4"], identity)
        aside.rename(image)


def _name_partitions(root: Path, identity: Identity) -> None:
    for name in FILES_WITH_WORDS:
        file = root / name
        if file.exists():
            text = file.read_text()
            file.write_text(text.replace(BOOT_WORD, identity.partition(1)).replace(ROOT_WORD, identity.partition(2)))


@contextmanager
def _apart(boot: Path, aside: Path) -> Iterator[Path]:
    """The boot files are on their own partition; below them, on the root file system, is an empty folder."""
    boot.rename(aside)
    boot.mkdir()
    try:
        yield aside
    finally:
        boot.rmdir()
        aside.rename(boot)


def _make_boot(files: Path, image: Path, size: int, identity: Identity) -> None:
    _empty(image, size)
    call(["mkfs.vfat", "-F", "32", "-n", BOOT_LABEL, "-i", identity.boot_serial, "--invariant", image])
    entries = sorted(files.iterdir())
    if entries:
        call(["mcopy", "-s", "-Q", "-m", "-i", image, *entries, "::/"], env={**os.environ, "MTOOLS_SKIP_CHECK": "1"})


def _make_root(root: Path, image: Path, spare: int, identity: Identity) -> None:
    used = int(call(["du", "--summarize", "--block-size=1", "--one-file-system", root]).stdout.split()[0])
    # An eighth more is what the file system needs for its own books.
    size = (used + used // 8 + spare + MIB - 1) // MIB * MIB
    _empty(image, size)
    options = ["-q", "-F", "-t", "ext4", "-L", ROOT_LABEL, "-U", identity.root_uuid, "-O", NEWER_FEATURES]
    extended = f"root_owner=0:0,hash_seed={identity.root_uuid}"
    call(["mke2fs", *options, "-E", extended, "-d", root, image], env={**os.environ, "SOURCE_DATE_EPOCH": SAME_TIME_S})


def _partition(image: Path, parts: list[Path], identity: Identity) -> None:
    starts, end = [], BOOT_START
    for part in parts:
        starts.append(end)
        end += part.stat().st_size
    _empty(image, end)
    table = [f"label: dos\nlabel-id: 0x{identity.signature:08x}"]
    for start, part, kind in zip(starts, parts, (f"{BOOT_TYPE:x}, bootable", f"{ROOT_TYPE:x}"), strict=True):
        table.append(f"start={start // SECTOR}, size={part.stat().st_size // SECTOR}, type={kind}")
    call(["sfdisk", "-q", image], stdin="\n".join(table).encode())
    for start, part in zip(starts, parts, strict=True):
        call(["dd", f"if={part}", f"of={image}", "bs=1M", f"seek={start // MIB}", "conv=notrunc,sparse", "status=none"])


def _empty(file: Path, size: int) -> None:
    with file.open("wb") as handle:
        handle.truncate(size)


def main() -> None:
    """The command line."""
    try:
        assemble(Path(sys.argv[1]), Path(sys.argv[2]))
    except ImageError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
