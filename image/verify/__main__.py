"""``python -m image.verify IMAGE [--signers FILE]``: exit code 0 if nothing is wrong, else a line a problem."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from image.programs import ImageError
from image.verify.checking import check


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m image.verify", description="Checks a finished image.")
    parser.add_argument("image", type=Path, help="the image file, not the compressed one")
    parser.add_argument("--signers", type=Path, help="whom to trust; checks lists, checksums and signature as well")
    options = parser.parse_args()
    try:
        found = check(options.image, options.signers)
    except ImageError as error:
        sys.exit(str(error))
    for problem in found:
        sys.stdout.write(f"{problem}\n")
    sys.stdout.write(f"{options.image}: {f'{len(found)} problems' if found else 'nothing is wrong'}\n")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
