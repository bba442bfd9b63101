"""``python -m pioreactor.cluster.release.check BUNDLE [--signers FILE]``: check a whole bundle and print what it is.

One line of JSON on stdout; exit code 1 and one sentence on stderr if it cannot be trusted.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import NoReturn

from pioreactor.cluster.release import bundle, signature
from pioreactor.cluster.release.manifest import encode
from pioreactor.exc import PioreactorError


def main(arguments: list[str] | None = None) -> NoReturn:
    """The command line."""
    parser = argparse.ArgumentParser(prog="check", description="Checks a release bundle.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--signers", type=Path, default=signature.SIGNERS)
    options = parser.parse_args(arguments)
    try:
        manifest = bundle.verify(options.bundle, options.signers)
        with options.bundle.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except (PioreactorError, OSError) as error:
        sys.exit(str(error))
    about = {
        "version": manifest.version,
        "architecture": manifest.architecture,
        "pythons": manifest.pythons,
        "schema_version": manifest.schema_version,
        "bytes": manifest.unpacked_bytes,
        "sha256": digest,
        "manifest_sha256": hashlib.sha256(encode(manifest)).hexdigest(),
    }
    sys.stdout.write(json.dumps(about) + "\n")
    sys.exit(0)


if __name__ == "__main__":
    main()
