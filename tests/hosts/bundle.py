"""Makes a signed bundle of this checkout for a scenario: `python -m tests.hosts.bundle FOLDER VERSION`.

FOLDER is made anew. It then holds `key` (made for this bundle), `release-signers` (who is trusted) and `release.tar`.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from tests.hosts.upgrading import PROJECT, Bundles, environment


def main() -> int:
    """Exit status: 0, or that of what went wrong, which has said why."""
    parser = argparse.ArgumentParser(prog="python -m tests.hosts.bundle", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("version")
    options = parser.parse_args()
    shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True)
    try:
        subprocess.run([".ci/setup", "web"], cwd=PROJECT, check=True, env=environment())
        built = Bundles(options.folder).build(options.version)
    except subprocess.CalledProcessError as error:
        return error.returncode
    (options.folder / "release.tar").symlink_to(built.relative_to(options.folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
