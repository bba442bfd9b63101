"""The disk of one host: a writable layer of its own over a root file system that all hosts share."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from .commands import call
from .errors import LabError


class Overlay:
    """`upper` holds what the host has written and survives power cuts; `root` is what the host sees as /."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.upper = folder / "upper"
        self.root = folder / "root"

    def mount(self, lower: list[Path]) -> None:
        """Mounts the layers, the first of `lower` on top; nothing to do if they are."""
        work = self.folder / "work"
        for part in (self.upper, work, self.root):
            part.mkdir(parents=True, exist_ok=True)
        if os.path.ismount(self.root):
            return
        layers = ":".join(map(str, lower))
        options = f"lowerdir={layers},upperdir={self.upper},workdir={work}"
        call(["mount", "-t", "overlay", "pioreactor-lab", "-o", options, self.root])

    def unmount(self) -> None:
        """Takes the mount away; the layers stay."""
        if os.path.ismount(self.root):
            call(["umount", self.root])

    def delete(self) -> None:
        """Unmounts and removes the host's own layer for good."""
        self.unmount()
        if os.path.ismount(self.root):
            raise LabError(f"{self.root} is still mounted; nothing was deleted.")
        shutil.rmtree(self.folder, ignore_errors=False)
