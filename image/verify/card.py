"""The image of a card as the checks see it: its file, its table, its two file systems."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from image.programs import TO_VERIFY, ImageError, require
from image.verify import partitions
from image.verify.boot_files import BootFiles
from image.verify.root_files import RootFiles


class Card:
    """An image file. Raises ImageError as soon as something is asked that it does not have."""

    def __init__(self, image: Path) -> None:
        require(TO_VERIFY)
        if not image.is_file():
            raise ImageError(f"There is no image {image}.")
        self.image = image

    @cached_property
    def table(self) -> partitions.Table:
        """The partition table."""
        found = partitions.read(self.image)
        if len(found.partitions) != 2:
            raise ImageError(f"{self.image} has {len(found.partitions)} partitions; two are wanted.")
        return found

    @cached_property
    def boot(self) -> BootFiles:
        """The boot partition."""
        return BootFiles(self.image, self.table.partitions[0].start)

    @cached_property
    def root(self) -> RootFiles:
        """The root file system."""
        return RootFiles(self.image, self.table.partitions[1].start)
