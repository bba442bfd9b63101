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

    def mount(self, rootfs: Path) -> None:
        """Mounts the layers, the root file system lowest; nothing to do if they are."""
        work = self.folder / "work"
        for part in (self.upper, work, self.root):
            part.mkdir(parents=True, exist_ok=True)
        if os.path.ismount(self.root):
            return
        layers = ":".join(map(str, [*reversed(self._saved()), rootfs]))
        options = f"lowerdir={layers},upperdir={self.upper},workdir={work}"
        call(["mount", "-t", "overlay", "pioreactor-lab", "-o", options, self.root])

    def save(self) -> None:
        """Makes what has been written so far a layer that no longer changes."""
        self.unmount()
        self.upper.rename(self.folder / f"saved-{len(self._saved()) + 1}")

    def rewind(self) -> None:
        """Throws away what was written since the last `save`."""
        if not self._saved():
            raise LabError("There is no saved state to go back to.")
        self.unmount()
        shutil.rmtree(self.upper)

    def _saved(self) -> list[Path]:
        return sorted(self.folder.glob("saved-*"), key=lambda layer: int(layer.name.split("-")[1]))

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
