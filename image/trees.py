"""Root file systems on the builder: mounts that nobody else sees, and removal that never goes through one."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Final

from image.programs import ImageError

_MARK: Final = "PIOREACTOR_OWN_MOUNTS"


def see_own_mounts_only() -> None:
    """Start this program again in a mount namespace of its own: whatever ends a build, its mounts end with it.

    A build that was killed in a chroot would else leave the builder's own /dev in a folder that the next one removes.
    """
    if os.environ.get(_MARK) == str(os.getpid()):
        return
    # exec keeps the process id, so the mark is true for this program alone and not for those that it starts.
    words = ["unshare", "--mount", "--propagation", "private", sys.executable, "-m", "image", *sys.argv[1:]]
    try:
        os.execvpe(words[0], words, os.environ | {_MARK: str(os.getpid())})  # noqa: S606 - no shell is wanted
    except FileNotFoundError as error:
        raise ImageError("unshare is not there. It is in Debian's package util-linux.") from error


def remove(root: Path) -> None:
    """Remove a folder with all that is in it; nothing to do if it is not there.

    Raises ImageError while something is mounted below it, OSError.
    """
    if mounted := mounts_below(root):
        places = " ".join(str(place) for place in mounted)
        raise ImageError(f"{root} is still in use. Unmount it first: umount --lazy {places}")
    if root.exists():
        shutil.rmtree(root)


def mounts_below(root: Path, table: Path = Path("/proc/self/mountinfo")) -> list[Path]:
    """Where something is mounted in ``root``, the innermost first."""
    top = root.resolve()
    # Blanks in a path are written as \040.
    paths = (line.split()[4].encode().decode("unicode_escape") for line in table.read_text().splitlines())
    return sorted((Path(path) for path in paths if Path(path).is_relative_to(top)), reverse=True)
