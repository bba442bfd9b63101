"""The files of the root partition (ext4), read with debugfs: no mount, no right of root."""

from __future__ import annotations

import os
import stat
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from image.programs import ImageError, call

SUPERBLOCK = 1024
LABEL = SUPERBLOCK + 120


@dataclass(frozen=True)
class Entry:
    """One file, folder or link."""

    mode: int
    uid: int
    gid: int
    size: int

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder, and not a link to one."""
        return stat.S_ISDIR(self.mode)

    @property
    def is_file(self) -> bool:
        """Whether it is an ordinary file."""
        return stat.S_ISREG(self.mode)

    @property
    def is_link(self) -> bool:
        """Whether it leads elsewhere."""
        return stat.S_ISLNK(self.mode)


class RootFiles:
    """The root file system of ``image``, which begins ``start`` bytes after its beginning."""

    def __init__(self, image: Path, start: int) -> None:
        self._image = image
        self._start = start

    @property
    def label(self) -> str:
        """The name of the file system."""
        with self._image.open("rb") as file:
            file.seek(self._start + LABEL)
            return file.read(16).rstrip(b"\0").decode("ascii", "replace")

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Everything in it, by its path, which begins with a slash. Raises ImageError."""
        found: dict[str, Entry] = {}
        folders = ["/"]
        while folders:
            below = self._list(folders)
            found |= below
            folders = [path for path, entry in below.items() if entry.is_folder]
        return found

    def text(self, path: str) -> str:
        """What is in a file. Raises ImageError if it is not there."""
        return self.texts([path])[path]

    def texts(self, paths: list[str]) -> dict[str, str]:
        """What is in several files. Raises ImageError if one is not there."""
        for path in paths:
            if path not in self.entries:
                raise ImageError(f"There is no {path} in the image.")
        with tempfile.TemporaryDirectory(prefix="verify-") as folder:
            targets = [Path(folder, str(number)) for number in range(len(paths))]
            self._debugfs([f'dump "{path}" {target}' for path, target in zip(paths, targets, strict=True)])
            return {path: target.read_text(errors="replace") for path, target in zip(paths, targets, strict=True)}

    def _list(self, folders: list[str]) -> dict[str, Entry]:
        """What is directly in each of the folders."""
        marks = {f'ls -p "{folder}"': folder for folder in folders}
        found: dict[str, Entry] = {}
        here = ""
        for line in self._debugfs(list(marks)).splitlines():
            if line.startswith("debugfs: "):
                here = marks[line.removeprefix("debugfs: ")].rstrip("/")
            # /inode/mode/uid/gid/name/size/
            elif line.startswith("/") and (parts := line.split("/"))[5] not in ("", ".", ".."):
                mode, uid, gid, size = int(parts[2], 8), int(parts[3]), int(parts[4]), int(parts[6] or 0)
                found[f"{here}/{parts[5]}"] = Entry(mode, uid, gid, size)
        return found

    def _debugfs(self, requests: list[str]) -> str:
        with tempfile.NamedTemporaryFile("w", prefix="debugfs-") as file:
            file.write("\n".join(requests) + "\n")
            file.flush()
            command = ["debugfs", "-f", file.name, f"{self._image}?offset={self._start}"]
            return call(command, env={**os.environ, "DEBUGFS_PAGER": "cat"}).stdout.decode(errors="replace")
