"""``python -m image.export ROOT``: a converged root file system becomes the image PIOREACTOR_IMAGE, with its lists.

Both variants end here: the Debian one calls :func:`export`, pi-gen the command line from its export stage.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from image.assemble import assemble
from image.programs import ImageError
from image.publishing import describe


def export(root: Path, image: Path) -> None:
    """Write ``image`` and the lists beside it. Raises ImageError."""
    assemble(root, image)
    describe(root, image)


def main() -> None:
    """The command line."""
    try:
        export(Path(sys.argv[1]), Path(os.environ["PIOREACTOR_IMAGE"]))
    except ImageError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
