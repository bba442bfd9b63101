"""The files of the boot partition (FAT), read with mtools."""

from __future__ import annotations

import os
from pathlib import Path

from image.programs import call

LABEL_OF_FAT32 = 71


class BootFiles:
    """The boot partition of ``image``, which begins ``start`` bytes after its beginning."""

    def __init__(self, image: Path, start: int) -> None:
        self._image = image
        self._start = start

    @property
    def label(self) -> str:
        """The name of the file system."""
        with self._image.open("rb") as file:
            file.seek(self._start + LABEL_OF_FAT32)
            return file.read(11).decode("ascii", "replace").rstrip()

    def names(self) -> set[str]:
        """Every file, by its path in the partition; folders end with a slash. Raises ImageError."""
        listed = self._mtools("mdir", "-/", "-b", "-a").decode(errors="replace").splitlines()
        return {line.removeprefix("::/") for line in listed if line.strip()}

    def text(self, name: str) -> str:
        """What is in a file. Raises ImageError if it is not there."""
        return self._mtools("mtype", name=name).decode(errors="replace")

    def copy(self, name: str, target: Path) -> None:
        """Copy a file to ``target``. Raises ImageError if it is not there."""
        self._mtools("mcopy", "-n", "-o", name=name, target=target)

    def _mtools(self, program: str, *options: str, name: str = "", target: Path | None = None) -> bytes:
        command: list[str | Path] = [
            program,
            "-i",
            f"{self._image}@@{self._start}",
            *options,
            f"::/{name}",
            *([target] if target else []),
        ]
        return call(command, env={**os.environ, "MTOOLS_SKIP_CHECK": "1"}).stdout
